"""Pictures of the arts: music, letters, books, the stage."""

import math

from .plate import HEIGHT, WIDTH, Colour, Plate, mix
from .town import books


def oud(plate: Plate) -> None:
    """The face of an oud with its carved rose."""
    plate.sky(plate.inks.near, plate.inks.ink)
    plate.glow(560, 470, 720, plate.inks.lamp, 0.4)
    wood = mix(plate.inks.lamp, plate.inks.low, 0.25)
    body = [
        (
            560
            + 470 * math.cos(t / 60 * 2 * math.pi) * (1 + 0.16 * math.cos(t / 60 * 2 * math.pi)),
            460 + 370 * math.sin(t / 60 * 2 * math.pi),
        )
        for t in range(60)
    ]
    plate.polygon([(x + 14, y + 26) for x, y in body], plate.inks.ink)
    plate.slope(body, mix(wood, plate.inks.low, 0.2), mix(wood, plate.inks.mid, 0.35))
    for number in range(15):
        y = 130.0 + number * 46
        half = 430 * math.sqrt(max(0.02, 1 - ((y - 460) / 372) ** 2))
        plate.line(
            [(560 - half, y), (560 + half, y + plate.between(-8, 8))],
            mix(wood, plate.inks.mid, 0.22),
            2,
        )
    plate.line([*body, body[0]], plate.inks.ink, 9)
    plate.polygon([(1040, 406), (1640, 424), (1640, 500), (1040, 514)], plate.inks.ink)
    plate.polygon(
        [(1040, 414), (1640, 430), (1640, 462), (1040, 460)],
        mix(plate.inks.ink, plate.inks.mid, 0.4),
    )
    for x, y, radius in ((620.0, 460.0, 132), (390, 270, 50), (390, 650, 50)):
        plate.disc(x, y, radius, plate.inks.ink)
        plate.ring(x, y, radius + 10, mix(wood, plate.inks.ink, 0.6), 6)
        petals = 12 if radius > 100 else 8
        for number in range(petals):
            angle = number / petals * 2 * math.pi
            for reach, size in ((0.66, 0.2), (0.36, 0.13)):
                px, py = x + radius * reach * math.cos(angle), y + radius * reach * math.sin(angle)
                plate.ring(px, py, radius * size, wood, max(3, radius * 0.045))
        plate.ring(x, y, radius * 0.16, wood, 4)
        plate.ring(x, y, radius * 0.94, wood, 5)
    plate.box((196, 330, 232, 600), plate.inks.ink, 8)
    for number in range(11):
        y = 350.0 + number * 22.4
        plate.line(
            [(214, y), (1640, 434 + number * 6)], mix(plate.inks.low, (255, 255, 255), 0.3), 2
        )


def letters(plate: Plate) -> None:
    """Bowls, uprights and dots of a broad pen: letters before they are a word."""
    paper = mix(plate.inks.low, (255, 255, 255), 0.4)
    plate.sky(paper, mix(paper, plate.inks.far, 0.22))
    for y in range(120, HEIGHT, 110):
        plate.line([(0, y), (WIDTH, y)], mix(paper, plate.inks.far, 0.3), 2)

    def bowl(x: float, y: float, wide: float, deep: float, pen: float, tone: Colour) -> None:
        path = [(x + wide * t / 60, y + deep * math.sin(math.pi * t / 60)) for t in range(61)]
        upper = [(px + pen * 0.5, py - pen) for px, py in path]
        lower = [(px - pen * 0.5, py + pen) for px, py in path]
        plate.polygon(lower + upper[::-1], tone)

    def dot(x: float, y: float, size: float, tone: Colour) -> None:
        plate.polygon([(x, y - size), (x + size, y), (x, y + size), (x - size, y)], tone)

    bowl(150, 330, 1230, 430, 44, mix(paper, plate.inks.far, 0.6))
    bowl(330, 380, 900, 280, 40, plate.inks.near)
    dot(560, 330, 54, plate.inks.lamp)
    dot(690, 330, 54, plate.inks.lamp)
    for x, tall, tone in ((1030, 480, plate.inks.ink), (1230, 620, plate.inks.mid)):
        foot = 560 if x < 1200 else 640
        plate.polygon(
            [
                (x - 34, foot),
                (x + 34, foot - 60),
                (x + 48, foot - tall),
                (x - 20, foot - tall + 60),
            ],
            tone,
        )
    dot(1440, 250, 96, plate.inks.lamp)
    dot(240, 720, 34, plate.inks.ink)
    dot(330, 720, 34, plate.inks.ink)
    dot(285, 786, 34, plate.inks.ink)


