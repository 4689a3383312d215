"""A story as ninjs, the JSON of news agencies (IPTC, https://iptc.org/standards/ninjs/), 1.4."""

from typing import Any

from django.utils import timezone

from articles.context import absolute
from articles.feeds import tag_uri
from articles.models import Article, Photo, SiteProfile
from articles.richtext import plain_text, sanitise
from newsportal.templatetags.reading import exactly

STANDARD = {
    "name": "ninjs",
    "version": "1.4",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_1.4.json",
}


def story_as_ninjs(story: Article, language: str, site: SiteProfile) -> dict[str, Any]:
    """`story` in `language` under the names of the standard; empty ones are left out.

    The story's particulars have to be filled (articles.particulars).
    """
    comma = "، " if language == "ar" else ", "
    html = sanitise(story.text_in(language, "body")).replace(' src="/', f' src="{absolute("/")}')
    text = plain_text(html)
    changed_at = max(story.printed_at, story.changed_at)
    is_own = story.source is None or story.source.is_newsroom
    item = {
        "uri": tag_uri("news", story.pk, language),
        "type": "text",
        "mimetype": "text/html",
        "representationtype": "complete",
        "version": str(int(changed_at.timestamp())),
        "firstcreated": _moment(story.printed_at),
        "versioncreated": _moment(changed_at),
        "pubstatus": "usable",
        "language": language,
        "byline": comma.join(author.name for author in story.authors.all()),
        "slugline": story.text_in(language, "kicker"),
        "headline": story.text_in(language, "headline"),
        "description_text": story.text_in(language, "dek"),
        "body_html": html,
        "body_text": text,
        "charcount": len(text),
        "wordcount": len(text.split()),
        "subject": _subjects(story),
        "infosource": _sources(story),
        "copyrightholder": story.source.name if story.source else site.name,
        # Of somebody else's text the terms are not ours to tell.
        "usageterms": exactly(site, "rights") if is_own else "",
        "altids": _addresses(story, language),
        "associations": {"featureimage": photo_as_ninjs(story.photo)} if story.photo else {},
        "$standard": STANDARD,
    }
    return {name: value for name, value in item.items() if value not in ("", [], {})}


def photo_as_ninjs(photo: Photo) -> dict[str, Any]:
    """A photo with its words in the active language alone, and its one original rendition."""
    item = {
        "uri": absolute(photo.image.url),
        "type": "picture",
        "mimetype": "image/webp",
        "description_text": exactly(photo, "caption"),
        "body_text": exactly(photo, "alt"),
        "byline": photo.credit,
        "renditions": {
            "original": {
                "href": absolute(photo.image.url),
                "mimetype": "image/webp",
                "width": photo.width,
                "height": photo.height,
            }
        },
    }
    return {name: value for name, value in item.items() if value}


def _subjects(story: Article) -> list[dict[str, str]]:
    subjects = [(story.section, "genre"), *((tag, "about") for tag in story.tags.all())]
    return [
        {"name": str(each), "code": each.slug, "rel": rel, "scheme": absolute(f"/{kind}/")}
        for each, rel in subjects
        for kind in [type(each).__name__.lower()]
    ]


def _sources(story: Article) -> list[dict[str, str]]:
    if story.source is None:
        return []
    return [{"name": str(story.source), "code": story.source.slug, "rel": story.source.kind}]


def _addresses(story: Article, language: str) -> dict[str, str]:
    """Where else the story is known: the one place where the standard takes names of our own."""
    here = {"address": absolute(story.url_in(language)), "code": story.code}
    return here | ({"source": story.source_url} if story.source_url else {})


def _moment(value: Any) -> str:
    return timezone.localtime(value).isoformat(timespec="seconds")
