"""`{% comment_thread article %}`: what readers said, the posted policy and the form."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.translation import get_language

from articles.models import Article
from comments import closing, masking, threads
from comments.countries import country_name
from comments.forms import CommentForm
from comments.models import Policy

register = template.Library()

register.filter("country_name", country_name)
register.filter("shown", masking.shown)
register.filter("shown_plainly", masking.shown_plainly)
register.filter("shown_marked", masking.shown_marked)


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comment_thread(context: RequestContext, article: Article) -> dict[str, Any]:
    """The comments under `article` in the page's language: three queries, the policy included.

    Nothing in it depends on who is reading.
    """
    after = context["request"].GET.get("comments", "") if "request" in context else ""
    place = threads.Place.read(after)
    closure = closing.closure_of(article, context.get("site"))
    return {
        "article": article,
        "page": threads.page_of(article, get_language(), place),
        "is_later": place is not None,
        "closure": closure,
        "may_answer": closure is None,
        "policy": None if closure else Policy.current(),
        "form": CommentForm(),
    }
