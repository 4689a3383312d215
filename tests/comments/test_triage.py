"""The triage model learns, is stored as data, scores without libraries, and decides nothing."""

import hashlib
import io
import random
import sys
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments import triage
from comments.author import send_again
from comments.management.commands import score_comments
from comments.models import Comment
from comments.queue.filters import QueueFilter
from newsportal.workflow import AUTHOR
from tests.comments import factories
from tests.factories import make_published
from tests.pages import parse

INSULTS = "حمار كلب حقير سافل غبي تافه وقح خسيس".split()
PRAISE = "شكرا جميل مفيد رائع واضح مهم صادق ممتاز".split()
FILLER = "هذا الخبر يا أخي والله من لبنان كل يوم عن الحكومة في البلد".split()


def some_rows(each: int = 30) -> list[triage.Labelled]:
    """A tiny training set, always the same one."""
    dice = random.Random(7)
    rows = [
        triage.Labelled(" ".join(dice.sample(FILLER, 4) + dice.sample(words, 2)), is_refused)
        for _each in range(each)
        for words, is_refused in ((INSULTS, True), (PRAISE, False))
    ]
    return triage.different(rows)


@pytest.fixture(scope="module")
def model() -> triage.Model:
    """What is learnt from the tiny set."""
    return triage.learn(some_rows(), trained_at="2026-01-01T00:00:00+00:00")


@pytest.fixture
def stored(model, settings, tmp_path) -> Path:
    """The same, installed."""
    settings.TRIAGE_MODEL = tmp_path / "triage.model"
    model.save(settings.TRIAGE_MODEL)
    return settings.TRIAGE_MODEL


def labels_file(path: Path, rows: list[triage.Labelled]) -> Path:
    lines = [f"{'rejected' if row.is_refused else 'approved'}\t{row.text}\n" for row in rows]
    path.write_text("status\tmessage\n" + "".join(lines), encoding="utf-8")
    return path


def train(*arguments: str) -> str:
    out = io.StringIO()
    call_command("train_triage", *arguments, stdout=out)
    return out.getvalue()


def score_lines(monkeypatch, text: str | bytes, *arguments: str) -> list[str]:
    """What `score_comments` writes when `text` is its standard input."""
    data = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))
    out = io.StringIO()
    call_command("score_comments", *arguments, stdout=out)
    return out.getvalue().split("\n")[:-1]


def forbid_libraries(monkeypatch) -> None:
    """As on a machine without scikit-learn and numpy."""
    for name in [*sys.modules, "sklearn", "numpy", "scipy"]:
        if name.partition(".")[0] in ("sklearn", "numpy", "scipy"):
            monkeypatch.setitem(sys.modules, name, None)


# -- the text --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelling",
    [
        "حِمَارٌ",
        "حمـــار",
        "ح\u200cم\u200bا\u2060ر",
        "حماااار",
        "ح م ا ر",
        "ح.م.ا.ر",
        "حمار @somebody",
    ],
)
def test_disguises_of_a_word_are_the_word(spelling):
    """Marks, tatweel, zero width, repeats, spaced letters and handles change nothing."""
    assert triage.buckets(spelling) == triage.buckets("حمار")
    assert triage.buckets("حمار") != triage.buckets("حماس")


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "\u200b", "_" * 5000, "ا " * 2500])
def test_any_text_has_a_score(model, text):
    """Nothing that can be typed breaks the scoring."""
    assert 0 < model.score(text) < 1


# -- the model -------------------------------------------------------------------------------------


def test_it_learns_and_learns_the_same_again(model):
    """Unseen sentences fall on the right side, and a second learning gives the same model."""
    assert model.score("أنت حمار وقح") > 0.5 > model.score("مقال رائع ومفيد")
    assert triage.learn(some_rows(), trained_at=model.trained_at) == model
    assert triage.learn(some_rows()[::-1]).score("حمار") == pytest.approx(
        model.score("حمار"), abs=0.2
    )


def test_without_a_model_there_is_no_score(settings, tmp_path, stored):
    """None without a file; the file is found when it appears, changes and goes."""
    assert triage.score("أنت حمار وقح") > 0.5
    triage.learn([row._replace(is_refused=not row.is_refused) for row in some_rows()]).save(stored)
    assert triage.score("أنت حمار وقح") < 0.5
    stored.unlink()
    assert triage.score("أنت حمار وقح") is None
    settings.TRIAGE_MODEL = tmp_path
    assert triage.score("أنت حمار وقح") is None


def test_what_is_stored_is_what_was_learnt(model, stored):
    """The file is small, names its version, and gives back every score."""
    again = triage.Model.load(stored)
    assert again == model
    assert stored.read_bytes().startswith(b"newsportal-triage 1 ")
    assert stored.stat().st_size < triage.MAX_BYTES
    assert [path.name for path in stored.parent.iterdir()] == [stored.name]


