"""One address of every kind of reader page, for the sweeps over all of them."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone, translation

from articles import lite
from articles.models import Correction, ErrorReport
from comments import own
from tests import factories
from tests.comments.factories import make_approved, make_comment, make_notice, make_rejected
from tests.newsletter.factories import make_subscription

LANGUAGES = ("ar", "en", "fr")
TOKEN_PAGES = {"comment_status", "comment_edit", "comment_appeal", "comment_withdraw",
               "comment_erase", "comment_report", "notice_status", "comment_stamp", "comment_reply",
               "report_error", "report_status", "report_erase",
               "comment_export", "own_comments_list", "own_comments_export",
               "newsletter_confirm", "newsletter_preferences",
               "newsletter_unsubscribe"}  # fmt: skip
# Redirects, and what takes nothing but a POST.
NO_PAGE = {"article_bare", "short_link", "comment_post", "report_erase"}
LIGHT = {"lite_front", "lite_section", "lite_story"}


def reader_names(patterns=None) -> Iterator[str]:
    """The names of all addresses that exist in every language."""
    if patterns is None:
        [*localized] = [
            each
            for each in get_resolver().url_patterns
            if isinstance(each, URLResolver) and hasattr(each.pattern, "prefix_default_language")
        ]
        patterns = localized
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from reader_names(each.url_patterns)
        else:
            yield each.name


def make_arguments() -> dict[str, Any]:
    """Rows of every kind, and what to put into each address that takes something."""
    factories.make_site()
    story = factories.make_published(
        "خبر من المرفأ",
        tags=[factories.make_tag("مرفأ", name_fr="Port")],
        authors=[factories.make_author("رلى", name_en="Rola", name_fr="Rola")],
        photo=factories.make_photo(alt_en="A harbour", alt_fr="Un port"),
        languages=("en", "fr"),
    )
    Correction.objects.create(article=story, text_ar="صُحّح", text_en="Mended", text_fr="Corrigé")
    report = ErrorReport.objects.create(article=story, language="ar", message="خطأ")
    day = timezone.localdate(story.published_at)
    token = make_subscription().token
    slugs = {
        "section": story.section.slug,
        "source": story.source.slug,
        "tag": story.tags.get().slug,
        "author": story.authors.get().slug,
    }
    given = {name: [slug] for name, slug in slugs.items()}
    given |= {f"feed_{name}": [slugs[name]] for name in ("section", "source")}
    given |= {f"feed_{name}_atom": [slugs[name]] for name in ("section", "source")}
    refused = make_rejected(story)
    given |= {f"comment_{deed}": [refused.code] for deed in ("edit", "appeal", "withdraw", "erase")}
    given["comment_reply"] = {
        code: [story.pk, make_approved(story, language=code).pk] for code in LANGUAGES
    }
    given |= {
        "article_bare": [story.pk],
        "api_story": [story.pk],
        "comment_post": [story.pk],
        "short_link": [story.code],
        "archive_day": [day.year, day.month, day.day],
        "report_error": [story.pk],
        "report_status": [report.code],
        "report_erase": [report.code],
        "comment_report": [make_approved(story).pk],
        "notice_status": [make_notice(make_approved(story)).code],
        "comment_status": [make_comment(story).code],
        "comment_export": [refused.code, "json"],
        "own_comments_list": [own.sign("reader@example.org")],
        "own_comments_export": [own.sign("reader@example.org"), "txt"],
        "newsletter_confirm": ["no-such-token"],
        "newsletter_preferences": [token],
        "newsletter_unsubscribe": [token],
        "article": story,
        "lite_story": story,
        "lite_section": [slugs["section"]],
    }
    return given


def address_of(name: str, arguments: dict, language: str) -> str:
    """The address of the page called `name` in `language`."""
    given = arguments.get(name, [])
    if name == "article":
        return given.url_in(language)
    if name == "lite_story":
        return lite.story_url(given, language)
    with translation.override(language):
        return reverse(name, args=given[language] if isinstance(given, dict) else given)
