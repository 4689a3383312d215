"""The site map: reader pages in three languages, the admin, and what machines ask for."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from articles.editor import upload_picture
from articles.offline import worker
from articles.preview import article_preview
from articles.sitemaps import news_sitemap, robots, sitemap, sitemap_part
from articles.styleguide import style_guide
from newsportal.caching import media
from newsportal.health import healthz, readyz

handler400 = "articles.errors.bad_request"
handler403 = "articles.errors.forbidden"
handler404 = "articles.errors.not_found"
handler500 = "articles.errors.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path("sw.js", worker, name="worker"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap_part, name="sitemap_part"),
    path("news-sitemap.xml", news_sitemap, name="news_sitemap"),
    path("media/<path:name>", media, name="media"),
    path(f"{settings.ADMIN_PATH}articles/upload/", upload_picture, name="editor_upload"),
    path(
        f"{settings.ADMIN_PATH}articles/article/<int:pk>/preview/<str:language>/",
        article_preview,
        name="article_preview",
    ),
    path(f"{settings.ADMIN_PATH}style/", style_guide, name="style_guide"),
    path(settings.ADMIN_PATH, admin.site.urls),
    *i18n_patterns(
        # First, as /news/<id>/comments/ would be a story's address too.
        path("", include("comments.urls")),
        path("", include("newsletter.urls")),
        path("", include("articles.urls")),
        prefix_default_language=False,
    ),
]
