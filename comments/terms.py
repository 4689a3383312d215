"""The list of watch terms: what is matched now, in and out as CSV, and a trial before saving."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from comments.matching import Matcher, Term, words_of
from comments.models import APPROVING, Clause, Comment, Policy, WatchTerm
from newsportal.digits import western

STARTER = Path(__file__).with_name("starter_terms.csv")
COLUMNS = ("text", "language", "mode", "clause", "severity", "allowed", "expires_at", "note")
ROWS_AT_MOST = 20_000
BYTES_AT_MOST = 4 * 1024 * 1024
ERRORS_SHOWN = 50
TRIAL_SIZE = 5000
EXAMPLES = 10
ALLOWED_MARK = ";"
FORMULA_MARKS = ("=", "+", "-", "@", "\t")

_NAMES = {field.name: field.verbose_name for field in WatchTerm._meta.fields}
_ROW_FIELDS = ("mode", "clause_code", "severity", "allowed", "expires_at", "note")


# -- what is matched -------------------------------------------------------------------------------


def current_matcher() -> Matcher:
    """The matcher of the list as it stands, made anew in each process when the list changes."""
    stand = WatchTerm.objects.aggregate(count=Count("pk"), last=Max("pk"), at=Max("changed_at"))
    return _matcher_of(stand["count"], stand["last"], stand["at"])


@lru_cache(maxsize=1)
def _matcher_of(_count: int, _last: int | None, _changed_at: datetime | None) -> Matcher:
    return Matcher(each.as_term() for each in WatchTerm.objects.defer("added_by"))


def starter_terms() -> list[Term]:
    """The list that a new site begins with."""
    return [WatchTerm(**values).as_term() for _line, values in _rows(read_starter())]


def read_starter() -> str:
    """The starter list as CSV."""
    return STARTER.read_text(encoding="utf-8")


# -- CSV -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    added: int
    changed: int


def export_terms(terms: Iterable[WatchTerm]) -> str:
    """`terms` as CSV, in the columns that `import_terms` reads."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for term in terms:
        expiry = timezone.localtime(term.expires_at).isoformat() if term.expires_at else ""
        cells = (
            term.text,
            term.language,
            term.mode,
            term.clause_code,
            str(term.severity),
            f"{ALLOWED_MARK} ".join(term.allowed_phrases),
            expiry,
            term.note,
        )
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; reading takes the apostrophe off again."""
    return f"'{cell}" if cell.startswith((*FORMULA_MARKS, "'")) else cell


def import_terms(text: str, *, by: Any = None) -> Imported:
    """Add the terms of a CSV, or change those that stand, all or none.

    Raises ValidationError with one message a faulty line, each with its number.
    """
    terms = parse_terms(text)
    with transaction.atomic():
        standing = set(WatchTerm.objects.values_list("text", "language"))
        for term in terms:
            term.added_by = by
            term.changed_at = timezone.now()
        WatchTerm.objects.bulk_create(
            terms,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["text", "language"],
            update_fields=[*_ROW_FIELDS, "added_by", "changed_at"],
        )
    changed = sum((term.text, term.language) in standing for term in terms)
    return Imported(len(terms) - changed, changed)


def parse_terms(text: str) -> list[WatchTerm]:
    """The terms of a CSV, checked and not saved. Raises ValidationError as `import_terms`."""
    policy = Policy.current()
    codes = set(Clause.objects.filter(policy=policy).values_list("code", flat=True))
    seen: dict[tuple[str, ...], int] = {}
    terms: list[WatchTerm] = []
    errors: list[ValidationError] = []
    for line, values in _rows(text):
        term = WatchTerm(**values)
        problems = _problems(term, codes)
        key = (*words_of(term.text), term.language)
        if not problems and key in seen:
            problems = [_("The same term stands in line %(first)d.") % {"first": seen[key]}]
        seen.setdefault(key, line)
        errors += [_at(line, problem) for problem in problems]
        terms.append(term)
        if len(terms) > ROWS_AT_MOST:
            errors.append(_at(line, _("The file has too many lines.")))
        if len(errors) >= ERRORS_SHOWN:
            break
    if not terms and not errors:
        errors.append(ValidationError(_("The file holds no terms."), code="no_terms"))
    if errors:
        raise ValidationError(errors)
    return terms


def _problems(term: WatchTerm, codes: set[str]) -> list[Any]:
    try:
        term.clean_fields()
        term.clean()
    except ValidationError as error:
        return [
            f"{_NAMES.get(name, name)}: {message}"
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    if term.clause_code not in codes:
        return [_("The policy in force has no clause “%(code)s”.") % {"code": term.clause_code}]
    return []


def _at(line: int, problem: Any) -> ValidationError:
    return ValidationError(
        _("Line %(line)d: %(problem)s"), code="bad_line", params={"line": line, "problem": problem}
    )


def _rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and fields of each row. Raises ValidationError for what is no such table."""
    text = text.removeprefix("\ufeff")
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    try:
        columns = [cell.strip().casefold() for cell in next(reader, [])]
        unknown = [column for column in columns if column not in COLUMNS]
        if "text" not in columns or unknown or len(set(columns)) != len(columns):
            raise ValidationError(
                _("Line 1: the columns have to be from these: %(columns)s."),
                code="bad_columns",
                params={"columns": ", ".join(COLUMNS)},
            )
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                if len(cells) != len(columns):
                    raise _at(line, _("It has another number of columns than the first line."))
                yield line, _values(line, dict(zip(columns, cells, strict=True)))
    except csv.Error as error:
        raise _at(before + 1, error) from error


