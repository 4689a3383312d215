"""Pictures of the coast: sea, boats, quays, promenades."""

import math

from .plate import HEIGHT, WIDTH, Plate, mix


def _backdrop(plate: Plate, horizon: float, *, hills: int = 2) -> None:
    plate.sky(down=horizon)
    plate.sun(plate.between(950, 1350), horizon - plate.between(90, 230), plate.between(44, 64))
    for layer in range(hills):
        plate.ridge(horizon - 70 + layer * 38, 42 - layer * 12, plate.inks.land(layer * 0.3))


def ferry(plate: Plate) -> None:
    """A ferry under way in the morning."""
    horizon = 520
    _backdrop(plate, horizon)
    plate.water(horizon)
    plate.path_of_light(1180, horizon, 80)
    hull, light = plate.inks.ink, mix(plate.inks.low, (255, 255, 255), 0.4)
    x, y = 330, 600
    plate.polygon(
        [(x - 40, y), (x + 640, y - 8), (x + 590, y + 74), (x + 20, y + 74)],
        hull,
    )
    plate.box((x - 22, y + 14, x + 615, y + 24), plate.inks.lamp)
    plate.box((x + 30, y - 54, x + 540, y), light)
    plate.box((x + 70, y - 104, x + 450, y - 54), mix(light, plate.inks.far, 0.18))
    plate.polygon(
        [(x + 400, y - 104), (x + 500, y - 104), (x + 480, y - 150), (x + 410, y - 150)], light
    )
    plate.box((x + 180, y - 158, x + 240, y - 104), plate.inks.lamp)
    plate.box((x + 180, y - 158, x + 240, y - 142), hull)
    for number in range(11):
        left = x + 52 + number * 43
        plate.box((left, y - 38, left + 24, y - 16), plate.inks.mid, 4)
    for number in range(16):
        left = x + 90 + number * 19
        tall = plate.between(14, 22)
        plate.box((left, y - 104 - tall, left + 8, y - 104), mix(hull, plate.inks.mid, 0.4), 4)
        plate.disc(left + 4, y - 108 - tall, 5, mix(hull, plate.inks.mid, 0.4))
    for number in range(5):
        plate.glow(x + 190 - number * 60, y - 190 - number * 16, 46 + number * 14, light, 0.4)
    for number in range(7):
        left = x - 60 - number * 52
        plate.box((left, y + 66 + number * 3, left + 80, y + 71 + number * 4), light, 3)
    plate.veil([(x, y + 74), (x + 590, y + 74), (x + 480, y + 150), (x + 60, y + 150)], hull, 0.25)
    gulls(plate, 7, 160, 360)


def gulls(plate: Plate, count: int, top: float, bottom: float, size: float = 1.0) -> None:
    """A few birds as two strokes each."""
    for _ in range(count):
        x, y = plate.between(120, WIDTH - 120), plate.between(top, bottom)
        span = plate.between(12, 26) * size
        lift = span * plate.between(0.25, 0.5)
        plate.line(
            [(x - span, y - lift), (x - span * 0.4, y - lift * 0.9), (x, y)], plate.inks.ink, 3
        )
        plate.line(
            [(x, y), (x + span * 0.4, y - lift * 0.9), (x + span, y - lift)], plate.inks.ink, 3
        )