def library(plate: Plate, *, boat: bool = False) -> None:
    """A wall of books; on a boat when it floats."""
    if not boat:
        plate.sky(mix(plate.inks.ink, plate.inks.near, 0.5), plate.inks.near)
        books(plate, (0, 20, WIDTH, 920), rows=4)
        plate.glow(1180, 430, 600, plate.inks.lamp, 0.25)
        plate.line([(1210, 0), (1130, HEIGHT)], plate.inks.low, 12)
        plate.line([(1370, 0), (1310, HEIGHT)], plate.inks.low, 12)
        for number in range(9):
            y = 40 + number * 104
            share = y / HEIGHT
            plate.line([(1210 - 80 * share, y), (1370 - 60 * share, y)], plate.inks.low, 10)
        return
    horizon = 560
    plate.sky(down=horizon)
    plate.stars(200, 420)
    plate.sun(360, 230, 74)
    plate.ridge(horizon - 34, 22, plate.inks.land(0.2))
    plate.water(horizon)
    plate.path_of_light(360, horizon, 80)
    ink = plate.inks.ink
    plate.glow(960, 420, 520, plate.inks.lamp, 0.5)
    plate.polygon([(520, 640), (1460, 640), (1380, 752), (600, 752)], ink)
    plate.box((520, 628, 1460, 646), plate.inks.lamp)
    plate.box((620, 350, 1360, 634), mix(plate.inks.lamp, plate.inks.low, 0.25))
    books(plate, (632, 366, 1348, 632), rows=3)
    plate.polygon([(590, 352), (1390, 352), (1330, 300), (650, 300)], mix(ink, plate.inks.mid, 0.3))
    plate.line([(1420, 634), (1420, 330)], ink, 8)
    plate.disc(1420, 320, 26, plate.inks.lamp)
    plate.veil([(600, 752), (1380, 752), (1240, HEIGHT), (740, HEIGHT)], plate.inks.lamp, 0.16)


def stage(plate: Plate, *, seats: bool = False, beam: bool = False) -> None:
    """A curtain, a light and an audience."""
    plate.sky(plate.inks.ink, plate.inks.near)
    red = mix((150, 42, 46), plate.inks.near, 0.25)
    screen = mix(plate.inks.low, (255, 255, 255), 0.3)
    plate.box(
        (330, 110, 1270, 600),
        screen if beam or seats else mix(plate.inks.mid, plate.inks.lamp, 0.2),
    )
    if seats or beam:
        plate.slope(
            [(350, 130), (1250, 130), (1250, 580), (350, 580)],
            mix(plate.inks.high, screen, 0.4),
            screen,
        )
        plate.disc(940, 300, 62, plate.inks.lamp)
        line = plate.wave(34, 1.8)
        line.level = 470
        plate.polygon(
            [(350, 580), *[(x, line.at(x)) for x in range(350, 1251, 10)], (1250, 580)],
            plate.inks.mid,
        )
    else:
        plate.glow(800, 420, 430, plate.inks.lamp, 0.8)
        for x, tall in ((690.0, 190), (900.0, 230)):
            plate.line([(x - 40, 90), (x - 30, 560 - tall)], plate.inks.low, 2)
            plate.line([(x + 40, 90), (x + 30, 560 - tall)], plate.inks.low, 2)
            plate.oval((x - 34, 540 - tall, x + 34, 620 - tall), plate.inks.ink)
            plate.polygon(
                [(x - 16, 610 - tall), (x + 16, 610 - tall), (x + 62, 590), (x - 62, 590)],
                plate.inks.ink,
            )
            plate.line([(x - 20, 650 - tall), (x - 84, 690 - tall)], plate.inks.ink, 14)
            plate.line([(x + 20, 650 - tall), (x + 84, 610 - tall)], plate.inks.ink, 14)
    for side in (-1, 1):
        for fold in range(9):
            x = 800 + side * (800 - fold * 40)
            tone = mix(red, plate.inks.ink, 0.15 + 0.4 * (fold % 2))
            plate.slope(
                [(x, 0), (x - side * 44, 0), (x - side * (40 - fold * 2), 640), (x, 660)],
                mix(tone, plate.inks.lamp, 0.12),
                tone,
            )
    for fold in range(14):
        x = fold * 124.0 - 40
        plate.oval((x, -80, x + 150, 92), mix(red, plate.inks.ink, 0.12 + 0.2 * (fold % 2)))
    plate.box((0, 600, WIDTH, 640), mix(plate.inks.ink, plate.inks.lamp, 0.3))
    if beam:
        plate.veil([(800, HEIGHT + 60), (360, 130), (1240, 130)], plate.inks.lamp, 0.2)
    for row in range(3):
        y = 700 + row * 86
        size = 30 + row * 9
        count = 15 - row * 2
        for number in range(count):
            x = (number + 0.5 + (row % 2) * 0.25) * WIDTH / count
            seat = mix(red, plate.inks.ink, 0.3 + row * 0.18) if seats else plate.inks.ink
            if seats:
                plate.box(
                    (x - size * 1.25, y - size * 0.6, x + size * 1.25, HEIGHT), seat, size * 0.6
                )
                plate.box(
                    (x - size * 1.05, y - size * 0.35, x + size * 1.05, HEIGHT),
                    mix(seat, plate.inks.lamp, 0.1),
                    size * 0.5,
                )
            if not seats or plate.random.random() < 0.55:
                head = mix(plate.inks.ink, plate.inks.near, 0.16 * row)
                plate.disc(x, y - size * 0.35, size * 0.62, head)
                plate.box((x - size, y + size * 0.25, x + size, HEIGHT), head, size * 0.7)
