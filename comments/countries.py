"""Countries by ISO code, named and sorted in one language."""

from functools import cache

from django.utils.translation import override
from django_countries import countries

from newsportal.arabic import fold
from newsportal.language import current_language


@cache
def countries_in(language: str) -> dict[str, str]:
    """Name by code in `language`, in its alphabet's order: hamza and accents do not part names."""
    with override(language):
        named = [(code, str(name)) for code, name in countries]
    return dict(sorted(named, key=lambda pair: (fold(pair[1]), pair[1])))


def country_name(code: str) -> str:
    """The country's name in the active language; '' for no country."""
    return countries_in(current_language()).get(code, "")
