"""The story form as a browser sends it, for tests."""

from typing import Any

from django.urls import reverse

from articles.models import Article

LIST = "/admin/articles/article/"
ADD = "/admin/articles/article/add/"


def form_of(article: Article | None = None, **changes: Any) -> dict[str, Any]:
    """What a browser sends from the story form."""
    data: dict[str, Any] = {
        "headline_ar": "انطلاق موسم الزيتون",
        "body_ar": "<p>بدأ المزارعون القطاف.</p>",
        "original_language": "ar",
        "bylines-TOTAL_FORMS": 0,
        "bylines-INITIAL_FORMS": 0,
        "corrections-TOTAL_FORMS": 0,
        "corrections-INITIAL_FORMS": 0,
    }
    if article is not None:
        names = [f"{name}_{code}" for name in ("kicker", "headline", "dek", "body")
                 for code in ("ar", "en", "fr")]  # fmt: skip
        data |= {name: getattr(article, name) or "" for name in names}
        data |= {"section": article.section_id, "source": article.source_id or ""}
    return {**data, **changes}


def change(article: Article) -> str:
    """The address of a story's form."""
    return reverse("admin:articles_article_change", args=[article.pk])
