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
_SELECTED = ("%(sel)s of %(cnt)s selected", "%(sel)s of %(cnt)s selected")
_CLOCK_AHEAD = (
    "Note: You are %s hour ahead of server time.",
    "Note: You are %s hours ahead of server time.",
)
_CLOCK_BEHIND = (
    "Note: You are %s hour behind server time.",
    "Note: You are %s hours behind server time.",
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
    (None, _SELECTED): ("المحدَّد: %(sel)s من %(cnt)s",) * 6,
    (None, _CLOCK_AHEAD): ("ساعة هذا الجهاز متقدّمة على ساعة الخادم بفارق (بالساعات): %s",) * 6,
    (None, _CLOCK_BEHIND): ("ساعة هذا الجهاز متأخّرة عن ساعة الخادم بفارق (بالساعات): %s",) * 6,
    (None, "Choose a Time"): "اختيار الوقت",
    (None, "Choose a time"): "اختيار الوقت",
    (None, "Choose a Date"): "اختيار التاريخ",
    (None, "Cancel"): "إلغاء",
    (None, "Show"): "إظهار",
    (None, "Hide"): "إخفاء",
    (None, "Remove"): "إزالة",
    (None, "6 a.m."): "6 صباحاً",
}

# Sentences that come with an Arabic which is wrong, names the insides or speaks to a man alone.
CLUMSY = (
    gettext_noop("%(model_name)s with this %(field_label)s already exists."),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("Change my password"),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
    gettext_noop("Enter a valid URL."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid time."),
    gettext_noop(
        "Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens."
    ),
    gettext_noop("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    gettext_noop("Enter the same password as before, for verification."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Model name"),
    gettext_noop("Password change"),
    gettext_noop(
        "Please enter your old password, for security’s sake, and then enter your new password "
        "twice so we can verify you typed it in correctly."
    ),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be entirely numeric."),
    gettext_noop("Your password can’t be too similar to your other personal information."),
    ngettext_noop(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
    ngettext_noop(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
)

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
    # Django counts them in figures, even one: "1 أسبوع".
    ngettext_noop("%(num)d year", "%(num)d years"),
    ngettext_noop("%(num)d month", "%(num)d months"),
    ngettext_noop("%(num)d week", "%(num)d weeks"),
    ngettext_noop("%(num)d day", "%(num)d days"),
    ngettext_noop("%(num)d hour", "%(num)d hours"),
    ngettext_noop("%(num)d minute", "%(num)d minutes"),
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

# Sentences of the admin that our nouns do not fit: their Arabic takes every noun for masculine,
# and one of them says the opposite; their French lacks the article.
REWORDED = (
    gettext_noop("Mon"),  # Django's Arabic begins it with a hamza
    gettext_noop("The {name} “{obj}” was added successfully."),
    gettext_noop("The {name} “{obj}” was added successfully. You may add another {name} below."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    gettext_noop("The {name} “{obj}” was changed successfully."),
    gettext_noop("The %(name)s “%(obj)s” was deleted successfully."),
    gettext_noop("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?"),
    gettext_noop("Successfully deleted %(count)d %(items)s."),
    gettext_noop("Delete selected %(verbose_name_plural)s"),
    gettext_noop("Add another %(verbose_name)s"),
    gettext_noop("Add another %(model)s"),
    gettext_noop("Change selected %(model)s"),
    gettext_noop("Delete selected %(model)s"),
    gettext_noop("View selected %(model)s"),
    gettext_noop("Add %s"),
    gettext_noop("Change %s"),
    gettext_noop("View %s"),
    gettext_noop("Add %(name)s"),
    gettext_noop("Select %s"),
    gettext_noop("Select %s to change"),
    gettext_noop("Select %s to view"),
    gettext_noop("Delete?"),
    gettext_noop("History"),
    gettext_noop("Change history: %s"),
    gettext_noop("View on site"),
    gettext_noop("Filter"),
    gettext_noop("Show counts"),
    gettext_noop("Hide counts"),
    gettext_noop("Clear all filters"),
    gettext_noop("Select all %(total_count)s %(module_name)s"),
    gettext_noop("Show all"),
    gettext_noop("Go"),
    gettext_noop("Add"),
    gettext_noop("View"),
    gettext_noop("Yes, I’m sure"),
    gettext_noop("No, take me back"),
    gettext_noop("You don’t have permission to view or edit anything."),
    gettext_noop(
        "Items must be selected in order to perform actions on them. No items have been changed."
    ),
    gettext_noop(
        "Please enter the correct %(username)s and password for a staff account. Note that "
        "both fields may be case-sensitive."
    ),
    gettext_noop("Changed {fields}."),
    gettext_noop("Changed {fields} for {name} “{object}”."),
    gettext_noop("Added {name} “{object}”."),
    gettext_noop("Deleted {name} “{object}”."),
    gettext_noop("Added."),
    gettext_noop("No fields changed."),
    gettext_noop(
        "This object doesn’t have a change history. It probably wasn’t added via this admin site."
    ),
    gettext_noop(
        "Deleting the %(object_name)s '%(escaped_object)s' would require deleting the "
        "following protected related objects:"
    ),
    gettext_noop(
        "Deleting the selected %(objects_name)s would require deleting the following "
        "protected related objects:"
    ),
    gettext_noop(
        "Deleting %(class_name)s %(instance)s would require deleting the following protected "
        "related objects: %(related_objects)s"
    ),
    gettext_noop(
        'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? All of '
        "the following related items will be deleted:"
    ),
    gettext_noop(
        "Are you sure you want to delete the selected %(objects_name)s? All of the following "
        "objects and their related items will be deleted:"
    ),
)
