"""A story's small lists (tags, byline, corrections, languages), read together with the story."""

from typing import TYPE_CHECKING

from django.db.models import OuterRef

from articles.gather import Rows, fill, moment
from articles.models import Article, Author, Byline, Correction, ShareCard, Tag, Translation
from newsportal.language import LANGUAGE_CODES

if TYPE_CHECKING:
    from articles.models.stories import ArticleQuerySet

NAMES = [f"name_{code}" for code in LANGUAGE_CODES]
TEXTS = [f"text_{code}" for code in LANGUAGE_CODES]


def with_byline(stories: "ArticleQuerySet") -> "ArticleQuerySet":
    """`stories`, each with its authors in printed order as `author_rows`."""
    authors = Byline.objects.filter(article=OuterRef("pk")).order_by("position", "pk")
    names = {name: f"author__{name}" for name in ("slug", *NAMES)}
    return stories.annotate(author_rows=Rows(authors, pk="author_id", **names))


def with_particulars(stories: "ArticleQuerySet") -> "ArticleQuerySet":
    """`stories`, each with its small lists as rows that `fill_particulars` understands."""
    tags = Tag.objects.filter(articles=OuterRef("pk")).order_by("slug")
    editions = Translation.objects.filter(article=OuterRef("pk")).order_by("language")
    cards = ShareCard.objects.filter(translation__article=OuterRef("pk"))
    corrections = Correction.objects.filter(article=OuterRef("pk")).order_by("-printed_at", "-pk")
    return with_byline(stories).annotate(
        tag_rows=Rows(tags, "pk", "slug", *NAMES),
        edition_rows=Rows(editions, "pk", "language", "status", "published_at"),
        card_rows=Rows(cards, "language", "file"),
        correction_rows=Rows(corrections, "pk", "kind", "printed_at", *TEXTS),
    )


def authors_of(story: Article) -> list[Author]:
    """The byline of a story that was read `with_byline`."""
    return [Author(**row) for row in vars(story)["author_rows"]]


def card_of(story: Article, language: str) -> str:
    """The share card of a story that was read `with_particulars`: its file's name, or nothing."""
    rows = vars(story).get("card_rows", [])
    return next((row["file"] for row in rows if row["language"] == language), "")


def fill_particulars(story: Article) -> Article:
    """Make the story's relations answer without a query; reads the rows if that was not done."""
    read = vars(story)
    if "edition_rows" not in read:
        found = vars(with_particulars(Article.objects.filter(pk=story.pk)).only("pk").get())
        read |= {name: found[name] for name in found if name.endswith("_rows")}
    fill(story, "authors", authors_of(story))
    fill(story, "tags", (Tag(**row) for row in read["tag_rows"]))
    fill(
        story,
        "translations",
        (
            Translation(article=story, **{**row, "published_at": moment(row["published_at"])})
            for row in read["edition_rows"]
        ),
    )
    fill(
        story,
        "corrections",
        (
            Correction(article=story, **{**row, "printed_at": moment(row["printed_at"])})
            for row in read["correction_rows"]
        ),
    )
    return story
