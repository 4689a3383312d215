"""What is mailed: consents, issues with their items, and one row for each mail."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Section
from newsletter import addresses
from newsportal.language import LANGUAGE_CODES, current_language
from newsportal.workflow import Actor, Move, WorkflowModel, move_permissions

CHUNK = 2_000  # rows written at once when an issue is queued


class Rhythm(models.TextChoices):
    """How often somebody wants mail."""

    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly")


def new_token() -> str:
    """The unguessable part of a subscriber's own links: 256 bits."""
    return secrets.token_urlsafe(32)


# -- consents -------------------------------------------------------------------------------------


class SubscriptionQuerySet(models.QuerySet):
    """The vocabulary of consents."""

    def of(self, address: str) -> Self:
        """The consent of `address`, however its letters are written."""
        return self.annotate(folded=Lower("email")).filter(folded=address.lower())

    def wanting(self, language: str, rhythm: str, sections: Iterable[int]) -> Self:
        """Those who asked for mail in `language` about one of `sections`; no rhythm means any."""
        chosen = Subscription.sections.through.objects.filter(subscription=OuterRef("pk"))
        rows = self.filter(
            ~Exists(chosen) | Exists(chosen.filter(section__in=list(sections))), language=language
        )
        return rows.filter(rhythm=rhythm) if rhythm else rows


