"""The charts of the figures: each a finding in words, and the bars that show it."""

from collections.abc import Callable, Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from newsportal.digits import Number, written

from .bars import Chart, chart
from .counts import Figures
from .wording import month_name, share, spoken

Text = str | Promise

TABLE_BELOW: Text = _("The table below the chart has the same numbers.")


def _parts(pairs: Iterable[tuple[str, int, Text]]) -> list[tuple[str, float, str]]:
    return [
        (kind, count, str(words) % {"count": Number(count)})
        for kind, count, words in pairs
        if count
    ]


def months_chart(total: Figures, months: Sequence[Figures]) -> Chart:
    """What became of the comments of each month."""
    decided = total.published + total.refused
    if decided:
        finding = written(
            gettext("%(published)s%% of the decided comments were published, %(refused)s%% refused")
            % {
                "published": share(total.published, decided),
                "refused": 100 - share(total.published, decided),
            }
        )
    else:
        finding = gettext("No comment has been decided so far")
    found = chart("months", finding, str(TABLE_BELOW))
    widest = max(each.received for each in months)
    for each in months:
        parts = _parts(
            [
                ("published", each.published, _("published: %(count)s")),
                ("refused", each.refused, _("refused: %(count)s")),
                ("waiting", each.waiting, _("waiting: %(count)s")),
                ("withdrawn", each.withdrawn, _("withdrawn: %(count)s")),
            ]
        )
        value = gettext("received: %(count)s") % {"count": Number(each.received)}
        found.add(month_name(each.month), value, parts, widest)
    return found


def refusals_chart(total: Figures, clauses: Sequence[tuple[str, str]]) -> Chart | None:
    """How often each clause was the reason; nothing while there are no refusals."""
    if not total.refused:
        return None
    widest = max(total.by_clause.values())
    first = [title for code, title in clauses if total.by_clause[code] == widest]
    if len(first) == 1:
        finding = gettext("The most frequent reason: “%(clause)s”, %(count)s of %(total)s refusals")
    else:
        finding = gettext("The most frequent reasons, %(count)s of %(total)s each: %(clause)s")
    told = {
        "clause": pgettext("list", ", ").join(first),
        "count": Number(widest),
        "total": Number(total.refused),
    }
    found = chart("refusals", finding % told, str(TABLE_BELOW))
    for code, title in clauses:
        count = total.by_clause[code]
        found.add(title, str(Number(count)), [("refused", count, "")], widest)
    return found


def waits_chart(total: Figures, months: Sequence[Figures]) -> Chart | None:
    """How long first decisions took; nothing while there are none."""
    if total.median is None:
        return None
    finding = written(
        gettext("Half of the decisions came within: %(half)s; 95 of 100 within: %(most)s")
        % {"half": spoken(total.median), "most": spoken(total.slowest)}
    )
    found = chart("waits", finding, str(TABLE_BELOW))
    measured = [each for each in months if each.median is not None]
    widest = max((each.slowest or 0 for each in measured), default=0)
    for each in measured:
        parts = [
            ("most", each.slowest or 0, gettext("95 of 100: %(wait)s")),
            ("half", each.median or 0, gettext("half: %(wait)s")),
        ]
        told = [
            (kind, max(length, 1), written(words % {"wait": spoken(length)}))
            for kind, length, words in parts
        ]
        found.add(month_name(each.month), "", told, widest, is_overlaid=True)
    return found


def appeals_chart(total: Figures, months: Sequence[Figures]) -> Chart | None:
    """What became of the appeals of each month; nothing while there are none."""
    answered = total.granted + total.upheld
    if answered:
        finding = ngettext(
            "%(answered)s appeal answered; granted: %(granted)s",
            "%(answered)s appeals answered; granted: %(granted)s",
            answered,
        ) % {"answered": Number(answered), "granted": Number(total.granted)}
    else:
        finding = gettext("No appeal has been answered so far")
    return _answers_chart(
        "appeals",
        finding,
        months,
        lambda month: [
            ("published", month.granted, _("granted: %(count)s")),
            ("refused", month.upheld, _("refusal upheld: %(count)s")),
            ("waiting", month.open_appeals, _("waiting: %(count)s")),
            ("withdrawn", month.lapsed, _("lapsed: %(count)s")),
        ],
    )


def notices_chart(total: Figures, months: Sequence[Figures]) -> Chart | None:
    """What became of the notices of each month; nothing while there are none."""
    answered = total.removed + total.kept
    if answered:
        finding = ngettext(
            "%(answered)s notice answered; comment removed: %(removed)s",
            "%(answered)s notices answered; comment removed: %(removed)s",
            answered,
        ) % {"answered": Number(answered), "removed": Number(total.removed)}
    else:
        finding = gettext("No notice has been answered so far")
    return _answers_chart(
        "notices",
        finding,
        months,
        lambda month: [
            ("refused", month.removed, _("comment removed: %(count)s")),
            ("published", month.kept, _("comment kept: %(count)s")),
            ("waiting", month.open_notices, _("waiting: %(count)s")),
            ("withdrawn", month.lapsed_notices, _("lapsed: %(count)s")),
        ],
    )


def _answers_chart(
    name: str,
    finding: str,
    months: Sequence[Figures],
    parts_of: Callable[[Figures], list[tuple[str, int, Text]]],
) -> Chart | None:
    """What became of what each month brought; nothing while it brought none.

    `name` is that of the count of what was made, and of the chart.
    """
    shown = [(month, getattr(month, name)) for month in months if getattr(month, name)]
    if not shown:
        return None
    found = chart(name, finding, str(TABLE_BELOW))
    widest = max(made for _month, made in shown)
    for month, made in shown:
        value = gettext("made: %(count)s") % {"count": Number(made)}
        found.add(month_name(month.month), value, _parts(parts_of(month)), widest)
    return found
