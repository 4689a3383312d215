"""Template tags for the names above a story in a list."""

from django import template

from articles.models import Article, Author
from articles.particulars import authors_of

register = template.Library()


@register.filter
def signed_by(story: Article) -> list[Author]:
    """The authors of an opinion that was read with its byline; of the news, nobody."""
    is_read = story.section.is_opinion and "author_rows" in vars(story)
    return authors_of(story) if is_read else []
