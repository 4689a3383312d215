"""Pictures of towns: roofs, arches, stairs, windows."""

import math

from .plate import HEIGHT, WIDTH, Colour, Plate, mix


def _wall(plate: Plate, depth: float) -> Colour:
    """A façade's ink: warm or cool, darker towards the front."""
    base = plate.inks.land(depth)
    return mix(
        base,
        plate.random.choice([plate.inks.low, plate.inks.lamp, plate.inks.high]),
        plate.between(0, 0.28),
    )


def _windows(
    plate: Plate, box: tuple[float, float, float, float], lit: float, dark: Colour
) -> None:
    """Rows of windows inside a façade, some of them lit."""
    left, top, right, bottom = box
    wide = plate.between(13, 18)
    columns = max(1, int((right - left - 10) / (wide * 2)))
    gap = (right - left - columns * wide) / (columns + 1)
    y = top + 18
    while y < bottom - 30:
        for column in range(columns):
            x = left + gap + column * (wide + gap)
            ink = plate.inks.lamp if plate.random.random() < lit else dark
            plate.box((x, y, x + wide, y + wide * 1.45), ink, 2)
        y += wide * 2.5


def hillside(plate: Plate, *, night: bool = False, lift: bool = False, wide: bool = False) -> None:
    """Houses that climb a slope one above the other."""
    plate.sky(down=520)
    if night:
        plate.stars(160, 360)
    plate.sun(1260, 200, 58)
    plate.ridge(380, 60, plate.inks.land(0.1))
    slope = plate.wave(40, 1.2)
    for row in range(7):
        depth = row / 6
        level = 400 + row * 78
        x = -60 + plate.between(-40, 0)
        while x < WIDTH:
            broad = plate.between(90, 150) * (1 + depth * 0.5) * (1.4 if wide else 1)
            tall = plate.between(90, 170) * (0.8 + depth * 0.4)
            y = level + slope.at(x) + (x - 800) * 0.05
            ink = _wall(plate, 0.15 + depth * 0.75)
            plate.slope(
                [(x, y - tall), (x + broad, y - tall), (x + broad, y + 130), (x, y + 130)],
                mix(ink, plate.inks.low, 0.12),
                mix(ink, plate.inks.ink, 0.14),
            )
            if plate.random.random() < 0.45:
                roof = mix(plate.inks.lamp, plate.inks.near, 0.35 + 0.2 * depth)
                plate.polygon(
                    [(x - 8, y - tall), (x + broad / 2, y - tall - 34), (x + broad + 8, y - tall)],
                    roof,
                )
            else:
                plate.box(
                    (x - 4, y - tall - 8, x + broad + 4, y - tall), mix(ink, plate.inks.ink, 0.25)
                )
                plate.box(
                    (x + 14, y - tall - 30, x + 40, y - tall - 8), mix(ink, plate.inks.ink, 0.4)
                )
            dark = mix(ink, plate.inks.ink, 0.55)
            _windows(plate, (x, y - tall, x + broad, y + 60), 0.4 if night else 0.12, dark)
            x += broad + plate.random.choice([0, 0, 14, 46])
            if plate.random.random() < 0.16:
                tip = plate.between(90, 150)
                plate.oval(
                    (x - 8, y - tip, x + 22, y + 20), mix(plate.inks.near, plate.inks.ink, 0.5)
                )
    if lift:
        plate.line([(420, HEIGHT + 20), (1010, 300)], plate.inks.ink, 16)
        plate.line([(444, HEIGHT + 20), (1034, 300)], plate.inks.low, 4)
        plate.polygon([(640, 660), (730, 566), (812, 566), (722, 660)], plate.inks.lamp)
        plate.polygon(
            [(664, 634), (716, 580), (786, 580), (734, 634)],
            mix(plate.inks.high, plate.inks.low, 0.5),
        )


