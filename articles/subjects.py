"""Pages of something with a slug: found by it, or led on from a slug that it had before."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from articles.models.desk import Slugged

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
