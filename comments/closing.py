"""Whether a story takes comments now, and why not: one rule for page, forms and answers.

Nothing is switched when a story grows old: its age is asked for each time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article, SiteProfile
from newsportal.digits import written


@dataclass(frozen=True)
class Closure:
    """Why no comments are taken: `kind` is 'story', 'age' or 'quiet'."""

    kind: str
    title: str | Promise
    reason: str | Promise


def closure_of(
    article: Article, site: SiteProfile | None = None, now: datetime | None = None
) -> Closure | None:
    """Why `article` takes no comments in the page's language, or None when it takes them.

    `article` was read through `published()`, for its age is that of the language it is read in.
    Of several reasons the one is told that lasts longest.
    """
    if article.is_closed_to_comments:
        reason = _own_words(article, "closed_because")
        return Closure("story", _("This story takes no comments"), reason or NO_REASON)
    days = settings.COMMENT_DAYS
    if days and article.printed_at <= (now or timezone.now()) - timedelta(days=days):
        return Closure("age", _("The comments on this story are closed"), _of_age(days))
    site = site or SiteProfile.load()
    if site.is_quiet:
        reason = _own_words(site, "quiet_because")
        return Closure("quiet", _("No comments are taken at the moment"), reason or QUIET)
    return None


NO_REASON = _("The newsroom has closed the comments here. What was published stays.")
QUIET = _(
    "The comments on the whole site are paused. What was published stays, and what was sent before "
    "is still read and decided."
)


def _own_words(row: Article | SiteProfile, field: str) -> str:
    """The newsroom's sentence in exactly the page's language: no page mixes two."""
    return getattr(row, f"{field}_{get_language()}") or ""


def _of_age(days: int) -> str:
    sentence = ngettext(
        "A story takes comments for %(days)d day. What was published stays.",
        "A story takes comments for %(days)d days. What was published stays.",
        days,
    )
    return written(sentence % {"days": days})