def roofs(plate: Plate, *, solar: bool = True) -> None:
    """Flat roofs with tanks and solar panels over a city."""
    plate.sky(down=500)
    plate.sun(1180, 210, 78)
    for row in range(3):
        x = -30.0
        while x < WIDTH:
            broad, tall = plate.between(70, 150), plate.between(140, 330)
            ink = _wall(plate, row * 0.28)
            top = 520 + row * 70 - tall
            plate.box((x, top, x + broad, HEIGHT), ink)
            _windows(plate, (x, top, x + broad, HEIGHT), 0.1, mix(ink, plate.inks.ink, 0.4))
            x += broad + plate.random.choice([0, 6, 20])
    plate.slope(
        [(0, 700), (WIDTH, 640), (WIDTH, HEIGHT), (0, HEIGHT)], plate.inks.near, plate.inks.ink
    )
    plate.line([(0, 700), (WIDTH, 640)], mix(plate.inks.near, plate.inks.low, 0.4), 10)
    for number in range(6):
        x, y = 90 + number * 250, 800 - number * 22
        if solar:
            deep = mix(plate.inks.ink, plate.inks.high, 0.22)
            corners = [(x, y), (x + 60, y - 110), (x + 240, y - 118), (x + 180, y - 8)]
            plate.slope(corners, mix(deep, plate.inks.low, 0.35), deep)
            for share in (1, 2, 3):
                plate.line(
                    [(x + 45 * share, y - 2 * share), (x + 60 + 45 * share, y - 110 - 2 * share)],
                    plate.inks.low,
                    2,
                )
            for share in (1, 2):
                plate.line(
                    [(x + 20 * share, y - 36 * share), (x + 180 + 20 * share, y - 8 - 37 * share)],
                    plate.inks.low,
                    2,
                )
            plate.line([(x + 60, y - 110), (x + 60, y - 10)], plate.inks.ink, 5)
            plate.line([(x + 236, y - 118), (x + 236, y - 14)], plate.inks.ink, 5)
        else:
            plate.oval((x + 40, y - 130, x + 140, y - 100), plate.inks.lamp)
            plate.box(
                (x + 40, y - 115, x + 140, y - 20), mix(plate.inks.lamp, plate.inks.near, 0.3)
            )
            plate.oval((x + 40, y - 34, x + 140, y - 6), mix(plate.inks.lamp, plate.inks.near, 0.3))
            plate.line([(x + 150, y - 20), (x + 190, y - 20), (x + 190, y + 30)], plate.inks.far, 6)
            plate.oval(
                (x + 40, y - 130, x + 140, y - 100), mix(plate.inks.lamp, plate.inks.low, 0.3)
            )


