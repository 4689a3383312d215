"""An optional model that guesses which comments will be refused: it sorts and flags, no more.

Nothing here decides, and nothing here touches the database. `score` needs the standard library
alone; `learn` needs scikit-learn.

A comment is taken as the groups of 2 to 4 characters of its folded words, each hashed to one of
2^18 buckets. Learning is tf-idf, scaled by how much likelier a group is in refused comments than
in others, then logistic regression; all of it ends as two bytes a bucket:

    line 1  `newsportal-triage 1 <SHA-256 of everything after this line>`
    line 2  JSON: bias, step (of the weights), rules (`_rules()`, below), refused and other (how
            many comments it learnt from), trained_at, held_out (macro F1, or null)
    rest    zlib: 2^18 bytes, the rarity of each bucket (0: unknown), then 2^18 signed bytes, its
            weight in steps

The value of a bucket found n times is (1 + ln n) · rarity; all values together are scaled to
length one, multiplied by their weights and added up. That sum plus the bias is squeezed between 0
and 1 so that 0.5 is the border the model itself would draw. It is an order, not a probability.
"""

import hashlib
import json
import logging
import math
import os
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from newsportal.arabic import fold

logger = logging.getLogger(__name__)

SEED = 20260
HELD_OUT = 0.2
FEWEST = 20  # comments of each class: with less, the figures would say nothing
MAX_BYTES = 2_000_000
MAGIC = b"newsportal-triage 1 "

_BUCKETS = 1 << 18
_SIZES = (2, 3, 4)
_FOLDS = 5

# Handles, links, and what published collections put in their place, tell one site from another.
_ADDRESS = re.compile(r"@\S+|<\w+>|(?:https?://|www\.)\S+")
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W_][\W_]{1,3}){2,}[^\W_](?![^\W_])")  # ح.م.ا.ر
_BETWEEN = re.compile(r"[\W_]+")
_REPEATED = re.compile(r"(.)\1+")
_PIECE = re.compile(r"[^\W_]+|[^\w\s]+")


def squeeze(text: str) -> str:
    """Return `text` folded, without addresses, spaced letters joined, repeated ones once."""
    plain = _ADDRESS.sub(" ", fold(text))
    joined = _SPACED.sub(lambda found: _BETWEEN.sub("", found[0]), plain)
    return _REPEATED.sub(r"\1", joined)


def buckets(text: str) -> list[int]:
    """Return the bucket of each group of characters in `text`, as often as it occurs."""
    found: list[int] = []
    for piece in _PIECE.findall(squeeze(text)):
        # Four bytes a character, so that slices of bytes are slices of characters.
        padded = f" {piece} ".encode("utf-32-le", "surrogatepass")
        for size in _SIZES:
            width = 4 * size
            found += [
                zlib.crc32(padded[start : start + width]) % _BUCKETS
                for start in range(0, max(4, len(padded) - width + 4), 4)
            ]
            if width >= len(padded):
                break
    return found


@lru_cache(maxsize=1)
def _rules() -> int:
    """A sum over what a few spellings become: weights learnt under other rules do not fit."""
    sample = "أإآ ىئ ؤ ةۀ کگ پچژ ـَـ ٣۴ ﷲ é ß I\u200cI هههههه ح.م.ا.ر @a https://b 🙂!?"
    return zlib.crc32(repr(buckets(sample)).encode())


