"""What of the queue is shown: language, section, story, finding and age, kept in the address."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import F, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from articles.models import Section
from comments import triage
from comments.models import Comment
from comments.models.comments import Likelihood
from comments.screening import LABELS

AGES = {"1": 1, "6": 6, "24": 24, "72": 72}  # hours
BIGGEST = 2**63 - 1
LIKELY = "likely"


def age_choices() -> list[tuple[str, Any]]:
    """How long a comment has waited at least."""
    words = ngettext_lazy("over %(hours)d hour", "over %(hours)d hours", "hours")
    return [("", _("Any age")), *((key, words % {"hours": hours}) for key, hours in AGES.items())]


def order_choices() -> list[tuple[str, Any]]:
    """In which order the cards stand; by the model only where there is one."""
    choices: list[tuple[str, Any]] = [("", _("Oldest first")), ("newest", _("Newest first"))]
    if triage.is_there():
        choices.append((LIKELY, _("Most likely refused first")))
    return choices


class QueueFilter(forms.Form):
    """A form that is read from the address; what it does not know filters nothing."""

    place = "pk"  # by which the rows stand in order, a number of its own each
    since = "created_at"  # from which moment they wait

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("All languages")), *settings.LANGUAGES],
    )
    section: forms.ModelChoiceField = forms.ModelChoiceField(
        Section.objects.all(), label=_("Section"), required=False, empty_label=_("All sections")
    )
    finding = forms.ChoiceField(
        label=_("Finding"),
        required=False,
        choices=[
            ("", _("All findings")),
            ("none", _("Nothing was found")),
            ("legal", _("Legal risk")),
            ("second", _("Waits for a second person")),
            *LABELS.items(),
        ],
    )
    age = forms.ChoiceField(label=_("How long it waits"), required=False, choices=age_choices)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=order_choices)
    story = forms.IntegerField(
        required=False, min_value=1, max_value=BIGGEST, widget=forms.HiddenInput
    )
    comment = forms.IntegerField(
        required=False, min_value=1, max_value=BIGGEST, widget=forms.HiddenInput
    )
    after = forms.IntegerField(
        required=False, min_value=1, max_value=BIGGEST, widget=forms.HiddenInput
    )

    @property
    def chosen(self) -> dict[str, Any]:
        """What is asked for, valid parts alone."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_newest(self) -> bool:
        """Whether the newest stand first."""
        return self.chosen.get("order") == "newest"

    @property
    def address(self) -> dict[str, str]:
        """The filters for an address: everything but where the page begins."""
        return {
            name: str(getattr(value, "pk", value))
            for name, value in self.chosen.items()
            if name != "after"
        }

    def place_of(self, row: Any) -> int:
        """Where `row` stands in the order: behind it the next page begins."""
        return int(getattr(row, self.place))

    def narrow(self, rows: QuerySet, now: datetime | None = None) -> QuerySet:
        """`rows` that are asked for, whatever the page."""
        chosen = self.chosen
        if "language" in chosen:
            rows = rows.filter(language=chosen["language"])
        if "section" in chosen:
            rows = rows.filter(article__section=chosen["section"])
        if "story" in chosen:
            rows = rows.filter(article=chosen["story"])
        if "comment" in chosen:
            rows = rows.filter(pk=chosen["comment"])
        if "age" in chosen:
            before = (now or timezone.now()) - timedelta(hours=AGES[chosen["age"]])
            rows = rows.filter(**{f"{self.since}__lte": before})
        return with_finding(rows, chosen.get("finding", ""))

    def page(self, rows: QuerySet) -> QuerySet:
        """`rows` in their order, behind the last one of the page before: by key, not by offset."""
        if self.chosen.get("order") == LIKELY:
            return self._likely(rows)
        after, is_newest = self.chosen.get("after"), self.is_newest
        if after:
            rows = rows.filter(**{f"{self.place}__{'lt' if is_newest else 'gt'}": after})
        return rows.order_by(f"-{self.place}" if is_newest else self.place)

    def _likely(self, rows: QuerySet) -> QuerySet:
        """The likeliest to be refused first, the older of two alike; without a score, last."""
        rows = rows.alias(rank=Likelihood("triage_score"))
        after = self.chosen.get("after")
        if after:
            former = Comment.objects.filter(pk=after)
            rank = Subquery(former.values(rank=Likelihood("triage_score")))
            # The first condition is for the index, which knows nothing of the other two.
            behind = Q(rank__lt=rank) | Q(rank=rank, pk__gt=after)
            rows = rows.filter(behind, rank__lte=rank)
        return rows.order_by(F("rank").desc(), "pk")


def with_finding(rows: QuerySet, name: str) -> QuerySet:
    """`rows` in which the screen called `name` found something.

    The findings are compared as text: SQLite cannot look into a JSON list, and both databases
    write `"screen": "links"` with one blank.
    """
    if name == "none":
        return rows.filter(findings=[])
    if name == "legal":
        return rows.filter(is_legal_risk=True)
    if name == "second":
        return rows.filter(decision__ruling__in=("approve", "overturn"))
    if not name:
        return rows
    rows = rows.alias(noticed=Cast("findings", TextField()))
    # A bare name stands first in the list or behind another entry.
    bare = Q(noticed__contains=f'["{name}"') | Q(noticed__contains=f', "{name}"')
    return rows.filter(bare | Q(noticed__contains=f'"screen": "{name}"'))
