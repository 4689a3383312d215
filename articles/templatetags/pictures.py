"""Template tags for photos."""

from django import template

from articles.models import Photo
from articles.renditions import Cut

register = template.Library()


@register.simple_tag
def cut_of(photo: Photo | None, ratio: str = "", widest: int | str = 0) -> Cut | None:
    """What `photo` has been cut into at `ratio` (16x9 unless given), as wide as is needed."""
    if not photo or not photo.image:
        return None
    return photo.cut_in(ratio or "16x9", int(widest or 0))


@register.filter
def focus(photo: Photo) -> str:
    """The classes that keep the focal point in view where a box is cut closer than the picture."""
    return f"focus-x-{round(photo.focal_x / 10)} focus-y-{round(photo.focal_y / 10)}"
