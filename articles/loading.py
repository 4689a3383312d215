"""Published stories out of another system: a file of JSON lines, loaded whole or not at all.

A story is known again by its original address, else by a hash of language, headline and text, so a
file can be loaded twice. The stories come in as published, past the moves: nobody of this newsroom
has decided on them, and their `LoadedStory` is the record of where they are from.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from articles.models import Article, LoadedStory, Section, Source, Translation
from articles.richtext import plain_text, sanitise
from articles.search.index import Names, Reader, write
from articles.search.spelling import learn
from articles.slugs import article_slug
from newsportal.language import LANGUAGE_CODES

BATCH = 500
LINE_MAX = 8 * 1024 * 1024  # bytes
REQUIRED = ("headline", "body_html", "language")
LIMITS = {"headline": 200, "kicker": 120, "dek": 400, "section": 80, "source": 120}
KNOWN = {*REQUIRED, *LIMITS, "published_at", "original_url"}
ARCHIVE = {"ar": "الأرشيف", "en": "Archive", "fr": "Archives"}
NEWSROOM = {"ar": "غرفة الأخبار", "en": "Newsroom", "fr": "La rédaction"}

Fault = tuple[int, str]
"""The number of a line, and what is wrong with it."""


class BadLines(Exception):  # noqa: N818 - the lines are at fault
    """Says which lines cannot be loaded, and why; nothing was."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} lines cannot be loaded")
        self.faults = faults


class Progress(Protocol):
    """Something to watch the loading by."""

    def stage(self, title: str, total: int) -> None:
        """Begin a stage of so many steps."""

    def step(self, count: int = 1) -> None:
        """So many steps are done."""


@dataclass(frozen=True)
class Line:
    """One story as the file has it, checked."""

    language: str
    headline: str
    body: str
    kicker: str = ""
    dek: str = ""
    section: str = ""
    source: str = ""
    original_url: str = ""
    published_at: datetime | None = None

    @property
    def key(self) -> str:
        """What the story is known again by."""
        parts = (
            [self.original_url] if self.original_url else [self.language, self.headline, self.body]
        )
        return sha256("\0".join([str(len(parts)), *parts]).encode()).hexdigest()


@dataclass
class Loaded:
    """How many stories came in, and how many were here already."""

    added: int = 0
    known: int = 0


def load(file: Path, progress: Progress) -> Loaded:
    """Load the stories of `file`. Raises BadLines, and OSError when it cannot be read."""
    faults: list[Fault] = []
    count = 0
    for number, text in _lines(file):
        count += 1
        try:
            read(text)
        except ValueError as error:
            faults.append((number, str(error)))
    if faults:
        raise BadLines(faults)
    loaded = Loaded()
    progress.stage("Stories loaded", count)
    stories = (read(text) for _number, text in _lines(file))
    with transaction.atomic():
        desk = Desk()
        while batch := list(islice(stories, BATCH)):
            added = _add(batch, desk)
            loaded.added += added
            loaded.known += len(batch) - added
            progress.step(len(batch))
    return loaded


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    with file.open("rb") as stream:
        number = 0
        while text := stream.readline(LINE_MAX + 1):
            number += 1
            if len(text) > LINE_MAX:
                raise BadLines([(number, f"The line is longer than {LINE_MAX} bytes.")])
            if text.strip(b" \t\r\n\xef\xbb\xbf"):
                yield number, text


# -- one line ------------------------------------------------------------------------------------


