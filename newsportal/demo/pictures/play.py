"""Pictures of sport: courts, pitches, runners."""

import math

from .plate import HEIGHT, WIDTH, Colour, Plate, Point, mix


def _stands(plate: Plate, top: float, bottom: float, ink: Colour) -> None:
    """A crowd as rows of heads."""
    plate.box((0, top, WIDTH, bottom), mix(ink, plate.inks.ink, 0.4))
    rows = int((bottom - top) / 24)
    for row in range(rows):
        y = top + 16 + row * 24
        x = (row % 2) * 13.0
        while x < WIDTH:
            tone = plate.random.choice(
                [plate.inks.far, plate.inks.mid, plate.inks.near, plate.inks.lamp, plate.inks.low]
            )
            if plate.random.random() < 0.86:
                plate.disc(x, y, 7, mix(tone, plate.inks.ink, 0.45))
                plate.box((x - 9, y + 6, x + 9, y + 20), mix(tone, plate.inks.ink, 0.25), 6)
            x += 26


def _figure(plate: Plate, x: float, y: float, tall: float, stride: float, shirt: Colour) -> None:
    """One who runs, on the ground at `y`; `stride` from -1 to 1."""
    ink = plate.inks.ink
    hip, neck = (x, y - tall * 0.48), (x + tall * 0.07, y - tall * 0.8)
    for side in (-1, 1):
        reach = stride * side * tall * 0.24
        knee = (x + reach * 0.8 + tall * 0.04, y - tall * 0.25 - max(0, reach) * 0.2)
        foot = (x + reach - tall * (0.13 if reach < 0 else 0), y - (tall * 0.1 if reach < 0 else 0))
        plate.line([hip, knee, foot], ink, tall * 0.075)
        elbow = (neck[0] - reach * 0.6, neck[1] + tall * 0.18)
        hand = (neck[0] - reach * 0.6 + tall * 0.12, neck[1] + tall * 0.13)
        plate.line([(neck[0], neck[1] + tall * 0.03), elbow, hand], ink, tall * 0.055)
    plate.line([hip, neck], shirt, tall * 0.15)
    plate.disc(neck[0] + tall * 0.03, neck[1] - tall * 0.1, tall * 0.075, ink)


def court(plate: Plate, *, lines_only: bool = False) -> None:
    """A basketball court: the basket from below the ball's flight, or the floor's lines."""
    floor = mix(plate.inks.lamp, plate.inks.low, 0.42)
    if lines_only:
        plate.sky(mix(floor, plate.inks.low, 0.15), mix(floor, plate.inks.mid, 0.25))
        for number in range(24):
            y = number * 40
            plate.line([(0, y), (WIDTH, y)], mix(floor, plate.inks.mid, 0.14), 2)
        light = mix(plate.inks.low, (255, 255, 255), 0.5)
        plate.box((0, 250, 520, 650), plate.inks.mid)
        plate.ring(520, 450, 170, light, 9)
        plate.line([(0, 250), (520, 250), (520, 650), (0, 650)], light, 9)
        arc = [(120 + 860 * math.cos(a / 30), 450 + 620 * math.sin(a / 30)) for a in range(-46, 47)]
        plate.line(arc, light, 9)
        plate.line([(1420, 0), (1420, HEIGHT)], light, 9)
        plate.ring(1420, 450, 180, light, 9)
        for left, top, lean in ((760, 330, 0.3), (1010, 590, -0.5), (610, 640, 0.9)):
            _wheelchair(plate, left, top, lean)
        _ball(plate, 880, 440, 34)
        return
    plate.sky(plate.inks.ink, plate.inks.near)
    _stands(plate, 380, 620, plate.inks.near)
    plate.slope(
        [(0, 620), (WIDTH, 620), (WIDTH, HEIGHT), (0, HEIGHT)],
        mix(floor, plate.inks.mid, 0.35),
        floor,
    )
    for x in (120.0, 560.0, 1010.0, 1460.0):
        plate.glow(x, 30, 330, plate.inks.low, 0.55)
        plate.box((x - 70, 16, x + 70, 34), plate.inks.low, 6)
        plate.veil(
            [(x - 60, 34), (x + 60, 34), (x + 320, 700), (x - 320, 700)], plate.inks.low, 0.05
        )
    light = mix(plate.inks.low, (255, 255, 255), 0.4)
    plate.line([(0, 700), (WIDTH, 700)], light, 6)
    plate.line([(700, 700), (420, HEIGHT)], light, 6)
    plate.line([(1120, 700), (1400, HEIGHT)], light, 6)
    plate.box((1090, 190, 1112, 640), mix(plate.inks.ink, plate.inks.mid, 0.3))
    plate.box((790, 170, 1110, 380), mix(light, plate.inks.high, 0.2))
    plate.line([(790, 170), (1110, 170), (1110, 380), (790, 380), (790, 170)], plate.inks.ink, 8)
    plate.line([(890, 350), (890, 262), (1010, 262), (1010, 350)], plate.inks.lamp, 7)
    for number in range(9):
        x = 884 + number * 16.5
        plate.line([(x, 384), (922 + number * 7, 480)], light, 3)
        plate.line([(x, 384), (978 - (8 - number) * 7 - 0, 470)], light, 2)
    plate.oval((876, 368, 1024, 400), plate.inks.lamp)
    plate.oval((890, 375, 1010, 394), plate.inks.near)
    flight = [(180 + t * 24, 640 - 24 * t + 0.43 * t * t) for t in range(0, 25, 2)]
    for i, spot in enumerate(flight[:-1]):
        plate.disc(*spot, 3 + i * 0.3, mix(plate.inks.near, plate.inks.lamp, 0.3 + i * 0.04))
    _ball(plate, 780, 250, 46)
    for x, tall, stride in (
        (210, 250, 0.7),
        (420, 230, -0.9),
        (640, 245, 0.5),
        (1250, 240, 0.9),
        (1440, 255, -0.6),
    ):
        _figure(plate, x, 800, tall, stride, plate.inks.lamp if x < 600 else plate.inks.high)


