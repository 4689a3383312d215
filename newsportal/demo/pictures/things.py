"""Pictures of workshops and what is made in them."""

import math
from collections.abc import Sequence

from .plate import HEIGHT, WIDTH, Colour, Plate, Point, mix


def _table(plate: Plate, level: float = 700) -> None:
    """A wall with light from one side, and a table's edge."""
    plate.sky(
        mix(plate.inks.low, plate.inks.far, 0.15), mix(plate.inks.low, plate.inks.far, 0.55), level
    )
    plate.veil([(0, 0), (560, 0), (1180, level), (300, level)], plate.inks.low, 0.38)
    plate.slope(
        [(0, level), (WIDTH, level), (WIDTH, HEIGHT), (0, HEIGHT)], plate.inks.mid, plate.inks.near
    )
    plate.box((0, level, WIDTH, level + 12), mix(plate.inks.mid, plate.inks.low, 0.3))


def _turned(
    plate: Plate, x: float, foot: float, radii: Sequence[float], step: float, ink: Colour
) -> None:
    """A turned body from its radii, foot first, lit from the left."""
    outline = [(radius, foot - i * step) for i, radius in enumerate(radii)]
    for share, tone in ((1.0, -0.22), (0.72, -0.08), (0.4, 0.05), (0.08, 0.16)):
        tint = mix(ink, plate.inks.ink, -tone) if tone < 0 else mix(ink, plate.inks.low, tone)
        left = [(x - r, y) for r, y in outline]
        right = [(x + r * (2 * share - 1), y) for r, y in outline]
        plate.polygon(left + right[::-1], tint)
    top = outline[-1]
    plate.oval(
        (x - top[0], top[1] - top[0] * 0.16, x + top[0], top[1] + top[0] * 0.16),
        mix(ink, plate.inks.ink, 0.45),
    )


def pots(plate: Plate) -> None:
    """Pots and jars on a table."""
    _table(plate)
    plate.sun(1300, 200, 70)
    shapes = [
        [70, 96, 116, 128, 132, 126, 110, 84, 58, 50, 60],
        [50, 62, 72, 82, 90, 94, 92, 82, 64, 42, 30, 28, 40],
        [84, 116, 134, 140, 136, 124],
        [42, 52, 62, 70, 72, 68, 58, 44, 34, 30, 30, 36, 44],
        [96, 124, 150, 162, 158, 140, 108, 76, 70],
    ]
    inks = [
        plate.inks.mid,
        (52, 92, 138),
        plate.inks.near,
        (70, 118, 160),
        mix(plate.inks.mid, plate.inks.lamp, 0.25),
    ]
    for number, x in enumerate((210, 510, 800, 1070, 1360)):
        step = 40 if number != 2 else 34
        ink = inks[number]
        plate.veil(
            [(x - 120, 730), (x + 130, 730), (x + 330, 778), (x + 60, 780)], plate.inks.ink, 0.3
        )
        _turned(plate, x, 745, shapes[number], step, ink)
        radii = shapes[number]
        for band in (3, 5):
            if band < len(radii):
                y = 745 - band * step
                r = radii[band]
                light = mix(ink, plate.inks.low, 0.55)
                curve = [
                    (x - r + 2 * r * t / 20, y + 12 * math.sin(math.pi * t / 20)) for t in range(21)
                ]
                plate.line(curve, light, 5)
                for t in range(2, 19, 3):
                    plate.disc(curve[t][0], curve[t][1] - 18, 4, light)


