"""`{% comment_thread article %}`: what readers said, the posted policy and the form."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.translation import get_language

from articles.models import Article
from comments import masking
from comments.countries import country_name
from comments.forms import CommentForm
from comments.models import Comment, Policy
from comments.models.masks import with_covers

register = template.Library()

THREAD_LENGTH = 100  # comments on one page; the next ones are a link away

register.filter("country_name", country_name)
register.filter("shown", masking.shown)
register.filter("shown_plainly", masking.shown_plainly)
register.filter("shown_marked", masking.shown_marked)


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comment_thread(context: RequestContext, article: Article) -> dict[str, Any]:
    """The comments under `article` in the page's language: three queries, the policy included.

    Nothing in it depends on who is reading.
    """
    rows = Comment.objects.approved().under(article, get_language()).oldest_first()
    after = context["request"].GET.get("comments", "") if "request" in context else ""
    is_later = after.isdecimal() and len(after) < 19
    if is_later:
        rows = rows.filter(pk__gt=int(after))
    found = list(with_covers(rows).defer("email", "code", "findings")[: THREAD_LENGTH + 1])
    shown = found[:THREAD_LENGTH]
    return {
        "article": article,
        "comments": shown,
        "is_later": is_later,
        "next_after": shown[-1].pk if len(found) > THREAD_LENGTH else None,
        "policy": Policy.current(),
        "form": CommentForm(),
    }
