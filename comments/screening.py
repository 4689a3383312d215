"""What is noticed in a comment before a moderator reads it.

Each screen is a small function: a comment in, a finding or none out (or several). They flag, sort
and suggest a clause; none can approve or refuse, for none of them writes anything at all.
"""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comments.highlight import Span, merged
from comments.languages import guess_language, main_script
from comments.matching import Hit, Matcher, Term
from comments.models import Clause, Comment, Policy
from comments.people import names_in
from comments.personal import personal_spans
from comments.terms import current_matcher
from comments.triage import score as score_of
from comments.triage import text_of
from newsportal.arabic import fold, fold_with_offsets

logger = logging.getLogger(__name__)

NOTE, WARNING, ALARM = 1, 2, 3  # severities, as watch terms have them
RECENT = 300  # comments that a copy is looked for in
RECENT_TIME = timedelta(days=7)
COPY_LEAST = 20  # letters; a short thank-you is said by many
FLOOD_TIME = timedelta(minutes=10)
FLOOD_OF_ONE = 4  # others with the same name or e-mail
FLOOD_OF_STORY = 40
BESIDE = 80  # characters between a name and an accusation
CAPITALS_LEAST = 12

WHOLE = {"shouting", "copied"}  # say something about the text, not about a place in it

LABELS: dict[str, str | Promise] = {
    "watch_terms": _("Watch term"),
    "accusation": _("Accuses a person in the story"),
    "personal_data": _("Personal data"),
    "links": _("Link"),
    "copied": _("Same text as another comment"),
    "flood": _("Many comments at once"),
    "shouting": _("Shouting"),
    "other_language": _("Another language than the page"),
    "honeypot": _("A field was filled in that people do not see"),
    "too_fast": _("Sent faster than a person types"),
    "false_proof": _("A proof of work that was false, too late or used before"),
    "triage": _("The triage model expects a refusal"),
    "unscreened": _("A screen failed: read closely"),
}


@dataclass(frozen=True)
class Finding:
    """What `screen` noticed: the clause it suggests, 1 to 3 how grave, where, and what.

    `spans` are places in the untouched text of `field`; `note` is data (the term, a number), its
    words for people are in LABELS.
    """

    screen: str
    clause_code: str | None
    severity: int
    spans: tuple[Span, ...] = ()
    note: str = ""
    field: str = "message"

    def as_json(self) -> dict[str, Any]:
        """The finding as it is kept with the comment."""
        return {**asdict(self), "spans": [list(span) for span in self.spans]}

    @classmethod
    def from_json(cls, kept: dict[str, Any] | str) -> "Finding":
        """The finding that was kept; a bare name is one without a place."""
        if isinstance(kept, str):
            return cls(kept, None, NOTE)
        spans = tuple((start, end) for start, end in kept.get("spans", ()))
        return cls(**{**kept, "spans": spans})

    @property
    def label(self) -> str:
        """What was noticed, in the reader's language."""
        return str(LABELS.get(self.screen, self.screen))


Findings = Finding | Iterable[Finding] | None
Screen = Callable[[Comment], Findings]


def screen(comment: Comment) -> list[Finding]:
    """Everything that the screens notice in `comment`, the gravest first. It changes nothing."""
    found: list[Finding] = []
    for each in SCREENS:
        try:
            result = each(comment)
        except Exception:
            logger.exception("screen %s failed", each.__name__)
            result = Finding("unscreened", None, WARNING, note=each.__name__)
        if isinstance(result, Finding):
            found.append(result)
        elif result is not None:
            found.extend(result)
    return sorted(found, key=lambda finding: -finding.severity)


def look_over(comment: Comment, *signs: str) -> None:
    """Write on `comment`, which is not saved here, all that is noticed about it.

    `signs` are the names of what was noticed about the way it came in.
    """
    noticed = screen(comment)
    comment.findings = [*signs, *(finding.as_json() for finding in noticed)]
    comment.is_legal_risk = is_legal_risk(noticed, Policy.current())
    comment.triage_score = score_of(text_of(comment.subject, comment.message))


