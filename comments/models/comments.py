"""Comments: what readers say, and the moves that decide on it.

A status is written by moves alone, and each move of a moderator by a Decision in the same
transaction. comments/laws/ holds the same rules in the database.
"""

from typing import TYPE_CHECKING, Any, Self, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from articles.models import Article
from newsportal import codes
from newsportal.language import LANGUAGE_CODES
from newsportal.workflow import Actor, Author, Move, WorkflowModel, move_permissions

from .decisions import APPROVING, Decision
from .erasure import forget_around
from .hindrances import SENDINGS, hindrance, overtaken, refuse_hindered
from .policy import Clause, Policy

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models.fields.related_descriptors import RelatedManager

    from .appeals import Appeal

WORDS = ("name", "country", "subject", "message", "language")  # what a decision was made on

MOVES = (
    Move("approve", ("pending",), "approved", _("Approve"), tone="go"),
    Move("second", ("pending",), "approved", _("Approve as second"), tone="go"),
    Move("reject", ("pending",), "rejected", _("Refuse"), takes=("clause",), tone="stop"),
    Move("remove", ("approved",), "rejected", _("Remove"), takes=("clause",), tone="stop"),
    # From pending: the first of two approvals, undone by its own person (see hindrances).
    Move("reopen", ("pending", "approved", "rejected"), "pending", _("Reopen")),
    Move("overturn", ("rejected",), "approved", _("Overturn the refusal"), is_bulk=False),
    Move("resend", ("rejected",), "pending", _("Send again"), open_to_author=True, is_bulk=False),
    Move(
        "withdraw",
        ("pending", "approved", "rejected"),
        "withdrawn",
        _("Withdraw"),
        open_to_author=True,
        is_bulk=False,
    ),
    Move(
        "erase",
        ("pending", "approved", "rejected", "withdrawn"),
        "withdrawn",
        _("Erase"),
        open_to_author=True,
        is_bulk=False,
    ),
)


def new_code() -> str:
    """The author's only credential: unguessable, and readable over the telephone."""
    return codes.new_code()


class Likelihood(models.Func):
    """The score by which comments stand in the queue; those without one come last.

    A number in the SQL, not a parameter: only so do both databases know the index again.
    """

    template = "COALESCE(%(expressions)s, -1)"
    output_field = models.FloatField()


class CommentQuerySet(models.QuerySet):
    """The vocabulary of comments; `approved` is what the public sees."""

    def approved(self) -> Self:
        """Comments that anybody may read, where their story may be read."""
        return self.filter(status=Comment.Status.APPROVED)

    def under(self, article: Article, language: str) -> Self:
        """What was said on one story's page in `language`."""
        return self.filter(article=article, language=language)

    def answerable(self) -> Self:
        """What a reader can answer: a reply only as long as what it answers is public too."""
        top = Q(parent=None) | Q(parent__status=Comment.Status.APPROVED)
        return self.approved().filter(top)

    def awaiting(self, user: Any) -> Self:
        """What waits for `user`: everything undecided that they are able to decide.

        What they approved as the first of two waits for somebody else.
        """
        if not user.has_perm("comments.approve_comment"):
            return self.none()
        return self.filter(status=Comment.Status.PENDING).exclude(
            decision__by=user, decision__ruling__in=APPROVING
        )

    def oldest_first(self) -> Self:
        """The order of the queue; its key (pk) pages it."""
        return self.order_by("pk")