@dataclass(frozen=True, slots=True)
class Model:
    """Stored weights, and what they were learnt from."""

    rarity: bytes
    weights: memoryview  # of signed bytes
    step: float
    bias: float
    refused: int
    other: int
    trained_at: str
    held_out: float | None = None

    def score(self, text: str) -> float:
        """Return how likely `text` is to be refused, from 0 to 1; 0.5 is the model's border."""
        total = squares = 0.0
        for bucket, times in Counter(buckets(text)).items():
            rarity = self.rarity[bucket]
            if rarity:
                value = rarity * (1 + math.log(times))
                squares += value * value
                total += value * self.weights[bucket]
        margin = self.bias + (total * self.step / math.sqrt(squares) if squares else 0)
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, margin))))

    def save(self, path: Path) -> int:
        """Write the file in one step, so that no reader meets half of it; return its bytes."""
        head = {
            "bias": self.bias,
            "step": self.step,
            "rules": _rules(),
            "refused": self.refused,
            "other": self.other,
            "trained_at": self.trained_at,
            "held_out": self.held_out,
        }
        body = zlib.compress(self.rarity + self.weights.tobytes(), 9)
        rest = json.dumps(head).encode() + b"\n" + body
        data = MAGIC + hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
        fresh.write_bytes(data)
        fresh.replace(path)
        return len(data)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a stored model. Raises ImproperlyConfigured saying what is wrong with the file."""
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise _unusable(path, error.strerror or "it cannot be read") from error
        first, _, rest = data.partition(b"\n")
        if not first.startswith(MAGIC):
            raise _unusable(path, "it is no triage model of this version")
        if len(data) > MAX_BYTES:
            raise _unusable(path, "it is too large")
        if hashlib.sha256(rest).hexdigest().encode() != first.removeprefix(MAGIC):
            raise _unusable(path, "it is damaged, its checksum does not match")
        head, _, body = rest.partition(b"\n")
        try:
            return cls._from_parts(json.loads(head), body)
        except (ValueError, TypeError, KeyError, zlib.error) as error:
            raise _unusable(path, f"its parts do not fit together ({error})") from error

    @classmethod
    def _from_parts(cls, head: dict[str, Any], body: bytes) -> Self:
        if head["rules"] != _rules():
            raise ValueError("it was learnt with other spelling rules")
        # One byte more than there may be, so that a body which is too long shows.
        raw = zlib.decompressobj().decompress(body, 2 * _BUCKETS + 1)
        step, bias = float(head["step"]), float(head["bias"])
        if len(raw) != 2 * _BUCKETS or not (math.isfinite(step) and math.isfinite(bias)):
            raise ValueError("the weights are not whole")
        return cls(
            rarity=raw[:_BUCKETS],
            weights=memoryview(raw[_BUCKETS:]).cast("b"),
            step=step,
            bias=bias,
            refused=int(head["refused"]),
            other=int(head["other"]),
            trained_at=str(head["trained_at"]),
            held_out=head["held_out"],
        )


def _unusable(path: Path, reason: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"The triage model {path} cannot be used: {reason}. "
        "Make it anew with manage.py train_triage, or delete it."
    )


def score(text: str) -> float | None:
    """Return how likely `text` is to be refused (0.5 is the border), None without a model.

    A model that cannot be used is as good as none: it is logged, and no comment waits for it.
    """
    model = installed()
    return None if model is None else model.score(text)


def text_of(subject: str, message: str) -> str:
    """The words of a comment as they are learnt and scored."""
    return f"{subject}\n{message}".strip()


def is_there() -> bool:
    """Whether a model is installed; whether it can be used shows when it is."""
    return Path(settings.TRIAGE_MODEL).is_file()


def installed() -> Model | None:
    """The model at settings.TRIAGE_MODEL, read again when the file has changed."""
    path = Path(settings.TRIAGE_MODEL)
    try:
        facts = path.stat()
    except OSError:
        return None
    return _read_once(path, facts.st_mtime_ns, facts.st_size, facts.st_ino)


@lru_cache(maxsize=1)
def _read_once(path: Path, *_version: int) -> Model | None:
    try:
        return Model.load(path)
    except ImproperlyConfigured as error:
        logger.error("%s", error)
        return None


# -- learning --------------------------------------------------------------------------------------


class Labelled(NamedTuple):
    """A comment's words and whether they are of the kind that is refused."""

    text: str
    is_refused: bool


class Measure(NamedTuple):
    """How well one class is told."""

    name: str
    precision: float
    recall: float
    f1: float
    comments: int