def boats(plate: Plate) -> None:
    """Small fishing boats moored side by side, and their reflections."""
    horizon = 430
    _backdrop(plate, horizon, hills=3)
    plate.water(horizon)
    plate.path_of_light(1150, horizon, 60)
    bright = [plate.inks.lamp, mix(plate.inks.low, (255, 255, 255), 0.3), plate.inks.far]
    x = -40.0
    while x < WIDTH:
        long, y = plate.between(190, 260), plate.between(610, 690)
        ink = plate.random.choice(bright)
        mast = plate.between(170, 270)
        plate.line([(x + long * 0.55, y), (x + long * 0.55, y - mast)], plate.inks.ink, 5)
        plate.line([(x + long * 0.55, y - mast), (x + long * 0.95, y - 8)], plate.inks.ink, 2)
        plate.line([(x + long * 0.55, y - mast), (x + long * 0.05, y - 12)], plate.inks.ink, 2)
        plate.polygon(
            [
                (x, y - 26),
                (x + long, y - 18),
                (x + long * 0.86, y + 46),
                (x + long * 0.14, y + 46),
            ],
            plate.inks.ink,
        )
        plate.polygon(
            [
                (x, y - 26),
                (x + long, y - 18),
                (x + long * 0.96, y + 2),
                (x + long * 0.04, y - 2),
            ],
            ink,
        )
        plate.box((x + long * 0.3, y - 62, x + long * 0.5, y - 22), mix(ink, plate.inks.ink, 0.25))
        plate.veil(
            [
                (x + 20, y + 46),
                (x + long - 20, y + 46),
                (x + long - 50, y + 130),
                (x + 60, y + 130),
            ],
            plate.inks.ink,
            0.3,
        )
        x += long + plate.between(18, 70)
    gulls(plate, 6, 120, 300)


def dhow(plate: Plate) -> None:
    """A wooden ship with its great sail."""
    horizon = 600
    plate.sky(down=horizon)
    plate.sun(1120, 430, 120)
    plate.ridge(horizon - 46, 20, plate.inks.land(0.1))
    plate.water(horizon)
    plate.path_of_light(1120, horizon, 130)
    ink, cloth = plate.inks.ink, mix(plate.inks.lamp, plate.inks.low, 0.35)
    plate.polygon([(380, 640), (1010, 620), (1080, 590), (960, 720), (470, 724)], ink)
    plate.polygon([(382, 640), (1010, 620), (1002, 638), (392, 660)], plate.inks.mid)
    for number in range(9):
        x = 470 + number * 58
        plate.line([(x, 668), (x + 18, 668)], plate.inks.mid, 3)
    plate.line([(690, 640), (720, 170)], ink, 9)
    plate.line([(470, 520), (930, 110)], ink, 7)
    plate.slope(
        [(925, 118), (476, 516), (640, 560), (880, 590)], cloth, mix(cloth, plate.inks.mid, 0.45)
    )
    for share in (0.3, 0.55, 0.8):
        plate.line(
            [(925 - 449 * share, 118 + 398 * share), (900 - 190 * share, 430 + 120 * share)],
            mix(cloth, plate.inks.mid, 0.5),
            2,
        )
    plate.veil([(470, 724), (960, 720), (860, 840), (560, 840)], ink, 0.28)
    gulls(plate, 5, 140, 380)


def bay(plate: Plate, *, boats_out: int = 4, walkers: bool = False, moon: bool = False) -> None:
    """A curved shore with its path, seen from above."""
    horizon = 330
    plate.sky(down=horizon)
    if moon:
        plate.stars(140, horizon)
    plate.sun(330, horizon - 120, 46)
    plate.water(horizon)
    plate.path_of_light(330, horizon, 60)
    for layer in range(3):
        top = horizon - 80 + layer * 30
        line = plate.wave(46, 1.3)
        points = [
            (x, min(horizon + 20, top + line.at(x) - (x - 700) * 0.22)) for x in range(700, 1608, 8)
        ]
        plate.slope([*points, (1600, 470), (900, 350)], plate.inks.land(layer / 4), plate.inks.far)
    shore = [(760 + 560 * math.sin(t / 20) - t * 26, 345 + t * t * 0.46 + t * 4) for t in range(34)]
    sand, grass = mix(plate.inks.low, plate.inks.lamp, 0.18), plate.inks.near
    outer = [(x + 26 + i * 5.2, y) for i, (x, y) in enumerate(shore)]
    inner = [(x + 44 + i * 9, y) for i, (x, y) in enumerate(shore)]
    foam = [(x - 8 - i * 1.5, y) for i, (x, y) in enumerate(shore)]
    corner = [(WIDTH + 40, HEIGHT + 60), (WIDTH + 40, 345)]
    plate.polygon([*foam, *corner], mix(plate.inks.low, (255, 255, 255), 0.55 if not moon else 0.1))
    plate.polygon([*shore, *corner], sand)
    plate.polygon([*outer, *corner], mix(plate.inks.ink, plate.inks.low, 0.55))
    plate.slope([*inner, *corner], mix(grass, plate.inks.mid, 0.5), grass)
    for _ in range(70):
        x, y = plate.between(760, WIDTH), plate.between(400, HEIGHT)
        edge = 1100 + (y - 400) * 0.1
        if x > edge:
            size = 8 + (y - 380) * 0.055
            plate.disc(x, y, size, mix(grass, plate.inks.ink, plate.between(0.1, 0.6)))
    if walkers:
        for i in range(4, 31, 3):
            x, y = outer[i][0] + 5 + i * 1.6, outer[i][1]
            tall = 8 + i * 1.5
            plate.box((x, y - tall, x + tall * 0.3, y), plate.inks.ink, 2)
            plate.disc(x + tall * 0.15, y - tall * 1.15, tall * 0.2, plate.inks.ink)
    for _ in range(boats_out):
        x, y = plate.between(100, 680), plate.between(400, 640)
        size = 0.3 + (y - 330) / 420
        plate.polygon(
            [
                (x, y),
                (x + 70 * size, y),
                (x + 56 * size, y + 16 * size),
                (x + 12 * size, y + 16 * size),
            ],
            plate.inks.ink,
        )
        plate.polygon(
            [(x + 34 * size, y - 4), (x + 34 * size, y - 84 * size), (x + 74 * size, y - 8)],
            mix(plate.inks.low, (255, 255, 255), 0.5),
        )


