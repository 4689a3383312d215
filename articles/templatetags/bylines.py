"""Template tags for the names above a story in a list."""

from django import template

from articles.models import Article, Author
from articles.particulars import authors_of

register = template.Library()


@register.filter
def signed_by(story: Article) -> list[Author]:
    """The authors of a story that was read with its byline; else nobody."""
    return authors_of(story) if "author_rows" in vars(story) else []