class Subscription(models.Model):
    """A consent: written only after confirmation, deleted on leaving."""

    email = models.EmailField(_("e-mail"), max_length=addresses.MAX_LENGTH)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    rhythm = models.CharField(
        _("rhythm"), max_length=6, choices=Rhythm.choices, default=Rhythm.DAILY
    )
    sections = models.ManyToManyField(
        Section, blank=True, related_name="+", verbose_name=_("sections"), help_text=_("None: all.")
    )
    token = models.CharField(
        _("token"), max_length=64, unique=True, editable=False, default=new_token
    )
    consent_text = models.TextField(_("text that was agreed to"))
    consent_language = models.CharField(
        _("language of that text"), max_length=2, choices=settings.LANGUAGES
    )
    consent_page = models.CharField(_("page of the form"), max_length=200)
    confirmed_at = models.DateTimeField(_("confirmed at"), default=timezone.now)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["-confirmed_at", "-pk"]
        indexes = [models.Index(fields=["language", "rhythm"])]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="newsletter_subscription_one_per_address"),
            models.CheckConstraint(
                condition=~Q(email="") & ~Q(token="") & ~Q(consent_text="") & ~Q(consent_page=""),
                name="newsletter_subscription_has_consent",
            ),
            models.CheckConstraint(
                condition=Q(language__in=LANGUAGE_CODES, consent_language__in=LANGUAGE_CODES),
                name="newsletter_subscription_known_language",
            ),
            models.CheckConstraint(
                condition=Q(rhythm__in=Rhythm.values),
                name="newsletter_subscription_known_rhythm",
            ),
        ]

    def __str__(self) -> str:
        return addresses.readable(self.email)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a form that was open when the consent ended does not bring it back.

        Raises DatabaseError when there is nothing to change any more: Django would add the row.
        """
        if not self._state.adding:
            kwargs["force_update"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """End the consent; links that were mailed to the address before are void from now on."""
        with transaction.atomic():
            AddressMark.objects.update_or_create(
                address_hash=addresses.address_hash(self.email),
                defaults={"left_at": timezone.now(), "mailed_at": None},
            )
            return super().delete(*args, **kwargs)


class AddressMark(models.Model):
    """What is remembered of an address without keeping it: when it was written to, when it left.

    Holds no consent. The first time keeps repeated sign-ups silent; the second makes the links
    void that were mailed before the leaving. Forgotten when the last such link has expired.
    """

    address_hash = models.CharField(max_length=64, unique=True)
    mailed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mark of an address")
        verbose_name_plural = _("marks of addresses")

    def __str__(self) -> str:
        return self.address_hash[:8]


# -- issues ---------------------------------------------------------------------------------------

ISSUE_MOVES = (
    Move("queue", ("draft",), "queued", _("Send"), tone="go", is_bulk=False),
    Move("pause", ("queued",), "paused", _("Pause")),
    Move("resume", ("paused",), "queued", _("Resume"), tone="go"),
    Move("cancel", ("queued", "paused"), "cancelled", _("Cancel the mailing"), tone="stop"),
)


class Issue(WorkflowModel):
    """One mailing, in as many languages as it has subjects.

    That it is sent is no state: it is when nothing waits any more.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        QUEUED = "queued", _("On its way")
        PAUSED = "paused", _("Paused")
        CANCELLED = "cancelled", _("Cancelled")

    INITIAL = Status.DRAFT
    MOVE_FIELDS = ("status", "queued_at")
    MOVES = ISSUE_MOVES

    subject = models.CharField(
        _("subject"),
        max_length=150,
        blank=True,
        help_text=_("A language without a subject is not mailed."),
    )
    intro = models.TextField(
        _("introduction"),
        max_length=2000,
        blank=True,
        help_text=_("Plain text; a blank line begins a new paragraph."),
    )
    rhythm = models.CharField(
        _("goes to"),
        max_length=6,
        blank=True,
        choices=[("", _("everybody")), *Rhythm.choices],
        default="",
        help_text=_("Only those who asked for mail in this rhythm, or everybody."),
    )
    articles = models.ManyToManyField(Article, through="IssueItem", related_name="+")
    status = models.CharField(
        _("state"), max_length=9, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    queued_at = models.DateTimeField(
        _("queued at"), null=True, editable=False, help_text=_("Or resumed at, if that was later.")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    if TYPE_CHECKING:
        objects: ClassVar[models.Manager["Issue"]]

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        permissions = move_permissions("issue", ISSUE_MOVES)
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "queued", "paused", "cancelled"]),
                name="newsletter_issue_known_status",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", queued_at__isnull=True)
                | (~Q(status="draft") & Q(queued_at__isnull=False)),
                name="newsletter_issue_queued_has_time",
            ),
            models.CheckConstraint(
                condition=Q(rhythm__in=["", *Rhythm.values]), name="newsletter_issue_known_rhythm"
            ),
        ]

    def __str__(self) -> str:
        codes = [current_language(), *LANGUAGE_CODES]
        subjects = (self.text_in(code, "subject") for code in codes)
        return next(filter(None, subjects), f"{self._meta.verbose_name} {self.pk}")

    def text_in(self, language: str, field: str) -> str:
        """The text of `field` in exactly `language`; never that of another one."""
        return getattr(self, f"{field}_{language}", "") or ""

    def stories_in(self, language: str, now: datetime | None = None) -> models.QuerySet[Article]:
        """The items that anybody may read in `language` at `now`, in the order of the issue."""
        return (
            Article.objects.published(language, now)
            .filter(pk__in=self.items.values("article"))
            .annotate(
                place=models.Subquery(
                    self.items.filter(article=OuterRef("pk")).values("position")[:1]
                )
            )
            .order_by("place", "pk")
        )

    def recipients(self, language: str) -> models.QuerySet[Subscription]:
        """Those who would receive the issue in `language` if it were queued now."""
        if not self.text_in(language, "subject").strip():
            return Subscription.objects.none()
        sections = self.stories_in(language).values_list("section", flat=True)
        return Subscription.objects.wanting(language, self.rhythm, set(sections))

    @property
    def is_sent(self) -> bool:
        """Whether nothing of it waits any more."""
        waiting = [Delivery.Status.QUEUED, Delivery.Status.SENDING]
        return (
            self.status == self.Status.QUEUED
            and not self.deliveries.filter(status__in=waiting).exists()
        )

    @property
    def leaves_at(self) -> datetime | None:
        """The moment before which nothing leaves, so that a move can still stop it."""
        return self.queued_at and self.queued_at + timedelta(
            seconds=settings.NEWSLETTER_UNDO_SECONDS
        )

    # -- moves -----------------------------------------------------------------------------------

    def problems(self) -> list[ValidationError]:
        """What stands between a draft and its mailing, in words for its editor."""
        if self.status != self.Status.DRAFT:
            return []
        languages = [code for code in LANGUAGE_CODES if self.text_in(code, "subject").strip()]
        if not languages:
            text = _("The subject is missing. An issue is mailed in the languages that have one.")
            return [ValidationError(text, code="subject_missing")]
        if not self.items.exists():
            text = _("The issue has no story yet. Add at least one under its stories.")
            return [ValidationError(text, code="items_missing")]
        found = [
            ValidationError(
                _("No story of the issue can be read in this language: %(language)s."),
                code="nothing_visible",
                params={"language": dict(settings.LANGUAGES)[code]},
            )
            for code in languages
            if not self.stories_in(code).exists()
        ]
        if not found and not any(self.recipients(code).exists() for code in languages):
            text = _("Nobody would receive the issue: no subscription fits it.")
            found = [ValidationError(text, code="recipients_missing")]
        return found

    def queue(self, *, by: Actor) -> Self:
        """Address the issue to everybody who asked for it; it leaves when the undo time is over.

        Raises ValidationError with every reason at once when something is missing.
        """
        with transaction.atomic():
            problems = self.problems()
            if problems:
                raise ValidationError(problems)
            self._move("queue", by=by, queued_at=timezone.now())
            for language in LANGUAGE_CODES:
                self._address(language)
        return self

    def _address(self, language: str) -> None:
        """One queued row for each recipient in `language`, written in chunks."""
        recipients = self.recipients(language).order_by("pk").values_list("pk", "email")
        for chunk in _chunks(recipients.iterator(CHUNK), CHUNK):
            Delivery.objects.bulk_create(
                Delivery(
                    issue=self,
                    subscription_id=pk,
                    address_hash=addresses.address_hash(email),
                    language=language,
                )
                for pk, email in chunk
            )

    def pause(self, *, by: Actor) -> Self:
        """Stop the mailing for now; mails whose sending has begun go out."""
        return self._move("pause", by=by)

    def resume(self, *, by: Actor) -> Self:
        """Go on where the mailing stopped, after the undo time."""
        return self._move("resume", by=by, queued_at=timezone.now())

    def cancel(self, *, by: Actor) -> Self:
        """Stop the mailing for good; what is sent is sent."""
        return self._move("cancel", by=by)


