"""The ticker's line-up: what is on air, filled up with the newest stories."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.models import Article, Source, Ticker


@dataclass(frozen=True)
class Line:
    """One line as readers see it; a newest story has no urgency and no end."""

    text: str
    url: str
    source: Source | None
    urgency: str = ""
    urgency_label: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """The line for /ticker.json."""
        return {
            "text": self.text,
            "url": self.url,
            "source": self.source.name if self.source else "",
            "logo": self.source.logo.url if self.source and self.source.logo else "",
            "urgency": self.urgency,
            "urgency_label": self.urgency_label,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
        }


def line_up(language: str, now: datetime | None = None) -> list[Line]:
    """What the ticker shows in `language`: the most urgent first, TICKER_LINES at most."""
    now = now or timezone.now()
    public = Article.objects.published(language, now)
    is_public = Exists(public.filter(pk=OuterRef("article")))
    on_air = list(
        Ticker.objects.live(language, now)
        .annotate(is_story_public=is_public)
        .defer("article__body")[: settings.TICKER_LINES]
    )
    lines = [_on_air(ticker, language) for ticker in on_air]
    missing = settings.TICKER_LINES - len(lines)
    if missing:
        told = [ticker.article_id for ticker in on_air if ticker.article_id]
        newest = public.exclude(pk__in=told).newest_first().select_related("source").defer("body")
        lines += [_story(article, language) for article in newest[:missing]]
    return lines


def _on_air(ticker: Ticker, language: str) -> Line:
    is_public = vars(ticker)["is_story_public"]
    return Line(
        text=getattr(ticker, f"text_{language}"),
        # A line may be on air before its story is out, or in a language that the story lacks.
        url=ticker.article.url_in(language) if ticker.article and is_public else "",
        source=ticker.source,
        urgency=ticker.urgency,
        urgency_label=str(ticker.get_urgency_display()),
        starts_at=ticker.starts_at,
        ends_at=ticker.ends_at,
    )


def _story(article: Article, language: str) -> Line:
    return Line(
        text=article.text_in(language, "headline"),
        url=article.url_in(language),
        source=article.source,
        starts_at=article.printed_at,
    )
