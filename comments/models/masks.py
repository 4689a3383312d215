"""Masks: personal data in a comment that a moderator has covered, kept as places beside the words.

The words stay as they were written; comments/laws/masks.py holds that a mask lies within the words
that stand, is never changed or deleted, and is lifted once, by somebody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.gather import Rows
from comments.personal import kind_of

from .comments import Comment
from .hindrances import words_changed

if TYPE_CHECKING:
    from django.contrib.auth.models import User

FIELDS = ("name", "subject", "message")  # in which something can be covered
FIELD_LABELS = [("name", _("name")), ("subject", _("subject")), ("message", _("message"))]
MAY_COVER = "comments.approve_comment"


@dataclass(frozen=True)
class Cover:
    """One standing mask as the pages need it: code points of `field`, from `start` to `stop`."""

    id: int
    field: str
    start: int
    stop: int
    kind: str
    by: str

    @property
    def label(self) -> str:
        """What stands in the place of the words; it says neither them nor their length."""
        return str(COVERED.get(self.kind, COVERED["other"]))


class MaskQuerySet(models.QuerySet):
    """The vocabulary of masks."""

    def standing(self) -> Self:
        """What covers something: not lifted, on the words as they are now."""
        return self.filter(lifted_at=None, words_version=F("comment__words_version"))

    def on(self, comment: Any) -> Self:
        """Those of one comment, in the order of their places."""
        return self.filter(comment=comment).order_by("field", "start", "pk")


class Mask(models.Model):
    """One covered place in the words of one comment: by whom, since when, and lifted by whom."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone number")
        EMAIL = "email", _("E-mail address")
        IBAN = "iban", _("Bank account number")
        ADDRESS = "address", _("Postal address")
        NAME = "name", _("Person’s name")
        OTHER = "other", _("Other personal data")

    comment = models.ForeignKey(
        Comment, models.PROTECT, related_name="masks", verbose_name=_("comment")
    )
    field = models.CharField(_("field"), max_length=7, choices=FIELD_LABELS)
    start = models.PositiveIntegerField(_("from character"))
    stop = models.PositiveIntegerField(_("to character"))
    kind = models.CharField(_("what is covered"), max_length=7, choices=Kind.choices)
    words_version = models.PositiveSmallIntegerField(_("version of the words"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("covered by")
    )
    made_at = models.DateTimeField(_("covered at"), default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("uncovered by"),
    )
    lifted_at = models.DateTimeField(_("uncovered at"), null=True)

    objects = MaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("mask")
        verbose_name_plural = _("masks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(field__in=FIELDS), name="comments_mask_known_field"),
            models.CheckConstraint(
                condition=Q(kind__in=["phone", "email", "iban", "address", "name", "other"]),
                name="comments_mask_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(stop__gt=F("start")), name="comments_mask_covers_something"
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True)
                | Q(lifted_by__isnull=False, lifted_at__isnull=False),
                name="comments_mask_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.get_kind_display()}"

    def lift(self, *, by: "User") -> Self:
        """Show the words again. Raises ValidationError 'stale_move' when that is done already."""
        _admit(by)
        rows = Mask.objects.filter(pk=self.pk, lifted_at=None)
        with transaction.atomic():
            # Whoever decides on the comment just now has seen these words covered.
            Comment.objects.select_for_update().get(pk=self.comment_id)
            if not rows.update(lifted_by=by, lifted_at=timezone.now()):
                raise ValidationError(_("This is uncovered already."), code="stale_move")
        self.refresh_from_db()
        return self


# What stands in the place of the words: whole sentences, since each language bends them its way.
COVERED: dict[str, str | Promise] = {
    "phone": _("phone number covered by a moderator"),
    "email": _("e-mail address covered by a moderator"),
    "iban": _("account number covered by a moderator"),
    "address": _("address covered by a moderator"),
    "name": _("name covered by a moderator"),
    "other": _("personal data covered by a moderator"),
}


def cover(
    comment: Comment, field: str, start: int, stop: int, *, by: "User", kind: str = ""
) -> Mask:
    """Cover the characters from `start` to `stop` of one field; blanks at the ends stay outside.

    `comment` is what its moderator saw. Raises ValidationError 'stale_move' when its words are
    other ones now, 'nothing_chosen' or 'covered_already'. Without a kind it is guessed.
    """
    _admit(by)
    with transaction.atomic():
        row = Comment.objects.select_for_update().get(pk=comment.pk)
        if row.words_version != comment.words_version or row.status == row.Status.WITHDRAWN:
            raise words_changed(comment)
        text = getattr(row, field) if field in FIELDS else ""
        start, stop = _without_blanks(text, start, stop)
        covering = Mask.objects.standing().on(row).filter(field=field)
        if covering.filter(start__lte=start, stop__gte=stop).exists():
            raise ValidationError(_("This is covered already."), code="covered_already")
        kind = kind if kind in Mask.Kind.values else kind_of(text[start:stop]) or "other"
        if field == "name" and kind == "other":
            kind = "name"
        return Mask.objects.create(
            comment=row,
            field=field,
            start=start,
            stop=stop,
            kind=kind,
            words_version=row.words_version,
            by=by,
        )


def _without_blanks(text: str, start: int, stop: int) -> tuple[int, int]:
    """The same place without blanks at its ends. Raises ValidationError 'nothing_chosen'."""
    stop = min(stop, len(text))
    passage = text[max(start, 0) : stop]
    start = stop - len(passage.lstrip())
    stop = start + len(passage.strip())
    if start >= stop:
        raise ValidationError(_("Choose the words to be covered."), code="nothing_chosen")
    return start, stop


def cover_passage(comment: Comment, passage: str, *, by: "User", kind: str = "") -> list[Mask]:
    """Cover `passage`, letter by letter as it is typed, wherever it stands in the words.

    Raises ValidationError 'nothing_chosen', or 'not_found' when the words do not hold it.
    """
    wanted = passage.strip()
    if not wanted:
        raise ValidationError(_("Choose the words to be covered."), code="nothing_chosen")
    places = [
        (field, at, at + len(wanted))
        for field in FIELDS
        for at in _occurrences(getattr(comment, field), wanted)
    ]
    if not places:
        raise ValidationError(
            _("These words are not in the comment. Copy them letter by letter."), code="not_found"
        )
    with transaction.atomic():
        return [cover(comment, *place, by=by, kind=kind) for place in places]


def _occurrences(text: str, wanted: str) -> Iterable[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))


def _admit(by: Any) -> None:
    if not (by.is_active and by.has_perm(MAY_COVER)):
        raise PermissionDenied(f"{by} may not {MAY_COVER}")


# -- reading what is covered -----------------------------------------------------------------------


def with_covers(rows: QuerySet[Comment]) -> QuerySet[Comment]:
    """`rows` with what is covered in each, for no further query."""
    masks = Mask.objects.filter(
        comment=OuterRef("pk"), words_version=OuterRef("words_version"), lifted_at=None
    ).order_by("start", "pk")
    fields = ("id", "field", "start", "stop", "kind")
    return rows.annotate(covers=Rows(masks, *fields, by="by__username"))


def covers_of(comment: Comment) -> list[Cover]:
    """What is covered in `comment`, by place; asks the database where `with_covers` did not.

    So no page can show covered words because its queryset forgot about them.
    """
    kept = vars(comment).get("covers")
    if kept is None:
        kept = vars(with_covers(Comment.objects.only("pk")).get(pk=comment.pk))["covers"]
    return [Cover(**row) for row in kept]
