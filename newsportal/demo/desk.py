"""Sets up the demo's news desk: name-plate, sections, tags, authors, sources."""

from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile

from articles.models import Author, Page, Section, SiteProfile, SocialLink, Source, Tag

from . import pictures
from .content import in_languages, table
from .markup import html

SITE_MARK = ("notebook", "", "#a3161f")
NEWSROOM_SLUG = "daftar-alsahel"  # by which a later run knows that the demo is there


@dataclass
class Desk:
    """What stories are filed under, by the names that the content files use."""

    sections: dict[str, Section] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)


def is_there() -> bool:
    """Whether the demo has been built here."""
    return Source.objects.filter(slug=NEWSROOM_SLUG).exists()


def set_up() -> Desk:
    """Make everything that a story needs to be filed."""
    content = table("desk")
    _name_plate(content)
    desk = Desk()
    for position, row in enumerate(content["sections"], start=1):
        desk.sections[row["slug"]] = Section.objects.create(
            slug=row["slug"],
            tint=row["tint"],
            position=position,
            is_opinion=row.get("is_opinion", False),
            **in_languages("name", row["name"]),
            **in_languages("description", row["description"]),
        )
    for slug, names in content["tags"].items():
        desk.tags[slug] = Tag.objects.create(slug=slug, **in_languages("name", names))
    for key, row in content["authors"].items():
        desk.authors[key] = Author.objects.create(
            slug=row["slug"], **in_languages("name", row["name"]), **in_languages("bio", row["bio"])
        )
    for key, row in content["sources"].items():
        desk.sources[key] = _source(row)
    return desk


def _source(row: dict[str, Any]) -> Source:
    return Source.objects.create(
        slug=row["slug"],
        kind=row["kind"],
        homepage=row["homepage"],
        country=row["country"],
        language=row["language"],
        logo=ContentFile(pictures.logo(*row["mark"]), name="logo.webp"),
        **in_languages("name", row["name"]),
    )


def _name_plate(content: dict[str, Any]) -> None:
    site = content["site"]
    profile = SiteProfile.load()
    texts = {
        **in_languages("name", site["name"]),
        **in_languages("tagline", site["tagline"]),
        **in_languages("rights", site["rights"]),
    }
    for name, text in texts.items():
        setattr(profile, name, text)
    profile.logo = ContentFile(pictures.logo(*SITE_MARK), name="logo.webp")
    profile.save()
    for key, texts in content["pages"].items():
        _write_page(key, texts)
    for position, row in enumerate(content["links"], start=1):
        SocialLink.objects.create(profile=profile, position=position, **row)


def _write_page(key: str, texts: dict[str, str]) -> None:
    """What this newsroom says of itself, in the place of the text that every site begins with."""
    page = Page.load(key)
    for language, text in texts.items():
        setattr(page, f"body_{language}", html(text))
    page.save()
