"""Stories: the article, what the public sees of it, and its byline."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.richtext import HtmlField
from articles.search.index import index_article
from articles.slugs import article_slug
from newsportal import codes
from newsportal.language import LANGUAGE_CODES, current_language
from newsportal.workflow import Actor, Move, WorkflowModel, move_permissions, step

from .desk import Author, Section, Source, Tag
from .discussion import Discussion
from .photos import Photo
from .translations import Translation

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from .corrections import Correction

CODE_LENGTH = 7

ARTICLE_MOVES = (
    Move("submit", ("draft",), "in_review", _("Submit for review"), tone="go"),
    Move("send_back", ("in_review",), "draft", _("Send back")),
    Move("publish", ("draft", "in_review"), "published", _("Publish"), tone="go"),
    Move("spike", ("draft", "in_review"), "spiked", _("Spike"), tone="stop"),
    Move("revive", ("spiked",), "draft", _("Revive")),
    Move(
        "retract",
        ("published",),
        "retracted",
        _("Retract"),
        takes=("note",),
        tone="stop",
        is_bulk=False,
    ),
)


def new_code() -> str:
    """A short-link code that can be read out on the telephone."""
    return codes.new_code(CODE_LENGTH)


class ArticleQuerySet(models.QuerySet):
    """The vocabulary of stories; `published` is what the public sees."""

    def published(self, language: str | None = None, now: datetime | None = None) -> Self:
        """Stories that anybody may read in `language` at `now`.

        The one visibility rule: every page, list, search, feed and map starts here. Each row has
        `printed_at`, the recorded moment at which it first stood in this language.
        """
        language = language or current_language()
        now = now or timezone.now()
        edition = FilteredRelation("translations", condition=Q(translations__language=language))
        return (
            self.alias(edition=edition)
            .filter(
                Q(go_live_at=None) | Q(go_live_at__lte=now),
                Q(embargo_ends_at=None) | Q(embargo_ends_at__lte=now),
                status=Article.Status.PUBLISHED,
                edition__status=Translation.Status.READY,
                edition__published_at__lte=now,
                **{f"headline_{language}__gt": ""},
            )
            .annotate(printed_at=F("edition__published_at"))
        )

    def retracted(self, language: str | None = None, now: datetime | None = None) -> Self:
        """Stories withdrawn after they had been public in `language`: these answer 410."""
        return self.filter(
            status=Article.Status.RETRACTED,
            translations__language=language or current_language(),
            translations__published_at__lte=now or timezone.now(),
        )

    def canonical_here(self, language: str) -> Self:
        """Without those whose page in `language` points search engines to the source."""
        return self.exclude(
            original_language=language, source__is_canonical=True, source_url__gt=""
        )

    def newest_first(self) -> Self:
        """The order of every list; its key (printed_at, pk) pages it."""
        return self.order_by("-printed_at", "-pk")

    def for_cards(self) -> Self:
        """With what a card in a list shows, and without the text."""
        return self.select_related("section", "source", "photo").defer(
            *(f"body_{code}" for code in LANGUAGE_CODES), "body"
        )

    def awaiting(self, user: Any) -> Self:
        """What waits for `user`: reviews for those who publish, else their own drafts."""
        if user.has_perm("articles.publish_article"):
            return self.filter(status=Article.Status.IN_REVIEW)
        return self.filter(status=Article.Status.DRAFT, created_by=user)


class Article(Discussion, WorkflowModel):
    """A story in up to three languages."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PUBLISHED = "published", _("Published")
        SPIKED = "spiked", _("Spiked")
        RETRACTED = "retracted", _("Retracted")

    INITIAL = Status.DRAFT
    MOVE_FIELDS = ("status", "published_at")
    MOVES = ARTICLE_MOVES

    kicker = models.CharField(
        _("kicker"), max_length=120, blank=True, help_text=_("The short label above the headline.")
    )
    headline = models.CharField(_("headline"), max_length=200)
    dek = models.CharField(
        _("dek"), max_length=400, blank=True, help_text=_("One sentence under the headline.")
    )
    body = HtmlField(_("text"), blank=True)
    original_language = models.CharField(
        _("original language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    section = models.ForeignKey(
        Section, models.PROTECT, related_name="articles", verbose_name=_("section")
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="articles", verbose_name=_("tags"))
    authors = models.ManyToManyField(
        Author, through="Byline", related_name="articles", verbose_name=_("byline")
    )
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("source"),
        help_text=_("Whom the text is attributed to; the newsroom itself is a source too."),
    )
    source_url = models.URLField(_("address at the source"), max_length=500, blank=True)
    photo = models.ForeignKey(
        Photo,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("main photo"),
    )
    go_live_at = models.DateTimeField(
        _("go live at"),
        null=True,
        blank=True,
        help_text=_("Beirut time. Empty: at once. A time in the past is printed as it stands."),
    )
    embargo_ends_at = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_("Nobody outside sees the story before, whatever else is set."),
    )
    lead_until_at = models.DateTimeField(
        _("leads the front page until"), null=True, blank=True, db_index=True
    )
    code = models.CharField(
        _("short link"), max_length=12, unique=True, default=new_code, editable=False
    )
    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )

    objects = ArticleQuerySet.as_manager()

    if TYPE_CHECKING:
        headline_ar: str | None
        headline_en: str | None
        headline_fr: str | None
        printed_at: datetime
        translations: RelatedManager[Translation]
        corrections: RelatedManager["Correction"]

    class Meta:
        verbose_name = pgettext_lazy("one", "story")
        verbose_name_plural = _("stories")
        permissions = move_permissions("article", ARTICLE_MOVES)
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "-published_at"]),
            models.Index(fields=["section", "status", "-published_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "in_review", "published", "spiked", "retracted"]),
                name="articles_article_known_status",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["published", "retracted"], published_at__isnull=False)
                | (~Q(status__in=["published", "retracted"]) & Q(published_at__isnull=True)),
                name="articles_article_published_has_record",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(source__isnull=False),
                name="articles_article_published_has_source",
            ),
        ]

    def __str__(self) -> str:
        return self.any_headline() or f"{self._meta.verbose_name} {self.pk}"

    # -- words ---------------------------------------------------------------------------------

    def text_in(self, language: str, field: str) -> str:
        """The text of `field` in exactly `language`; never that of another one."""
        return getattr(self, f"{field}_{language}") or ""

    def any_headline(self) -> str:
        """The headline in the active language, else in the original's: for staff only."""
        language = current_language()
        codes = [language, self.original_language, *LANGUAGE_CODES]
        return next(filter(None, (self.text_in(code, "headline") for code in codes)), "")

    def get_absolute_url(self) -> str:
        """The story's page in the active language."""
        return self.url_in(current_language())

    def url_in(self, language: str) -> str:
        """The story's page in `language`."""
        with translation.override(language):
            slug = article_slug(self.text_in(language, "headline"))
            return reverse("article", args=[self.pk, slug])

    def is_canonical_at_source(self, language: str) -> bool:
        """Whether the source's terms want search engines sent to its page; a translation is ours.

        `canonical_here` says the same in SQL.
        """
        source = self.source
        is_theirs = bool(source and source.is_canonical and self.source_url)
        return is_theirs and language == self.original_language

    def clean(self) -> None:
        """Raise ValidationError when words are missing that are public or must be there."""
        missing = {}
        languages = {self.original_language}
        if self.pk:
            ready = self.translations.filter(status=Translation.Status.READY)
            languages |= set(ready.values_list("language", flat=True))
        for language in languages:
            if not self.text_in(language, "headline").strip():
                missing[f"headline_{language}"] = ValidationError(
                    _("The headline is missing in a language that this story stands in."),
                    code="headline_missing",
                )
        if missing:
            raise ValidationError(missing)

    # -- time ----------------------------------------------------------------------------------

    def goes_live_at(self, now: datetime) -> datetime:
        """The moment to print when the story is published at `now`.

        The wish, if there is one: a time in the past is that of a story carried over; the log
        keeps when the move was made. The embargo is above all.
        """
        wish = self.go_live_at or now
        return max(wish, self.embargo_ends_at or wish)

    def languages_live(self, now: datetime | None = None) -> list[str]:
        """The languages in which anybody may read the story at `now`, in the site's order."""
        now = now or timezone.now()
        ready = self._ready_languages(now)
        return [
            code
            for code in LANGUAGE_CODES
            if code in ready and self.is_out(now) and self.text_in(code, "headline")
        ]

    def languages_withdrawn(self, now: datetime | None = None) -> list[str]:
        """The languages in which the story stood and was withdrawn; `retracted` in SQL."""
        now = now or timezone.now()
        if self.status != self.Status.RETRACTED:
            return []
        return [
            row.language
            for row in self.translations.all()
            if row.published_at is not None and row.published_at <= now
        ]

    def is_out(self, now: datetime) -> bool:
        """Whether state and times of the article itself, languages aside, let it be seen."""
        return (
            self.status == self.Status.PUBLISHED
            and (self.go_live_at is None or self.go_live_at <= now)
            and (self.embargo_ends_at is None or self.embargo_ends_at <= now)
        )

    def _ready_languages(self, now: datetime) -> set[str]:
        return {
            row.language
            for row in self.translations.all()
            if row.status == Translation.Status.READY
            and row.published_at is not None
            and row.published_at <= now
        }

    # -- saving ----------------------------------------------------------------------------------

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with one Translation row per language that has words, and the search entries."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            self._put_off_record()
            self.reindex()
            self.queue_cards()

    def queue_cards(self) -> None:
        """Have the story's share cards drawn or taken away, as it is seen from now on."""
        apps.get_model("articles", "ShareCard").objects.queue_soon(self)

    def reindex(self) -> None:
        """Make the Translation rows and their search entries anew, in one transaction."""
        with transaction.atomic():
            self.lock()
            editions = {row.language: row for row in Translation.objects.filter(article=self)}
            for language in LANGUAGE_CODES:
                has_words = any(self.text_in(language, name) for name in ("headline", "body"))
                is_needed = has_words or language == self.original_language
                if is_needed and language not in editions:
                    editions[language] = self.translations.create(language=language)
            index_article(self, editions.values())

    def _put_off_record(self) -> None:
        """Carry a changed wish into records whose moment has not come yet."""
        now = timezone.now()
        moment = self.goes_live_at(now)
        ahead = Article._base_manager.filter(
            pk=self.pk, status=self.Status.PUBLISHED, published_at__gt=now
        )
        ahead.update(published_at=moment)
        Translation.objects.filter(article=self, published_at__gt=now).update(published_at=moment)

    # -- moves -----------------------------------------------------------------------------------

    def submit(self, *, by: Actor) -> Self:
        """Hand the draft to those who publish."""
        return self._move("submit", by=by)

    def send_back(self, *, by: Actor, note: str = "") -> Self:
        """Return the story to its writer."""
        return self._move("send_back", by=by, note=note)

    def publish(self, *, by: Actor) -> Self:
        """Let the public see the story once its times have come.

        Publishing says that the original is ready; a translation becomes visible when it is ready
        itself. Raises ValidationError with every reason at once when something is missing.
        """
        with transaction.atomic():
            self.lock()
            problems = self.problems()
            if problems:
                raise ValidationError(problems)
            moment = self.goes_live_at(timezone.now())
            self._move("publish", by=by, published_at=moment)
            original = self.translations.filter(language=self.original_language)
            step(original, ["working"], "ready")
            self.translations.filter(status="ready", published_at=None).update(published_at=moment)
            self.queue_cards()
        return self

    def problems(self) -> list[ValidationError]:
        """What stands between this story and its publication, in words for the editor."""
        language = self.original_language
        found = []
        if not self.text_in(language, "headline").strip():
            found.append(
                ValidationError(
                    _("The headline is missing in the story's own language, %(language)s."),
                    code="headline_missing",
                    params={"language": self.get_original_language_display()},
                )
            )
        if not self.text_in(language, "body").strip():
            found.append(ValidationError(_("The text is missing."), code="body_missing"))
        if self.source_id is None:
            found.append(
                ValidationError(
                    _("The source is missing; for own reporting choose the newsroom itself."),
                    code="source_missing",
                )
            )
        return found

    def spike(self, *, by: Actor, note: str = "") -> Self:
        """Drop the story before publication."""
        return self._move("spike", by=by, note=note)

    def revive(self, *, by: Actor) -> Self:
        """Take a spiked story up again, as a draft."""
        return self._move("revive", by=by)

    def retract(self, *, by: Actor, note: str) -> Self:
        """Withdraw a published story; its page answers with `note` from now on."""
        with transaction.atomic():
            self._move("retract", by=by, note=note)
            # A language in which the story never came out has nothing to withdraw.
            self.translations.filter(published_at__gt=timezone.now()).update(published_at=None)
            self.corrections.create(kind="retraction", **{f"text_{self.original_language}": note})
            self.queue_cards()
        return self

    def lock(self) -> None:
        """Hold the row, so that a translation made ready meanwhile gets its record."""
        Article._base_manager.select_for_update().only("pk").get(pk=self.pk)


class Byline(models.Model):
    """One name in a story's byline, in its place."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, models.PROTECT, verbose_name=_("author"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("name in the byline")
        verbose_name_plural = _("byline")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "author"], name="articles_byline_each_author_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.author)
