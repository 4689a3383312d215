"""Writes the demo's stories, takes them where their files say, and puts up the ticker."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from articles.models import Article, Byline, Correction, Photo, Ticker
from articles.uploads import EncodedPicture

from . import content
from .content import LANGUAGES, Story, in_languages
from .desk import Desk
from .markup import html
from .people import Staff

CREDIT = {
    "ar": "رسم: قسم الفنون في دفتر الساحل",
    "en": "Illustration: Coast Daybook art desk",
    "fr": "Illustration : atelier du Cahier du littoral",
}
SPIKE_NOTE = "لا مصدر ثانياً، ولم نجد البئر."


class StoryWriter:
    """Takes stories from their files to their states; `draw` gives a picture by its name."""

    def __init__(
        self, desk: Desk, staff: Staff, draw: Callable[[str], bytes], now: datetime
    ) -> None:
        self.desk = desk
        self.staff = staff
        self.draw = draw
        self.now = now
        self.plans = content.table("photos")
        self.articles: dict[str, Article] = {}

    def write(self, story: Story) -> Article:
        """One story with its texts, its picture, its moves and its corrections."""
        article = self._filed(story)
        self._make_ready(story, article)
        self._move(story, article)
        for note in story.notes:
            self._print(note, article)
        self.articles[story.key] = article
        return article

    def _filed(self, story: Story) -> Article:
        state = story.particulars.get("state", "published")
        article = Article(
            section=self.desk.sections[story.section],
            source=self.desk.sources[story.particulars["source"]],
            source_url=story.particulars.get("source_url", ""),
            photo=self._photo(story.particulars.get("picture")),
            original_language=story.particulars.get("original", "ar"),
            go_live_at=self._moment(story) if state in {"published", "retracted"} else None,
            embargo_ends_at=story.moment("embargo", self.now),
            lead_until_at=self._lead(story),
            created_by=self.staff["reporter"],
            **self._closed(story),
        )
        for language, texts in story.texts.items():
            for name in ("kicker", "headline", "dek"):
                setattr(article, f"{name}_{language}", texts[name])
            setattr(article, f"body_{language}", html(texts["body"]))
        article.save()
        article.tags.set(self.desk.tags[key] for key in story.listed("tags"))
        for position, key in enumerate(story.listed("authors")):
            Byline.objects.create(article=article, author=self.desk.authors[key], position=position)
        article.reindex()  # with the tags
        return article

    def _closed(self, story: Story) -> dict[str, Any]:
        """Why the story takes no comments, where its file says so."""
        reasons = {code: story.particulars.get(f"closed {code}", "") for code in LANGUAGES}
        is_closed = any(reasons.values())
        return {"is_closed_to_comments": is_closed, **in_languages("closed_because", reasons)}

    def _moment(self, story: Story) -> datetime:
        """The file's time, and some minutes of its own: no two stories come out in one second."""
        moment = self.now + content.offset(story.particulars["when"])
        if moment > self.now:
            return moment.replace(minute=0, second=0, microsecond=0)
        return moment - timedelta(seconds=crc32(story.key.encode()) % 1500)

    def _lead(self, story: Story) -> datetime | None:
        span = story.particulars.get("lead")
        return self.now - content.offset(span) if span else None

    def _photo(self, name: str | None) -> Photo | None:
        if name is None:
            return None
        plan = self.plans[name]
        # Drawn here from nothing, so there is nothing in it that encoding anew would take out.
        return Photo.objects.create(
            image=EncodedPicture(self.draw(name), name="photo.webp"),
            **in_languages("alt", plan["alt"]),
            **in_languages("caption", plan["caption"]),
            **in_languages("credit", CREDIT),
        )

    def _make_ready(self, story: Story, article: Article) -> None:
        unfinished = story.listed("working")
        if story.particulars.get("state", "published") in {"draft", "spiked"}:
            return
        for edition in article.translations.exclude(language=article.original_language):
            if edition.language not in unfinished:
                edition.mark_ready(by=self.staff["editor"])

    def _move(self, story: Story, article: Article) -> None:
        state = story.particulars.get("state", "published")
        reporter, editor = self.staff["reporter"], self.staff["editor"]
        if state == "draft":
            return
        article.submit(by=reporter)
        if state in {"published", "retracted"}:
            article.publish(by=editor)
        if state == "spiked":
            article.spike(by=editor, note=SPIKE_NOTE)
        if state == "retracted":
            notice = next(note for note in story.notes if note.kind == "retraction")
            article.retract(by=editor, note=notice.texts[article.original_language])

    def _print(self, note: content.Note, article: Article) -> None:
        """A printed correction; a retraction's notice stands already and gets its languages."""
        correction = Correction(article=article, kind=note.kind)
        if note.kind == Correction.Kind.RETRACTION:
            correction = article.corrections.get(kind=note.kind)
        for name, text in in_languages("text", note.texts).items():
            setattr(correction, name, text)
        correction.printed_at = self.now - note.age
        correction.save()


def put_up_ticker(desk: Desk, articles: dict[str, Article], now: datetime) -> int:
    """The lines on air, those that have ended and those to come; returns how many."""
    lines = content.table("tickers")["line"]
    for row in lines:
        Ticker.objects.create(
            urgency=row["urgency"],
            source=desk.sources[row["source"]],
            article=articles[row["story"]] if "story" in row else None,
            starts_at=now + content.offset(row["from"]),
            ends_at=now + content.offset(row["until"]),
            **in_languages("text", {code: row.get(code, "") for code in LANGUAGES}),
        )
    return len(lines)
