"""Which stories answer a question, and in which order: the same on both databases.

The database chooses the candidates by its own measure, stories with every word first. They are
then weighed here by one formula, BM25 over headline, particulars and text, so that SQLite and
PostgreSQL give the same order; a newer story goes before an older one that fits as well.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Value, When
from django.utils import timezone

from articles.models.index import SearchEntry
from articles.search.fulltext import FIELD_WEIGHTS, Matches, Relevance, all_of, any_of
from articles.search.question import Question, Term, query_words
from articles.search.spelling import nearest
from newsportal.arabic import readings, word_spans

if TYPE_CHECKING:
    from articles.models import Section, Source
    from articles.models.stories import ArticleQuerySet

# Days beyond these overflow when they are turned into moments.
EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)

SATURATION = 1.2  # BM25's k1: how soon more of the same word counts no more
LENGTH_COUNTS = (0.5, 0.5, 0.9)  # BM25's b: how much a long headline, names, text counts less
FRESHNESS = 0.05  # what a story of today is worth more than an old one, at most
FRESH_DAYS = 60.0


@dataclass
class Found:
    """The keys of the stories found, best first."""

    question: Question
    keys: list[int] = field(default_factory=list)
    with_all: int = 0  # so many of them have every word; they stand first
    is_cut: bool = False  # there are more than are kept


@dataclass(frozen=True)
class Filters:
    """What a reader narrows a search down by; the days are the newsroom's, both included."""

    section: "Section | None" = None
    source: "Source | None" = None
    date_from: date | None = None
    date_to: date | None = None

    def __bool__(self) -> bool:
        return any((self.section, self.source, self.date_from, self.date_to))

    def apply(self, stories: "ArticleQuerySet") -> "ArticleQuerySet":
        """`stories` that pass."""
        if self.section is not None:
            stories = stories.filter(section=self.section)
        if self.source is not None:
            stories = stories.filter(source=self.source)
        if self.date_from is not None:
            stories = stories.filter(printed_at__gte=_start_of(max(self.date_from, EARLIEST)))
        if self.date_to is not None:
            next_day = min(self.date_to, LATEST) + timedelta(days=1)
            stories = stories.filter(printed_at__lt=_start_of(next_day))
        return stories


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def search(query: str, language: str, **filters: Any) -> Found:
    """The public stories in `language` that answer `query`; `filters` as in Filters.

    A query without a word that can be looked for finds nothing.
    """
    return answer(Question.read(query, language), Filters(**filters))


def answer(question: Question, filters: Filters) -> Found:
    """The public stories that answer `question`, best first. One query."""
    if not question.terms or question.is_hopeless:
        return Found(question)
    rows = list(_candidates(question, filters)[: settings.SEARCH_RESULTS_MAX + 1])
    weighed = sorted(_weigh(rows, question), reverse=True)
    with_all = sum(row[0] for row in weighed)
    if with_all >= settings.LIST_PAGE_SIZE // 2:
        weighed = weighed[:with_all]  # enough: what lacks a word would only be in the way
    keys = [row[-1] for row in weighed[: settings.SEARCH_RESULTS_MAX]]
    return Found(question, keys, min(with_all, len(keys)), len(weighed) > len(keys))


def is_answered(question: Question, filters: Filters) -> bool:
    """Whether anything public answers `question`. One query."""
    groups = [term.stems for term in question.terms]
    condition = any_of([each for group in groups for each in group])
    condition = condition if question.is_loose else all_of(groups)
    return _public_entries(question, filters, condition).exists()


def other_spelling(query: str, question: Question, filters: Filters) -> str:
    """`query` with the words that no story holds in another spelling, if that finds something.

    Two queries, and only when the counts had said that nothing can be found.
    """
    if not question.is_hopeless:
        return ""
    better = nearest([term.word for term in question.unknown], question.language)
    if not better:
        return ""
    pieces, done = [], 0
    for start, end, word in word_spans(query):
        pieces += [query[done:start], better.get(word, query[start:end])]
        done = end
    corrected = "".join([*pieces, query[done:]])
    terms = [Term(word, readings(word)) for word in query_words(corrected, question.language)]
    corrected_question = Question(question.language, terms)
    return corrected if terms and is_answered(corrected_question, filters) else ""


PLACE = F("headline")  # any column says which table is meant


def _public_entries(question: Question, filters: Filters, condition: str) -> Any:
    """The entries that match and whose story anybody may read in the question's language."""
    stories: ArticleQuerySet = apps.get_model("articles", "Article").objects.all()
    public = filters.apply(stories.published(question.language))
    mine = public.alias(edition_pk=F("edition__pk")).filter(edition_pk=OuterRef("pk"))
    return SearchEntry.objects.filter(Matches(PLACE, condition), Exists(mine))


def _candidates(question: Question, filters: Filters) -> Any:
    groups = [term.stems for term in question.wanted]
    every = all_of(groups)
    condition = every
    has_all: Any = Value(True, BooleanField())
    if question.is_loose:
        condition = any_of(list(dict.fromkeys(each for group in groups for each in group)))
        full = SearchEntry.objects.filter(Matches(PLACE, every)).values("pk")
        whole = When(pk__in=full, then=Value(not question.unknown))
        has_all = Case(whole, default=Value(False))
    rarities = [term.rarity for term in question.wanted]
    return (
        _public_entries(question, filters, condition)
        .annotate(
            story=F("translation__article"),
            printed_at=F("translation__published_at"),
            has_all=has_all,
            fit=Relevance(PLACE, groups, rarities),
        )
        .order_by("-has_all", "-fit", "-printed_at", "-story")
        .values_list("story", "printed_at", "has_all", "headline", "about", "body")
    )


def _weigh(rows: list[tuple], question: Question) -> list[tuple[bool, float, datetime, int]]:
    """For each candidate what it is sorted by: every word, weight, time, key."""
    terms = question.wanted
    place: dict[str, int] = {}
    for number, term in enumerate(terms):
        for each in term.stems:
            place.setdefault(each, number)
    counted = [[_count(text, place, len(terms)) for text in row[3:]] for row in rows]
    means = (
        [
            sum(fields[number][1] for fields in counted) / len(rows) or 1.0
            for number in range(len(FIELD_WEIGHTS))
        ]
        if rows
        else []
    )
    now = timezone.now()
    return [
        (bool(has_all), _weight(fields, means, terms) * _freshness(printed_at, now), printed_at, pk)
        for (pk, printed_at, has_all, *_texts), fields in zip(rows, counted, strict=True)
    ]


def _count(text: str, place: dict[str, int], size: int) -> tuple[list[int], int]:
    """How often each term stands in `text`, and how long the text is."""
    counts = [0] * size
    words = text.split()
    for word, count in Counter(word for word in words if word in place).items():
        counts[place[word]] += count
    return counts, len(words)


def _weight(fields: list[tuple[list[int], int]], means: list[float], terms: list[Term]) -> float:
    total = 0.0
    for number, term in enumerate(terms):
        often = sum(
            weight * counts[number] / (1 - share + share * length / mean)
            for (counts, length), mean, weight, share in zip(
                fields, means, FIELD_WEIGHTS, LENGTH_COUNTS, strict=True
            )
        )
        total += term.rarity * often * (SATURATION + 1) / (often + SATURATION)
    return total


def _freshness(printed_at: datetime, now: datetime) -> float:
    days = max((now - printed_at).total_seconds(), 0.0) / 86400
    return 1 + FRESHNESS * FRESH_DAYS / (FRESH_DAYS + days)