def jars(plate: Plate) -> None:
    """Shelves of jars, each with its own seed."""
    plate.sky(mix(plate.inks.near, plate.inks.ink, 0.4), plate.inks.near)
    plate.glow(800, 300, 780, plate.inks.lamp, 0.3)
    inks = [
        plate.inks.lamp,
        plate.inks.far,
        plate.inks.mid,
        (150, 84, 60),
        plate.inks.low,
        (196, 160, 82),
        (104, 122, 70),
    ]
    for row in range(3):
        foot = 285 + row * 275
        x = 50.0
        while x < WIDTH - 120:
            wide, tall = plate.between(94, 136), plate.between(150, 205)
            glass = mix(plate.inks.low, plate.inks.high, 0.4)
            plate.box((x, foot - tall, x + wide, foot), mix(glass, plate.inks.near, 0.62), 18)
            full = foot - tall * plate.between(0.45, 0.82)
            ink = plate.random.choice(inks)
            plate.box((x + 6, full, x + wide - 6, foot - 5), ink, 10)
            for _ in range(70):
                px, py = plate.between(x + 13, x + wide - 13), plate.between(full + 6, foot - 11)
                tone = mix(
                    ink, plate.inks.ink if plate.random.random() < 0.6 else plate.inks.low, 0.28
                )
                plate.oval((px - 5, py - 3, px + 5, py + 3), tone)
            plate.box(
                (x + 12, foot - tall - 22, x + wide - 12, foot - tall + 4),
                plate.inks.lamp if plate.random.random() < 0.4 else plate.inks.ink,
                6,
            )
            plate.box(
                (x + 12, foot - tall + 16, x + 19, foot - 20), mix(glass, (255, 255, 255), 0.3), 3
            )
            plate.box(
                (x + wide * 0.28, foot - 84, x + wide * 0.78, foot - 44),
                mix(plate.inks.low, (255, 255, 255), 0.3),
                3,
            )
            plate.line(
                [(x + wide * 0.34, foot - 68), (x + wide * 0.7, foot - 68)], plate.inks.ink, 2
            )
            plate.line(
                [(x + wide * 0.34, foot - 57), (x + wide * 0.58, foot - 57)], plate.inks.ink, 2
            )
            x += wide + plate.between(12, 30)
        plate.box((0, foot, WIDTH, foot + 20), plate.inks.ink)
        plate.box((0, foot, WIDTH, foot + 5), mix(plate.inks.ink, plate.inks.lamp, 0.35))


def hearth(plate: Plate) -> None:
    """Thin bread on a domed griddle over the fire."""
    plate.sky(plate.inks.ink, mix(plate.inks.near, plate.inks.lamp, 0.15))
    plate.glow(800, 720, 760, plate.inks.lamp, 0.6)
    for number in range(5):
        x = 620.0 + number * 90
        steam = [(x + 36 * math.sin(t / 3 + number), 470 - t * 20) for t in range(20)]
        plate.line(steam, mix(plate.inks.near, plate.inks.low, 0.35), 5 - abs(number - 2))
    dome = [
        (800 - 430 * math.cos(math.pi * t / 40), 690 - 190 * math.sin(math.pi * t / 40))
        for t in range(41)
    ]
    plate.slope(dome, mix(plate.inks.ink, plate.inks.mid, 0.5), plate.inks.ink)
    bread: list[Point] = [
        (
            800 - 360 * math.cos(math.pi * t / 40),
            640 - 165 * math.sin(math.pi * t / 40) + plate.between(-6, 6),
        )
        for t in range(41)
    ]
    crust = mix(plate.inks.lamp, plate.inks.mid, 0.12)
    under: list[Point] = [(1160 - 18 * t, 640 + 60 * math.sin(math.pi * t / 40)) for t in range(41)]
    plate.slope(bread + under, mix(crust, (255, 255, 255), 0.3), crust)
    for _ in range(60):
        angle, reach = plate.between(0.15, 2.99), plate.between(0.2, 0.9)
        x, y = 800 - 340 * reach * math.cos(angle), 650 - 150 * reach * math.sin(angle)
        size = plate.between(4, 15)
        plate.oval(
            (x - size, y - size * 0.5, x + size, y + size * 0.5),
            mix(crust, plate.inks.mid, plate.between(0.3, 0.8)),
        )
    for number in range(34):
        x = 430 + number * 22
        tall = plate.between(30, 96)
        ink = mix(plate.inks.lamp, (204, 70, 38), plate.between(0, 0.8))
        plate.polygon([(x - 16, 800), (x + plate.between(-8, 8), 800 - tall), (x + 16, 800)], ink)
    for x in (330, 800, 1270):
        plate.box((x - 74, 740, x + 74, HEIGHT), mix(plate.inks.ink, plate.inks.near, 0.5), 14)
    for number in range(6):
        plate.box(
            (400 + number * 136, 806, 520 + number * 136, 836),
            mix(plate.inks.ink, plate.inks.mid, 0.35),
            14,
        )