def _ball(plate: Plate, x: float, y: float, radius: float) -> None:
    ball = (214, 112, 50)
    plate.disc(x, y, radius, ball)
    plate.ring(x, y, radius, plate.inks.ink, 3)
    plate.line([(x - radius, y), (x + radius, y)], plate.inks.ink, 3)
    plate.line([(x, y - radius), (x, y + radius)], plate.inks.ink, 3)
    for side in (-1, 1):
        curve = [
            (
                x + side * radius * (0.85 - 0.45 * math.sin(math.pi * t / 12)),
                y + radius * 0.55 * (t - 6) / 6,
            )
            for t in range(13)
        ]
        plate.line(curve, plate.inks.ink, 3)


def _wheelchair(plate: Plate, x: float, y: float, lean: float) -> None:
    """A player in a chair, seen from above."""
    cos, sin = math.cos(lean), math.sin(lean)

    def at(px: float, py: float) -> Point:
        return x + px * cos - py * sin, y + px * sin + py * cos

    for side in (-1, 1):
        wheel = [at(-66, side * 52), at(66, side * 64), at(66, side * 76), at(-66, side * 64)]
        plate.polygon(wheel, plate.inks.ink)
    plate.polygon([at(-50, -44), at(44, -44), at(44, 44), at(-50, 44)], plate.inks.near)
    plate.line([at(10, -40), at(76, -30)], plate.inks.ink, 16)
    plate.line([at(10, 40), at(70, 52)], plate.inks.ink, 16)
    plate.polygon([at(-34, -46), at(18, -46), at(18, 46), at(-34, 46)], plate.inks.lamp)
    head = at(0, 0)
    plate.disc(*head, 24, plate.inks.ink)