def rewritten(stored: Path, change) -> None:
    """Change what stands behind the checksum, and make the checksum right again."""
    rest = change(stored.read_bytes().partition(b"\n")[2])
    digest = hashlib.sha256(rest).hexdigest().encode()
    stored.write_bytes(triage.MAGIC + digest + b"\n" + rest)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.write_bytes(b""), "no triage model of this version"),
        (lambda path: path.write_bytes(b"\x80\x04cos\nsystem\n."), "no triage model"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "checksum"),
        (lambda path: path.write_bytes(path.read_bytes() + bytes(2_000_000)), "too large"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b" 1 ", b" 2 ", 1)), "version"),
        (lambda path: rewritten(path, lambda rest: b"{}\n"), "rules"),
        (lambda path: rewritten(path, lambda rest: b"[1]\n"), "do not fit"),
        (lambda path: rewritten(path, lambda rest: rest.partition(b"\n")[0] + b"\nx"), "not fit"),
        (
            lambda path: rewritten(
                path, lambda rest: rest.partition(b"\n")[0] + b"\n" + zlib.compress(bytes(9))
            ),
            "not whole",
        ),
        (
            lambda path: rewritten(
                path, lambda rest: rest.partition(b"\n")[0] + b"\n" + zlib.compress(bytes(10**7))
            ),
            "not whole",
        ),
        (
            lambda path: rewritten(path, lambda rest: rest.replace(b'"rules": ', b'"rules": 1', 1)),
            "other spelling rules",
        ),
    ],
)
def test_a_broken_file_gives_one_clear_error(stored, spoil, says, monkeypatch, caplog):
    """Loading names the file, the reason and the cure; `score` logs that once and goes on."""
    spoil(stored)
    with pytest.raises(ImproperlyConfigured, match=says) as caught:
        triage.Model.load(stored)
    assert str(stored) in str(caught.value)
    assert "train_triage" in str(caught.value)
    assert [triage.score("حمار"), triage.score("حمار")] == [None, None]
    assert [record.getMessage() for record in caplog.records] == [str(caught.value)]
    with pytest.raises(CommandError, match=says):
        score_lines(monkeypatch, "حمار\n")


# -- the commands ----------------------------------------------------------------------------------


def test_training_from_a_file(settings, tmp_path):
    """Figures of both classes and their mean, the same at every run; then the model is there."""
    settings.TRIAGE_MODEL = tmp_path / "new" / "triage.model"
    labels = labels_file(tmp_path / "labels.tsv", some_rows())
    said = train("--labels", str(labels), "--folds", "2")
    first, heading, *classes = said.splitlines()[:5]
    assert first.startswith(f"{len(some_rows())} comments, ")
    assert heading.split() == ["precision", "recall", "F1", "comments"]
    assert [line.split()[0] for line in classes] == ["refused", "other", "macro"]
    assert "Macro F1 over 2 parts: " in said
    assert triage.score("أنت حمار وقح") > 0.5
    assert triage.installed().held_out == pytest.approx(float(classes[2].split()[3]), abs=0.001)
    other = tmp_path / "other.model"
    assert (
        train("--labels", str(labels), "--folds", "2", "--out", str(other)).splitlines()[:6]
        == (said.splitlines()[:6])
    )
    assert triage.Model.load(other).weights == triage.installed().weights


def test_labels_that_cannot_be_read_are_named(tmp_path, settings):
    """A wrong heading, line or label is named with its number, and nothing is written."""
    settings.TRIAGE_MODEL = tmp_path / "triage.model"
    path = tmp_path / "labels.tsv"
    for content, says in (
        ("", "Line 1 has to name the columns"),
        ("words\tlabel\nحمار\t1\n", "Line 1 has to name the columns"),
        ("text\tlabel\nحمار\t1\nحمار\n", "Line 3 has 1 columns"),
        ("text\tlabel\nحمار\tbad\n", "Line 2: the label “bad” is not known"),
        ("text\tlabel\nحمار\t1\n", "At least 20 different comments of each kind"),
    ):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(CommandError, match=says):
            train("--labels", str(path))
    path.write_bytes(b"text\tlabel\n\xff\t1\n")
    with pytest.raises(CommandError, match="utf-8"):
        train("--labels", str(path))
    with pytest.raises(CommandError, match="No such file"):
        train("--labels", str(tmp_path / "absent.tsv"))
    assert not settings.TRIAGE_MODEL.exists()
    rows = [f"{row.text}\t{'bad' if row.is_refused else 'fine'}\n" for row in some_rows()]
    path.write_text("\ufefftext\tlabel\n" + "".join(rows), encoding="utf-8")
    train("--labels", str(path), "--refused", "Bad")
    assert triage.score("أنت حمار وقح") > 0.5


