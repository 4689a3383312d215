"""The demo's pictures, drawn by code: the same each time, and nobody else's."""

import io
from collections.abc import Callable
from typing import Any

from PIL import Image

from . import arts, land, logos, play, shore, signals, things, town
from .plate import PALETTES, Plate

RECIPES: dict[str, Callable[..., None]] = {
    recipe.__name__: recipe
    for recipe in (
        shore.ferry, shore.boats, shore.dhow, shore.bay, shore.swells, shore.salt_pans,
        land.hills, land.cedars, land.fields, land.river, land.dunes, land.cliffs,
        town.hillside, town.roofs, town.arches, town.columns, town.stairs, town.doors, town.window,
        things.pots, things.jars, things.hearth, things.branch, things.chart, things.crates,
        things.threads, things.chess, arts.oud, arts.letters, arts.library, arts.stage,
        play.court, play.pitch, play.runners, signals.circuit, signals.satellite,
        signals.telescope, signals.trace, signals.network, signals.contours,
    )
}  # fmt: skip


def photo(recipe: str, inks: str, seed: int, options: dict[str, Any]) -> bytes:
    """One illustration, 1600 by 900, as WebP. Raises KeyError for a recipe or inks unknown."""
    plate = Plate(PALETTES[inks], seed)
    RECIPES[recipe](plate, **options)
    return _encoded(plate.printed(), quality=80)


def logo(shape: str, letter: str, ink: str) -> bytes:
    """A square mark, 256 by 256, as WebP. Raises KeyError for a shape unknown."""
    return _encoded(logos.mark(shape, letter, ink), quality=92)


def _encoded(image: Image.Image, *, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "WEBP", quality=quality, method=2)
    return file.getvalue()
