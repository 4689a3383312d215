"""Draws the picture that stands for a page where its address is shared: 1200 by 630, words only.

Arabic is shaped and ordered by Raqm, which Pillow's wheel brings along. The font is the whole one:
the pages' own files are parted by script, and a line here may hold two.
"""

import io
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language_info
from PIL import Image, ImageDraw, ImageFont, features

from articles.palette import ACCENT, INK, LINE, PAPER, SOFT, TINTS

RECIPE = "1"  # another one has every card drawn anew
SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN = 72
FONT = Path(__file__).parent / "fonts" / "plex-arabic-700.woff2"
HEADLINE_SIZES = (76, 68, 60, 54, 48)
HEADLINE_TOP, HEADLINE_BOTTOM = 178, 520
LEADING = 1.42  # room for vowel marks above and below


@dataclass(frozen=True)
class Words:
    """What a card says, all in one language."""

    language: str
    site: str
    headline: str
    kicker: str = ""
    source: str = ""
    tint: str = ""


def can_draw() -> bool:
    """Whether Arabic would come out joined and in order."""
    return bool(features.check("raqm"))


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The one font, in pixels."""
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.RAQM)


def plain(text: str) -> str:
    """`text` in one line and without characters that are not drawn."""
    seen = (" " if letter.isspace() else letter for letter in text)
    return " ".join(
        "".join(each for each in seen if unicodedata.category(each) not in {"Cc", "Cs"}).split()
    )


class Sheet:
    """A card while it is being drawn; knows which side its language begins on."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.is_rtl = get_language_info(language)["bidi"]
        self.image = Image.new("RGB", SIZE, PAPER)
        self.draw = ImageDraw.Draw(self.image)

    def box(self, start: int, top: int, width: int, height: int, fill: str) -> None:
        """A rectangle, so many pixels from the side where lines begin."""
        left = WIDTH - start - width if self.is_rtl else start
        self.draw.rectangle((left, top, left + width - 1, top + height - 1), fill)

    def options(self) -> dict[str, Any]:
        """How Raqm has to lay out this language."""
        return {"direction": "rtl" if self.is_rtl else "ltr", "language": self.language}

    def line(self, text: str, start: int, middle: int, size: int, fill: str) -> None:
        """One line whose letters stand around `middle`."""
        left = WIDTH - start if self.is_rtl else start
        anchor = "rm" if self.is_rtl else "lm"
        self.draw.text((left, middle), text, fill, font(size), anchor=anchor, **self.options())

    def width_of(self, text: str, size: int) -> float:
        """How long a line becomes."""
        return font(size).getlength(text, **self.options())

    def shortened(self, text: str, size: int, width: int) -> str:
        """`text`, with an ellipsis where it would be longer than `width`."""
        if self.width_of(text, size) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width_of(f"{text[:middle].rstrip()}…", size) <= width:
                low = middle
            else:
                high = middle - 1
        return f"{text[:low].rstrip()}…"

    def lines(self, text: str, size: int, width: int) -> list[str]:
        """`text` broken between words."""
        found: list[str] = []
        for word in text.split():
            longer = f"{found[-1]} {word}" if found else word
            if found and self.width_of(longer, size) <= width:
                found[-1] = longer
            else:
                found.append(word)
        return found


def drawn(words: Words) -> bytes:
    """The card, as PNG."""
    sheet = Sheet(words.language)
    tint = TINTS.get(words.tint, ACCENT)
    _frame(sheet, words, tint)
    _headline(sheet, plain(words.headline))
    # A fifth of the time of Pillow's other ways, for a tenth more bytes: 20 kB.
    image = sheet.image.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _frame(sheet: Sheet, words: Words, tint: str) -> None:
    """Everything but the headline."""
    inner = WIDTH - 2 * MARGIN
    sheet.box(0, 0, WIDTH, 14, tint)
    _mark(sheet, MARGIN, 56, 44)
    sheet.line(sheet.shortened(plain(words.site), 34, inner - 64), MARGIN + 64, 79, 34, INK)
    if words.kicker:
        kicker = sheet.shortened(plain(words.kicker), 36, inner)
        sheet.line(kicker, MARGIN, 148, 36, tint)
    sheet.box(MARGIN, 546, inner, 2, LINE)
    if words.source:
        sheet.line(sheet.shortened(plain(words.source), 30, inner), MARGIN, 584, 30, SOFT)


def _headline(sheet: Sheet, text: str) -> None:
    """As large as it can be whole; the longest is cut at the end."""
    inner, height = WIDTH - 2 * MARGIN, HEADLINE_BOTTOM - HEADLINE_TOP
    for size in HEADLINE_SIZES:
        step = round(size * LEADING)
        lines = sheet.lines(text, size, inner)
        if len(lines) * step <= height and all(sheet.width_of(x, size) <= inner for x in lines):
            break
    room = height // step
    if len(lines) > room:
        lines = [*lines[: room - 1], " ".join(lines[room - 1 :])]
    top = HEADLINE_TOP + (height - len(lines) * step) // 2
    for place, line in enumerate(lines):
        middle = top + place * step + step // 2
        sheet.line(sheet.shortened(line, size, inner), MARGIN, middle, size, INK)


def _mark(sheet: Sheet, start: int, top: int, side: int) -> None:
    """The mark of the house, as in favicon.svg."""
    sheet.box(start, top, side, side, ACCENT)
    unit = side / 32
    for left, above, width, height in ((6, 6, 20, 6), (6, 15, 20, 2.5), (6, 19.5, 20, 2.5),
                                       (6, 24, 12, 2.5)):  # fmt: skip
        sheet.box(
            start + round(left * unit), top + round(above * unit),
            round(width * unit), max(1, round(height * unit)), PAPER,
        )  # fmt: skip
