"""Makes what the tests of the comments need, through domain methods."""

import base64
import json
from itertools import count
from typing import Any

import altcha
from django.contrib.auth.models import User

from articles.models import Article
from comments.models import Clause, Comment, Notice, Policy
from comments.proof import new_challenge
from tests.factories import make_published, make_user

numbers = count(1)


def make_comment(article: Article | None = None, **fields: Any) -> Comment:
    """A pending comment in Arabic."""
    defaults = {"language": "ar", "message": "شكراً على هذا الخبر المفيد."}
    return Comment.objects.create(article=article or make_published(), **{**defaults, **fields})


def moderator_named(name: str) -> User:
    """The moderator called `name`, made at the first time."""
    return User.objects.filter(username=name).first() or make_user(name, role="moderator")


def make_approved(article: Article | None = None, **fields: Any) -> Comment:
    """A comment that a moderator has approved."""
    return make_comment(article, **fields).approve(by=moderator_named("approver"))


def make_rejected(article: Article | None = None, **fields: Any) -> Comment:
    """A comment that a moderator has refused under the first clause."""
    return make_comment(article, **fields).reject(by=moderator_named("refuser"), clause=a_clause())


def a_clause(code: str = "insult") -> Clause:
    """A clause of the policy in force."""
    policy = Policy.current()
    assert policy is not None
    return policy.clauses.get(code=code)


def solve(challenge: dict[str, Any]) -> str:
    """The solution of a challenge, as comments.js writes it into the form."""
    asked = {name: challenge[name] for name in ("algorithm", "challenge", "salt")}
    found = altcha.solve_challenge(**asked, max_number=challenge["max_number"])
    payload = {**asked, "signature": challenge["signature"], "number": found.number}
    return base64.b64encode(json.dumps(payload).encode()).decode()


def solved() -> str:
    """A fresh challenge, solved."""
    return solve(new_challenge())


def make_notice(comment: Comment | None = None, **fields: Any) -> Notice:
    """A reader's report, in Arabic, of a comment that is public."""
    defaults = {"clause": a_clause(), "text": "هذا الكلام يمسّ بكرامة أشخاص.", "language": "ar"}
    return Notice.lodge(comment or make_approved(), **{**defaults, **fields})
