"""What every template and stylesheet of the reader site must keep to, and the tags they use."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation

from newsportal.templatetags.reading import direction, exactly, initial, language_name, when

STATIC = Path(settings.BASE_DIR) / "newsportal" / "static" / "newsportal"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
READER_TEMPLATES = [
    path
    for path in sorted(TEMPLATES.rglob("*.html"))
    if path.relative_to(TEMPLATES).parts[0] not in {"admin", "email", "registration"}
]
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)"
    r"|left|right|float)\s*:|:\s*[^;{}]*(?<![\w-])(?:left|right)(?![\w-])"
)
ELSEWHERE = re.compile(r"""(?:src|href|action|poster|srcset)=["'](?:https?:)?//""")


SHEETS = ("reader.css", "lists.css", "later.css", "print.css")


def stylesheet() -> str:
    """The reader site's rules without their comments and font faces."""
    css = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in SHEETS)
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"@font-face\s*\{[^}]*\}", "", css)


def declared(name: str) -> list[str]:
    """Every value that the stylesheet gives to a property."""
    return re.findall(rf"(?<![\w-]){name}\s*:\s*([^;}}]+)", stylesheet())


# --- The stylesheet -----------------------------------------------------------------------------


def test_css_knows_no_left_and_right():
    """Every rule holds in both directions."""
    assert PHYSICAL.search("margin-left: 1px")
    assert PHYSICAL.search("text-align: right;")
    assert not PHYSICAL.findall(stylesheet())


def test_arabic_is_neither_spaced_nor_slanted_nor_crowded():
    """Arabic letters join and stand upright; running text has room for its vowel signs."""
    assert not declared("letter-spacing")
    assert set(declared("font-style")) == {"normal"}
    assert not declared("text-transform")
    arabic = re.search(r":lang\(ar\)\s*\{([^}]*--leading:[^}]*)\}", stylesheet())
    leading = dict(re.findall(r"(--leading[\w-]*):\s*([\d.]+)", arabic.group(1)))
    assert float(leading["--leading"]) >= 1.9
    assert float(leading["--leading-ui"]) >= 1.7
    assert float(leading["--leading-card"]) >= 1.5


def test_css_loads_nothing_from_elsewhere():
    """Fonts lie beside the stylesheet, with the licence of each family."""
    css = (STATIC / "reader.css").read_text(encoding="utf-8")
    assert "//" not in re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    assert "@import" not in css
    files = re.findall(r'url\("([^"]+)"\)', css)
    assert files
    for name in files:
        assert (STATIC / name).is_file(), name
    for family in ("naskh", "plex-arabic"):
        licence = (STATIC / "fonts" / f"{family}-LICENSE.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE" in licence


def test_fonts_swap_and_have_a_stand_in():
    """Words are there before their type, in a system font of the same width."""
    css = (STATIC / "reader.css").read_text(encoding="utf-8")
    faces = re.findall(r"@font-face\s*\{([^}]*)\}", css)
    loaded = [face for face in faces if "url(" in face]
    stand_ins = [face for face in faces if "local(" in face]
    assert all("font-display: swap" in face and "unicode-range" in face for face in loaded)
    # The face with the space in it gives every line its height.
    roots = [face for face in stand_ins if "U+0000-" in face]
    assert len(roots) >= 3
    assert all("size-adjust" in face and "ascent-override" in face for face in roots)
    assert all("unicode-range" in face for face in stand_ins)


def test_no_sheet_closes_what_it_did_not_open():
    """A brace too many ends a layer early, and all rules below it lose to browsers' own."""
    for sheet in STATIC.glob("**/*.css"):
        depth = 0
        for brace in re.findall(
            r"[{}]", re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.S)
        ):
            depth += 1 if brace == "{" else -1
            assert depth >= 0, sheet.name
        assert depth == 0, sheet.name


def test_letters_come_after_the_first_paint_and_not_where_data_is_saved():
    """No page names the letters of the house until theme.js says so, or where no script can."""
    css = (STATIC / "reader.css").read_text(encoding="utf-8")
    for family in ("sans", "naskh"):
        plain, *dressed = re.findall(rf" --{family}: ([^;]*);", css)
        assert plain == f"var(--plain-{family})"
        assert dressed == [f"var(--house-{family}), var(--plain-{family})"] * 2
    assert re.search(r":root\[data-letters\] \{\s*--sans: var\(--house", css)
    script = (STATIC / "theme.js").read_text(encoding="utf-8")
    assert "saveData" in script
    assert "prefers-reduced-data" in script