def _values(line: int, row: dict[str, str]) -> dict[str, Any]:
    row = {column: _plain(cell) for column, cell in row.items()}
    text = row["text"]
    default = WatchTerm.Mode.PHRASE if len(words_of(text)) > 1 else WatchTerm.Mode.STEM
    allowed = (each.strip() for each in row.get("allowed", "").split(ALLOWED_MARK))
    return {
        "text": " ".join(text.split()),
        "language": row.get("language", "").casefold(),
        "mode": row.get("mode", "").casefold() or default,
        "clause_code": row.get("clause", ""),
        "severity": row.get("severity", "") or WatchTerm.Severity.WARNING,
        "allowed": "\n".join(filter(None, allowed)),
        "expires_at": _moment(line, row.get("expires_at", "")),
        "note": row.get("note", ""),
    }


def _plain(cell: str) -> str:
    cell = cell.strip()
    is_guarded = cell.startswith("'") and cell[1:].startswith((*FORMULA_MARKS, "'"))
    return cell[1:] if is_guarded else cell


def _moment(line: int, cell: str) -> datetime | None:
    """A time, or the end of a day."""
    if not cell:
        return None
    read = western(cell)
    try:
        day = parse_date(read)
        moment = datetime.combine(day, time.max) if day else parse_datetime(read)
    except ValueError:
        moment = None
    if moment is None:
        raise _at(line, _("“%(cell)s” is no date such as 2026-12-31.") % {"cell": cell})
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


# -- a trial ---------------------------------------------------------------------------------------


@dataclass
class Trial:
    """What terms would have caught among the comments decided last."""

    read: int = 0
    caught: int = 0
    approved: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)


def try_terms(terms: Sequence[WatchTerm], size: int = TRIAL_SIZE) -> Trial:
    """Read the last `size` decided comments with `terms`; nothing is changed.

    The examples are the approved ones first: those show what a term does wrong.
    """
    matcher = Matcher(term.as_term() for term in terms)
    decided = (
        Comment.objects.filter(decision__isnull=False)
        .exclude(message="")
        .order_by("-decision_id")
        .values_list("pk", "message", "subject", "decision__ruling")[:size]
    )
    trial = Trial()
    refused: list[dict[str, Any]] = []
    for pk, message, subject, ruling in decided:
        trial.read += 1
        hits = matcher.find(message)
        if not hits and not matcher.find(subject):
            continue
        is_approved = ruling in APPROVING
        trial.caught += 1
        trial.approved += is_approved
        example = {"pk": pk, "message": message, "hits": hits, "is_approved": is_approved}
        (trial.examples if is_approved else refused).append(example)
    trial.examples = [*trial.examples, *refused][:EXAMPLES]
    return trial
