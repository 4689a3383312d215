"""Signing up, confirming and leaving; nothing is stored about an address that has not confirmed.

What was asked for travels in the signed link. Neither the answer nor its time tells whether an
address is known.
"""

import logging
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from articles.models import Section, SiteProfile
from newsletter import addresses, mails
from newsletter.models import AddressMark, Rhythm, Subscription

logger = logging.getLogger(__name__)

SALT = "newsletter.optin"
ONE_PENDING_MAIL = timedelta(hours=1)
RETRIES = (10, 60, 300, 1800)  # seconds until the next try, while the mail server puts us off


@dataclass(frozen=True)
class Wish:
    """What somebody asked for and has yet to confirm."""

    email: str
    language: str
    rhythm: str
    sections: tuple[int, ...]
    page: str
    asked_at: float


@dataclass(frozen=True)
class Consent:
    """What was agreed to: the words as shown, their language, the page of the form."""

    text: str
    language: str
    page: str


# -- asking ---------------------------------------------------------------------------------------


def ask(email: str, language: str, rhythm: str, sections: Iterable[Section], page: str) -> None:
    """Queue the mail with the link that confirms; silent when one is pending already."""
    email = addresses.normalise(email)
    now = timezone.now()
    wish = Wish(email, language, rhythm, tuple(s.pk for s in sections), page, now.timestamp())
    with transaction.atomic():
        mark, _created = AddressMark.objects.get_or_create(
            address_hash=addresses.address_hash(email)
        )
        pause = ONE_PENDING_MAIL / max(settings.RATE_LIMIT_FACTOR, 0.001)
        is_free = Q(mailed_at=None) | Q(mailed_at__lte=now - pause)
        if AddressMark.objects.filter(is_free, pk=mark.pk).update(mailed_at=now):
            send_confirmation.enqueue(sign(wish))


@task()
def send_confirmation(token: str, attempt: int = 1) -> None:
    """Mail the link. Errors are handled here: their texts hold the address."""
    try:
        wish = read(token)
    except ValidationError:
        return
    link = mails.page("newsletter_confirm", wish.language, token)
    message = mails.confirmation(wish.email, wish.language, link)
    if not mails.is_mailable(message):
        logger.warning("A confirmation was not sent: its address cannot be written into a mail")
        return
    try:
        message.send()
    except OSError as error:
        kind = type(error).__name__
        if mails.verdict(error) == "refused" or attempt > len(RETRIES):
            logger.warning("A confirmation was not sent: %s", kind)
            return
        delay = RETRIES[attempt - 1]
        logger.warning("A confirmation is tried again in %d s: %s", delay, kind)
        later = timezone.now() + timedelta(seconds=delay)
        send_confirmation.using(run_after=later).enqueue(token, attempt + 1)


# -- the link -------------------------------------------------------------------------------------


def sign(wish: Wish) -> str:
    """The token that carries `wish`."""
    # Not compressed: that token would begin with a dot, which many proxies refuse in a path.
    return signing.dumps(astuple(wish), salt=SALT)


def read(token: str) -> Wish:
    """The wish that `token` carries.

    Raises ValidationError: 'link_forged', 'link_expired', or 'link_void' when the address has left
    since the link was made.
    """
    lifetime = timedelta(days=settings.CONFIRM_LINK_DAYS)
    try:
        fields = signing.loads(token, salt=SALT, max_age=lifetime)
    except signing.SignatureExpired:
        raise ValidationError(_("This link has expired."), code="link_expired") from None
    except signing.BadSignature:
        raise ValidationError(_("This link is not complete."), code="link_forged") from None
    email, language, rhythm, sections, page, asked_at = fields
    wish = Wish(email, language, rhythm, tuple(sections), page, asked_at)
    mark = AddressMark.objects.filter(address_hash=addresses.address_hash(wish.email)).first()
    if mark and mark.left_at and mark.left_at.timestamp() >= wish.asked_at:
        raise ValidationError(_("This link is no longer valid."), code="link_void")
    return wish


def consent_text(wish: Wish) -> str:
    """The words beside the button that confirms, in the active language."""
    names = [section.name for section in Section.objects.filter(pk__in=wish.sections)]
    return gettext(
        "I want the newsletter of %(site)s by e-mail at %(email)s. Language: %(language)s. "
        "Rhythm: %(rhythm)s. Sections: %(sections)s. I can leave at any time with one click."
    ) % {
        "site": SiteProfile.load().name,
        "email": addresses.readable(wish.email),
        "language": str(dict(settings.LANGUAGES)[wish.language]),
        "rhythm": Rhythm(wish.rhythm).label,
        "sections": gettext(", ").join(names) or gettext("all of them"),
    }


def confirm(wish: Wish, consent: Consent) -> Subscription:
    """Write the consent that was given by pressing the button."""
    sections = Section.objects.filter(pk__in=wish.sections)
    return subscribe(wish.email, wish.language, wish.rhythm, sections, consent)


def subscribe(
    email: str, language: str, rhythm: str, sections: Iterable[Section], consent: Consent
) -> Subscription:
    """Write a consent that was given; a second one of the same address replaces the first."""
    email = addresses.normalise(email)
    try:
        with transaction.atomic():
            return _write(email, language, rhythm, sections, consent)
    except IntegrityError:  # confirmed twice at the same moment: now the row is there
        with transaction.atomic():
            return _write(email, language, rhythm, sections, consent)


def _write(
    email: str, language: str, rhythm: str, sections: Iterable[Section], consent: Consent
) -> Subscription:
    known = Subscription.objects.of(email).select_for_update().first()
    subscription = known or Subscription(email=email)
    subscription.language = language
    subscription.rhythm = rhythm
    subscription.consent_text = consent.text
    subscription.consent_language = consent.language
    subscription.consent_page = consent.page[:200]
    subscription.confirmed_at = timezone.now()
    subscription.save()
    subscription.sections.set(sections)
    # Confirmed: no mail is pending any more, and whoever leaves may come back at once.
    AddressMark.objects.filter(address_hash=addresses.address_hash(email)).update(mailed_at=None)
    return subscription


# -- leaving --------------------------------------------------------------------------------------


def leave(token: str) -> bool:
    """End the subscription with this token; False when it has ended already."""
    with transaction.atomic():
        subscription = Subscription.objects.select_for_update().filter(token=token).first()
        if subscription is None:
            return False
        subscription.delete()
        return True


def spare_marks(now: datetime) -> QuerySet[AddressMark]:
    """The marks of addresses that no living link needs."""
    limit = now - timedelta(days=settings.CONFIRM_LINK_DAYS, hours=1)
    return AddressMark.objects.filter(
        Q(mailed_at=None) | Q(mailed_at__lt=limit), Q(left_at=None) | Q(left_at__lt=limit)
    )