def branch(plate: Plate, *, fruit: bool = True) -> None:
    """A branch with narrow leaves, and olives on it."""
    plate.sky(down=HEIGHT)
    plate.sun(1180, 310, 190)
    for offset, depth in ((-150, 0.2), (110, 0.55), (0, 1.0)):
        wood = mix(plate.inks.far, plate.inks.ink, depth)
        stem = [
            (x, 560 + offset - (x - 100) * 0.19 + 46 * math.sin(x / 190 + depth * 3))
            for x in range(-40, 1500, 20)
        ]
        plate.line(stem, wood, 5 + depth * 9)
        for i in range(3, len(stem) - 1, 2):
            x, y = stem[i]
            for side in (-1, 1):
                angle = side * plate.between(0.5, 1.1) - 0.2
                long = plate.between(80, 150) * (0.6 + depth * 0.5)
                tip = (x + long * math.cos(angle), y + long * math.sin(angle))
                bend = (
                    x + long * 0.45 * math.cos(angle - side * 0.32),
                    y + long * 0.45 * math.sin(angle - side * 0.32),
                )
                back = (
                    x + long * 0.5 * math.cos(angle + side * 0.12),
                    y + long * 0.5 * math.sin(angle + side * 0.12),
                )
                green = mix(
                    plate.inks.far, plate.inks.near, min(1, depth * plate.between(0.7, 1.1))
                )
                plate.polygon([(x, y), bend, tip, back], green)
                plate.polygon([(x, y), back, tip], mix(green, plate.inks.low, 0.2))
            if fruit and depth > 0.5 and plate.random.random() < 0.4:
                px, py, size = (
                    x + plate.between(-10, 10),
                    y + plate.between(40, 64),
                    plate.between(19, 29),
                )
                plate.line([(x, y), (px, py - size)], wood, 3)
                skin = plate.random.choice(
                    [plate.inks.ink, mix(plate.inks.near, plate.inks.ink, 0.5), plate.inks.lamp]
                )
                plate.oval((px - size * 0.8, py - size, px + size * 0.8, py + size * 1.15), skin)
                plate.oval(
                    (px - size * 0.5, py - size * 0.7, px - size * 0.15, py - size * 0.1),
                    mix(skin, plate.inks.low, 0.5),
                )


def chart(plate: Plate) -> None:
    """A hand-drawn chart: bars, and a line that climbs over them."""
    plate.sky()
    paper = mix(plate.inks.low, (255, 255, 255), 0.4)
    plate.veil([(190, 150), (1460, 120), (1490, 830), (220, 850)], plate.inks.ink, 0.18)
    plate.polygon([(170, 120), (1440, 100), (1470, 800), (200, 822)], paper)
    for number in range(7):
        y = 220 + number * 86
        plate.line([(250, y), (1390, y - 14)], mix(paper, plate.inks.far, 0.35), 2)
    points = []
    for number in range(11):
        x = 290 + number * 100
        tall = 90 + number * 32 + plate.between(-44, 60)
        ink = plate.inks.lamp if number == 8 else mix(plate.inks.far, plate.inks.near, number / 11)
        plate.slope(
            [(x, 740 - tall), (x + 62, 740 - tall), (x + 62, 740), (x, 740)],
            ink,
            mix(ink, plate.inks.low, 0.2),
        )
        points.append((x + 31, 640 - tall - plate.between(-6, 30)))
    plate.line(points, plate.inks.ink, 6)
    for point in points:
        plate.disc(*point, 11, plate.inks.ink)
        plate.disc(*point, 5, paper)
    plate.line([(250, 742), (1420, 734)], plate.inks.ink, 5)
    plate.polygon([(1296, 880), (1330, 900), (1586, 560), (1552, 536)], plate.inks.lamp)
    plate.polygon([(1552, 536), (1586, 560), (1598, 520), (1580, 508)], plate.inks.ink)


