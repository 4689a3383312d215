"""Cuts of a photo: three ratios around its focal point, a few widths, three formats.

Made in a background job and never in a request: a photo of 4,000 by 3,000 pixels takes seconds.
What was made is written down on the photo (`Photo.cuts`), so that no page asks the storage. Every
attempt writes into a folder of its own, so no address ever shows something else than before.
"""

import io
import math
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import get_random_string
from PIL import Image, ImageOps

from articles.palette import PAPER
from articles.uploads import BROKEN_PICTURE, FORMATS

RECIPE = 1  # another number has every photo cut anew
RATIOS = {"16x9": (16, 9), "4x3": (4, 3), "1x1": (1, 1)}
WIDTHS = (360, 720, 1080, 1440)
SMALL = WIDTHS[:2]  # of a ratio in which no page shows the photo large
# Measured on one core at 1440 by 810: 0.10, 0.02 and 0.01 s. AVIF slower than 8 saves 2 %; with one
# thread it leaves the other cores to those who read.
ENCODERS = {
    "avif": ("AVIF", {"quality": 55, "speed": 8, "max_threads": 1}),
    "webp": ("WEBP", {"quality": 74, "method": 2}),
    "jpg": ("JPEG", {"quality": 76, "progressive": True, "optimize": True}),
}

Widths = dict[str, list[int]]  # by ratio, ascending


class UnreadablePhoto(Exception):  # noqa: N818 (a state of affairs)
    """The stored file is missing, or no picture."""


def new_folder() -> str:
    """A folder that was never used; short, as every page names it many times."""
    return f"cuts/{get_random_string(12)}"


def height_of(ratio: str, width: int) -> int:
    """The height of a cut of that `width`, at least a pixel."""
    across, down = RATIOS[ratio]
    return max(1, round(width * down / across))


def nearest_ratio(width: int, height: int) -> str:
    """The ratio that loses least of a picture of this size, for where it stands alone."""

    def loss(ratio: str) -> float:
        across, down = RATIOS[ratio]
        return abs(math.log(max(1, width) * down / (max(1, height) * across)))

    return min(RATIOS, key=loss)


def plan(width: int, height: int) -> Widths:
    """The widths to cut from a picture of this size: never wider than its own pixels.

    A picture between two widths also gets the largest cut that it holds. The lead of a page is 16:9
    and a story shows the nearest ratio; the others are seen on small cards and by machines alone.
    """
    large = {"16x9", nearest_ratio(width, height)}
    widths = {}
    for ratio, (across, down) in RATIOS.items():
        offered = WIDTHS if ratio in large else SMALL
        largest = max(1, min(width, height * across // down, offered[-1]))
        widths[ratio] = sorted({largest, *(each for each in offered if each < largest)})
    return widths


def names(folder: str, widths: Widths) -> list[str]:
    """Every file of a folder that holds cuts of `widths`."""
    return [
        posixpath.join(folder, f"{ratio}-{width}.{ending}")
        for ratio, each in widths.items()
        for width in each
        for ending in ENCODERS
    ]


def opened(name: str) -> Image.Image:
    """The stored picture, decoded and opaque.

    Raises UnreadablePhoto, and lets an OSError of the storage pass: that one is worth a new try.
    """
    try:
        with default_storage.open(name) as stored:
            content = stored.read()
    except FileNotFoundError as error:
        raise UnreadablePhoto(name) from error
    try:
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(content), formats=FORMATS))
        if "A" in picture.getbands() or "transparency" in picture.info:
            picture = picture.convert("RGBA")
            # JPEG has no transparency, and the three look alike.
            ground = Image.new("RGBA", picture.size, PAPER)
            picture = Image.alpha_composite(ground, picture)
        return picture.convert("RGB")
    except (*BROKEN_PICTURE, Image.DecompressionBombError) as error:
        raise UnreadablePhoto(name) from error


def write(picture: Image.Image, focal: tuple[float, float], folder: str) -> None:
    """Cut `picture` around `focal` (parts of its width and height) and store the files."""
    for name, content in _encoded(picture, focal):
        default_storage.save(posixpath.join(folder, name), ContentFile(content))


def _encoded(picture: Image.Image, focal: tuple[float, float]) -> Iterator[tuple[str, bytes]]:
    for ratio, widths in plan(*picture.size).items():
        for width in widths:
            size = (width, height_of(ratio, width))
            cut = ImageOps.fit(picture, size, centering=focal)
            for ending, (name, options) in ENCODERS.items():
                file = io.BytesIO()
                cut.save(file, name, **options)
                yield f"{ratio}-{width}.{ending}", file.getvalue()


@dataclass(frozen=True)
class Cut:
    """One ratio of one photo, for `<picture>`: its folder's address and its widths."""

    base: str
    ratio: str
    widths: list[int]

    def url(self, width: int, ending: str = "jpg") -> str:
        """The address of one file."""
        return f"{self.base}{self.ratio}-{width}.{ending}"

    def srcset(self, ending: str) -> str:
        """All widths in one format."""
        return ", ".join(f"{self.url(width, ending)} {width}w" for width in self.widths)

    @property
    def avif(self) -> str:
        """The srcset of browsers since 2022."""
        return self.srcset("avif")

    @property
    def webp(self) -> str:
        """The srcset of browsers since 2020."""
        return self.srcset("webp")

    @property
    def jpeg(self) -> str:
        """The srcset of all others."""
        return self.srcset("jpg")

    @property
    def src(self) -> str:
        """For whoever does not know srcset: mail programs, cards, old browsers."""
        return self.url(self.width)

    @property
    def width(self) -> int:
        """The width of the largest; together with the height it fixes the ratio."""
        return self.widths[-1]

    @property
    def is_tiny(self) -> bool:
        """Whether even a telephone's screen would blow it up."""
        return self.width < WIDTHS[0]

    @property
    def height(self) -> int:
        """The height of the largest."""
        return height_of(self.ratio, self.width)


def cut_of(folder: str, widths: Widths, ratio: str, widest: int = 0) -> Cut | None:
    """The cut of `ratio` that was made, none wider than needed; None where there is none."""
    made = widths.get(ratio, [])
    if not made:
        return None
    wide_enough = [width for width in made if not widest or width <= widest] or made[:1]
    return Cut(f"{default_storage.url(folder)}/", ratio, wide_enough)
