"""Uploads: only what can be decoded is kept, encoded anew; the rest is refused in words."""

import io
import random
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from django.utils.html import conditional_escape
from PIL import Image

from articles.models import Photo
from articles.uploads import reencode
from tests import factories

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
SCRIPT_IN_GIF = b"GIF89a/*\x00\x00*/=1;<script>alert(document.domain)</script>"


def encoded(kind: str, size: tuple[int, int] = (80, 40), **options) -> bytes:
    """A small picture with two halves, so that turning it is seen."""
    picture = Image.new("RGB", size, "#ffffff")
    picture.paste("#a3161f", (0, 0, size[0] // 2, size[1]))
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def huge_png(width: int = 20_000, height: int = 20_000) -> bytes:
    """A real PNG of few bytes and 400 million pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    lines = zlib.compressobj(9)
    row = b"\x00" * (width // 8 + 1)
    data = b"".join(lines.compress(row) for _ in range(height)) + lines.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", data), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def with_exif() -> bytes:
    """A JPEG with the place where it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to see it upright
    exif[0x010E] = "secret words"
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 53.0, 38.0), 3: "E", 4: (35.0, 30.0, 19.0)})
    return encoded("JPEG", exif=exif)


REFUSED = {
    "no image": (b"%PDF-1.7 not a picture", "not_a_picture"),
    "empty": (b"", "not_a_picture"),
    "truncated": (encoded("PNG", (400, 400))[:200], "not_a_picture"),
    "truncated JPEG": (encoded("JPEG", (400, 400))[:700], "not_a_picture"),
    "script in a GIF": (SCRIPT_IN_GIF, "not_a_picture"),
    "SVG": (SVG, "not_a_picture"),
    "TIFF": (encoded("TIFF"), "not_a_picture"),
    "too many pixels": (huge_png(), "too_many_pixels"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_kept_is_refused_with_a_code(name):
    content, code = REFUSED[name]
    with pytest.raises(ValidationError) as refusal:
        reencode(ContentFile(content, name="picture.png"))
    assert refusal.value.code == code


def test_too_many_bytes(settings):
    settings.PHOTO_MAX_BYTES = 100
    with pytest.raises(ValidationError) as refusal:
        reencode(ContentFile(encoded("PNG"), name="picture.png"))
    assert refusal.value.code == "too_many_bytes"


def outcome(content: bytes) -> str:
    """The first letters of what is kept, or the code of the refusal."""
    try:
        return reencode(ContentFile(content)).read(4).decode()
    except ValidationError as refusal:
        return refusal.code


def test_broken_files_never_crash_a_decoder():
    """Files of every kind with bytes changed at random: a picture or a refusal, nothing else."""
    dice = random.Random(7)
    for kind in ("JPEG", "PNG", "WEBP", "GIF"):
        whole = encoded(kind, (120, 90))
        for _ in range(60):
            broken = bytearray(whole)
            for _ in range(dice.randrange(1, 12)):
                broken[dice.randrange(len(broken))] = dice.randrange(256)
            assert outcome(bytes(broken)) in {"RIFF", "not_a_picture", "too_many_pixels"}


def test_place_and_words_are_gone_and_the_picture_stands_upright():
    with Image.open(io.BytesIO(with_exif())) as given:
        assert given.getexif().get_ifd(0x8825)
    kept = reencode(ContentFile(with_exif()))
    with Image.open(kept) as picture:
        assert picture.format == "WEBP"
        assert picture.size == (40, 80)
        assert not picture.getexif()
        top, bottom = picture.getpixel((20, 10)), picture.getpixel((20, 70))
        assert top[1] < 100 < bottom[1]
    kept.seek(0)
    assert b"secret words" not in kept.read()


def test_wide_pictures_become_as_wide_as_the_page_needs(settings):
    kept = reencode(ContentFile(encoded("JPEG", (3200, 1800))))
    with Image.open(kept) as picture:
        assert picture.size == (settings.PHOTO_MAX_WIDTH, 900)


def test_script_behind_a_real_picture_does_not_survive():
    polyglot = encoded("GIF") + b"<script>alert(1)</script>"
    assert b"<script>" not in reencode(ContentFile(polyglot, name="poly.html")).read()


def test_transparency_is_kept():
    stream = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(stream, "PNG")
    with Image.open(reencode(ContentFile(stream.getvalue()))) as picture:
        assert picture.convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.django_db
def test_a_photo_saved_by_code_is_encoded_anew_too():
    photo = factories.make_photo(image=ContentFile(with_exif(), name="../../evil.html"))
    assert photo.image.name.startswith("photos/")
    assert photo.image.name.endswith(".webp")
    assert (photo.width, photo.height) == (40, 80)


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize(("language", "word"), [("ar", "صور"), ("en", "picture"), ("fr", "image")])
def test_the_form_says_what_is_wrong_in_the_language_of_the_user(
    client, editor, name, language, word
):
    """No traceback, the typed words still there, nothing stored."""
    client.force_login(editor)
    client.post(reverse("admin:set_language"), {"language": language})
    answer = client.post(
        reverse("admin:articles_photo_add"),
        {
            "image": SimpleUploadedFile("صورة.png", REFUSED[name][0], "image/png"),
            "alt_ar": "وصف مكتوب",
            "credit_ar": "غرفة الأخبار",
        },
    )
    assert answer.status_code == 200
    page = answer.content.decode()
    errors = answer.context["adminform"].form.errors["image"].as_data()
    with translation.override(language):
        [reason] = errors[0].messages
    assert conditional_escape(reason) in page
    assert name == "empty" or word in reason
    assert "وصف مكتوب" in page
    assert not Photo.objects.exists()


@pytest.mark.django_db
def test_a_good_photo_with_a_long_arabic_name_is_taken(client, editor):
    client.force_login(editor)
    upload = SimpleUploadedFile("صورة" * 60 + ".html", encoded("PNG"), "text/html")
    answer = client.post(
        reverse("admin:articles_photo_add"),
        {"image": upload, "alt_ar": "وصف", "credit_ar": "غرفة الأخبار"},
    )
    assert answer.status_code == 302
    assert Photo.objects.get().image.name.endswith(".webp")
