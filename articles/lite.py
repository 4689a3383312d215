"""Where the light pages of stories stand; see `articles.views.lite`."""

from django.urls import reverse
from django.utils import translation

from articles.models import Article
from articles.slugs import article_slug


def story_url(story: Article, language: str) -> str:
    """The light page of `story` in `language`."""
    with translation.override(language):
        slug = article_slug(story.text_in(language, "headline"))
        return reverse("lite_story", args=[story.pk, slug])