def test_without_scikit_learn_scores_come_and_training_says_what_is_missing(
    stored, monkeypatch, tmp_path
):
    """Only learning needs the optional libraries."""
    labels = labels_file(tmp_path / "labels.tsv", some_rows())
    forbid_libraries(monkeypatch)
    assert score_lines(monkeypatch, "أنت حمار وقح\n")[0] > "أنت حمار وقح\t0.5"
    with pytest.raises(CommandError, match=r"needs scikit-learn.*requirements/triage\.txt"):
        train("--labels", str(labels))


def test_every_line_gets_its_score_and_stays_as_it_is(stored, monkeypatch):
    """By heading, by number or the last column; escapes, empty lines and odd bytes survive."""
    heading, bad, good = score_lines(
        monkeypatch, 'id\tText\tby\n1\tأنت \\"حمار\\" وقح\tx\r\n2\tمقال رائع\tأنت حمار وقح'
    )
    assert heading == "id\tText\tby\tscore"
    assert bad.startswith('1\tأنت \\"حمار\\" وقح\tx\t0.')
    assert float(bad.split("\t")[-1]) > 0.5 > float(good.split("\t")[-1])
    assert len(score_lines(monkeypatch, "7\tحمار\n\n\u2028ا\x85ب\n")) == 3
    by_number = score_lines(monkeypatch, "أنت حمار وقح\tمقال رائع\n", "--column", "1")
    assert float(by_number[0].split("\t")[-1]) > 0.5
    assert score_lines(monkeypatch, "") == []
    odd = score_lines(monkeypatch, b"\xff\xfe\n")[0].encode(errors="surrogateescape")
    assert odd.startswith(b"\xff\xfe\t0.")
    with pytest.raises(CommandError, match="Line 2 has only 1 columns"):
        score_lines(monkeypatch, "id\ttext\n1\n")
    with pytest.raises(CommandError, match="counted from 1"):
        score_lines(monkeypatch, "ا\n", "--column", "0")
    stored.unlink()
    with pytest.raises(CommandError, match="train_triage"):
        score_lines(monkeypatch, "حمار\n")


@pytest.mark.django_db
def test_the_sites_own_decisions_teach_it_and_it_only_reads(settings, tmp_path):
    """Approved and refused words are learnt, waiting ones are not; no row is written."""
    settings.TRIAGE_MODEL = tmp_path / "triage.model"
    story = make_published()
    for row in some_rows(22):
        make = factories.make_rejected if row.is_refused else factories.make_approved
        make(story, message=row.text)
    removed = factories.make_approved(story, message="وقح سافل في البلد كل يوم")
    removed.remove(by=factories.moderator_named("remover"), clause=factories.a_clause())
    waiting = factories.make_comment(story, message="أنت حمار وقح")
    with CaptureQueriesContext(connection) as queries:
        said = train()
        assert triage.score(waiting.message) > 0.5
    assert said.startswith(f"{len(some_rows(22)) + 1} comments, ")
    assert all(query["sql"].startswith("SELECT") for query in queries)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.decision) == (waiting.INITIAL, None)


@pytest.mark.django_db
def test_a_site_with_few_decisions_is_told_so():
    """No model out of nothing."""
    with pytest.raises(CommandError, match="there are 0 refused and 0 others"):
        train()


# -- the score in the queue ------------------------------------------------------------------------

BAD, GOOD = "أنت حمار وقح سافل", "شكرا مقال رائع مفيد"
QUEUE = "admin:comments_comment_queue"


def received(client, story, message: str) -> Comment:
    """What is kept of a message that a reader sends."""
    address = reverse("comment_post", args=[story.pk])
    assert client.post(address, {"message": message}).status_code == 303
    return Comment.objects.latest("pk")


def flags(comment: Comment) -> list[str]:
    """What the model noted, as it is kept."""
    found = [each for each in comment.findings if isinstance(each, dict)]
    return [each["note"] for each in found if each["screen"] == "triage"]


@pytest.mark.django_db
def test_what_comes_in_is_scored_and_flagged_and_waits_all_the_same(client, settings, stored):
    story = make_published()
    bad, good = received(client, story, BAD), received(client, story, GOOD)
    assert good.triage_score < 0.5 <= bad.triage_score
    assert (flags(bad), flags(good)) == ([f"{bad.triage_score:.2f}"], [])
    assert {bad.status, good.status} == {"pending"}, "it flags, and decides nothing"
    settings.TRIAGE_FLAG = 0.999
    assert flags(received(client, story, f"{BAD} يا أخي")) == []
    moderator = factories.moderator_named("first")
    bad.reject(by=moderator, clause=factories.a_clause())
    send_again(bad, {"message": GOOD})
    assert bad.triage_score == pytest.approx(good.triage_score)
    bad.erase(by=AUTHOR)
    assert bad.triage_score is None
    stored.unlink()
    unscored = received(client, story, BAD)
    assert (unscored.triage_score, flags(unscored)) == (None, [])