def read(text: bytes) -> Line:
    """The story in one line. Raises ValueError in words for whoever made the file."""
    try:
        given = json.loads(text.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("This is not UTF-8.") from None
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("This is not JSON.") from None
    if not isinstance(given, dict):
        raise ValueError("This is not a JSON object.")
    if missing := [name for name in REQUIRED if given.get(name) in (None, "")]:
        raise ValueError(f"Missing: {', '.join(missing)}.")
    words = {name: _words(given, name) for name in KNOWN}
    if words["language"] not in LANGUAGE_CODES:
        raise ValueError(f"The language must be one of {', '.join(LANGUAGE_CODES)}.")
    body = sanitise(words["body_html"])
    if not plain_text(body) and "<img" not in body:
        raise ValueError("body_html: nothing is left of it when unsafe HTML is taken out.")
    return Line(
        body=body,
        published_at=_moment(words["published_at"]),
        original_url=_address(words["original_url"]),
        **{name: words[name] for name in ("language", *LIMITS)},
    )


def _words(given: dict, name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name}: this must be a text.")
    if "\0" in value or any("\ud800" <= each <= "\udfff" for each in value):
        raise ValueError(f"{name}: this holds characters that are none.")
    value = value.strip() if name == "body_html" else " ".join(value.split())
    if len(value) > LIMITS.get(name, len(value)):
        raise ValueError(f"{name}: at most {LIMITS[name]} characters, this has {len(value)}.")
    if name == "headline" and not value:
        raise ValueError("Missing: headline.")
    return value


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = parse_datetime(text)
        day = None if moment else parse_date(text)
        if day:
            moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - made aware below
        if moment and timezone.is_naive(moment):
            moment = timezone.make_aware(moment)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not 1900 <= moment.year <= 2200:
        raise ValueError("published_at: give a time such as 2026-01-07T09:30:00+02:00.")
    return moment


def _address(text: str) -> str:
    try:
        if text:
            URLValidator(["http", "https"])(text)
    except ValidationError:
        text = " " * 1000
    if len(text) > 500:
        raise ValueError("original_url: this is no web address of at most 500 characters.")
    return text


# -- storing -------------------------------------------------------------------------------------


def _add(lines: list[Line], desk: "Desk") -> int:
    """Store those of `lines` that are new, with their search entries; returns how many."""
    by_key = _unknown(lines)
    now = timezone.now()
    articles = Article.objects.bulk_create(
        desk.article(line, line.published_at or now) for line in by_key.values()
    )
    LoadedStory.objects.bulk_create(
        LoadedStory(key=key, article=article, original_url=line.original_url)
        for (key, line), article in zip(by_key.items(), articles, strict=True)
    )
    _keep_dates(articles, now)
    translations = Translation.objects.bulk_create(
        Translation(
            article=article,
            language=article.original_language,
            status=Translation.Status.READY,
            published_at=article.published_at,
        )
        for article in articles
    )
    reader = Reader()
    write(
        reader.entry(article, translation, Names((article.section, article.source)))
        for article, translation in zip(articles, translations, strict=True)
    )
    learn(reader.forms)
    return len(articles)


def _keep_dates(articles: list[Article], now: datetime) -> None:
    """A story of an archive has not changed since it came out: it must not look new to machines."""
    old = Article._base_manager.filter(pk__in=[each.pk for each in articles], published_at__lt=now)
    old.update(changed_at=F("published_at"))


def _unknown(lines: list[Line]) -> dict[str, Line]:
    """Those of `lines` that were not loaded before, each once, by their keys."""
    by_key: dict[str, Line] = {}
    for line in lines:
        by_key.setdefault(line.key, line)
    for key in LoadedStory.objects.filter(key__in=by_key).values_list("key", flat=True):
        del by_key[key]
    return by_key


@dataclass
class Desk:
    """Sections and sources by name, made when they are first named."""

    sections: dict[str, Section] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)

    def article(self, line: Line, moment: datetime) -> Article:
        """The published story of `line`, not yet stored."""
        texts = {name: getattr(line, name) for name in ("kicker", "headline", "dek", "body")}
        article = Article(
            original_language=line.language,
            section=self.section(line.section),
            source=self.source(line.source),
            source_url=line.original_url,
            status=Article.Status.PUBLISHED,
            published_at=moment,
            # In the future it is a wish, and the story waits for it.
            go_live_at=moment,
        )
        for name, text in texts.items():
            setattr(article, f"{name}_{line.language}", text)
        return article

    def section(self, name: str) -> Section:
        """The section called `name` in any language or in its address."""
        if name not in self.sections:
            names = dict.fromkeys(LANGUAGE_CODES, name) if name else ARCHIVE
            self.sections[name] = _named(Section, names, "archive" if not name else "")
        return self.sections[name]

    def source(self, name: str) -> Source:
        """The source called `name`; without a name the newsroom itself."""
        if name not in self.sources:
            own = None if name else Source.objects.filter(kind=Source.Kind.NEWSROOM).first()
            names = dict.fromkeys(LANGUAGE_CODES, name) if name else NEWSROOM
            kind = {} if name else {"kind": Source.Kind.NEWSROOM}
            self.sources[name] = own or _named(Source, names, "" if name else "newsroom", **kind)
        return self.sources[name]


def _named(model: Any, names: dict[str, str], slug: str, **fields: Any) -> Any:
    """The row of `model` with one of these names or this slug, else a new one."""
    for language, name in names.items():
        if found := model.objects.filter(**{f"name_{language}": name}).first():
            return found
    slug = slug or article_slug(next(iter(names.values())))
    if found := model.objects.filter(slug=slug).first():
        return found
    texts = {f"name_{language}": name for language, name in names.items()}
    return model.objects.create(slug=slug, **texts, **fields)