def learn(
    rows: Sequence[Labelled], *, trained_at: str = "", held_out: float | None = None
) -> Model:
    """Return a model learnt from `rows`, the same one for the same rows.

    Raises ImproperlyConfigured without scikit-learn, ValueError with too few rows of a class.
    """
    _require_enough(rows, 2 * _FOLDS)
    text = _sklearn("feature_extraction.text")
    labels = [row.is_refused for row in rows]
    vectorizer = text.TfidfVectorizer(analyzer=buckets, sublinear_tf=True, min_df=2)
    # Measured: on vectors as short as these, several threads double the time.
    with import_module("threadpoolctl").threadpool_limits(1):
        values = vectorizer.fit_transform([row.text for row in rows])
        weights, bias = _weigh(values, labels)
        border = _border(values, labels)

    step = max(map(abs, weights)) / 127 or 1.0
    rarest = max(vectorizer.idf_)
    rarity = bytearray(_BUCKETS)
    steps = bytearray(_BUCKETS)
    for bucket, column in vectorizer.vocabulary_.items():
        rarity[bucket] = max(1, round(255 * vectorizer.idf_[column] / rarest))
        steps[bucket] = round(weights[column] / step) % 256
    return Model(
        rarity=bytes(rarity),
        weights=memoryview(bytes(steps)).cast("b"),
        step=float(step),
        bias=float(bias - border),
        refused=sum(labels),
        other=len(labels) - sum(labels),
        trained_at=trained_at,
        held_out=held_out,
    )


def _weigh(values: Any, labels: list[bool]) -> tuple[list[float], float]:
    """The weight of each column and the bias, from a logistic regression on scaled columns."""
    bayes = _sklearn("naive_bayes").MultinomialNB(alpha=0.1).fit(values, labels)
    # How much likelier each group is in refused comments: what tells classes apart counts more.
    ratio = bayes.feature_log_prob_[1] - bayes.feature_log_prob_[0]
    # Measured: liblinear needs half the time of the default solver.
    regression = _sklearn("linear_model").LogisticRegression(
        class_weight="balanced", solver="liblinear"
    )
    regression.fit(values.multiply(ratio).tocsr(), labels)
    return (regression.coef_[0] * ratio).tolist(), float(regression.intercept_[0])


def _border(values: Any, labels: list[bool]) -> float:
    """The margin from which calling a comment refused gives the best macro F1.

    Each margin comes from weights that have not seen its comment.
    """
    folds = _sklearn("model_selection").StratifiedKFold(_FOLDS, shuffle=True, random_state=SEED)
    margins: list[tuple[float, bool]] = []
    for seen, unseen in folds.split(values, labels):
        weights, bias = _weigh(values[seen], [labels[row] for row in seen])
        found = (values[unseen] @ weights + bias).tolist()
        margins += zip(found, (labels[row] for row in unseen), strict=True)
    margins.sort(reverse=True)
    refused, everything = sum(labels), len(labels)
    best, border, hits = -1.0, 0.0, 0
    for called, (margin, is_refused) in enumerate(margins[:-1], start=1):
        hits += is_refused
        passed = (everything - refused) - (called - hits)
        quality = hits / (called + refused) + passed / (2 * everything - called - refused)
        if quality > best:
            best, border = quality, (margin + margins[called][0]) / 2
    return border


def _require_enough(rows: Sequence[Labelled], fewest: int = FEWEST) -> None:
    refused = sum(row.is_refused for row in rows)
    if min(refused, len(rows) - refused) < fewest:
        raise ValueError(
            f"At least {fewest} different comments of each kind are needed; "
            f"there are {refused} refused and {len(rows) - refused} others."
        )


def _sklearn(name: str) -> Any:
    """A part of scikit-learn, which only learning needs."""
    try:
        return import_module(f"sklearn.{name}")
    except ImportError as error:
        raise ImproperlyConfigured(
            "Learning needs scikit-learn, which is not installed (scoring does without): "
            "pip install --require-hashes -r requirements/triage.txt"
        ) from error


