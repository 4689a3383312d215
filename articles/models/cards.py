"""Share cards: which picture stands for a story, or for the site, where its address is shared."""

import hashlib
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import task

from articles import jobs, sharecards
from articles.sharecards import RECIPE, Words
from newsportal.language import LANGUAGE_CODES

from .site import SiteProfile
from .stories import Article, ArticleQuerySet
from .translations import Translation

TICK_SLICE = 50  # stories that one tick puts into the queue


class ShareCardQuerySet(models.QuerySet["ShareCard"]):
    """Cards, by what they stand for."""

    def of_the_site(self) -> Self:
        """One a language, for every page that has none of its own."""
        return self.filter(translation=None)

    def left_over(self, now: datetime) -> Self:
        """Cards of stories that nobody may read in that language any more."""
        gone = Q()
        for language in LANGUAGE_CODES:
            public = Article.objects.published(language, now).values("pk")
            gone |= Q(language=language) & ~Q(translation__article__in=public)
        return self.filter(gone, translation__isnull=False)

    def queue_soon(self, story: Article) -> None:
        """Look at the cards of a story that came out, changed or was withdrawn, at once."""
        if story.status in {Article.Status.PUBLISHED, Article.Status.RETRACTED}:
            draw_cards.enqueue(story.pk)

    def queue_due(self, now: datetime) -> int:
        """Queue what is missing, outdated or left over; returns how many jobs.

        This is the rule; what a story queues by itself when it comes out only makes it quick.
        """
        due = set(self.left_over(now).values_list("translation__article", flat=True))
        languages = set()
        if sharecards.can_draw():
            for language in LANGUAGE_CODES:
                newest = stories_without(language, now).newest_first()
                due |= set(newest.values_list("pk", flat=True)[:TICK_SLICE])
            languages = set(site_words()) - jobs.waiting(draw_site_card)
        due -= jobs.waiting(draw_cards)
        for pk in sorted(due, reverse=True):
            draw_cards.enqueue(pk)
        for language in sorted(languages):
            draw_site_card.enqueue(language)
        return len(due) + len(languages)


class ShareCard(models.Model):
    """One drawn card; its file's name holds a hash of its content."""

    translation = models.OneToOneField(
        Translation, models.CASCADE, null=True, related_name="share_card"
    )
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    file = models.CharField(max_length=60, db_index=True)
    made_for = models.TextField()  # the words, to see when they are others

    objects = ShareCardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["language"],
                condition=Q(translation=None),
                name="articles_sharecard_one_of_the_site",
            ),
        ]

    def __str__(self) -> str:
        return self.file


def stories_without(language: str, now: datetime) -> ArticleQuerySet:
    """Public stories whose card in `language` is missing or says other words; `card_words` each.

    Not those of an archive that was carried over: they show the site's card until they change.
    """
    line = Value("\n")
    words = Concat(
        Value(RECIPE), line, Coalesce(f"headline_{language}", Value("")), line,
        Coalesce(f"kicker_{language}", Value("")), output_field=CharField(),
    )  # fmt: skip
    own = Q(made_for=OuterRef("card_words"))
    since = now - timedelta(days=settings.SHARE_CARD_DAYS)
    public = Article.objects.published(language, now).annotate(card_words=words)
    known = ShareCard.objects.filter(translation__article=OuterRef("pk"), language=language)
    return public.filter(Q(printed_at__gte=since) | Exists(known)).exclude(
        Exists(known.filter(own))
    )


@task(priority=jobs.CARD)
def draw_cards(pk: int) -> None:
    """Make the cards of one story agree with what is public of it; may run twice and at once."""
    now = timezone.now()
    for card in ShareCard.objects.left_over(now).filter(translation__article=pk):
        drop(card)
    if not sharecards.can_draw():
        return
    for language in LANGUAGE_CODES:
        stories = stories_without(language, now).select_related("section", "source")
        for story in stories.filter(pk=pk):
            words = Words(
                language,
                _named(SiteProfile.load(), language),
                story.text_in(language, "headline"),
                story.text_in(language, "kicker") or _named(story.section, language),
                _named(story.source, language),
                story.section.tint,
            )
            edition = story.translations.get(language=language)
            _store(words, vars(story)["card_words"], edition)


def site_words() -> dict[str, tuple[Words, str]]:
    """What the site's cards should say, for the languages in which they do not."""
    site = SiteProfile.load()
    stored = dict(ShareCard.objects.of_the_site().values_list("language", "made_for"))
    found = {}
    for language in LANGUAGE_CODES:
        name, line = _named(site, language), getattr(site, f"tagline_{language}", "") or ""
        wanted = f"{RECIPE}\n{name}\n{line}"
        if stored.get(language) != wanted:
            found[language] = (Words(language, "", name, source=line), wanted)
    return found


@task(priority=jobs.CARD)
def draw_site_card(language: str) -> None:
    """Draw the card of the site in one language, if it says something else by now."""
    due = site_words().get(language)
    if due:
        _store(*due, None)


def drop(card: ShareCard) -> None:
    """Remove a card and its file, at once: nothing of a withdrawn story stays public."""
    card.delete()
    default_storage.delete(card.file)


def _store(words: Words, made_for: str, edition: Translation | None) -> None:
    content = sharecards.drawn(words)
    digest = hashlib.sha256(content).hexdigest()[:12]
    # The rest cannot be guessed: two workers never write one file, nor does a name tell a headline.
    name = f"cards/{words.language}-{digest}-{get_random_string(8)}.png"
    jobs.clear_later([name])  # before it is written; spared once a row names it
    default_storage.save(name, ContentFile(content))
    with transaction.atomic():
        given: dict[str, Any] = {"translation": edition, "language": words.language}
        rows = ShareCard.objects.select_for_update().filter(**given)
        former = rows.values_list("file", flat=True).first()
        ShareCard.objects.update_or_create(**given, defaults={"file": name, "made_for": made_for})
        jobs.clear_later([former] if former else [])


def _named(thing: object, language: str) -> str:
    """The name in exactly `language`, else whatever it has."""
    return getattr(thing, f"name_{language}", "") or getattr(thing, "name", "") or ""
