"""Pictures of the mountains, the plain and the desert."""

import math

from .plate import HEIGHT, WIDTH, Plate, Wave, mix
from .shore import gulls


def _range(plate: Plate, tops: tuple[float, ...], height: float = 60) -> list[Wave]:
    """Hills one before the other; returns their lines."""
    last = len(tops) - 1
    return [
        plate.ridge(top, height * (1 - 0.12 * i), plate.inks.land(i / max(1, last)), 0.9 + i * 0.15)
        for i, top in enumerate(tops)
    ]


def hills(plate: Plate, *, birds: int = 0, road: bool = False, nets: bool = False) -> None:
    """Range behind range in the haze, with what moves over them."""
    plate.sky(down=560)
    plate.sun(plate.between(300, 1300), plate.between(180, 280), plate.between(52, 84))
    lines = _range(plate, (360, 440, 530, 630, 760), 66)
    if road:
        ink, edge = mix(plate.inks.low, plate.inks.near, 0.25), plate.inks.ink
        centre = [(900 + 330 * math.sin(t / 5.2) * (t / 26), 905 - t * 9.4) for t in range(30)]
        left = [(x - 62 + i * 2.05, y) for i, (x, y) in enumerate(centre)]
        right = [(x + 62 - i * 2.05, y) for i, (x, y) in enumerate(centre)]
        plate.polygon(left + right[::-1], ink)
        plate.line(centre[::1], mix(edge, ink, 0.5), 2)
        plate.box((905, 716, 965, 746), plate.inks.lamp, 6)
        plate.box((948, 724, 978, 746), plate.inks.low, 4)
        for wheel in (920, 962):
            plate.disc(wheel, 748, 7, edge)
    if nets:
        for number in range(6):
            x = 170 + number * 230
            y = lines[3].at(x) + 6
            high, wide = 150 + number * 6, 170
            net = [(x, y - high), (x + wide, y - high - 14), (x + wide, y - 50), (x, y - 36)]
            plate.veil(net, plate.inks.low, 0.72)
            for share in range(1, 9):
                plate.line(
                    [(x + wide * share / 9, y - high - share), (x + wide * share / 9, y - 44)],
                    mix(plate.inks.low, plate.inks.mid, 0.45),
                    1,
                )
            for post in (x, x + wide):
                plate.line([(post, y + 20), (post, y - high - 20)], plate.inks.ink, 6)
        for top in (330, 470):
            plate.veil(
                [(0, top), (WIDTH, top - 30), (WIDTH, top + 34), (0, top + 60)],
                plate.inks.low,
                0.35,
            )
    if birds:
        for column in range(birds):
            side = 1 if column % 2 else -1
            x = 820 + side * (column // 2 + 1) * 58
            y = 150 + (column // 2) * 26 + (0 if side > 0 else 12)
            span = 30
            plate.line([(x - span, y - 14), (x - 8, y - 10), (x, y)], plate.inks.ink, 5)
            plate.line([(x, y), (x + 8, y - 10), (x + span, y - 14)], plate.inks.ink, 5)
        gulls(plate, 16, 230, 380, 0.6)


def _cedar(plate: Plate, x: float, y: float, tall: float, ink: tuple[int, int, int]) -> None:
    """One cedar: flat tiers on a short trunk."""
    plate.polygon(
        [
            (x - tall * 0.03, y),
            (x - tall * 0.016, y - tall),
            (x + tall * 0.016, y - tall),
            (x + tall * 0.035, y),
        ],
        mix(ink, plate.inks.ink, 0.5),
    )
    tiers = 6
    for tier in range(tiers):
        share = tier / (tiers - 1)
        half = tall * (0.42 - 0.33 * share) * plate.between(0.88, 1.08)
        level = y - tall * (0.3 + 0.68 * share)
        lean = plate.between(-0.05, 0.05) * tall
        thick = tall * (0.072 - 0.03 * share)
        plate.oval((x + lean - half, level - thick, x + lean + half, level + thick * 0.8), ink)
        plate.box(
            (x + lean - half * 0.9, level, x + lean + half * 0.9, level + thick * 0.35), ink, 3
        )
        light = mix(ink, plate.inks.low, 0.16)
        plate.oval(
            (x + lean - half * 0.8, level - thick, x + lean + half * 0.6, level - thick * 0.2),
            light,
        )


def cedars(plate: Plate, *, tower: bool = False) -> None:
    """Cedars on a ridge, the old ones in front."""
    plate.sky(down=600)
    plate.sun(1130 if not tower else 420, 260, 90)
    lines = _range(plate, (430, 540, 690), 58)
    spots = sorted((plate.between(0, WIDTH), plate.between(60, 120)) for _ in range(26))
    for x, tall in spots:
        _cedar(plate, x, lines[1].at(x) + 12, tall, mix(plate.inks.mid, plate.inks.near, 0.5))
    if tower:
        _tower(plate, 1080, lines[2].at(1080) + 20)
    for x, tall in ((190, 330), (470, 250), (1420, 400), (760, 190)):
        _cedar(plate, x, lines[2].at(x) + 34, tall, mix(plate.inks.near, plate.inks.ink, 0.35))


def _tower(plate: Plate, x: float, y: float) -> None:
    """A wooden watchtower with a lit cabin."""
    ink = plate.inks.ink
    top = y - 420
    for side in (-1, 1):
        plate.line([(x + side * 78, y), (x + side * 44, top)], ink, 11)
    for step in range(5):
        a, b = y - step * 84, y - (step + 1) * 84
        wide_a, wide_b = 78 - step * 6.8, 78 - (step + 1) * 6.8
        plate.line([(x - wide_a, a), (x + wide_b, b)], ink, 5)
        plate.line([(x + wide_a, a), (x - wide_b, b)], ink, 5)
    plate.glow(x, top - 40, 170, plate.inks.lamp, 0.6)
    plate.box((x - 84, top, x + 84, top + 14), ink)
    plate.box((x - 60, top - 84, x + 60, top), mix(ink, plate.inks.mid, 0.35))
    plate.box((x - 44, top - 66, x + 44, top - 26), plate.inks.lamp)
    plate.box((x - 3, top - 66, x + 3, top - 26), ink)
    plate.polygon([(x - 92, top - 82), (x, top - 138), (x + 92, top - 82)], ink)


def fields(plate: Plate, *, what: str = "vines") -> None:
    """Rows that run to the horizon, with vines, hives or a bus."""
    horizon = 400
    plate.sky(down=horizon)
    plate.sun(1180, 230, 66)
    for layer in range(2):
        plate.ridge(horizon - 60 + layer * 34, 34, plate.inks.land(0.1 + layer * 0.25))
    plate.slope(
        [(0, horizon), (WIDTH, horizon), (WIDTH, HEIGHT), (0, HEIGHT)],
        plate.inks.mid,
        plate.inks.near,
    )
    eye = 640
    for row in range(-22, 23):
        x = eye + row * 150
        ink = plate.inks.far if row % 2 else mix(plate.inks.mid, plate.inks.low, 0.3)
        if what == "vines":
            ink = mix(plate.inks.mid, plate.inks.ink, 0.2)
        plate.polygon(
            [
                (eye + row * 11, horizon),
                (eye + row * 11 + 4, horizon),
                (x + 66, HEIGHT),
                (x, HEIGHT),
            ],
            ink,
        )
    if what == "vines":
        _bushes(plate, horizon, eye)
    elif what == "hives":
        _hives(plate)
    else:
        _bus(plate, 480, 560)


def _bushes(plate: Plate, horizon: float, eye: float) -> None:
    for step in range(16):
        depth = (step / 15) ** 1.8
        y = horizon + 8 + depth * 470
        size = 4 + depth * 46
        gap = 12 + depth * 148
        for row in range(-12, 13):
            x = eye + row * gap + gap * 0.22
            ink = mix(plate.inks.far, plate.inks.near, 0.45 + depth * 0.4)
            plate.oval(
                (x - size, y - size * 0.9, x + size, y + size * 0.5), mix(ink, plate.inks.ink, 0.3)
            )
            plate.oval((x - size * 0.9, y - size, x + size * 0.6, y + size * 0.1), ink)


def _hives(plate: Plate) -> None:
    for row, (y, size) in enumerate(((470, 0.55), (560, 0.9), (700, 1.4))):
        for column in range(6):
            x = 170 + column * (150 + row * 100) - row * 190 + plate.between(-12, 12)
            wide, tall = 74 * size, 62 * size
            ink = plate.random.choice(
                [plate.inks.lamp, plate.inks.low, mix(plate.inks.far, plate.inks.low, 0.4)]
            )
            plate.box((x - 5, y + tall, x + wide + 5, y + tall + 12 * size), plate.inks.ink)
            plate.box((x, y, x + wide, y + tall), ink)
            plate.box(
                (x, y + tall * 0.48, x + wide, y + tall * 0.52), mix(ink, plate.inks.ink, 0.4)
            )
            plate.box((x - 6, y - 9 * size, x + wide + 6, y), plate.inks.ink)
            plate.box(
                (x + wide * 0.3, y + tall * 0.86, x + wide * 0.7, y + tall * 0.94), plate.inks.ink
            )
    for _ in range(60):
        plate.disc(
            plate.between(100, 1500), plate.between(300, 780), plate.between(1.5, 4), plate.inks.ink
        )


def _bus(plate: Plate, x: float, y: float) -> None:
    ink, body = plate.inks.ink, plate.inks.lamp
    plate.box((0, y + 190, WIDTH, y + 236), mix(plate.inks.ink, plate.inks.low, 0.35))
    for number in range(12):
        plate.box((number * 150, y + 211, number * 150 + 80, y + 215), plate.inks.low)
    plate.box((x, y, x + 560, y + 180), body, 26)
    plate.box((x, y + 116, x + 560, y + 126), ink)
    for number in range(6):
        left = x + 34 + number * 76
        plate.box((left, y + 34, left + 60, y + 96), mix(plate.inks.high, plate.inks.low, 0.4), 8)
    plate.box((x + 492, y + 34, x + 548, y + 150), mix(plate.inks.high, plate.inks.low, 0.4), 8)
    for number in range(5):
        left = x + 40 + number * 92
        plate.polygon(
            [(left, y - 4), (left + 12, y - 26), (left + 84, y - 26), (left + 72, y - 4)],
            plate.inks.near,
        )
        plate.line([(left + 46, y - 26), (left + 38, y - 4)], plate.inks.low, 2)
    for wheel in (x + 120, x + 440):
        plate.disc(wheel, y + 182, 42, ink)
        plate.disc(wheel, y + 182, 18, plate.inks.low)


def river(plate: Plate, *, bridge: bool = False, rain: bool = False) -> None:
    """A river between hills; a footbridge over it when there is one."""
    plate.sky(down=460)
    if not rain:
        plate.sun(800, 240, 70)
    _range(plate, (340, 420, 500), 56)
    course = [(800 + 180 * math.sin(t / 7) * (t / 24), 540 + t * 12.4) for t in range(31)]
    left = [(x - 14 - i * 9.4, y) for i, (x, y) in enumerate(course)]
    right = [(x + 14 + i * 9.4, y) for i, (x, y) in enumerate(course)]
    water = mix(plate.inks.high, plate.inks.low, 0.45)
    plate.slope(left + right[::-1], water, mix(water, plate.inks.mid, 0.6))
    for _ in range(46):
        i = plate.random.randrange(4, 30)
        x, y = course[i]
        span = 14 + i * 9
        at = x + plate.between(-0.8, 0.8) * span
        plate.box(
            (at, y, at + 10 + i * 2.4, y + 1 + i * 0.12), mix(water, (255, 255, 255), 0.35), 1
        )
    for _ in range(64):
        i = plate.random.randrange(2, 31)
        side = plate.random.choice((left, right))
        x, y = side[i]
        size = 5 + i * plate.between(0.7, 1.9)
        x += plate.between(-1, 1) * i * 2
        tone = mix(plate.inks.low, plate.inks.ink, plate.between(0.25, 0.75))
        plate.oval((x - size, y - size * 0.55, x + size, y + size * 0.5), tone)
        plate.oval(
            (x - size * 0.8, y - size * 0.5, x + size * 0.4, y), mix(tone, plate.inks.low, 0.3)
        )
    if bridge:
        _footbridge(plate)
    if rain:
        for _ in range(170):
            x, y = plate.between(-40, WIDTH), plate.between(-20, HEIGHT)
            long = plate.between(24, 60)
            plate.line(
                [(x, y), (x - long * 0.24, y + long)],
                mix(plate.inks.low, plate.inks.high, 0.35),
                1.6,
            )


def _footbridge(plate: Plate) -> None:
    ink = plate.inks.ink
    deck = [(x, 590 + 70 * (1 - ((x - 800) / 800) ** 2)) for x in range(0, 1601, 20)]
    rope = [(x, y - 96 + 26 * (1 - ((x - 800) / 800) ** 2)) for x, y in deck]
    plate.line(rope, ink, 6)
    for (x, y), (_x, top) in list(zip(deck, rope, strict=True))[::2]:
        plate.line([(x, y), (x, top)], ink, 3)
    plate.line(deck, mix(plate.inks.lamp, ink, 0.25), 18)
    plate.line([(x, y + 10) for x, y in deck], ink, 5)
    for x, red in ((700, plate.inks.lamp), (748, plate.inks.low)):
        y = 590 + 70 * (1 - ((x - 800) / 800) ** 2) - 8
        plate.box((x - 10, y - 62, x + 10, y - 6), ink, 6)
        plate.disc(x, y - 72, 11, ink)
        plate.polygon(
            [
                (x - 52, y - 84),
                (x + 52, y - 84),
                (x + 34, y - 112),
                (x, y - 122),
                (x - 34, y - 112),
            ],
            red,
        )


def dunes(plate: Plate, *, stars: bool = False, town: bool = False, palms: int = 0) -> None:
    """Sand under a large sky."""
    plate.sky(down=620)
    if stars:
        plate.stars(520, 600)
        for _ in range(620):  # the milky way: stars crowd along a slanting line
            y = plate.between(0, 600)
            x = 480 + y * 0.8 + plate.random.gauss(0, 70 + y * 0.05)
            plate.disc(
                x,
                y,
                plate.between(0.8, 2.2),
                mix(plate.inks.low, plate.inks.lamp, plate.between(0.2, 0.9)),
            )
        for step in range(7):
            plate.glow(500 + step * 80, step * 96, 190, plate.inks.lamp, 0.1)
    else:
        plate.sun(430, 300, 104)
    line = plate.ridge(560, 40, plate.inks.land(0.15), 0.8)
    if town:
        for number in range(7):
            x = 840 + number * 92
            y, tall = line.at(x) + 20, plate.between(70, 150)
            wall = mix(plate.inks.far, plate.inks.mid, plate.between(0.4, 1))
            plate.box((x, y - tall, x + 100, y + 30), wall)
            for notch in range(4):
                plate.box((x + notch * 26, y - tall - 10, x + notch * 26 + 13, y - tall), wall)
            plate.box((x + 40, y - 44, x + 64, y + 30), plate.inks.ink, 3)
            if number % 2:
                plate.box((x + 20, y - tall + 22, x + 32, y - tall + 40), plate.inks.lamp)
        plate.box((1040, line.at(1040) - 250, 1096, line.at(1040)), plate.inks.mid)
        plate.box((1030, line.at(1040) - 262, 1106, line.at(1040) - 246), plate.inks.near)
    for layer in range(3):
        level = 640 + layer * 84
        wave = plate.wave(46, 0.9)
        wave.level = level
        ink = plate.inks.land(0.35 + layer * 0.32)
        points = [(x, wave.at(x)) for x in range(0, WIDTH + 1, 8)]
        plate.slope([*points, (WIDTH, HEIGHT), (0, HEIGHT)], mix(ink, plate.inks.low, 0.3), ink)
    if stars:
        for x, wide in ((420, 120), (1180, 160)):
            y = 800
            plate.glow(x, y - 30, 200, plate.inks.lamp, 0.55)
            plate.polygon(
                [(x - wide, y + 20), (x, y - wide * 0.9), (x + wide, y + 20)], plate.inks.ink
            )
            plate.polygon(
                [(x - 24, y + 20), (x, y - wide * 0.6), (x + 24, y + 20)], plate.inks.lamp
            )
    for number in range(palms):
        x = 150 + number * (1340 / max(1, palms - 1)) + plate.between(-40, 40)
        _palm(plate, x, plate.between(780, 850), plate.between(300, 470))


def _palm(plate: Plate, x: float, y: float, tall: float) -> None:
    lean = plate.between(-50, 50)
    trunk = [(x + lean * (t / 10) ** 2, y - tall * t / 10) for t in range(11)]
    plate.line(trunk, plate.inks.ink, tall * 0.04)
    top_x, top_y = trunk[-1]
    for number in range(13):
        angle = math.pi * (-0.18 + 1.36 * number / 12)
        long = tall * plate.between(0.34, 0.44)
        leaf = []
        for t in range(9):
            reach = long * t / 8
            fall = (t / 8) ** 2 * long * 0.42
            leaf.append(
                (top_x - math.cos(angle) * reach, top_y - math.sin(angle) * reach * 0.7 + fall)
            )
        ink = mix(plate.inks.near, plate.inks.ink, plate.between(0, 0.7))
        under = [(px, py + 16 * math.sin(i / 8 * math.pi)) for i, (px, py) in enumerate(leaf)]
        plate.polygon(leaf + under[::-1], ink)
    for number in range(5):
        plate.disc(top_x - 20 + number * 10, top_y + 14 + (number % 2) * 10, 8, plate.inks.lamp)


def cliffs(plate: Plate) -> None:
    """A rock face with a rope and one who climbs it."""
    plate.sky()
    plate.sun(330, 240, 78)
    _range(plate, (640, 740), 40)
    edge = plate.wave(30, 7)
    for layer, x in enumerate((720.0, 850.0, 1010.0, 1200.0)):
        ink = plate.inks.land(0.15 + layer * 0.28)
        points = [
            (x + edge.at(y * 1.7 + layer * 300) + (HEIGHT - y) * 0.12, y)
            for y in range(0, HEIGHT + 1, 30)
        ]
        plate.slope([*points, (WIDTH, HEIGHT), (WIDTH, 0)], mix(ink, plate.inks.low, 0.28), ink)
        for _ in range(16):
            top, left = plate.between(40, 800), x + plate.between(150, 380)
            plate.line(
                [(left, top), (left + plate.between(-20, 20), top + plate.between(30, 90))],
                mix(ink, plate.inks.ink, 0.25),
                2.5,
            )
    x, y = 905.0, 470.0
    plate.line([(1010, 0), (960, 200), (x + 10, y - 30), (x - 30, HEIGHT)], plate.inks.low, 3)
    ink = plate.inks.ink
    plate.disc(x, y - 70, 17, plate.inks.lamp)
    plate.line([(x, y - 52), (x - 6, y + 10)], ink, 24)
    plate.line([(x, y - 46), (x + 50, y - 96), (x + 66, y - 122)], ink, 11)
    plate.line([(x, y - 40), (x + 46, y - 30), (x + 64, y - 50)], ink, 11)
    plate.line([(x - 6, y + 8), (x + 36, y + 30), (x + 20, y + 78)], ink, 13)
    plate.line([(x - 6, y + 8), (x + 2, y + 62), (x - 8, y + 116)], ink, 13)