def pitch(plate: Plate, *, night: bool = False) -> None:
    """A football pitch, by the sea in the morning or under floodlights."""
    horizon = 400
    plate.sky(down=horizon)
    light = mix(plate.inks.low, (255, 255, 255), 0.5)
    if night:
        plate.stars(120, 260)
        _stands(plate, 290, horizon, plate.inks.near)
        for x in (130, 1470):
            plate.line([(x, 420), (x, 90)], plate.inks.ink, 12)
            plate.box((x - 80, 50, x + 80, 120), plate.inks.ink, 8)
            for number in range(8):
                cx, cy = x - 58 + (number % 4) * 39, 70 + (number // 4) * 30
                plate.disc(cx, cy, 11, (255, 250, 225))
            plate.glow(x, 86, 330, (255, 246, 205), 0.6)
            aim = 800 + (x - 800) * 0.1
            plate.veil([(x, 90), (aim - 420, HEIGHT), (aim + 420, HEIGHT)], (255, 246, 205), 0.09)
    else:
        plate.sun(1240, 210, 76)
        plate.water(330, plate.inks.far, mix(plate.inks.far, plate.inks.low, 0.4))
        plate.path_of_light(1240, 330, 60)
    ground = mix(plate.inks.low, plate.inks.lamp, 0.2) if not night else plate.inks.mid
    for stripe in range(9):
        top = horizon + stripe**1.5 * 19
        bottom = horizon + (stripe + 1) ** 1.5 * 19
        plate.box(
            (0, top, WIDTH, bottom), mix(ground, plate.inks.near, 0.12 if stripe % 2 else 0.3)
        )
    for points in (
        [(420, 450), (1180, 450)], [(420, 450), (60, HEIGHT)], [(1180, 450), (1540, HEIGHT)],
        [(620, 450), (560, 540), (1040, 540), (980, 450)],
    ):  # fmt: skip
        plate.line(points, light, 6)
    plate.pen.arc([1200, 1290, 2000, 1640], 0, 360, fill=light, width=12)
    plate.line([(690, 452), (690, 372), (910, 372), (910, 452)], light, 8)
    for number in range(1, 11):
        plate.line(
            [(690 + number * 20, 374), (690 + number * 20, 450)], mix(light, ground, 0.4), 1.5
        )
    for number in range(1, 4):
        plate.line(
            [(692, 374 + number * 20), (908, 374 + number * 20)], mix(light, ground, 0.4), 1.5
        )
    shirts = [plate.inks.lamp, plate.inks.lamp, plate.inks.high, light]
    for x, y, tall in (
        (330, 620, 150),
        (560, 760, 215),
        (860, 640, 160),
        (1090, 800, 240),
        (1300, 600, 140),
        (760, 530, 104),
    ):
        long = [
            (x - 10, y),
            (x + 20, y),
            (x - tall * 0.7, y + tall * 0.3),
            (x - tall * 0.8, y + tall * 0.26),
        ]
        plate.veil(long, plate.inks.ink, 0.22)
        _figure(
            plate, x, y, tall, plate.random.choice([-0.9, 0.8, 0.6]), plate.random.choice(shirts)
        )
    plate.disc(980, 790, 19, light)
    plate.ring(980, 790, 19, plate.inks.ink, 3)
    plate.disc(980, 790, 6, plate.inks.ink)


def runners(plate: Plate) -> None:
    """Runners along the sea in the early light."""
    plate.sky(down=520)
    plate.sun(420, 330, 110)
    plate.ridge(470, 34, plate.inks.land(0.15))
    plate.water(520)
    plate.path_of_light(420, 520, 110)
    plate.slope(
        [(0, 690), (WIDTH, 650), (WIDTH, HEIGHT), (0, HEIGHT)],
        mix(plate.inks.mid, plate.inks.low, 0.3),
        plate.inks.near,
    )
    for number in range(22):
        x = number * 78
        y = 690 - x * 0.025
        plate.line([(x, y), (x, y - 66)], plate.inks.ink, 5)
    plate.line([(0, 624), (WIDTH, 584)], plate.inks.ink, 6)
    plate.line([(0, 656), (WIDTH, 616)], plate.inks.ink, 3)
    shirts = [plate.inks.lamp, plate.inks.far, plate.inks.low, plate.inks.mid]
    for number in range(9):
        _figure(
            plate,
            120 + number * 176 + plate.between(-30, 30),
            790 - number * 5,
            plate.between(200, 226),
            plate.random.choice([-1, 0.9, 0.7]),
            shirts[number % 4],
        )
    for number in range(6):
        _figure(
            plate,
            60 + number * 300 + plate.between(-30, 30),
            890,
            plate.between(262, 292),
            plate.random.choice([-1, 0.9]),
            shirts[(number + 1) % 4],
        )