def arches(plate: Plate, *, lanterns: bool = False) -> None:
    """A vaulted lane, arch behind arch."""
    plate.sky(plate.inks.ink, plate.inks.near)
    centre, floor = 800, 770
    for step in range(6):
        depth = step / 5
        half = 760 - step * 124
        top = 60 + step * 72
        ink = mix(plate.inks.near, plate.inks.far, depth * 0.9)
        if step == 5:
            ink = plate.inks.low
        foot = floor + (1 - depth) * 190 - 60
        spring = top + half * 0.62
        curve = [
            (
                centre - half * math.cos(math.pi * t / 40),
                spring - (spring - top) * math.sin(math.pi * t / 40),
            )
            for t in range(41)
        ]
        plate.slope(
            [(centre - half, foot), *curve, (centre + half, foot)],
            mix(ink, plate.inks.lamp, 0.14),
            ink,
        )
        plate.line(curve, mix(ink, plate.inks.ink, 0.35), 9 - step)
        if step < 5:
            for t in range(2, 39, 4):
                x, y = curve[t]
                out = (centre + (x - centre) * 1.05, spring + (y - spring) * 1.06)
                plate.line([(x, y), out], mix(ink, plate.inks.ink, 0.25), 2)
    plate.glow(centre, 560, 420, plate.inks.lamp, 0.5)
    plate.polygon(
        [(660, 690), (940, 690), (WIDTH + 200, HEIGHT), (-200, HEIGHT)],
        mix(plate.inks.mid, plate.inks.low, 0.25),
    )
    for row in range(8):
        y = 694 + row**1.7 * 8
        plate.line([(0, y), (WIDTH, y)], mix(plate.inks.mid, plate.inks.ink, 0.25), 1 + row * 0.4)
    for x, tall in ((720, 96), (770, 108), (905, 90)):
        plate.box((x, 720 - tall * 0.8, x + tall * 0.3, 720), plate.inks.ink, 8)
        plate.disc(x + tall * 0.15, 720 - tall * 0.92, tall * 0.13, plate.inks.ink)
    if lanterns:
        for x, y, size in (
            (300, 270, 34),
            (560, 330, 24),
            (1060, 320, 25),
            (1310, 250, 36),
            (800, 210, 28),
        ):
            plate.line([(x, 0), (x, y - size)], plate.inks.ink, 3)
            plate.glow(x, y, size * 5, plate.inks.lamp, 0.7)
            plate.polygon(
                [
                    (x, y - size),
                    (x + size * 0.7, y - size * 0.2),
                    (x + size * 0.5, y + size),
                    (x - size * 0.5, y + size),
                    (x - size * 0.7, y - size * 0.2),
                ],
                plate.inks.lamp,
            )
            plate.line(
                [(x, y - size), (x, y + size)], mix(plate.inks.lamp, plate.inks.near, 0.5), 2
            )


def columns(plate: Plate) -> None:
    """Six tall columns lit from below."""
    plate.sky()
    plate.stars(260, 640)
    plate.ridge(660, 40, plate.inks.land(0.3))
    plate.box((0, 770, WIDTH, HEIGHT), plate.inks.ink)
    stone = mix(plate.inks.lamp, plate.inks.low, 0.35)
    plate.box((300, 150, 1300, 206), mix(stone, plate.inks.near, 0.62))
    plate.box((280, 132, 1320, 154), mix(stone, plate.inks.near, 0.5))
    for number in range(26):
        x = 306 + number * 38
        plate.box((x, 160, x + 20, 178), mix(stone, plate.inks.near, 0.78))
    for number in range(6):
        x = 340 + number * 170
        plate.glow(x + 38, 760, 190, plate.inks.lamp, 0.6)
        for part in range(6):
            light = 0.78 - abs(part - 2) * 0.12
            left = x + part * 12.6
            plate.slope(
                [(left, 232), (left + 12.8, 232), (left + 12.8, 740), (left, 740)],
                mix(plate.inks.near, stone, light * 0.42),
                mix(plate.inks.near, stone, light + 0.2),
            )
            plate.line([(left, 236), (left, 738)], mix(plate.inks.near, stone, 0.3), 1.5)
        plate.box((x - 14, 206, x + 90, 234), mix(stone, plate.inks.near, 0.55))
        plate.box((x - 10, 738, x + 86, 772), stone)
    plate.box((240, 770, 1360, 796), mix(stone, plate.inks.near, 0.4))
    plate.box((190, 796, 1410, 826), mix(stone, plate.inks.near, 0.6))


