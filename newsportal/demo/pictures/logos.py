"""Square marks for the demo's sources and the site: one shape, one letter, one colour."""

import math
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

from .plate import Colour, colour, mix

SIZE = 256
BIG = SIZE * 4  # drawn large and reduced
PAPER = (252, 251, 248)


def mark(shape: str, letter: str, ink: str) -> Image.Image:
    """The mark: a rounded square in `ink` with `shape` and, unless it is empty, `letter`."""
    ground = colour(ink)
    image = Image.new("RGBA", (BIG, BIG), (0, 0, 0, 0))
    inside = Image.new("RGB", (BIG, BIG), ground)
    SHAPES[shape](ImageDraw.Draw(inside), ground)
    corners = Image.new("L", (BIG, BIG))
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, BIG - 1, BIG - 1), BIG * 0.18, fill=255)
    image.paste(inside, (0, 0), corners)
    if letter:
        pen = ImageDraw.Draw(image)
        # Pillow's own typeface, so that no font has to be on the machine.
        pen.text((BIG / 2, BIG * 0.4), letter, PAPER, ImageFont.load_default(BIG * 0.62), "mm")
    return image.reduce(4)


def _wave(pen: ImageDraw.ImageDraw, ground: Colour) -> None:
    for row, share in enumerate((0.32, 0.5, 0.72)):
        level = BIG * (0.74 + row * 0.09)
        crest = [
            (x, level + BIG * 0.03 * math.sin(x / BIG * 12.6 + row)) for x in range(0, BIG + 8, 8)
        ]
        pen.polygon([*crest, (BIG, BIG), (0, BIG)], fill=mix(ground, PAPER, share))


def _rings(pen: ImageDraw.ImageDraw, ground: Colour) -> None:
    for number in range(4):
        radius = BIG * (0.2 + number * 0.12)
        box = (BIG / 2 - radius, BIG - radius, BIG / 2 + radius, BIG + radius)
        pen.ellipse(box, outline=mix(ground, PAPER, 0.75 - number * 0.15), width=round(BIG * 0.035))


def _meridian(pen: ImageDraw.ImageDraw, ground: Colour) -> None:
    light = mix(ground, PAPER, 0.4)
    for half in (0.14, 0.3, 0.46):
        box = (BIG * (0.5 - half), BIG * 0.04, BIG * (0.5 + half), BIG * 0.96)
        pen.ellipse(box, outline=light, width=round(BIG * 0.02))
    pen.line((BIG * 0.05, BIG * 0.78, BIG * 0.95, BIG * 0.78), fill=PAPER, width=round(BIG * 0.03))


def _jar(pen: ImageDraw.ImageDraw, ground: Colour) -> None:
    light = mix(ground, PAPER, 0.32)
    pen.ellipse((BIG * 0.12, BIG * 0.1, BIG * 0.88, BIG * 0.98), fill=light)
    pen.rectangle((BIG * 0.32, 0, BIG * 0.68, BIG * 0.2), fill=light)
    pen.rectangle((BIG * 0.12, BIG * 0.76, BIG * 0.88, BIG * 0.8), fill=mix(ground, PAPER, 0.7))


def _lattice(pen: ImageDraw.ImageDraw, ground: Colour) -> None:
    step = BIG // 6
    for row in range(7):
        for column in range(7):
            x, y, size = column * step, row * step, step * 0.34
            tint = mix(ground, PAPER, 0.22 if row < 5 else 0.6)
            pen.polygon([(x, y - size), (x + size, y), (x, y + size), (x - size, y)], fill=tint)


def _drop(pen: ImageDraw.ImageDraw, ground: Colour) -> None:
    light = mix(ground, PAPER, 0.35)
    pen.ellipse((BIG * 0.14, BIG * 0.2, BIG * 0.86, BIG * 0.95), fill=light)
    pen.polygon(
        [(BIG * 0.5, -BIG * 0.1), (BIG * 0.2, BIG * 0.4), (BIG * 0.8, BIG * 0.4)], fill=light
    )
    box = (BIG * 0.26, BIG * 0.42, BIG * 0.74, BIG * 0.87)
    pen.arc(box, 20, 160, fill=PAPER, width=round(BIG * 0.035))


def _hills(pen: ImageDraw.ImageDraw, ground: Colour) -> None:
    for share, level, phase in ((0.25, 0.62, 0.0), (0.45, 0.76, 2.1), (0.7, 0.88, 4.0)):
        line = [
            (x, BIG * (level + 0.08 * math.sin(x / BIG * 5 + phase))) for x in range(0, BIG + 8, 8)
        ]
        pen.polygon([*line, (BIG, BIG), (0, BIG)], fill=mix(ground, PAPER, share))


def _sun(pen: ImageDraw.ImageDraw, ground: Colour) -> None:
    light = mix(ground, PAPER, 0.45)
    for number in range(16):
        angle = math.pi * (1 + number / 15)
        tip = (BIG / 2 + BIG * 0.62 * math.cos(angle), BIG + BIG * 0.62 * math.sin(angle))
        pen.line((BIG / 2, BIG, *tip), fill=light, width=round(BIG * 0.022))
    pen.ellipse((BIG * 0.2, BIG * 0.76, BIG * 0.8, BIG * 1.36), fill=PAPER)


def _notebook(pen: ImageDraw.ImageDraw, ground: Colour) -> None:
    """The site's own: a page of a notebook, and the sea on it."""
    pen.rounded_rectangle((BIG * 0.22, BIG * 0.14, BIG * 0.8, BIG * 0.86), BIG * 0.04, fill=PAPER)
    for ring in range(6):
        y = BIG * (0.22 + ring * 0.112)
        pen.rounded_rectangle(
            (BIG * 0.14, y, BIG * 0.29, y + BIG * 0.04), BIG * 0.02, fill=mix(ground, PAPER, 0.55)
        )
    for row in range(3):
        level = BIG * (0.52 + row * 0.1)
        line = [
            (x, level + BIG * 0.022 * math.sin((x - BIG * 0.36) / BIG * 34))
            for x in range(round(BIG * 0.36), round(BIG * 0.74), 6)
        ]
        pen.line(line, fill=ground, width=round(BIG * 0.032), joint="curve")
    pen.ellipse((BIG * 0.5, BIG * 0.24, BIG * 0.66, BIG * 0.4), fill=ground)


SHAPES: dict[str, Callable[[ImageDraw.ImageDraw, Colour], None]] = {
    "wave": _wave, "rings": _rings, "meridian": _meridian, "jar": _jar, "lattice": _lattice,
    "drop": _drop, "hills": _hills, "sun": _sun, "notebook": _notebook,
}  # fmt: skip
