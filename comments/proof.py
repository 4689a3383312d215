"""The proof of work: a second of a browser's time for each comment, asked of nobody else.

django-altcha makes and checks the challenges. Its widget is left out: it styles itself inline,
which the policy of reader pages forbids (README, Decisions). Our own comments.js fetches a
challenge when the form is first touched, and proof.js searches for its number.
"""

import base64
import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_altcha import AltchaField, get_altcha_challenge

from comments.captcha import Answer
from comments.models import SpentChallenge

LENGTH_MAX = 1_000  # a solution has some 350 characters; longer ones are not even read


class ProofField(AltchaField):
    """Takes a solution once, in whichever process and without a cache."""

    def replay_attack_protection(self, payload: str) -> None:
        """Spend the challenge. Raises ValidationError 'replay' when somebody was faster."""
        challenge = json.loads(base64.b64decode(payload))["challenge"]
        until = timezone.now() + timedelta(seconds=settings.COMMENT_FORM_SECONDS)
        if not SpentChallenge.objects.spend(challenge, until=until):
            raise ValidationError(self.error_messages["replay"], code="replay")


def new_challenge() -> dict[str, Any]:
    """A fresh challenge, signed, good for as long as a form may stay open."""
    return vars(get_altcha_challenge(max_number=settings.COMMENT_PROOF_NUMBER))


def ask(payload: str) -> Answer:
    """'yes' once for a solution, 'no' for a false, late or used one, 'unknown' without any."""
    if not payload:
        return "unknown"
    try:
        ProofField().clean(payload if len(payload) <= LENGTH_MAX else "")
    except ValidationError:
        return "no"
    return "yes"
