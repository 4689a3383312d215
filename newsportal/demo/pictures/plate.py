"""The drawing board of the demo's illustrations: colours, paper, pens.

Everything is drawn twice as large as it is printed and reduced at the end, which is what makes the
edges smooth. Coordinates are those of the printed picture: 1600 by 900, from the upper left.
"""

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 900
SCALE = 2

Colour = tuple[int, int, int]
Point = tuple[float, float]


def colour(code: str) -> Colour:
    """'#1d4e66' as three numbers."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with `share` (0 to 1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


@dataclass(frozen=True)
class Palette:
    """Seven inks: two of the sky, three of the land from far to near, a dark and a light."""

    high: Colour
    low: Colour
    far: Colour
    mid: Colour
    near: Colour
    ink: Colour
    lamp: Colour

    def land(self, depth: float) -> Colour:
        """The ink of a layer at `depth`: 0 is the horizon, 1 the foreground."""
        if depth < 0.5:
            return mix(self.far, self.mid, depth * 2)
        return mix(self.mid, self.near, depth * 2 - 1)


def palette(codes: str) -> Palette:
    """A palette from seven colour codes, in the order of its fields."""
    return Palette(*(colour(code) for code in codes.split()))


PALETTES = {
    "sea": palette("#7fb0b8 #f1dcbd #8fb6b5 #4d8791 #1f5364 #10313f #f4a259"),
    "sea-night": palette("#0f2a3d #2f6274 #2a5a6b #1b4658 #10313f #081c26 #f6c667"),
    "noon": palette("#8fc3cf #eef0e0 #a9c9bf #6fa39f #2f6f78 #17424c #e8734a"),
    "clay": palette("#e8b98f #f7e3c4 #d9a17a #b96f4e #8a4633 #4a2420 #fff0cf"),
    "clay-night": palette("#2b1f33 #8a4a4a #6e3b41 #4f2b36 #351e2a #1d111a #ffcf87"),
    "saffron": palette("#f0c36d #faedc9 #dcb25f #b98a3a #7d6a2e #45401f #c8502f"),
    "saffron-dusk": palette("#c9764a #f6d28b #b9804b #8a5f3c #5e4430 #33261f #ffe3a3"),
    "plum": palette("#8c6a8e #f0cfc0 #a6809a #6f4c73 #472f52 #261a30 #f2b56b"),
    "plum-night": palette("#241a33 #5d3f63 #4d3557 #3a2846 #291c35 #160f1f #f7bf6a"),
    "olive": palette("#b9c79a #f3edd0 #a3b583 #70894f #43602f #22331b #f0804f"),
    "olive-night": palette("#16261f #3f5b41 #35503a #27402e #1a2d21 #0d1812 #f9e08b"),
    "slate": palette("#7d92ab #e6e2dc #8fa1b5 #5a7089 #33475e #1a2738 #f3b04f"),
    "slate-night": palette("#121b2c #34496a #2b3e5b #203049 #172338 #0b121f #ffd27a"),
    "cedar": palette("#9cc0ae #f2ead1 #8db39d #4f8270 #215547 #10302a #f19a54"),
    "cedar-night": palette("#0f2427 #2f5a55 #28504b #1c3f3b #122d2b #081a19 #f5d98a"),
}


@cache
def grain() -> Image.Image:
    """The tooth of the paper: seeded noise around middle grey, the same for every picture."""
    noise = random.Random(1924).randbytes(WIDTH * HEIGHT)  # noqa: S311 (paper, not a secret)
    speckle = Image.frombytes("L", (WIDTH, HEIGHT), noise)
    soft = speckle.filter(ImageFilter.BoxBlur(1)).point(
        [round(128 + (v - 128) * 0.15) for v in range(256)]
    )
    return Image.merge("RGB", (soft, soft, soft))


class Plate:
    """One picture on the board."""

    def __init__(self, inks: Palette, seed: int) -> None:
        self.inks = inks
        self.random = random.Random(seed)  # noqa: S311 (the same picture each time)
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), inks.low)
        self.pen = ImageDraw.Draw(self.image)

    # -- chance --------------------------------------------------------------------------------

    def between(self, low: float, high: float) -> float:
        """A number between the two, by this picture's seed."""
        return self.random.uniform(low, high)

    def wave(self, height: float, rough: float = 1.0) -> "Wave":
        """A gentle random line of about `height` up and down."""
        return Wave(self.random, height, rough)

    # -- fills ---------------------------------------------------------------------------------

    def sky(
        self, top: Colour | None = None, bottom: Colour | None = None, down: float = HEIGHT
    ) -> None:
        """The whole sheet from one ink to the other, `down` to where the second is reached."""
        ramp = _ramp(top or self.inks.high, bottom or self.inks.low, round(down))
        band = ramp.resize((WIDTH * SCALE, round(down) * SCALE), Image.Resampling.BILINEAR)
        self.image.paste(band, (0, 0))
        if down < HEIGHT:
            self.box((0, down, WIDTH, HEIGHT), bottom or self.inks.low)

    def polygon(self, points: Iterable[Point], fill: Colour) -> None:
        """A flat shape."""
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def box(self, corners: Sequence[float], fill: Colour, radius: float = 0) -> None:
        """A rectangle: left, top, right, bottom."""
        scaled = [value * SCALE for value in corners]
        if radius:
            self.pen.rounded_rectangle(scaled, radius * SCALE, fill=fill)
        else:
            self.pen.rectangle(scaled, fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """A full circle."""
        self.oval((x - radius, y - radius, x + radius, y + radius), fill)

    def oval(self, corners: Sequence[float], fill: Colour) -> None:
        """A full ellipse within left, top, right, bottom."""
        self.pen.ellipse([value * SCALE for value in corners], fill=fill)

    def ring(self, x: float, y: float, radius: float, ink: Colour, width: float) -> None:
        """A circle's outline."""
        corners = [
            (x - radius) * SCALE,
            (y - radius) * SCALE,
            (x + radius) * SCALE,
            (y + radius) * SCALE,
        ]
        self.pen.ellipse(corners, outline=ink, width=round(width * SCALE))

    def line(self, points: Iterable[Point], ink: Colour, width: float = 2) -> None:
        """A line through all points, with round corners."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, fill=ink, width=max(1, round(width * SCALE)), joint="curve")

    def slope(self, points: Iterable[Point], top: Colour, bottom: Colour) -> None:
        """A shape that goes from one ink at its top to another at its bottom."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        left = max(0, math.floor(min(x for x, _y in scaled)))
        upper = max(0, math.floor(min(y for _x, y in scaled)))
        right = min(WIDTH * SCALE, math.ceil(max(x for x, _y in scaled)))
        lower = min(HEIGHT * SCALE, math.ceil(max(y for _x, y in scaled)))
        if right <= left or lower <= upper:
            return
        mask = Image.new("L", (right - left, lower - upper))
        ImageDraw.Draw(mask).polygon([(x - left, y - upper) for x, y in scaled], fill=255)
        ramp = _ramp(top, bottom, max(2, (lower - upper) // SCALE))
        self.image.paste(ramp.resize(mask.size, Image.Resampling.BILINEAR), (left, upper), mask)

    # -- light ---------------------------------------------------------------------------------

    def glow(self, x: float, y: float, radius: float, ink: Colour, strength: float = 0.6) -> None:
        """Light that falls off around a point."""
        size = round(radius * 2 * SCALE)
        halo = _halo().resize((size, size), Image.Resampling.BILINEAR)
        mask = halo.point([round(value * strength) for value in range(256)])
        self.image.paste(ink, (round((x - radius) * SCALE), round((y - radius) * SCALE)), mask)

    def veil(self, points: Iterable[Point], ink: Colour, opacity: float) -> None:
        """A see-through flat shape: mist, shade, a beam."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        left, upper = (max(0, math.floor(min(p[i] for p in scaled))) for i in (0, 1))
        right = min(WIDTH * SCALE, math.ceil(max(x for x, _y in scaled)))
        lower = min(HEIGHT * SCALE, math.ceil(max(y for _x, y in scaled)))
        if right <= left or lower <= upper:
            return
        mask = Image.new("L", (right - left, lower - upper))
        moved = [(x - left, y - upper) for x, y in scaled]
        ImageDraw.Draw(mask).polygon(moved, fill=round(255 * opacity))
        self.image.paste(ink, (left, upper, right, lower), mask)

    def sun(self, x: float, y: float, radius: float, ink: Colour | None = None) -> None:
        """The disc that hangs in most of these pictures, with its light."""
        ink = ink or self.inks.lamp
        self.glow(x, y, radius * 3.4, mix(ink, self.inks.low, 0.35), 0.55)
        self.disc(x, y, radius, ink)

    def stars(self, count: int, down: float) -> None:
        """Small lights above `down`."""
        for _ in range(count):
            size = self.between(0.8, 2.4)
            share = self.between(0.2, 0.8)
            self.disc(
                self.between(0, WIDTH), self.between(0, down) ** 1.0, size,
                mix(self.inks.high, self.inks.lamp, share),
            )  # fmt: skip

    # -- ground --------------------------------------------------------------------------------

    def ridge(self, top: float, height: float, ink: Colour, rough: float = 1.0) -> "Wave":
        """A line of hills down to the lower edge; returns the line, to put things on it."""
        line = self.wave(height, rough)
        line.level = top
        points = [(x, line.at(x)) for x in range(0, WIDTH + 1, 8)]
        foot = mix(ink, self.inks.low, 0.22)
        self.slope([*points, (WIDTH, HEIGHT), (0, HEIGHT)], ink, foot)
        return line

    def water(self, top: float, near: Colour | None = None, far: Colour | None = None) -> None:
        """The sea from the horizon at `top` to the lower edge, with its glints."""
        near, far = near or self.inks.near, far or mix(self.inks.far, self.inks.low, 0.25)
        self.slope([(0, top), (WIDTH, top), (WIDTH, HEIGHT), (0, HEIGHT)], far, near)
        span = HEIGHT - top
        for _ in range(90):
            depth = self.between(0, 1) ** 1.6
            y = top + 4 + depth * (span - 8)
            long = 12 + depth * self.between(60, 240)
            x = self.between(-100, WIDTH)
            shade = mix(far, near, depth)
            ink = mix(shade, self.inks.low if self.random.random() < 0.6 else self.inks.ink, 0.22)
            self.box((x, y, x + long, y + 1 + depth * 4), ink, 1)

    def path_of_light(self, x: float, top: float, width: float, ink: Colour | None = None) -> None:
        """The sun's road on the water."""
        ink = ink or self.inks.lamp
        y = top + 3
        while y < HEIGHT:
            depth = (y - top) / (HEIGHT - top)
            half = width * (0.35 + depth) * self.between(0.25, 1)
            off = self.between(-1, 1) * width * 0.25 * (0.4 + depth)
            spot = (min(WIDTH - 1, max(0, round(x))) * SCALE, round(y) * SCALE)
            ground = cast("Colour", self.image.getpixel(spot))
            self.box(
                (x + off - half, y, x + off + half, y + 2 + depth * 5), mix(ground, ink, 0.62), 2
            )
            y += 7 + depth * 16

    # -- printing ------------------------------------------------------------------------------

    def printed(self) -> Image.Image:
        """The finished picture, reduced and on paper."""
        return ImageChops.overlay(self.image.reduce(SCALE), grain())


class Wave:
    """A smooth random line: a few sines of random phase."""

    def __init__(self, chance: random.Random, height: float, rough: float) -> None:
        self.level = 0.0
        self.parts = [
            (height / (n + 1) ** 1.1, rough * (0.0016 + 0.0021 * n * n), chance.uniform(0, 6.28))
            for n in range(4)
        ]

    def at(self, x: float) -> float:
        """The line's height above the lower edge's zero at `x`, as a y coordinate."""
        return self.level + sum(
            high * math.sin(x * often + phase) for high, often, phase in self.parts
        )


def _ramp(top: Colour, bottom: Colour, steps: int) -> Image.Image:
    column = Image.new("RGB", (1, steps))
    column.putdata([mix(top, bottom, i / max(1, steps - 1)) for i in range(steps)])
    return column


@cache
def _halo() -> Image.Image:
    """A soft round spot, white in the middle."""
    return Image.radial_gradient("L").point(
        [round(255 * max(0.0, 1 - value / 181) ** 2) for value in range(256)]
    )
