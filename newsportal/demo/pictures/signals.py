"""Pictures of science: circuits, orbits, traces, maps."""

import math

from .plate import HEIGHT, WIDTH, Plate, mix


def circuit(plate: Plate) -> None:
    """The lines of a circuit board around one warm chip."""
    plate.sky(plate.inks.near, plate.inks.ink)
    plate.glow(800, 450, 620, plate.inks.lamp, 0.32)
    trace = mix(plate.inks.mid, plate.inks.high, 0.4)
    pins = 11
    for side in range(4):
        for pin in range(pins):
            off = (pin - pins // 2) * 30
            run = plate.between(60, 230)
            bend = off * plate.between(1.1, 2.1)
            end = plate.between(330, 860)
            path = [
                (190.0, off),
                (190 + run, off),
                (190 + run + abs(bend - off), bend),
                (max(end, 200 + run + abs(bend - off)), bend),
            ]
            points = []
            for along, across in path:
                x, y = (
                    (along, across),
                    (-along, across),
                    (across, along * 0.62),
                    (across, -along * 0.62),
                )[side]
                points.append((800 + x, 450 + y))
            warm = plate.random.random() < 0.22
            ink = plate.inks.lamp if warm else mix(trace, plate.inks.near, plate.between(0, 0.6))
            plate.line(points, ink, 4)
            plate.disc(*points[-1], 9, ink)
            plate.disc(*points[-1], 4, plate.inks.near)
    plate.box((624, 306, 976, 594), plate.inks.ink, 14)
    plate.box((650, 330, 950, 570), mix(plate.inks.ink, plate.inks.mid, 0.3), 8)
    for number in range(11):
        tall = 40 + 60 * abs(math.sin(number * 0.9 + 0.4))
        x = 690 + number * 22
        plate.box((x, 450 - tall, x + 10, 450 + tall), plate.inks.lamp, 5)


def satellite(plate: Plate) -> None:
    """A small satellite above the curve of the coast."""
    plate.sky(plate.inks.ink, plate.inks.near)
    plate.stars(420, HEIGHT)
    plate.glow(700, 1500, 1250, plate.inks.high, 0.5)
    plate.disc(700, 1640, 1080, mix(plate.inks.mid, plate.inks.high, 0.3))
    plate.disc(700, 1656, 1080, plate.inks.mid)
    plate.disc(700, 1700, 1080, mix(plate.inks.mid, plate.inks.ink, 0.35))
    for _ in range(240):  # the lights of a coast
        share = plate.between(0, 1)
        x = 240 + share * 1080 + plate.random.gauss(0, 10)
        y = (
            850
            - 170 * math.sin(share * 2.6)
            + 46 * math.sin(share * 13)
            + abs(plate.random.gauss(0, 26))
        )
        plate.disc(
            x, y, plate.between(1, 3.4), mix(plate.inks.mid, plate.inks.lamp, plate.between(0.4, 1))
        )
    orbit = [(800 + 980 * math.cos(a / 20), 560 + 330 * math.sin(a / 20)) for a in range(63, 126)]
    for i in range(0, len(orbit) - 1, 2):
        plate.line([orbit[i], orbit[i + 1]], mix(plate.inks.near, plate.inks.lamp, 0.5), 3)
    plate.veil([(960, 330), (700, HEIGHT), (980, HEIGHT)], plate.inks.lamp, 0.16)
    light = mix(plate.inks.low, (255, 255, 255), 0.4)
    for side in (-1, 1):
        corners = [
            (960 + side * 76, 210),
            (960 + side * 330, 170),
            (960 + side * 330, 270),
            (960 + side * 76, 310),
        ]
        plate.slope(
            corners,
            mix(plate.inks.high, plate.inks.mid, 0.4),
            mix(plate.inks.mid, plate.inks.ink, 0.4),
        )
        for share in range(1, 5):
            x = 960 + side * (76 + share * 51)
            plate.line([(x, 210 - share * 8), (x, 310 - share * 8)], light, 2)
        plate.line([(960 + side * 76, 260), (960 + side * 330, 220)], light, 2)
    plate.box((892, 186, 1028, 256), light)
    plate.box((892, 260, 1028, 330), mix(light, plate.inks.far, 0.35))
    plate.box((880, 250, 1040, 266), plate.inks.lamp)
    plate.disc(960, 300, 24, plate.inks.ink)
    plate.disc(960, 300, 12, plate.inks.lamp)
    plate.line([(920, 186), (890, 90)], light, 4)
    plate.line([(1000, 186), (1040, 96)], light, 4)


def telescope(plate: Plate) -> None:
    """An open dome under turning stars."""
    plate.sky(down=700)
    for number in range(46):
        radius = 60 + number * 22
        start = plate.between(0, 360)
        long = plate.between(18, 60)
        box = [(900 - radius) * 2, (210 - radius) * 2, (900 + radius) * 2, (210 + radius) * 2]
        ink = mix(plate.inks.low, plate.inks.lamp, plate.between(0.1, 0.9))
        plate.pen.arc(box, start, start + long, fill=ink, width=round(plate.between(2, 5)))
        plate.pen.arc(
            box, start + 150, start + 150 + long, fill=mix(ink, plate.inks.low, 0.5), width=3
        )
    plate.disc(900, 210, 5, plate.inks.lamp)
    line = plate.ridge(690, 46, plate.inks.land(0.4))
    plate.ridge(780, 36, plate.inks.land(0.9))
    x, y = 560, line.at(560) + 30
    shell = mix(plate.inks.low, (255, 255, 255), 0.35)
    plate.box((x - 170, y - 130, x + 170, y + 60), mix(shell, plate.inks.near, 0.45))
    for number in range(6):
        plate.line(
            [(x - 140 + number * 56, y - 130), (x - 140 + number * 56, y + 60)],
            mix(shell, plate.inks.near, 0.6),
            3,
        )
    dome = [
        (x - 190 * math.cos(math.pi * t / 40), y - 130 - 200 * math.sin(math.pi * t / 40))
        for t in range(41)
    ]
    plate.slope(dome, shell, mix(shell, plate.inks.near, 0.4))
    plate.glow(x + 46, y - 240, 190, plate.inks.lamp, 0.6)
    slit = [
        (x + 6, y - 130),
        *[(x + 6 + 30 * t / 10, y - 130 - 196 * math.sin(math.pi * t / 22)) for t in range(11)],
        (x + 96, y - 300),
        (x + 120, y - 130),
    ]
    plate.polygon(slit, plate.inks.ink)
    plate.line([(x + 46, y - 170), (x + 150, y - 380)], plate.inks.lamp, 40)
    plate.line([(x + 128, y - 336), (x + 152, y - 386)], shell, 50)
    plate.box((x - 40, y - 40, x + 10, y + 60), plate.inks.ink, 4)


def trace(plate: Plate) -> None:
    """The lines of a seismograph, and one tremor."""
    paper = mix(plate.inks.low, (255, 255, 255), 0.3)
    plate.sky(paper, mix(paper, plate.inks.far, 0.2))
    for x in range(0, WIDTH, 80):
        plate.line([(x, 0), (x, HEIGHT)], mix(paper, plate.inks.far, 0.3), 1.5)
    for row in range(9):
        level = 70 + row * 96
        strong = row == 4
        ink = plate.inks.lamp if strong else mix(plate.inks.near, plate.inks.far, abs(row - 4) / 6)
        points = []
        peak = plate.between(500, 1100)
        for x in range(0, WIDTH + 5, 5):
            calm = 5 if not strong else 8
            burst = 0.0
            if strong and x > 560:
                burst = 215 * math.exp(-(x - 560) / 260)
            elif row % 3 == 1:
                burst = 24 * math.exp(-(((x - peak) / 60) ** 2))
            points.append((x, level + plate.between(-1, 1) * (calm + burst)))
        plate.line(points, ink, 3.5 if strong else 2)
    plate.line([(1600, 200), (1250, 455)], plate.inks.ink, 12)
    plate.polygon([(1262, 440), (1250, 470), (1282, 456)], plate.inks.ink)


def network(plate: Plate) -> None:
    """Cables between the towns of two shores, by night."""
    plate.sky(plate.inks.near, plate.inks.ink)
    for row in range(26):
        y = row * 36
        plate.line(
            [(x, y + 5 * math.sin(x / 90 + row)) for x in range(0, WIDTH + 20, 20)],
            mix(plate.inks.near, plate.inks.mid, 0.4),
            1.5,
        )
    line = plate.wave(70, 3.2)
    east = [(1240 + line.at(y * 2), y) for y in range(0, HEIGHT + 20, 20)]
    other = plate.wave(60, 3.6)
    north = [(x, 180 + other.at(x * 1.6) * 0.9 + (x / 1600) * 60) for x in range(0, 1320, 20)]
    south = [(x, 770 + other.at(x * 1.3 + 700) * 0.7) for x in range(0, 1320, 20)]
    land = mix(plate.inks.mid, plate.inks.near, 0.35)
    plate.polygon([(0, 0), *north, (1320, 0)], land)
    plate.polygon([*east, (WIDTH, HEIGHT), (WIDTH, 0)], land)
    plate.polygon([(0, HEIGHT), *south, (1330, HEIGHT)], land)
    for shore in (north, east, south):
        plate.line(shore, mix(land, plate.inks.high, 0.5), 3)
    towns = [
        (1262, 520),
        (1250, 330),
        (1285, 690),
        (760, 205),
        (420, 190),
        (130, 205),
        (560, 785),
        (900, 780),
    ]
    for a, b, lift in (
        (0, 3, 60),
        (0, 4, 130),
        (1, 5, 120),
        (2, 6, -60),
        (0, 7, 40),
        (4, 6, 100),
        (2, 5, -10),
        (1, 3, 10),
    ):
        (x1, y1), (x2, y2) = towns[a], towns[b]
        mid = ((x1 + x2) / 2 + lift, (y1 + y2) / 2 + lift)
        curve = [
            (
                (1 - t / 30) ** 2 * x1 + 2 * (1 - t / 30) * t / 30 * mid[0] + (t / 30) ** 2 * x2,
                (1 - t / 30) ** 2 * y1 + 2 * (1 - t / 30) * t / 30 * mid[1] + (t / 30) ** 2 * y2,
            )
            for t in range(31)
        ]
        plate.line(curve, mix(plate.inks.lamp, plate.inks.near, 0.25), 3.5)
        for t in range(5, 28, 6):
            plate.disc(*curve[t], 6, plate.inks.lamp)
    for x, y in towns:
        plate.glow(x, y, 90, plate.inks.lamp, 0.7)
        plate.disc(x, y, 11, plate.inks.lamp)
        plate.disc(x, y, 5, plate.inks.ink)


def contours(plate: Plate) -> None:
    """A map's contour lines with the dots of those who counted."""
    paper = mix(plate.inks.low, (255, 255, 255), 0.25)
    plate.sky(paper, paper)
    hills = [
        (plate.between(100, 1500), plate.between(60, 840), plate.between(160, 330))
        for _ in range(6)
    ]
    for x, y, size in hills:
        wobble = plate.wave(0.16, 1.0)
        for level in range(7):
            radius = size * (1 - level / 7.6)
            ring = []
            for t in range(73):
                angle = t / 72 * 2 * math.pi
                stretch = (
                    1
                    + 0.16 * math.sin(2 * angle + wobble.parts[0][2])
                    + 0.09 * math.sin(3 * angle + wobble.parts[1][2])
                )
                ring.append(
                    (
                        x + radius * 1.3 * stretch * math.cos(angle),
                        y + radius * stretch * math.sin(angle),
                    )
                )
            if level % 2 == 0:
                plate.veil(ring, plate.inks.far, 0.16)
            plate.line(ring, mix(paper, plate.inks.near, 0.45), 2.5 if level % 3 else 4)
    course = [
        (x, 470 + 130 * math.sin(x / 260) + 44 * math.sin(x / 91))
        for x in range(-20, WIDTH + 40, 20)
    ]
    plate.line(course, mix(plate.inks.high, paper, 0.2), 30)
    plate.line(course, mix(plate.inks.high, plate.inks.mid, 0.5), 3)
    for _ in range(150):
        x, y = plate.between(20, 1580), plate.between(20, 880)
        ink = plate.inks.lamp if plate.random.random() < 0.4 else plate.inks.near
        plate.disc(x, y, plate.between(5, 11), ink)
    plate.polygon([(1130, 330), (1084, 236), (1130, 190), (1176, 236)], plate.inks.ink)
    plate.disc(1130, 236, 46, plate.inks.ink)
    plate.disc(1130, 236, 18, plate.inks.lamp)