def different(rows: Iterable[Labelled]) -> list[Labelled]:
    """One row for each text, with its last label: copies would be learnt and tested alike."""
    return [Labelled(*each) for each in dict(rows).items() if each[0].strip()]


def hold_out(rows: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """Split `rows` into what is learnt and what is kept for the test, always in the same way."""
    _require_enough(rows)
    learnt, kept = _sklearn("model_selection").train_test_split(
        list(rows),
        test_size=HELD_OUT,
        stratify=[row.is_refused for row in rows],
        random_state=SEED,
    )
    return learnt, kept


def cross_validate(rows: Sequence[Labelled], folds: int = 5) -> Iterator[list[Measure]]:
    """Yield the measures on each part, by a model that was learnt from the other parts."""
    _require_enough(rows)
    parts = _sklearn("model_selection").StratifiedKFold(folds, shuffle=True, random_state=SEED)
    for seen, unseen in parts.split(rows, [row.is_refused for row in rows]):
        yield measure(learn([rows[at] for at in seen]), [rows[at] for at in unseen])


def measure(model: Model, rows: Iterable[Labelled]) -> list[Measure]:
    """Measure what `model`, as it is stored, says of `rows`: refused, others, macro average."""
    table = Counter((row.is_refused, model.score(row.text) >= 0.5) for row in rows)
    found = []
    for name, kind in (("refused", True), ("other", False)):
        right, called = table[kind, kind], table[True, kind] + table[False, kind]
        there = table[kind, True] + table[kind, False]
        precision, recall = right / (called or 1), right / (there or 1)
        found.append(Measure(name, precision, recall, 2 * right / ((called + there) or 1), there))
    first, second = found
    return [
        first,
        second,
        Measure(
            "macro",
            (first.precision + second.precision) / 2,
            (first.recall + second.recall) / 2,
            (first.f1 + second.f1) / 2,
            table.total(),
        ),
    ]


# -- tab-separated files ---------------------------------------------------------------------------

TEXT_COLUMNS = ("text", "message", "comment")
LABEL_COLUMNS = ("label", "status", "decision")
REFUSED_LABELS = frozenset("1 true yes offensive refused rejected removed reject remove".split())
OTHER_LABELS = frozenset(
    "0 false no non-offensive not-offensive clean approved published approve second".split()
)
_ESCAPED = re.compile(r"\\(.)")


def fields(line: str) -> list[str]:
    """The columns of one line: no quotes, a backslash before what is to be taken as it is."""
    return [_ESCAPED.sub(r"\1", field) for field in line.rstrip("\r\n").split("\t")]


def column(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Where in the heading `names` the first of the `wanted` names stands."""
    lowered = [name.strip().casefold() for name in names]
    return next((lowered.index(name) for name in wanted if name in lowered), None)


def labelled_rows(lines: Iterable[str], refused: str = "") -> Iterator[Labelled]:
    """Read a labelled file whose heading names a text and a label column.

    `refused` is the label of what is refused, all others are not; without it the usual words are
    known. Raises ValueError with the number of the line.
    """
    numbered = enumerate(lines, start=1)
    heading = fields(next(numbered, (0, ""))[1].removeprefix("\ufeff"))
    text_at, label_at = column(heading, TEXT_COLUMNS), column(heading, LABEL_COLUMNS)
    if text_at is None or label_at is None:
        raise ValueError(
            f"Line 1 has to name the columns, one of them {' or '.join(TEXT_COLUMNS)}, "
            f"one {' or '.join(LABEL_COLUMNS)}, with tabs between them."
        )
    for number, line in numbered:
        row = fields(line)
        if len(row) != len(heading):
            raise ValueError(f"Line {number} has {len(row)} columns, line 1 has {len(heading)}.")
        label = row[label_at].strip().casefold()
        if not refused and label not in REFUSED_LABELS | OTHER_LABELS:
            raise ValueError(
                f"Line {number}: the label “{row[label_at]}” is not known; "
                "name the label of what is refused."
            )
        is_refused = label == refused.casefold() if refused else label in REFUSED_LABELS
        yield Labelled(row[text_at], is_refused)
