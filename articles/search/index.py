"""What a story is found by: written in the story's own transaction, the same on both databases.

Visibility is no matter of the index: it holds drafts and retracted stories too, and
`Article.objects.published()` decides what is found.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django_tasks import task

from articles.models.index import SearchEntry
from articles.richtext import plain_text
from articles.search import spelling
from newsportal.arabic import plain_form, readings, word_spans

if TYPE_CHECKING:
    from articles.models import Article

LONGEST_WORD = 40
BATCH = 500
Report = Callable[[int], None]
"""Told how many stories more are done."""


@dataclass(frozen=True)
class Names:
    """The things a story hangs on, whose names it is found by."""

    things: tuple[Any, ...]

    @classmethod
    def of(cls, article: "Article") -> "Names":
        """Section, source, tags and authors of `article`."""
        named: list[Any] = [article.section, article.source]
        if article.pk:
            named += [*article.tags.all(), *article.authors.all()]
        return cls(tuple(each for each in named if each is not None))

    def in_language(self, language: str) -> list[str]:
        """Their names in exactly `language`."""
        return [getattr(each, f"name_{language}") or "" for each in self.things]


class Reader:
    """Turns the texts of one translation into its entry, and remembers how words were written."""

    def __init__(self) -> None:
        self.forms: dict[tuple[str, str], str] = {}

    def entry(self, article: "Article", translation: Any, names: Names) -> SearchEntry:
        """The entry of `translation`, not yet stored."""
        language = translation.language
        return SearchEntry(
            translation=translation,
            headline=self.stems(article.text_in(language, "headline"), language),
            about=self.about(article, language, names),
            body=self.stems(plain_text(article.text_in(language, "body")), language),
        )

    def about(self, article: "Article", language: str, names: Names) -> str:
        """The stems of kicker, dek and names."""
        texts = [article.text_in(language, name) for name in ("kicker", "dek")]
        return self.stems("\n".join([*texts, *names.in_language(language)]), language)

    def stems(self, text: str, language: str) -> str:
        """Every reading of the words of `text`, with their repetitions."""
        found: list[str] = []
        # The rest of an endless text is not searched, rather than refused by the database.
        for start, end, word in islice(word_spans(text), settings.SEARCH_INDEXED_WORDS_MAX):
            if len(word) <= LONGEST_WORD:
                self.forms.setdefault((language, word), plain_form(text[start:end]))
                found.extend(readings(word))
        return " ".join(found)


def write(entries: Iterable[SearchEntry]) -> None:
    """Store `entries` in place of those that stand for the same translations."""
    entries = sorted(entries, key=lambda entry: entry.pk)
    SearchEntry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
    SearchEntry.objects.bulk_create(entries, batch_size=BATCH)


def index_article(article: "Article", translations: Iterable[Any]) -> None:
    """Write the entries of one story. Call it where the story's row is held."""
    reader, names = Reader(), Names.of(article)
    write([reader.entry(article, each, names) for each in translations])
    spelling.learn(reader.forms)


def _articles() -> Any:
    return apps.get_model("articles", "Article")._base_manager


def _with_names(keys: list[int]) -> Iterator[tuple[Any, Names]]:
    """The stories of these keys, held until the transaction ends, with what they hang on."""
    list(_articles().select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    rows = _articles().filter(pk__in=keys).select_related("section", "source")
    for article in rows.prefetch_related("tags", "authors", "translations"):
        yield article, Names.of(article)


def _batches(keys: Iterable[int]) -> Iterator[list[int]]:
    waiting = iter(keys)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def is_missing() -> bool:
    """Whether there are stories and an index in which none of them stands."""
    needed = {model._meta.db_table for model in apps.get_app_config("articles").get_models()}
    if not needed <= set(connection.introspection.table_names()):
        return False
    return _articles().exists() and not SearchEntry.objects.exists()


def rebuild(report: Report = lambda _count: None) -> None:
    """Make the whole index anew, batch by batch; the search works meanwhile."""
    last = 0
    while True:
        keys = list(
            _articles().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
        )
        if not keys:
            break
        reader = Reader()
        with transaction.atomic():
            write(
                reader.entry(article, translation, names)
                for article, names in _with_names(keys)
                for translation in article.translations.all()
            )
            spelling.learn(reader.forms)
        last = keys[-1]
        report(len(keys))


# -- names that change ---------------------------------------------------------------------------


def refresh_names(keys: Iterable[int]) -> None:
    """Write the names of section, source, tags and authors anew into the stories of `keys`."""
    for batch in _batches(keys):
        with transaction.atomic():
            _refresh(batch)


def _refresh(keys: list[int]) -> None:
    reader, changed = Reader(), []
    stored = SearchEntry.objects.in_bulk(
        list(
            apps.get_model("articles", "Translation")
            .objects.filter(article__in=keys)
            .values_list("pk", flat=True)
        )
    )
    for article, names in _with_names(keys):
        for translation in article.translations.all():
            entry = stored.get(translation.pk)
            about = reader.about(article, translation.language, names)
            if entry is not None and entry.about != about:
                entry.about = about
                changed.append(entry)
    write(changed)
    spelling.learn(reader.forms)


def names_changed(articles: Any) -> None:
    """A name has changed that `articles` are found by: at once for a few, by the worker for many.

    The queued task belongs to the transaction of the change, and is gone with it.
    """
    keys = list(articles.order_by("pk").values_list("pk", flat=True))
    refresh_names(keys[: settings.SEARCH_RENAMED_AT_ONCE])
    for batch in _batches(keys[settings.SEARCH_RENAMED_AT_ONCE :]):
        refresh_names_later.enqueue(batch)


@task()
def refresh_names_later(keys: list[int]) -> None:
    """What is left of a change of name that many stories feel."""
    refresh_names(keys)
