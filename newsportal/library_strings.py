"""Strings of the libraries that need words of ours: the catalogues' other source.

The catalogues of this project come before those of Django and of the packages.
"""


def gettext_noop(message: str) -> str:
    """Mark `message` for extraction; Django's own would need the settings."""
    return message


_MONTHS = (
    ("January", "jan", "Jan.", "كانون الثاني"),
    ("February", "feb", "Feb.", "شباط"),
    ("March", "mar", "March", "آذار"),
    ("April", "apr", "April", "نيسان"),
    ("May", "may", "May", "أيار"),
    ("June", "jun", "June", "حزيران"),
    ("July", "jul", "July", "تموز"),
    ("August", "aug", "Aug.", "آب"),
    ("September", "sep", "Sept.", "أيلول"),
    ("October", "oct", "Oct.", "تشرين الأول"),
    ("November", "nov", "Nov.", "تشرين الثاني"),
    ("December", "dec", "Dec.", "كانون الأول"),
)
# Django's Arabic writes the months of Egypt; readers in the Levant expect these. Context and
# message as in Django's catalogue; an abbreviation would only be unclear.
LEVANTINE_MONTHS: dict[tuple[str | None, str], str] = {
    key: arabic
    for full, short, abbreviated, arabic in _MONTHS
    for key in (
        (None, full),
        (None, short),
        ("abbrev. month", abbreviated),
        ("alt. month", full),
    )
}

# Sentences of packages that come without Arabic or French.
UNTRANSLATED = (gettext_noop("Error verifying reCAPTCHA, please try again."),)
