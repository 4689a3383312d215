"""E-mail addresses: cleaned, checked and brought into the one form in which they are stored."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 320  # 64 before the @, 255 after it

# What copying out of Arabic text brings along; a line break is no such thing and is refused.
_COPIED_ALONG = " \t\u00a0\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_AROUND = re.compile(f"^[{_COPIED_ALONG}]+|[{_COPIED_ALONG}]+$")

_validate = EmailValidator(_("Enter an e-mail address, for example name@example.org."))


def normalise(address: str | None) -> str:
    """`address` as it is stored: nothing around it, its domain in lower case and in ASCII.

    Raises ValidationError: 'invalid', or 'local_part_not_ascii' for letters before the @ that
    mail servers at large do not take yet.
    """
    address = _AROUND.sub("", address or "")
    local, at, domain = address.rpartition("@")
    if at and local and not local.isascii():
        raise ValidationError(
            _(
                "Before the @ only Latin letters, digits and signs can be used for now. If the "
                "mailbox has a second address in Latin letters, enter that one."
            ),
            code="local_part_not_ascii",
        )
    _validate(address)
    address = f"{local}@{_ascii_domain(domain)}"
    _validate(address)
    return address


def _ascii_domain(domain: str) -> str:
    """The domain as name servers know it.

    Python's own codec follows the rules of 2003 and refuses names that have long been registered,
    so each label is encoded by itself.
    """
    folded = unicodedata.normalize("NFKC", domain).lower()
    labels = (
        label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
        for label in folded.split(".")
    )
    return ".".join(labels)


def readable(address: str) -> str:
    """`address` with its domain in its own script, for people to read."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{'.'.join(map(_readable_label, domain.split('.')))}"


def _readable_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def address_hash(address: str) -> str:
    """What stands for `address` where the address itself is not kept; 64 hexadecimal digits."""
    return salted_hmac("newsletter.address", address.lower(), algorithm="sha256").hexdigest()