class Comment(WorkflowModel):
    """One reader's words under one story."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting for a moderator")
        APPROVED = "approved", pgettext_lazy("comment", "Published")
        REJECTED = "rejected", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn by its author")

    class Verification(models.TextChoices):
        VERIFIED = "verified", _("Verified")
        UNVERIFIED = "unverified", _("Not verified")
        NOT_ASKED = "not_asked", _("Not asked")

    INITIAL = Status.PENDING
    MOVE_FIELDS = ("status", "decision", "words_version")
    MOVES = MOVES

    article = models.ForeignKey(
        Article, models.PROTECT, related_name="comments", verbose_name=_("story")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="replies",
        verbose_name=_("answers"),
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    name = models.CharField(_("name"), max_length=settings.COMMENT_NAME_MAX, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    country = CountryField(_("country"), blank=True)
    subject = models.CharField(_("subject"), max_length=settings.COMMENT_SUBJECT_MAX, blank=True)
    message = models.TextField(_("message"), max_length=settings.COMMENT_MESSAGE_MAX)
    status = models.CharField(
        _("state"), max_length=9, choices=Status.choices, default=Status.PENDING, editable=False
    )
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("last decision"),
    )
    words_version = models.PositiveSmallIntegerField(
        _("version of the words"), default=1, editable=False
    )
    code = models.CharField(_("code"), max_length=32, unique=True, default=new_code, editable=False)
    is_legal_risk = models.BooleanField(
        _("legal risk"), default=False, help_text=_("Two persons are needed to publish it.")
    )
    verification = models.CharField(
        _("verification"),
        max_length=10,
        choices=Verification.choices,
        default=Verification.NOT_ASKED,
        editable=False,
    )
    findings = models.JSONField(_("findings"), default=list, blank=True, editable=False)
    triage_score = models.FloatField(
        _("likely to be refused"),
        null=True,
        editable=False,
        help_text=_("From 0 to 1, as the triage model has it; empty where there was none."),
    )
    created_at = models.DateTimeField(_("received at"), default=timezone.now, editable=False)

    objects = CommentQuerySet.as_manager()

    if TYPE_CHECKING:
        decisions: RelatedManager[Decision]
        appeals: RelatedManager["Appeal"]
        notices: Any
        parent_id: int | None
        remarks: RelatedManager[Any]
        traces: RelatedManager[Any]

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = move_permissions(
            "comment", [move for move in MOVES if not move.open_to_author]
        )
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "id"], name="comments_comment_queue"),
            models.Index(
                "status",
                Likelihood("triage_score").desc(),
                "id",
                name="comments_comment_likely",
            ),
            models.Index(
                fields=["article", "language", "status", "id"], name="comments_comment_thread"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["pending", "approved", "rejected", "withdrawn"]),
                name="comments_comment_known_status",
            ),
            models.CheckConstraint(
                condition=Q(verification__in=["verified", "unverified", "not_asked"]),
                name="comments_comment_known_verification",
            ),
            models.CheckConstraint(
                condition=Q(language__in=LANGUAGE_CODES), name="comments_comment_known_language"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "rejected"]) | Q(decision__isnull=False),
                name="comments_comment_decided_has_decision",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn") | ~Q(message=""),
                name="comments_comment_has_message",
            ),
            models.CheckConstraint(
                condition=Q(triage_score__isnull=True)
                | Q(triage_score__gte=0, triage_score__lte=1),
                name="comments_comment_score_in_range",
            ),
            # Every sending raises the version by one (comments/laws/), and so does erasing.
            models.CheckConstraint(
                condition=Q(status="withdrawn") | Q(words_version__lte=SENDINGS),
                name="comments_comment_sent_again_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def top_id(self) -> int:
        """The comment under which it stands, itself or the one that it answers."""
        return self.parent_id or self.pk

    # -- who may do what -------------------------------------------------------------------------

    @property
    def waits_for_second(self) -> bool:
        """Whether one person has approved it and another one has to agree."""
        return (
            self.status == self.Status.PENDING
            and self.decision is not None
            and self.decision.ruling in APPROVING
        )

    def may(self, move: Move, actor: Actor) -> bool:
        """The author's moves are the author's alone; nobody else makes them, superusers neither."""
        return move.open_to_author == isinstance(actor, Author) and super().may(move, actor)

    def moves_for(self, actor: Actor) -> list[Move]:
        """The moves that `actor` could make now; who needs a second person is not offered both."""
        return [move for move in super().moves_for(actor) if not hindrance(self, move.name, actor)]

    # -- a moderator's moves -----------------------------------------------------------------------

    def approve(self, *, by: Actor, note: str = "") -> Self:
        """Let the public read it; at legal risk this is the first of two approvals."""
        return self._decide("approve", by=by, note=note, target=self._approved_target())

    def second(self, *, by: Actor, note: str = "") -> Self:
        """Agree, as another person, to publish what is at legal risk."""
        return self._decide("second", by=by, note=note)

    def reject(self, *, by: Actor, clause: Clause | None = None, note: str = "") -> Self:
        """Refuse it under one clause of the policy."""
        return self._refuse("reject", by=by, clause=clause, note=note)

    def remove(
        self, *, by: Actor, clause: Clause | None = None, note: str = "", reply: str = ""
    ) -> Self:
        """Take it off the page under one clause of the policy, with `reply` for who reported it."""
        return self._refuse("remove", by=by, clause=clause, note=note, reply=reply)

    def _refuse(self, name: str, *, by: Actor, reply: str = "", **given: Any) -> Self:
        """Every refusal answers the open notices against the comment."""
        with transaction.atomic():
            self._decide(name, by=by, **given)
            self.notices.answer_removal(self, by, reply)
        return self

    def reopen(self, *, by: Actor, note: str = "") -> Self:
        """Undo a decision: it waits again."""
        return self._decide("reopen", by=by, note=note)

    def overturn(self, *, by: Actor, note: str = "", reply: str = "") -> Self:
        """Publish what another person refused; at legal risk this is the first approval of two.

        An appeal against the refusal is granted by it, with `reply` for the author.
        """
        refusal = self.decision_id
        with transaction.atomic():
            self._decide("overturn", by=by, note=note, target=self._approved_target())
            self.appeals.filter(decision=refusal, outcome="").update(
                outcome="overturned", decided_by=by, decided_at=timezone.now(), reply=reply
            )
        return self

    def _approved_target(self) -> str:
        return self.Status.PENDING if self.is_legal_risk else self.Status.APPROVED

    def _decide(
        self,
        name: str,
        *,
        by: Actor,
        clause: Clause | None = None,
        note: str = "",
        target: str = "",
    ) -> Self:
        """Write the Decision and the status by it, both or neither.

        Raises as `_move` does, and ValidationError 'clause_required', or the reason why this
        person cannot make this decision. What the caller saw (this instance) has to be what
        stands in the row: nobody approves words or a stage that they have not seen.
        """
        move = self._admit(name, by=by, note=note)
        policy = self._policy_of(move, clause)
        with transaction.atomic():
            self._hold(move)
            refuse_hindered(self, name, by)
            decision = Decision(
                comment=self,
                ruling=name,
                clause=clause,
                policy=policy,
                by=cast("User", by),  # _admit lets no author in here
                note=note,
            )
            decision.words_version = self.words_version
            decision.made_at = timezone.now()
            decision.save(force_insert=True)
            return self._move(name, by=by, note=note, target=target, decision=decision)

    def _policy_of(self, move: Move, clause: Clause | None) -> Policy | None:
        if "clause" not in move.takes:
            return Policy.current()
        if clause is None:
            raise ValidationError(
                _("A refusal names a clause of the policy."), code="clause_required"
            )
        if not clause.policy.is_published:
            raise ValidationError(_("This clause is not in force yet."), code="clause_not_in_force")
        return clause.policy

    def _hold(self, move: Move) -> None:
        """Lock the row for this transaction. Raises ValidationError when it has gone on."""
        fields = ("status", "words_version", "decision_id", "is_legal_risk")
        row = type(self)._base_manager.select_for_update().filter(pk=self.pk)
        seen = tuple(getattr(self, name) for name in fields)
        if row.values_list(*fields).first() != seen or self.status not in move.sources:
            raise self._stale(move)

    def _stale(self, move: Move) -> ValidationError:
        return overtaken(self, move) or super()._stale(move)

    def record_move(self, move: Move, *, by: Actor, note: str = "") -> None:
        """Nothing more: a moderator's record is the Decision, an author leaves none."""

    # -- its author's moves ------------------------------------------------------------------------

    def resend(
        self,
        *,
        by: Actor,
        findings: list[Any] | None = None,
        is_legal_risk: bool | None = None,
        triage_score: float | None = None,
        **words: str,
    ) -> Self:
        """Send other words after a refusal, once; they wait for a decision of their own.

        `words` are from WORDS but the language; `findings` and `triage_score` are what was noticed
        in them, and the legal risk stays as it is unless it is given. Raises ValidationError
        'words_unchanged' or 'resent_already'.
        """
        unknown = words.keys() - (set(WORDS) - {"language"})
        if unknown:
            raise TypeError(f"resend: no words called {sorted(unknown)}")
        if all(getattr(self, name) == text for name, text in words.items()):
            raise ValidationError(_("Change the words before sending again."), "words_unchanged")
        changes: dict[str, Any] = {"findings": findings or [], "triage_score": triage_score}
        if is_legal_risk is not None:
            changes["is_legal_risk"] = is_legal_risk
        return self._author_move("resend", by=by, words=words, decision=None, **changes)

    def withdraw(self, *, by: Actor) -> Self:
        """Take it back for good."""
        return self._author_move("withdraw", by=by)

    def erase(self, *, by: Actor) -> Self:
        """Take it back and leave nothing of its words; the decisions on it stay."""
        words = {name: "" for name in WORDS if name != "language"}
        with transaction.atomic():
            email = self.email
            noticed: dict[str, Any] = {"findings": [], "triage_score": None}
            self._author_move("erase", by=by, words=words, email="", **noticed)
            forget_around(self, email)
        return self

    def _author_move(
        self, name: str, *, by: Actor, words: dict[str, str] | None = None, **changes: Any
    ) -> Self:
        move = self._admit(name, by=by)
        words = words or {}
        with transaction.atomic():
            self._hold(move)
            refuse_hindered(self, name, by)
            if any(getattr(self, field) != text for field, text in words.items()):
                changes["words_version"] = self.words_version + 1
            return self._move(name, by=by, **words, **changes)
