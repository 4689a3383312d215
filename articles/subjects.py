"""Pages of something with a slug: found by it, or led on from a slug that it had before.

They stand in every language, and search engines are told of those that hold a story.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Exists
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.encoding import escape_uri_path

from articles.context import Edition, editions_of
from articles.models import Article
from articles.models.desk import Slugged
from newsportal.language import LANGUAGE_CODES

View = Callable[..., HttpResponseBase]


def subject_of(model: type[Slugged]) -> Callable[[View], View]:
    """Give a view what stands under the `slug` of its address, in place of the slug.

    A former slug redirects for ever to the same view's address under the slug of today. Raises
    Http404 if nothing has or had it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, slug: str, **given: Any) -> HttpResponseBase:
            subject = model.under(slug)
            if subject is None or request.resolver_match is None:
                raise Http404("nothing has or had this slug")
            if subject.slug != slug:
                route = request.resolver_match.view_name
                return redirect(route, slug=subject.slug, permanent=True)
            return view(request, subject, **given)

        return answer

    return decorate


def editions_with_stories(subject: Any, path: str) -> list[Edition]:
    """The page of `subject` in every language, and in which of them it holds a story. One query."""
    stories = subject.articles.values("pk")
    held = (
        type(subject)
        ._base_manager.filter(pk=subject.pk)
        .values_list(
            *(
                Exists(Article.objects.published(code).filter(pk__in=stories))
                for code in LANGUAGE_CODES
            )
        )
    )
    editions = editions_of(escape_uri_path(path))
    return [
        Edition(each.language, each.url, has) for each, has in zip(editions, held[0], strict=True)
    ]
