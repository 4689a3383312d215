"""The preview: a story as readers will see it, before they can."""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from articles.models import Article
from articles.views.stories import article_context
from newsportal.caching import private_page
from newsportal.digits import written_for


@private_page
@staff_member_required(login_url="admin:login")
def article_preview(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The story's page in `language`, for staff who may see the story in the admin."""
    desk = admin.site.get_model_admin(Article)
    if not desk.has_view_permission(request):
        raise PermissionDenied
    article = desk.get_object(request, str(pk))
    if article is None or language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language), written_for(is_staff=False):
        context = {**article_context(article, language), "is_preview": True}
        response = render(request, "articles/article.html", context)
    response["Content-Language"] = language
    return response
