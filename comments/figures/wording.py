"""Numbers of the figures in words."""

import re
from datetime import date

from django.utils import formats
from django.utils.translation import gettext, ngettext

from newsportal.digits import written

_AFTER_NUMBER = re.compile(r"(?<=\d) ")


def month_name(month: date | None) -> str:
    """The month with its year; all of them together for None."""
    return written(formats.date_format(month, "F Y")) if month else gettext("All months")


def share(part: int, whole: int) -> int:
    """`part` of `whole` in percent, rounded half up."""
    return (200 * part + whole) // (2 * whole)


def spoken(seconds: int | None) -> str:
    """A wait in words, in the unit that fits; a dash where there is none."""
    # A number stays on the line of what it counts.
    return _AFTER_NUMBER.sub("\u00a0", written(_spoken(seconds)))


def _spoken(seconds: int | None) -> str:
    if seconds is None:
        return "–"
    if seconds < 60:
        return gettext("under a minute")
    minutes, hours, days = round(seconds / 60), round(seconds / 3600), round(seconds / 86400)
    if minutes < 90:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