def findings_of(comment: Comment) -> list[Finding]:
    """What was noticed when `comment` came in."""
    return [Finding.from_json(kept) for kept in comment.findings]


def suggested_clause(findings: Iterable[Finding]) -> str | None:
    """The code of the clause that the gravest finding points to."""
    pointing = [finding for finding in findings if finding.clause_code]
    return max(pointing, key=lambda finding: finding.severity).clause_code if pointing else None


def is_legal_risk(findings: Iterable[Finding], policy: Policy | None) -> bool:
    """Whether a finding stands under a clause that takes two persons to publish."""
    codes = {finding.clause_code for finding in findings if finding.clause_code}
    if not codes or policy is None:
        return False
    return Clause.objects.filter(policy=policy, code__in=codes, is_legal_risk=True).exists()


# -- words ----------------------------------------------------------------------------------------


def watch_terms(comment: Comment) -> list[Finding]:
    """Terms of the list, one finding a term and field."""
    spans: dict[tuple[str, Term], list[Span]] = {}
    for field in ("message", "subject", "name"):
        for hit in _hits(comment, field):
            spans.setdefault((field, hit.term), []).append((hit.start, hit.end))
    return [
        Finding("watch_terms", term.ref.clause_code, term.ref.severity, tuple(at), term.text, field)
        for (field, term), at in spans.items()
    ]


def _hits(comment: Comment, field: str = "message") -> list[Hit]:
    """Terms in one field that count in its language and have not expired."""
    text = getattr(comment, field)
    if not text:
        return []
    language = guess_language(comment.message)
    now = timezone.now()
    return [
        hit
        for hit in current_matcher().find(text, ("ar", language) if language else ())
        if hit.term.ref.expires_at is None or hit.term.ref.expires_at > now
    ]


def accusation(comment: Comment) -> Finding | None:
    """A person named in the story beside a word that accuses.

    Names are guessed (comments/people.py): this is a hint to read closely, no more.
    """
    accusing = [hit for hit in _hits(comment) if hit.term.ref.clause_code == "defamation"]
    if not accusing:
        return None
    names = names_in(_words_of_story(comment))
    terms = [Term(name, "phrase" if " " in name else "stem") for name in names]
    pairs = [
        (named, hit)
        for named in Matcher(terms).find(comment.message)
        for hit in accusing
        if _distance(named, hit) <= BESIDE
    ]
    if not pairs:
        return None
    places = {(hit.start, hit.end) for pair in pairs for hit in pair}
    spans = merged(places, len(comment.message))
    return Finding("accusation", "defamation", ALARM, tuple(spans), pairs[0][0].term.text)


def _words_of_story(comment: Comment) -> str:
    """Headline, dek and body in the language of the page; the byline is not among them."""
    story = comment.article
    fields = ("headline", "dek", "body")
    return ".\n".join(story.text_in(comment.language, field) or "" for field in fields)


def _distance(one: Hit, other: Hit) -> int:
    return max(one.start, other.start) - min(one.end, other.end)


def personal_data(comment: Comment) -> list[Finding]:
    """Telephone numbers, e-mail addresses and IBANs, one finding a field."""
    return [
        Finding("personal_data", "personal-data", WARNING, tuple(spans), field=field)
        for field in ("message", "subject", "name")
        if (spans := personal_spans(getattr(comment, field)))
    ]


_LINK = re.compile(
    r"(?:https?|hxxps?|ftp)://\S+|\bwww\.\S+"
    r"|(?<![@\w.-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|net|org|info|biz|io|me|co|lb|xyz|site|online"
    r"|shop|store|ru|ly|tv|app|link|top|gl|click|live|club|vip|bet)(?:/\S*)?(?![\w@.-])",
    re.IGNORECASE,
)