def _chunks(rows: Iterable, size: int) -> Iterator[list]:
    chunk: list = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


class IssueItem(models.Model):
    """One story in an issue, in its place."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="items")
    article = models.ForeignKey(Article, models.PROTECT, related_name="+", verbose_name=_("story"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("story in the issue")
        verbose_name_plural = _("stories in the issue")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "article"], name="newsletter_issueitem_each_story_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.article)


# -- deliveries -----------------------------------------------------------------------------------


class DeliveryQuerySet(models.QuerySet):
    """The vocabulary of single mails."""

    def consented(self) -> Self:
        """Those whose consent still stands.

        Written as a subquery, not as a join: an UPDATE over a join would look the row up by its
        key in a second statement part, which PostgreSQL does not check again after waiting for
        another worker.
        """
        return self.filter(Exists(Subscription.objects.filter(pk=OuterRef("subscription"))))

    def due(self, now: datetime) -> Self:
        """What may leave at `now`: its issue is on its way and its undo time is over."""
        released = now - timedelta(seconds=settings.NEWSLETTER_UNDO_SECONDS)
        on_its_way = Issue.objects.filter(
            pk=OuterRef("issue"), status=Issue.Status.QUEUED, queued_at__lte=released
        )
        return self.filter(
            Exists(on_its_way),
            Q(not_before_at=None) | Q(not_before_at__lte=now),
            status=Delivery.Status.QUEUED,
        )


class Delivery(WorkflowModel):
    """One mailing to one address; only machine steps change it.

    The address is that of the subscription; beside it only a hash is kept, which remains when the
    subscriber has left.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent")
        UNCERTAIN = "uncertain", _("Uncertain")

    class Reason(models.TextChoices):
        LEFT = "left", _("left before it was sent")
        NOTHING_TO_READ = "nothing_to_read", _("no story of the issue can be read any more")
        REFUSED = "refused", _("the mail server refuses the address")
        UNMAILABLE = "unmailable", _("the address cannot be written into a mail")
        GIVEN_UP = "given_up", _("the mail server put it off too often")

    INITIAL = Status.QUEUED
    MOVE_FIELDS = (
        "status",
        "reason",
        "claimed_at",
        "worker",
        "attempts",
        "not_before_at",
        "sent_at",
        "language",
    )

    issue = models.ForeignKey(
        Issue, models.PROTECT, related_name="deliveries", verbose_name=_("issue")
    )
    subscription = models.ForeignKey(
        Subscription,
        models.SET_NULL,
        null=True,
        related_name="deliveries",
        verbose_name=_("subscription"),
    )
    address_hash = models.CharField(_("mark of the address"), max_length=64)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    status = models.CharField(
        _("state"), max_length=9, choices=Status.choices, default=Status.QUEUED, editable=False
    )
    reason = models.CharField(
        _("reason"), max_length=15, choices=Reason.choices, blank=True, editable=False
    )
    claimed_at = models.DateTimeField(_("claimed at"), null=True, editable=False)
    worker = models.CharField(_("worker"), max_length=64, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    not_before_at = models.DateTimeField(_("put off until"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, editable=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "issue"]),
            models.Index(fields=["issue", "status"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "address_hash"], name="newsletter_delivery_once_per_address"
            ),
            models.CheckConstraint(
                condition=~Q(address_hash=""), name="newsletter_delivery_has_address"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "sending", "sent", "failed", "uncertain"]),
                name="newsletter_delivery_known_status",
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False)
                | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="newsletter_delivery_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["sending", "sent", "uncertain"])
                | (Q(claimed_at__isnull=False, attempts__gt=0) & ~Q(worker="")),
                name="newsletter_delivery_begun_has_claim",
            ),
            models.CheckConstraint(
                condition=(Q(status="failed") & ~Q(reason=""))
                | (~Q(status="failed") & Q(reason="")),
                name="newsletter_delivery_failed_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue}: {self.email or self.address_hash[:8]}"

    @property
    def email(self) -> str:
        """The address, as long as its consent stands; afterwards nothing."""
        return self.subscription.email if self.subscription else ""

    @property
    def message_id(self) -> str:
        """The mail's Message-ID: always the same for this row."""
        host = urlsplit(settings.SITE_URL).hostname or "localhost"
        return f"<issue-{self.issue_id}.{self.pk}.{self.address_hash[:16]}@{host}>"