def stairs(plate: Plate) -> None:
    """Public stairs between houses, up to the light."""
    plate.sky(down=420)
    plate.sun(800, 170, 84)
    steps = 17
    for side in (-1, 1):
        for row in range(5):
            near, far = 800 + side * (800 - row * 138), 800 + side * (800 - (row + 1) * 138)
            top = 20 + row * 52 + plate.between(-26, 26)
            ink = _wall(plate, 0.85 - row * 0.16)
            plate.slope(
                [(near, top), (far, top + 30), (far, HEIGHT), (near, HEIGHT)],
                mix(ink, plate.inks.low, 0.2),
                mix(ink, plate.inks.ink, 0.2),
            )
            for level in range(3):
                x = (near + far) / 2
                y = top + 90 + level * 120
                wide = 23 - row * 3
                lit = plate.random.random() < 0.3
                plate.box(
                    (x - wide, y, x + wide, y + wide * 2.6),
                    plate.inks.lamp if lit else mix(ink, plate.inks.ink, 0.55),
                    wide * 0.5,
                )
                plate.box(
                    (x - wide - 6, y + wide * 2.6, x + wide + 6, y + wide * 2.6 + 7),
                    mix(ink, plate.inks.low, 0.35),
                )
    for step in range(steps):
        depth = step / (steps - 1)
        y = 420 + depth**1.35 * 480
        below = 420 + ((step + 1) / (steps - 1)) ** 1.35 * 480
        half = 108 + depth * 430
        tread = mix(plate.inks.low, plate.inks.mid, 0.15 + depth * 0.25)
        plate.box((800 - half, y, 800 + half, below), mix(tread, plate.inks.ink, 0.28))
        plate.box((800 - half, y, 800 + half, y + (below - y) * 0.5), tread)
    plate.line([(800, 420), (800, HEIGHT)], plate.inks.ink, 7)
    for step in range(6):
        y = 440 + step**1.5 * 36
        plate.line([(800, y), (800, y - 36 - step * 8)], plate.inks.ink, 5 + step)
    plate.line([(800, 400), (800, 800)], plate.inks.ink, 4)
    for x, y, size in ((300, 640, 44), (420, 560, 30), (1290, 660, 48), (1180, 550, 28)):
        plate.polygon(
            [
                (x - size * 0.6, y),
                (x + size * 0.6, y),
                (x + size * 0.4, y + size),
                (x - size * 0.4, y + size),
            ],
            plate.inks.lamp,
        )
        for leaf in range(7):
            angle = math.pi * (0.15 + 0.7 * leaf / 6)
            plate.line(
                [(x, y), (x - math.cos(angle) * size * 1.3, y - math.sin(angle) * size * 1.5)],
                mix(plate.inks.near, plate.inks.ink, 0.4),
                size * 0.16,
            )


def doors(plate: Plate) -> None:
    """A row of old doors, each in its own colour."""
    plate.sky(mix(plate.inks.low, plate.inks.far, 0.2), mix(plate.inks.low, plate.inks.far, 0.5))
    plate.box((0, 760, WIDTH, HEIGHT), plate.inks.near)
    plate.box((0, 760, WIDTH, 776), plate.inks.ink)
    inks = [
        plate.inks.mid,
        plate.inks.near,
        (64, 116, 122),
        mix(plate.inks.mid, plate.inks.lamp, 0.3),
        (92, 120, 92),
    ]
    for number in range(5):
        x, top = 80 + number * 300, 190 + (number % 2) * 40
        wide, ink = 240, inks[number]
        spring = top + 120
        curve = [
            (x + 120 - 120 * math.cos(math.pi * t / 30), spring - 120 * math.sin(math.pi * t / 30))
            for t in range(31)
        ]
        rim = [(x + 120 + (px - x - 120) * 1.2, spring + (py - spring) * 1.2) for px, py in curve]
        plate.polygon(
            [(x - 24, 762), *rim, (x + wide + 24, 762)], mix(plate.inks.low, plate.inks.mid, 0.4)
        )
        plate.slope([(x, 762), *curve, (x + wide, 762)], mix(ink, plate.inks.low, 0.18), ink)
        plate.line([(x + 120, top), (x + 120, 760)], plate.inks.ink, 5)
        for row in range(4):
            for column in range(2):
                left, upper = x + 22 + column * 112, spring + 14 + row * 108
                plate.box((left, upper, left + 84, upper + 86), mix(ink, plate.inks.ink, 0.22), 4)
                plate.box(
                    (left + 12, upper + 12, left + 72, upper + 74),
                    mix(ink, plate.inks.low, 0.12),
                    4,
                )
        for row in range(6):
            for side in (8, wide - 8):
                plate.disc(x + side, spring + 20 + row * 76, 5, plate.inks.lamp)
        plate.ring(x + 142, spring + 190, 15, plate.inks.lamp, 5)
    plate.veil([(0, 0), (700, 0), (0, 760)], plate.inks.low, 0.3)


