"""Strings of the libraries that need words of ours: the catalogues' other source.

The catalogues of this project come before those of Django and of the packages.
"""


def gettext_noop(message: str) -> str:
    """Mark `message` for extraction; Django's own would need the settings."""
    return message


def ngettext_noop(singular: str, plural: str) -> tuple[str, str]:
    """Mark a message with plural forms for extraction."""
    return singular, plural


def pgettext_noop(context: str, message: str) -> tuple[str, str]:
    """Mark a message with a context for extraction."""
    return context, message


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

_DAYS = (
    ("Sunday", "Sun", "الأحد"),
    ("Monday", "Mon", "الاثنين"),
    ("Tuesday", "Tue", "الثلاثاء"),
    ("Wednesday", "Wed", "الأربعاء"),
    ("Thursday", "Thur", "الخميس"),
    ("Friday", "Fri", "الجمعة"),
    ("Saturday", "Sat", "السبت"),
)
_SELECTED_HIDDEN = ("%s selected option not visible", "%s selected options not visible")
# What the admin's scripts say, where their Arabic is missing or names the months of Egypt.
ARABIC_OF_SCRIPTS: dict[tuple[str | None, str | tuple[str, str]], str | tuple[str, ...]] = {
    **{(None, full): arabic for full, _short, _abbreviated, arabic in _MONTHS},
    **{
        (f"abbrev. month {full}", short.capitalize()): arabic
        for full, short, _abbreviated, arabic in _MONTHS
    },
    **{(None, full): arabic for full, _short, arabic in _DAYS},
    **{(f"abbrev. day {full}", short): arabic for full, short, arabic in _DAYS},
    (None, "(click to clear)"): "(انقر للإفراغ)",
    (None, "Choose all %s"): "اختيار كل %s",
    (None, "Choose selected %s"): "اختيار %s المحددة",
    (None, "Remove all %s"): "إزالة كل %s",
    (None, "Remove selected %s"): "إزالة %s المحددة",
    (
        None,
        'Choose %s by selecting them and then select the "Choose" arrow button.',
    ): "لاختيار %s تُحدَّد ثم يُضغط سهم «اختيار».",
    (
        None,
        'Remove %s by selecting them and then select the "Remove" arrow button.',
    ): "لإزالة %s تُحدَّد ثم يُضغط سهم «إزالة».",
    (
        None,
        "Type into this box to filter down the list of selected %s.",
    ): "الكتابة هنا تضيّق قائمة %s المختارة.",
    (None, _SELECTED_HIDDEN): ("المحدَّد غير الظاهر: %s",) * 6,
}

# Sentences of Django and its packages that come without Arabic or French and can be seen here.
UNTRANSLATED = (
    gettext_noop("Access Attempt"),
    gettext_noop("Attempt Remaining"),
    gettext_noop("Clean up expired attempts"),
    gettext_noop("Expires At"),
    gettext_noop("Locked Out"),
    gettext_noop("Not set"),
    gettext_noop("Session key hash (sha256)"),
    gettext_noop("The time when access attempt expires and is no longer valid."),
    gettext_noop("access attempt expiration"),
    gettext_noop("access attempt expirations"),
    gettext_noop("Conflicting form data submitted. Please try again."),
    gettext_noop("Constraint “%(name)s” is violated."),
    gettext_noop("Disabled"),
    gettext_noop("Enable password-based authentication for this user by setting a password."),
    gettext_noop("Enabled"),
    gettext_noop("Ensure this value is a multiple of step size %(limit_value)s."),
    gettext_noop("Enter a valid %(protocol)s address."),
    gettext_noop("Enter a valid domain name."),
    gettext_noop(
        "Enter a valid username. This value may contain only unaccented lowercase a-z and "
        "uppercase A-Z letters, numbers, and @/./+/-/_ characters."
    ),
    gettext_noop("Error verifying reCAPTCHA, please try again."),
    gettext_noop("Password-based authentication was disabled."),
    gettext_noop("Password-based authentication"),
    gettext_noop("Raw passwords are not stored, so there is no way to see the user’s password."),
    gettext_noop("Reset password"),
    gettext_noop("Set password: %s"),
    gettext_noop(
        "Whether the user will be able to authenticate using a password or not. If disabled, "
        "they may still be able to authenticate using other backends, such as Single Sign-On or "
        "LDAP."
    ),
    gettext_noop("hash"),
    gettext_noop("salt"),
    gettext_noop("%(model)s instance with %(field)s %(value)r is not a valid choice."),
    ngettext_noop("Please submit at least %(num)d form.", "Please submit at least %(num)d forms."),
    ngettext_noop("Please submit at most %(num)d form.", "Please submit at most %(num)d forms."),
    ngettext_noop(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    gettext_noop("Task Result"),
    gettext_noop("Task Results"),
    gettext_noop("args kwargs"),
    gettext_noop("backend name"),
    gettext_noop("enqueued at"),
    gettext_noop("exception class path"),
    gettext_noop("finished at"),
    gettext_noop("priority"),
    gettext_noop("queue name"),
    gettext_noop("return value"),
    gettext_noop("run after"),
    gettext_noop("started at"),
    gettext_noop("status"),
    gettext_noop("task path"),
    gettext_noop("traceback"),
    gettext_noop("worker id"),
    pgettext_noop("Task", "Failed"),
    pgettext_noop("Task", "Ready"),
    pgettext_noop("Task", "Running"),
    pgettext_noop("Task", "Successful"),
)
