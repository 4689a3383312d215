"""The posted moderation policy: versions, and the clauses that refusals name.

A version is written as a draft, a copy of the one before, and published by a move; from then on
the laws in the database (comments/laws/) keep it as it was posted.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from newsportal.workflow import Actor, Move, WorkflowModel, move_permissions

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

POLICY_TEXTS = ("intro", "disclaimer")
CLAUSE_TEXTS = ("title", "text")

MOVES = (Move("publish", ("draft",), "published", _("Publish"), tone="go", is_bulk=False),)


class PolicyQuerySet(models.QuerySet):
    """The vocabulary of policies."""

    def published(self, now: datetime | None = None) -> Self:
        """Versions that were in force at some time up to `now`, the newest first."""
        return self.filter(published_at__lte=now or timezone.now()).order_by("-version")


class Policy(WorkflowModel):
    """One version of the policy; once published it stays as it was posted."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Posted")

    INITIAL = Status.DRAFT
    MOVE_FIELDS = ("status", "published_at")
    MOVES = MOVES

    version = models.PositiveIntegerField(_("version"), unique=True, editable=False)
    status = models.CharField(
        _("state"), max_length=9, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("in force from"), null=True, editable=False)
    intro = models.TextField(
        _("introduction"), max_length=2000, help_text=_("Stands above the clauses and the form.")
    )
    disclaimer = models.TextField(
        _("disclaimer"),
        max_length=2000,
        help_text=_("What is published is not the site's opinion; stands above the form."),
    )

    objects = PolicyQuerySet.as_manager()

    if TYPE_CHECKING:
        clauses: RelatedManager["Clause"]

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        permissions = move_permissions("policy", MOVES)
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["status"], condition=Q(status="draft"), name="comments_policy_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(status="draft", published_at__isnull=True)
                | Q(status="published", published_at__isnull=False),
                name="comments_policy_published_has_time",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Policy, version %(number)s") % {"number": self.version}

    @classmethod
    def current(cls, now: datetime | None = None) -> "Policy | None":
        """The version in force at `now`: the one above the form and behind the buttons."""
        return cls.objects.published(now).prefetch_related("clauses").first()

    @property
    def is_published(self) -> bool:
        """Whether it has come into force, and so is fixed."""
        return self.published_at is not None and self.published_at <= timezone.now()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save everything but what the move writes; a new version gets the next number."""
        if self.version is None:
            last = Policy.objects.aggregate(last=models.Max("version"))["last"]
            self.version = (last or 0) + 1
        super().save(*args, **kwargs)

    @classmethod
    def begin(cls, *, by: AbstractUser) -> "Policy":
        """Start the next version as a copy of the one in force, clauses and their codes included.

        Raises PermissionDenied, and ValidationError 'no_policy' or 'draft_exists'.
        """
        if not (by.is_active and by.has_perm("comments.add_policy")):
            raise PermissionDenied(f"{by} may not comments.add_policy")
        former = cls.current()
        if former is None:
            raise ValidationError(_("There is no policy to copy yet."), code="no_policy")
        try:
            with transaction.atomic():
                draft = cls.objects.create(**_texts_of(former, POLICY_TEXTS))
                for clause in former.clauses.all():
                    clause.copy_to(draft)
                LogEntry.objects.create(
                    user_id=by.pk,
                    content_type=ContentType.objects.get_for_model(cls),
                    object_id=str(draft.pk),
                    object_repr=str(draft)[:200],
                    action_flag=ADDITION,
                    change_message=f"copy of version {former.version}",
                )
        except IntegrityError:
            if not cls.objects.filter(status=cls.Status.DRAFT).exists():
                raise
            raise ValidationError(
                _("A new version is being written already; there is one draft at a time."),
                code="draft_exists",
            ) from None
        return draft

    def problems(self) -> list[ValidationError]:
        """What has to be mended before it can be posted: every text in every language."""
        found = list(_missing(self, POLICY_TEXTS))
        clauses = list(self.clauses.all())
        if not clauses:
            found.append(ValidationError(_("A policy has at least one clause."), code="no_clause"))
        for clause in clauses:
            found += _missing(clause, CLAUSE_TEXTS)
        numbers = [clause.number for clause in clauses]
        for number in sorted({each for each in numbers if numbers.count(each) > 1}):
            found.append(
                ValidationError(
                    _("The number %(number)s stands on more than one clause."),
                    code="number_twice",
                    params={"number": number},
                )
            )
        return found

    def publish(self, *, by: Actor, note: str = "") -> Self:
        """Post it: from now on this is the version that decides, and it never changes again.

        Raises ValidationError with all its `problems`, and what every move raises.
        """
        self._admit("publish", by=by, note=note)
        with transaction.atomic():
            type(self)._base_manager.select_for_update().filter(pk=self.pk).first()
            self.refresh_from_db()
            if self.status == self.Status.DRAFT:
                problems = self.problems()
                if problems:
                    raise ValidationError(problems)
                self._number_clauses()
            return self._move("publish", by=by, note=note, published_at=timezone.now())

    def _number_clauses(self) -> None:
        """Close the gaps: the printed number of a clause is its place."""
        for place, clause in enumerate(self.clauses.order_by("number"), start=1):
            if clause.number != place:
                Clause.objects.filter(pk=clause.pk).update(number=place)


class Clause(models.Model):
    """One rule of a policy, in its own words; every refusal names one."""

    policy = models.ForeignKey(
        Policy,
        models.CASCADE,  # a draft can be thrown away whole; the laws keep what was posted
        related_name="clauses",
        verbose_name=_("policy"),
    )
    code = models.SlugField(
        _("code"), max_length=40, help_text=_("The same in every version, for the figures.")
    )
    number = models.PositiveSmallIntegerField(
        _("number"), help_text=_("Its place; gaps are closed when the policy is posted.")
    )
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("wording"), max_length=2000)
    is_legal_risk = models.BooleanField(
        _("legal risk"),
        default=False,
        help_text=_("A comment flagged under this clause needs two persons to be published."),
    )

    class Meta:
        verbose_name = pgettext_lazy("one", "clause")
        verbose_name_plural = _("clauses")
        ordering = ["policy", "number", "pk"]
        constraints = [
            # Numbers may be double while a draft is put into another order; see Policy.problems.
            models.UniqueConstraint(
                fields=["policy", "code"], name="comments_clause_code_once_per_policy"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def copy_to(self, policy: Policy) -> "Clause":
        """The same clause in another version: it keeps its code, for the figures."""
        return Clause.objects.create(
            policy=policy,
            code=self.code,
            number=self.number,
            is_legal_risk=self.is_legal_risk,
            **_texts_of(self, CLAUSE_TEXTS),
        )


def _texts_of(row: models.Model, fields: tuple[str, ...]) -> dict[str, str]:
    names = [f"{field}_{code}" for field in fields for code, _name in settings.LANGUAGES]
    return {name: getattr(row, name) for name in names}


def _missing(row: Policy | Clause, fields: tuple[str, ...]) -> Iterator[ValidationError]:
    """One error for each text that is empty in a language."""
    for code, language in settings.LANGUAGES:
        for field in fields:
            if (getattr(row, f"{field}_{code}") or "").strip():
                continue
            where = (
                _("Clause %(number)s") % {"number": row.number} if hasattr(row, "number") else row
            )
            yield ValidationError(
                _("%(where)s: “%(field)s” is missing in %(language)s."),
                code="text_missing",
                params={
                    "where": where,
                    "field": row._meta.get_field(field).verbose_name,  # type: ignore[union-attr]
                    "language": language,
                },
            )