def crates(plate: Plate) -> None:
    """A cool store with crates of apples up to the roof."""
    plate.sky(plate.inks.near, mix(plate.inks.near, plate.inks.mid, 0.5))
    plate.polygon(
        [(0, 0), (560, 250), (560, 640), (0, HEIGHT)], mix(plate.inks.near, plate.inks.ink, 0.35)
    )
    plate.polygon(
        [(WIDTH, 0), (1040, 250), (1040, 640), (WIDTH, HEIGHT)],
        mix(plate.inks.near, plate.inks.ink, 0.2),
    )
    plate.polygon(
        [(0, HEIGHT), (560, 640), (1040, 640), (WIDTH, HEIGHT)],
        mix(plate.inks.mid, plate.inks.low, 0.3),
    )
    plate.box((560, 250, 1040, 640), mix(plate.inks.low, plate.inks.high, 0.3))
    plate.glow(800, 440, 380, plate.inks.low, 0.7)
    plate.sun(800, 420, 66)
    for step in range(7):
        x = 800 + (step - 3) * 250
        plate.line([(x, 0), (800 + (step - 3) * 76, 250)], plate.inks.ink, 4)
    for side in (-1, 1):
        for column in range(4):
            size = 150 - column * 26
            x = 800 + side * (730 - column * 170) - (size if side > 0 else 0)
            foot = 880 - column * 64
            for row in range(4 - column // 2):
                y = foot - row * size * 0.66
                wood = mix(plate.inks.lamp, plate.inks.near, plate.between(0.35, 0.6))
                for apple in range(5):
                    ax = x + size * (0.14 + apple * 0.18)
                    ink = plate.random.choice([(186, 62, 48), (206, 96, 52), (176, 170, 70)])
                    plate.disc(ax, y - size * 0.6, size * 0.1, ink)
                plate.box((x, y - size * 0.58, x + size, y), wood, 3)
                for slat in range(3):
                    top = y - size * 0.54 + slat * size * 0.18
                    plate.box(
                        (x + 4, top, x + size - 4, top + size * 0.12),
                        mix(wood, plate.inks.low, 0.2),
                        2,
                    )


def threads(plate: Plate) -> None:
    """Spools of thread and the lines that leave them."""
    plate.sky(mix(plate.inks.low, plate.inks.far, 0.2), plate.inks.low)
    inks = [
        plate.inks.lamp,
        plate.inks.mid,
        plate.inks.near,
        plate.inks.far,
        (176, 74, 58),
        (62, 104, 116),
        plate.inks.ink,
    ]
    for number in range(7):
        y = 110 + number * 112
        ink = inks[number]
        wave = [
            (x, y + 34 * math.sin(x / 170 + number * 1.3) * (x / 1600))
            for x in range(330, 1640, 16)
        ]
        for strand in range(4):
            plate.line(
                [(x, py + strand * 9 - 14) for x, py in wave],
                mix(ink, plate.inks.low, strand * 0.12),
                3,
            )
        plate.box((110, y - 48, 140, y + 48), mix(plate.inks.lamp, plate.inks.near, 0.5), 4)
        plate.box((330, y - 48, 360, y + 48), mix(plate.inks.lamp, plate.inks.near, 0.5), 4)
        plate.box((140, y - 36, 330, y + 36), ink)
        for turn in range(16):
            x = 146 + turn * 11.6
            plate.line([(x, y - 36), (x + 6, y + 36)], mix(ink, plate.inks.ink, 0.2), 2)
    plate.line([(1120, 820), (1500, 90)], plate.inks.ink, 11)
    plate.oval((1472, 84, 1506, 150), plate.inks.low)
    plate.oval((1480, 96, 1498, 138), plate.inks.ink)


def chess(plate: Plate) -> None:
    """A chess board seen from the side of one who is winning."""
    plate.sky(down=430)
    plate.sun(1220, 220, 90)
    plate.slope(
        [(0, 430), (WIDTH, 430), (WIDTH, HEIGHT), (0, HEIGHT)], plate.inks.mid, plate.inks.near
    )
    for row in range(6):
        top, bottom = 440 + row**1.6 * 27, 440 + (row + 1) ** 1.6 * 27
        for column in range(-6, 6):
            is_dark = (row + column) % 2
            corners = []
            for side, y in ((0, top), (1, top), (1, bottom), (0, bottom)):
                corners.append((800 + (column + side) * (58 + (y - 440) * 0.42), y))
            tone = plate.inks.ink if is_dark else mix(plate.inks.low, plate.inks.far, 0.15)
            plate.polygon(corners, tone)
    pawn = [40, 44, 30, 22, 18, 16, 24, 32, 34, 30, 18]
    king = [56, 60, 44, 34, 28, 24, 22, 22, 26, 38, 44, 34, 40, 44, 20]
    light, dark = (
        mix(plate.inks.low, (255, 255, 255), 0.35),
        mix(plate.inks.ink, plate.inks.mid, 0.25),
    )
    for x, foot, size, shape, ink in (
        (300, 560, 0.62, pawn, dark), (560, 600, 0.7, king, dark), (800, 560, 0.62, pawn, dark),
        (1010, 620, 0.75, pawn, dark), (460, 760, 1.05, pawn, light),
        (1180, 720, 1.05, king, light), (820, 830, 1.25, pawn, light), (240, 860, 1.3, pawn, light),
    ):  # fmt: skip
        plate.veil(
            [
                (x - 40, foot),
                (x + 40, foot),
                (x - 190 * size, foot + 60 * size),
                (x - 260 * size, foot + 40 * size),
            ],
            plate.inks.ink,
            0.3,
        )
        _turned(plate, x, foot, [r * size for r in shape], 21 * size, ink)
    plate.oval((1170, 376, 1190, 404), plate.inks.lamp)
