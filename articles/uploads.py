"""The one upload path: every picture is decoded and encoded anew here, whoever sends it.

What reaches the disk is our own WebP under a random name: no EXIF (and so no place where a photo
was taken), no script in a comment block, no SVG, no bomb.
"""

import io
import struct
import uuid
import warnings
import zlib
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ["JPEG", "PNG", "WEBP", "GIF"]
# What Pillow's decoders raise on broken files; none of it is our programs' fault.
BROKEN_PICTURE = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError,
    IndexError, KeyError, TypeError, OverflowError, struct.error, zlib.error,
)  # fmt: skip


class EncodedPicture(ContentFile):
    """A picture that has been through `reencode`; it need not go twice."""


def photo_path(_instance: models.Model, _filename: str) -> str:
    """Where a photo is kept: the name it came with is not used."""
    return f"photos/{uuid.uuid4().hex}.webp"


def source_logo_path(_instance: models.Model, _filename: str) -> str:
    """Where a source's logo is kept."""
    return f"sources/{uuid.uuid4().hex}.webp"


def site_logo_path(_instance: models.Model, _filename: str) -> str:
    """Where the site's own logo is kept."""
    return f"site/{uuid.uuid4().hex}.webp"


def _open(upload: File) -> Image.Image:
    """The picture in `upload`, not yet decoded; only its header has been read.

    Raises ValidationError: 'too_many_bytes', 'not_a_picture' or 'too_many_pixels'.
    """
    if upload.size > settings.PHOTO_MAX_BYTES:
        raise ValidationError(
            _("The file has %(size)s; at most %(limit)s are taken. Save it smaller and try again."),
            code="too_many_bytes",
            params={
                "size": filesizeformat(upload.size),
                "limit": filesizeformat(settings.PHOTO_MAX_BYTES),
            },
        )
    upload.seek(0)
    try:
        with warnings.catch_warnings():
            # Pillow's own limit is for programs without one; ours stands a few lines below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except BROKEN_PICTURE as error:
        raise _not_a_picture() from error
    if picture.width * picture.height > settings.PHOTO_MAX_PIXELS:
        raise _too_many_pixels()
    return picture


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _("The picture has too many pixels; at most %(limit)s million are taken."),
        code="too_many_pixels",
        params={"limit": settings.PHOTO_MAX_PIXELS // 1_000_000},
    )


def _not_a_picture() -> ValidationError:
    return ValidationError(
        _("This file is not a picture that can be read. Send a JPEG, PNG, WebP or GIF."),
        code="not_a_picture",
    )


def reencode(upload: File, widest: int = 0) -> EncodedPicture:
    """`upload` as WebP, turned upright, no wider than `widest` pixels, without metadata.

    Unless told otherwise that is PHOTO_MAX_WIDTH; a picture may be twice as high as wide.
    Raises ValidationError as `_open` does, also for a file that breaks off in the middle.
    """
    picture = _open(upload)
    try:
        picture = ImageOps.exif_transpose(picture)
        has_alpha = "A" in picture.getbands() or "transparency" in picture.info
        picture = picture.convert("RGBA" if has_alpha else "RGB")
        width = widest or settings.PHOTO_MAX_WIDTH
        picture.thumbnail((width, width * 2))
        encoded = io.BytesIO()
        picture.save(encoded, "WEBP", quality=84, method=4)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except BROKEN_PICTURE as error:
        raise _not_a_picture() from error
    return EncodedPicture(encoded.getvalue(), name="picture.webp")


class PictureFormField(forms.ImageField):
    """Takes a picture only when it can be encoded anew, and says in words why not."""

    default_validators = []  # the name's ending says nothing; the content is decoded

    def __init__(self, *, widest: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widest = widest

    def to_python(self, data: Any) -> Any:
        """The re-encoded upload, or what is stored already. Raises ValidationError."""
        upload = forms.FileField.to_python(self, data)
        return reencode(upload, self.widest) if upload is not None else None


class PictureField(models.ImageField):
    """An ImageField whose files went through `reencode`, whatever code saves them.

    `widest`, in pixels, is no matter of the database: migrations do not know it.
    """

    def __init__(self, *args: Any, widest: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.widest = widest

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Encode anew what is not stored yet, then store it."""
        file = getattr(model_instance, self.attname)
        if file and not file._committed:
            is_done = isinstance(file.file, EncodedPicture)
            file.save(file.name, file.file if is_done else reencode(file, self.widest), save=False)
        return super().pre_save(model_instance, add)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """The form field that explains what it refuses."""
        # No limit on the length of the name: it is not used.
        own = {"form_class": PictureFormField, "widest": self.widest}
        return super().formfield(**{**own, **kwargs, "max_length": None})
