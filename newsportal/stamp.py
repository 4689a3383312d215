"""How long a form was open, by a signed time that a script fetches when the form is touched.

Pages are the same for every reader, so no page carries it; a form without one is only 'not
verified'.
"""

from datetime import datetime
from typing import Literal

from django.conf import settings
from django.core import signing
from django.utils import timezone

SALT = "comments.stamp"

Age = Literal["ripe", "fresh", "unknown"]


def new_stamp() -> str:
    """The present moment, signed."""
    return signing.dumps(timezone.now().timestamp(), salt=SALT)


def age_of(stamp: str, now: datetime | None = None) -> Age:
    """'fresh' when the form is younger than a person types, 'unknown' without a valid stamp."""
    try:
        since = signing.loads(stamp, salt=SALT, max_age=settings.COMMENT_FORM_SECONDS)
    except signing.BadSignature:
        return "unknown"
    age = (now or timezone.now()).timestamp() - since
    return "ripe" if age >= settings.COMMENT_MIN_FORM_AGE else "fresh"
