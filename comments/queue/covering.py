"""What a moderator is shown and can do about personal data in one comment: cover it, uncover it.

Every button is a plain submit whose value names places, `message:13:23 name:0:4`;
newsportal/admin/covering.js makes such a value of the words that are selected.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comments.models import Comment, Cover, Mask
from comments.models.masks import FIELDS, cover, cover_passage, covers_of
from comments.screening import findings_of
from newsportal.codes import is_number

if TYPE_CHECKING:
    from django.contrib.auth.models import User

DIGITS = 12  # of a place in the longest message, and more
PLACES = 50  # that one request covers at most
TYPED = "passage"  # the value of the button beside the typed words


@dataclass(frozen=True)
class Place:
    """Some words of one field, as a button names them."""

    field: str
    start: int
    stop: int
    words: str

    @property
    def value(self) -> str:
        """How the button says it."""
        return f"{self.field}:{self.start}:{self.stop}"


@dataclass(frozen=True)
class Covering:
    """What is covered in one comment, and what was found that could be."""

    comment: Comment

    @cached_property
    def covers(self) -> list[Cover]:
        """What is covered, by field and place."""
        return sorted(covers_of(self.comment), key=lambda each: (FIELDS.index(each.field), each.id))

    @property
    def covered(self) -> list[tuple[Cover, str, str]]:
        """Each with its kind and its words."""
        kinds = dict(Mask.Kind.choices)
        return [
            (each, str(kinds[each.kind]), getattr(self.comment, each.field)[each.start : each.stop])
            for each in self.covers
        ]

    @cached_property
    def offers(self) -> list[Place]:
        """Personal data that the screens found and nobody has covered yet."""
        return [
            Place(finding.field, start, stop, getattr(self.comment, finding.field)[start:stop])
            for finding in findings_of(self.comment)
            if finding.screen == "personal_data"
            for start, stop in finding.spans
            if not any(
                each.field == finding.field and each.start <= start and stop <= each.stop
                for each in self.covers
            )
        ]

    @property
    def all_offers(self) -> str:
        """The value of the button that covers all of them."""
        return " ".join(place.value for place in self.offers)

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        """What typed or selected words can be; by default their form tells."""
        return [("", _("As it looks")), *Mask.Kind.choices]

    def spans(self, field: str) -> list[tuple[int, int]]:
        """What is covered in one field."""
        return [(each.start, each.stop) for each in self.covers if each.field == field]


def stage(comment: Comment) -> str:
    """What is covered, for a form to bring back: who decides has seen just that."""
    return "-".join(str(each.id) for each in sorted(covers_of(comment), key=lambda each: each.id))


def assert_seen(comment: Comment, seen: str | None) -> None:
    """Raise ValidationError 'stale_move' when something else is covered than was on the screen.

    None says nothing: a bulk action shows no words.
    """
    now = Comment.objects.select_for_update().only("pk").get(pk=comment.pk)
    if seen is not None and seen != stage(now):
        raise ValidationError(
            _("Somebody covered or uncovered words of comment %(number)s meanwhile. Read it anew."),
            code="stale_move",
            params={"number": comment.pk},
        )


def is_asked(sent: QueryDict) -> bool:
    """Whether the request covers or uncovers something."""
    return "cover" in sent or "lift" in sent


def carry_out(sent: QueryDict, comment: Comment, *, by: "User") -> str:
    """Cover or uncover what was asked for; the sentence that tells it. Raises ValidationError."""
    if "lift" in sent:
        masks = Mask.objects.standing().on(comment)
        number = sent.get("lift", "")
        mask = masks.filter(pk=number).first() if is_number(number) else None
        if mask is None:
            raise ValidationError(_("This is uncovered already."), code="stale_move")
        mask.lift(by=by)
        return str(_("Uncovered in comment %(number)s.") % {"number": comment.pk})
    kind = sent.get("kind", "")
    if sent.get("cover") == TYPED:
        made = cover_passage(comment, sent.get("passage", ""), by=by, kind=kind)
    else:
        places = _places(sent.get("cover", ""))
        with transaction.atomic():
            made = [cover(comment, *place, by=by, kind=kind) for place in places]
    told = ngettext(
        "%(count)d place covered in comment %(number)s.",
        "%(count)d places covered in comment %(number)s.",
        len(made),
    )
    return told % {"count": len(made), "number": comment.pk}


def _places(value: str) -> list[tuple[str, int, int]]:
    """The places that a button names. Raises ValidationError 'nothing_chosen'."""
    found = []
    for each in value.split()[:PLACES]:
        field, *numbers = each.split(":")
        if len(numbers) == 2 and all(is_number(number, DIGITS) for number in numbers):
            found.append((field, int(numbers[0]), int(numbers[1])))
    if not found:
        raise ValidationError(_("Choose the words to be covered."), code="nothing_chosen")
    return found