def swells(plate: Plate, *, swimmer: bool = False) -> None:
    """Long waves one behind the other, like a woodcut."""
    plate.sky(down=420)
    plate.sun(1180, 210, 92)
    for layer in range(9):
        depth = layer / 8
        level = 270 + depth**1.25 * 560
        line = plate.wave(12 + depth * 26, 2.4 - depth * 0.9)
        line.level = level
        ink = mix(plate.inks.far, plate.inks.near, depth)
        points = [(x, line.at(x)) for x in range(0, WIDTH + 1, 8)]
        plate.slope([*points, (WIDTH, HEIGHT), (0, HEIGHT)], ink, mix(ink, plate.inks.ink, 0.18))
        crest = mix(ink, plate.inks.low, 0.55)
        plate.line(points, crest, 1.5 + depth * 3)
        if swimmer and layer == 5:
            x = 560
            y = line.at(x) - 6
            plate.disc(x, y, 24, plate.inks.lamp)
            plate.line([(x + 30, y + 16), (x + 66, y - 40), (x + 118, y + 12)], plate.inks.ink, 13)
            for number in range(6):
                left = x - 90 - number * 60
                plate.box((left, y + 18, left + 40, y + 23), plate.inks.low, 3)


def salt_pans(plate: Plate) -> None:
    """Shallow salt pans that hold the sky."""
    horizon = 300
    plate.sky(down=horizon)
    plate.sun(420, 180, 56)
    plate.water(horizon)
    plate.slope(
        [(0, 372), (WIDTH, 350), (WIDTH, HEIGHT), (0, HEIGHT)], plate.inks.mid, plate.inks.near
    )
    eye = 250.0  # where all the dykes would meet
    for row in range(7):
        top = 388 + row**1.7 * 22
        bottom = 388 + (row + 1) ** 1.7 * 22 - 5 - row * 2.4
        for column in range(-9, 10):
            corners = [
                (760 + (column + side) * (y - eye) * 0.92, y)
                for side, y in ((0.03, top), (0.97, top), (0.97, bottom), (0.03, bottom))
            ]
            light = mix(plate.inks.low, plate.inks.lamp, plate.between(0, 0.45))
            top_ink = mix(plate.inks.high, light, plate.between(0.3, 0.8))
            plate.slope(corners, top_ink, mix(light, plate.inks.far, 0.25))
    for x in (1240, 1330, 1404):
        plate.polygon(
            [(x - 34, 372), (x, 326), (x + 34, 372)], mix(plate.inks.low, (255, 255, 255), 0.7)
        )