def test_every_tint_has_a_colour_and_a_drawing():
    """A section without a photo still has its picture."""
    from articles.models.desk import Tint

    drawings = (STATIC / "tints.svg").read_text(encoding="utf-8")
    for tint in Tint.values:
        assert f".tint-{tint} " in stylesheet()
        assert f'id="{tint}"' in drawings


# --- The templates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", READER_TEMPLATES, ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_templates_keep_the_rules_of_the_house(path):
    """No inline style or script, nothing loaded from elsewhere, nothing marked safe."""
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", source)
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", source, re.DOTALL):
        assert "src=" in attributes or "application/ld+json" in attributes
        assert not body.strip() or "structured_data" in body
    assert not re.search(r"<(?:link|script|img|iframe|source|use)[^>]*" + ELSEWHERE.pattern, source)
    assert not re.search(r"\|\s*safe\b|autoescape off", source)
    get_template(str(path.relative_to(TEMPLATES)))


def test_icons_that_templates_name_are_drawn():
    """A missing symbol would be an empty box that nobody notices."""
    sheet = (STATIC / "icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'id="([\w-]+)"', sheet))
    named = set()
    for path in READER_TEMPLATES:
        named |= set(re.findall(r"(?:icons\.svg' %}|icons %})#([\w-]+)", path.read_text("utf-8")))
    assert named
    assert named <= drawn


@pytest.mark.parametrize(("language", "way"), [("ar", "rtl"), ("en", "ltr"), ("fr", "ltr")])
def test_500_page_needs_no_request_and_no_database(language, way):
    """The fault may be the database's; without the `db` mark any query here would raise."""
    with translation.override(language):
        html = render_to_string("500.html")
    assert f'<html lang="{language}" dir="{way}">' in html
    assert 'href="/static/newsportal/reader.css"' in html
    assert re.search(r"<h1>\S", html)


# --- The tags -----------------------------------------------------------------------------------

MOMENT = dt.datetime(2025, 1, 25, 9, 56, 7, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "style", "printed"),
    [
        ("ar", "seconds", "25 كانون الثاني 2025، 11:56:07"),
        ("ar", "minutes", "25 كانون الثاني 2025، 11:56"),
        ("ar", "short", "25 كانون الثاني 2025، 11:56"),
        ("ar", "today", "السبت 25 كانون الثاني 2025"),
        ("en", "seconds", "25 January 2025, 11:56:07"),
        ("fr", "seconds", "25 janvier 2025 à 11:56:07"),
        ("fr", "clock", "11:56"),
    ],
)
def test_when_prints_the_moment_in_beirut(language, style, printed):
    """One unit in any direction, machine-readable to the second."""
    with translation.override(language):
        html = when(MOMENT, style)
    assert html == f'<time datetime="2025-01-25T11:56:07+02:00"><bdi>{printed}</bdi></time>'


def test_when_takes_dates_and_nothing():
    """A day has no clock; no moment, no element. This year goes without saying."""
    with translation.override("en"):
        assert when(dt.date(2025, 1, 25), "seconds").endswith("<bdi>25 January 2025</bdi></time>")
        assert when(None) == ""
        this_year = timezone.now().replace(month=6, day=5)
        assert str(this_year.year) not in re.sub("datetime=.*?>", "", when(this_year, "short"))


def test_direction_of_languages():
    """Unknown languages are left to the browser."""
    assert [direction(code) for code in ("ar", "en", "fr", "xx", "", None)] == [
        "rtl", "ltr", "ltr", "auto", "auto", "auto",
    ]  # fmt: skip


def test_language_name_is_said_in_the_language_of_the_page():
    """'Arabic' to an English reader, not in Arabic letters."""
    with translation.override("en"):
        assert language_name("ar") == "Arabic"
    with translation.override("fr"):
        assert language_name("ar") == "arabe"
    assert language_name("xx") == "xx"


def test_exactly_never_borrows_words_of_another_language():
    """modeltranslation falls back field by field; a page must not mix languages."""

    class Story:
        dek_ar = "سطر"
        dek_en = ""
        dek = "سطر"

    with translation.override("en"):
        assert exactly(Story(), "dek") == ""
    with translation.override("ar"):
        assert exactly(Story(), "dek") == "سطر"
    assert exactly(None, "dek") == ""


@pytest.mark.parametrize(
    ("name", "letter"), [("المدن", "م"), ("وكالة الساحل", "و"), ("reuters", "R"), ("ال", "ا")]
)
def test_initial_passes_over_the_article(name, letter):
    """Otherwise half of all Arabic marks would show the same letter."""
    assert initial(name) == letter


def test_words_of_sources_are_escaped():
    """Every value a template prints is text."""
    template = engines["django"].from_string('{% include "_mark.html" %}')
    html = template.render({"source": {"name": "<b>x</b>", "logo": ""}})
    assert "<b>" not in html