def window(plate: Plate) -> None:
    """A lit window with shelves and readers, seen from the dark street."""
    plate.sky(plate.inks.ink, plate.inks.near)
    plate.stars(60, 200)
    plate.glow(800, 460, 800, plate.inks.lamp, 0.34)
    frame = (300, 150, 1300, 740)
    plate.box((270, 120, 1330, 776), mix(plate.inks.ink, plate.inks.near, 0.4), 10)
    plate.slope(
        [(300, 150), (1300, 150), (1300, 740), (300, 740)],
        mix(plate.inks.lamp, plate.inks.low, 0.3),
        plate.inks.lamp,
    )
    books(plate, (320, 180, 1280, 470), rows=3)
    for number in range(5):
        x = 420 + number * 190
        plate.line([(x, 500), (x, 540)], plate.inks.ink, 4)
        plate.polygon([(x - 34, 566), (x + 34, 566), (x + 20, 536), (x - 20, 536)], (58, 112, 92))
        plate.glow(x, 600, 90, (255, 250, 220), 0.55)
        plate.disc(x + 44, 596, 24, plate.inks.ink)
        plate.polygon(
            [(x + 4, 680), (x + 14, 628), (x + 74, 628), (x + 84, 680)],
            mix(plate.inks.ink, plate.inks.mid, 0.25),
        )
        plate.polygon([(x - 26, 676), (x + 4, 664), (x + 34, 676), (x + 4, 684)], plate.inks.low)
    plate.box((300, 676, 1300, 740), plate.inks.near)
    for x in (633, 966):
        plate.box((x - 6, 150, x + 6, 740), mix(plate.inks.ink, plate.inks.near, 0.4))
    plate.box((frame[0], 482, frame[2], 492), mix(plate.inks.ink, plate.inks.near, 0.4))
    plate.polygon(
        [(270, 776), (1330, 776), (1600, HEIGHT), (0, HEIGHT)],
        mix(plate.inks.near, plate.inks.lamp, 0.24),
    )


def books(plate: Plate, box: tuple[float, float, float, float], rows: int) -> None:
    """Shelves full of books."""
    left, top, right, bottom = box
    tall = (bottom - top) / rows
    inks = [
        plate.inks.mid,
        plate.inks.near,
        plate.inks.ink,
        plate.inks.far,
        plate.inks.lamp,
        plate.inks.low,
        mix(plate.inks.lamp, plate.inks.near, 0.5),
    ]
    for row in range(rows):
        foot = top + (row + 1) * tall - tall * 0.1
        x = left + 4
        while x < right - 14:
            wide, high = plate.between(9, 30), tall * plate.between(0.55, 0.82)
            wide = min(wide, right - 4 - x)
            ink = plate.random.choice(inks)
            if plate.random.random() < 0.07 and x < right - 90:
                lean = high * 0.3
                plate.polygon(
                    [
                        (x + lean, foot - high),
                        (x + lean + wide, foot - high + 6),
                        (x + wide, foot),
                        (x, foot),
                    ],
                    ink,
                )
                x += lean + wide + 4
                continue
            plate.box((x, foot - high, x + wide, foot), ink)
            if wide > 14:
                band = mix(ink, plate.inks.low, 0.45)
                plate.box((x + 3, foot - high * 0.84, x + wide - 3, foot - high * 0.78), band)
                plate.box((x + 3, foot - high * 0.26, x + wide - 3, foot - high * 0.2), band)
            x += wide + 2
            if plate.random.random() < 0.04:
                x += plate.between(20, 60)
        plate.box((left, foot, right, foot + tall * 0.08), plate.inks.ink)