@pytest.mark.django_db
def test_what_waits_is_scored_after_a_model_was_made(stored, monkeypatch):
    monkeypatch.setattr(score_comments, "BATCH", 2)
    story = make_published()
    waiting = [factories.make_comment(story, message=each) for each in (BAD, GOOD, BAD, GOOD, BAD)]
    decided = factories.make_approved(story, message=BAD)
    out = io.StringIO()
    call_command("score_comments", "--waiting", stdout=out)
    assert out.getvalue() == "5 waiting comments scored.\n"
    for comment in waiting:
        comment.refresh_from_db()
        assert (comment.triage_score >= 0.5) is (comment.message == BAD)
        assert (comment.status, comment.findings) == ("pending", [])
    decided.refresh_from_db()
    assert decided.triage_score is None


@pytest.mark.django_db
def test_the_queue_is_sorted_by_the_score_and_paged_by_key(client, stored):
    moderator = factories.moderator_named("first")
    client.force_login(moderator)
    story = make_published()
    scores = (0.5, None, 0.9, 0.5, 0.0, None, 0.9)
    keys = [factories.make_comment(story, triage_score=score).pk for score in scores]
    wanted = [keys[at] for at in (2, 6, 0, 3, 4, 1, 5)]

    def shown(**query) -> list[int]:
        page = parse(client.get(reverse(QUEUE), query))
        return [int(each) for each in page.xpath("//article/@data-comment")]

    assert shown(order="likely") == wanted
    for at, key in enumerate(wanted):
        assert shown(order="likely", after=key) == wanted[at + 1 :], at
    assert shown(order="likely", after=10**9) == []
    assert shown() == keys
    page = parse(client.get(reverse(QUEUE), {"order": "likely"}))
    assert page.xpath("//select[@name='order']/option[@selected]/@value") == ["likely"]
    stored.unlink()
    page = parse(client.get(reverse(QUEUE), {"order": "likely"}))
    assert page.xpath("//select[@name='order']/option/@value") == ["", "newest"]
    assert shown(order="likely") == keys, "without a model the oldest stands first"


@pytest.mark.django_db
def test_the_order_has_an_index_on_both_databases(stored):
    chosen = QueueFilter({"order": "likely"})
    rows = chosen.page(Comment.objects.filter(status="pending"))[:21]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    assert "comments_comment_likely" in rows.explain()


@pytest.mark.django_db
@pytest.mark.parametrize("score", [-0.1, 1.1])
def test_a_score_lies_between_nothing_and_one(score):
    comment = factories.make_comment()
    rows = Comment.objects.filter(pk=comment.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(triage_score=score)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE comments_comment SET triage_score = %s", [score])
    assert rows.update(triage_score=abs(score) / 2) == 1


# -- the bars, on real comments --------------------------------------------------------------------

PERSIAN = str.maketrans("كيه", "کیە")


def sprinkled(text: str, signs: str, dice: random.Random) -> str:
    """`text` with one of `signs` behind every third character or so."""
    return "".join(each + (dice.choice(signs) if dice.random() < 0.3 else "") for each in text)


@pytest.fixture(scope="module")
def real_rows(material) -> list[triage.Labelled]:
    """Labelled comments on Arabic news posts."""
    path = material / "moderation" / "mpold.tsv"
    with path.open(encoding="utf-8", newline="\n") as lines:
        return triage.different(triage.labelled_rows(lines))


def test_real_comments_reach_the_bar(real_rows):
    """The mean macro F1 of a five-fold cross-validation is at least 0.74."""
    found = [measures[-1].f1 for measures in triage.cross_validate(real_rows, 5)]
    assert sum(found) / 5 >= 0.74, found


def test_disguise_costs_no_recall(real_rows, tmp_path):
    """At most two points less when signs are put in; a file under 2 MB."""
    learnt, kept = triage.hold_out(real_rows)
    model = triage.learn(learnt)
    assert model.save(tmp_path / "triage.model") < 2_000_000
    plain = triage.measure(model, kept)[0].recall
    assert plain > 0.4
    dice = random.Random(triage.SEED)
    disguises = {
        "tatweel": lambda text: sprinkled(text, "ـ", dice),
        "vowel marks": lambda text: sprinkled(text, "ًٌٍَُِّْٰ", dice),
        "zero width": lambda text: sprinkled(text, "\u200b\u200c\u200d\u2060\ufeff", dice),
        "Persian letters": lambda text: text.translate(PERSIAN),
    }
    for name, disguise in disguises.items():
        rows = [row._replace(text=disguise(row.text)) for row in kept]
        assert rows != kept
        assert triage.measure(model, rows)[0].recall >= plain - 0.02, name