def links(comment: Comment) -> Finding | None:
    """Addresses of the web, written out or bare."""
    spans = tuple(match.span() for match in _LINK.finditer(comment.message))
    if not spans:
        return None
    severity = NOTE if len(spans) == 1 else WARNING
    return Finding("links", "advertising", severity, spans, str(len(spans)))


# -- manner ---------------------------------------------------------------------------------------

_DRAWN_OUT = re.compile(r"([^\W\d_])\1{4,}|[!؟?]{4,}")


def shouting(comment: Comment) -> Finding | None:
    """Capitals throughout, or drawn-out letters and rows of exclamation marks."""
    text = comment.message
    cased = [each for each in text if each.isupper() or each.islower()]
    capitals = sum(each.isupper() for each in cased)
    if len(cased) >= CAPITALS_LEAST and capitals > 0.7 * len(cased):
        return Finding("shouting", None, NOTE, ((0, len(text)),))
    folded, offsets = fold_with_offsets(text)
    spans = tuple(
        (offsets[match.start()], offsets[match.end() - 1] + 1)
        for match in _DRAWN_OUT.finditer(folded)
        if not folded.startswith(("www", "http"), match.start())
    )
    return Finding("shouting", None, NOTE, spans) if len(spans) > 1 else None


def other_language(comment: Comment) -> Finding | None:
    """Words in another language than the page's. Arabic in Latin letters counts as Arabic."""
    written = main_script(comment.message)
    guessed = "ar" if written == "arabic" else guess_language(comment.message)
    if guessed is None or guessed == comment.language:
        return None
    return Finding("other_language", None, NOTE, note=guessed)


def triage(comment: Comment) -> Finding | None:
    """What the triage model, where there is one, expects to be refused; it points to no clause."""
    score = score_of(text_of(comment.subject, comment.message))
    if score is None or score < settings.TRIAGE_FLAG:
        return None
    return Finding("triage", None, NOTE, note=f"{score:.2f}")


# -- company --------------------------------------------------------------------------------------


def copied(comment: Comment) -> Finding | None:
    """The same words as another comment of the last days, however they are decorated."""
    own = _bare(comment.message)
    if len(own) < COPY_LEAST:
        return None
    since = timezone.now() - RECENT_TIME
    others = _others(comment).filter(created_at__gte=since).values_list("message", flat=True)
    copies = sum(_bare(message) == own for message in others[:RECENT])
    whole = ((0, len(comment.message)),)
    return Finding("copied", "advertising", WARNING, whole, str(copies)) if copies else None


def _bare(message: str) -> str:
    """The letters and digits of a message, folded."""
    return "".join(each for each in fold(message) if each.isalnum())


def flood(comment: Comment) -> Finding | None:
    """Many comments within minutes by one author, or under one story."""
    since = timezone.now() - FLOOD_TIME
    rows = _others(comment).filter(created_at__gte=since)
    recent = list(rows.values_list("article_id", "email", "name")[:RECENT])
    of_story = sum(story == comment.article_id for story, _email, _name in recent)
    of_author = sum(
        bool(comment.email and email == comment.email)
        or bool(comment.name and name == comment.name)
        for _story, email, name in recent
    )
    if of_author >= FLOOD_OF_ONE:
        return Finding("flood", "advertising", WARNING, note=str(of_author + 1))
    if of_story >= FLOOD_OF_STORY:
        return Finding("flood", None, NOTE, note=str(of_story + 1))
    return None


def _others(comment: Comment) -> Any:
    """The other comments, the newest first (by number, so that no index is needed)."""
    return Comment.objects.exclude(pk=comment.pk).order_by("-pk")


SCREENS: tuple[Screen, ...] = (
    watch_terms,
    accusation,
    personal_data,
    links,
    copied,
    flood,
    shouting,
    other_language,
    triage,
)
