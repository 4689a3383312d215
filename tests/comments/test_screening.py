"""The screens: what each of them notices, and that none of them can decide anything."""

import ast
import inspect
import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from comments import languages, people, personal, screening
from comments.highlight import parts
from comments.languages import guess_language
from comments.matching import matcher
from comments.models import Comment, Policy, WatchTerm
from comments.people import names_in
from comments.personal import personal_spans
from comments.screening import SCREENS, Finding, is_legal_risk, screen, suggested_clause
from tests.comments.factories import make_comment
from tests.effort import effort_of
from tests.factories import make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    """A story that names a minister and a singer."""
    return make_published(
        headline_ar="وزير الطاقة سامي الخيّاط يعلن خطة جديدة",
        body_ar="<p>قال الوزير سامي الخيّاط إن الخطة جاهزة. وأكدت رنا بيطار مشاركتها.</p>",
    )


def found_by(name: str, comment: Comment) -> list[Finding]:
    """What one screen found."""
    return [finding for finding in screen(comment) if finding.screen == name]


def marked(comment: Comment, finding: Finding) -> list[str]:
    """The words that a finding points to."""
    text = getattr(comment, finding.field)
    return [text[start:end] for start, end in finding.spans]


# --- They flag and nothing else -----------------------------------------------------------------


def test_screens_only_read(story):
    """Screening the worst comment there can be sends nothing but SELECTs and changes no field."""
    for _each in range(6):
        make_comment(story, message="أنت كلب يا حرامي، اتصلوا 03123456", name="س")
    comment = Comment(
        article=story,
        language="ar",
        name="س",
        message="أنت كلب، اتصلوا 03123456 https://example.com !!!!! ؟؟؟؟؟ سامي الخياط حرامي",
    )
    before = dict(comment.__dict__)
    statements = []

    def only_select(execute, sql, params, many, context):
        statements.append(sql)
        assert sql.lstrip().startswith("SELECT"), sql
        return execute(sql, params, many, context)

    with connection.execute_wrapper(only_select):
        found = screen(comment)

    assert {"watch_terms", "accusation", "personal_data", "links", "shouting", "flood"} <= {
        finding.screen for finding in found
    }
    assert len(statements) <= 6
    after = {key: value for key, value in comment.__dict__.items() if key in before}
    assert after == before


def test_screening_names_no_move():
    """No code of the screens calls a move, saves, updates or assigns a status."""
    writing = {"save", "update", "create", "bulk_update", "delete", "perform", "_move", "_decide"}
    writing |= {move.name for move in Comment.MOVES}
    for module in (screening, languages, people, personal, matcher):
        tree = ast.parse(inspect.getsource(module))
        calls = {
            node.func.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        assigned = {
            target.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Attribute)
        }

        assert not calls & writing, module.__name__
        assert not assigned & {"status", "decision", "decision_id"}, module.__name__


def test_a_screen_that_fails_loses_no_words(story, monkeypatch, caplog):
    """The comment goes on with a finding that says so."""

    def broken(comment):
        raise RuntimeError("a screen with a fault")

    monkeypatch.setattr(screening, "SCREENS", (broken, *SCREENS))

    found = screen(Comment(article=story, language="ar", message="أنت كلب"))

    assert {"unscreened", "watch_terms"} <= {finding.screen for finding in found}
    assert "broken" in caplog.text


def test_order_and_labels():
    """Each screen is a function with a label of its own, in a fixed order."""
    assert isinstance(SCREENS, tuple)
    assert all(each.__name__ in screening.LABELS for each in SCREENS)
    assert len({each.__name__ for each in SCREENS}) == len(SCREENS)


def test_finding_is_kept_as_json():
    """A finding comes back as it was kept; a bare name is one as well."""
    finding = Finding("links", "advertising", 2, ((1, 5), (8, 9)), "2", "subject")

    assert Finding.from_json(finding.as_json()) == finding
    assert Finding.from_json("honeypot").screen == "honeypot"
    assert Finding.from_json("honeypot").label


# --- Watch terms --------------------------------------------------------------------------------


def test_watch_terms_point_into_the_untouched_words(story):
    """Term, clause, severity and place, in message, subject and name."""
    comment = Comment(
        article=story, language="ar", name="7mar", subject="وسخ", message="يا كَـــلْبُ، يا ك.ل.ب!"
    )

    found = {(each.field, each.note): each for each in found_by("watch_terms", comment)}

    assert marked(comment, found["message", "كلب"]) == ["كَـــلْبُ", "ك.ل.ب"]
    assert found["message", "كلب"].clause_code == "insult"
    assert {"name", "subject", "message"} == {field for field, _note in found}


def test_expired_terms_rest(story):
    """A term counts until its time, without a job that runs then."""
    comment = Comment(article=story, language="ar", message="هذا طنطلون")
    until = timezone.now() + timedelta(hours=1)
    WatchTerm.objects.create(text="طنطلون", clause_code="insult", expires_at=until)
    assert found_by("watch_terms", comment)

    with time_machine.travel(until):
        assert not found_by("watch_terms", comment)


def test_english_slur_is_a_french_delay(story):
    """A term of one language rests in a text of another."""
    french = "Le train est en retard et la gare est fermée depuis une heure"
    english = "you are such a retard and they all know that"

    assert not found_by("watch_terms", Comment(article=story, language="ar", message=french))
    assert found_by("watch_terms", Comment(article=story, language="ar", message=english))


def test_clause_and_legal_risk():
    """The gravest finding suggests the clause; a clause at legal risk asks for two persons."""
    insult, lie = Finding("watch_terms", "insult", 3), Finding("watch_terms", "defamation", 2)
    policy = Policy.current()

    assert suggested_clause([lie, insult, Finding("shouting", None, 3)]) == "insult"
    assert suggested_clause([Finding("shouting", None, 3)]) is None
    assert is_legal_risk([insult, lie], policy)
    assert not is_legal_risk([insult], policy)
    assert not is_legal_risk([lie], None)


# --- A person of the story ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "is_noticed"),
    [
        ("سامي الخياط حرامي وكلكم تعرفون", True),
        ("الخيّاط مرتشي", True),
        ("رنا بيطار كذابة", True),
        ("كل تاجر حرامي", False),
        ("سامي الخياط وزير ناجح", False),
        ("سامي الخياط" + " كلام" * 30 + " حرامي", False),
    ],
)
def test_accusation_beside_a_name(story, message, is_noticed):
    """A name of the story with an accusing word beside it."""
    comment = Comment(article=story, language="ar", message=message)

    found = found_by("accusation", comment)

    assert bool(found) is is_noticed
    assert not found or (found[0].clause_code, len(found[0].spans)) == ("defamation", 2)


def test_names():
    """Names follow titles and verbs of saying; in Latin letters they are capitalised rows."""
    assert "سامي الخياط" in names_in("أعلن وزير الطاقة اللبناني سامي الخيّاط")
    assert "Jean Dupont" in names_in("<p>Hier, Jean Dupont a parlé.</p>")
    assert not names_in("ارتفعت أسعار المحروقات اليوم في الأسواق")


# --- Personal data ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "03 123 456", "03/123456", "03-123456", "70123456", "71 123 456", "76-123-456", "81/123456",
        "٠٣١٢٣٤٥٦", "۰۷۰۱۲۳۴۵۶", "+961 3 123456", "+96170123456", "00961 71 123 456", "01 234567",
        "(01) 234 567", "09/912345", "+33 6 12 34 56 78", "+20 100 123 4567", "0501234567",
        "رقمي 3123456", "name@example.com", "name (at) example (dot) com",
        "LB62 0999 0000 0001 0019 0122 9114", "GB82WEST12345698765432",
        "s.name+tag@mail.example.org", "٠٣ ١٢٣ ٤٥٦", "0\u200b3123456",
    ],
)  # fmt: skip
def test_personal_data_is_found(story, text):
    """Numbers in any digits, e-mail addresses, IBANs; all of it is marked."""
    comment = Comment(article=story, language="ar", message=f"اكتبوا لي: {text} وشكراً")

    (found,) = found_by("personal_data", comment)

    assert found.clause_code == "personal-data"
    (span,) = marked(comment, found)
    assert set(span) <= set(text) | {" "}
    assert len(span) >= len(text) - len("رقمي ")


@pytest.mark.parametrize(
    "text",
    [
        "في 12/05/2024", "بتاريخ 2024-05-12", "بين 1975-1990", "1,500,000 ليرة", "٨٩٥٠٠ ليرة",
        "1 500 000 euros", "القانون 44/2017", "الساعة 10:30", "100.000.000", "1234567 ناخباً",
        "النتيجة 3-1", "@name", "من 5 إلى 7", "الرقم 12345",
    ],
)  # fmt: skip
def test_plain_numbers_are_left_alone(text):
    """Dates, amounts, laws and results are nobody's number."""
    assert not personal_spans(text)


# --- Manner and company -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("انظروا https://example.com/x?y=1 الآن", ["https://example.com/x?y=1"]),
        ("www.example.org", ["www.example.org"]),
        ("bit.ly/abc و t.me/xyz", ["bit.ly/abc", "t.me/xyz"]),
        ("hxxps://example.net", ["hxxps://example.net"]),
        ("name@example.com", []),
        ("e.g. this, etc. and no.one", []),
        ("قال.ثم مشى 3.5 و U.S.A.", []),
    ],
)
def test_links(story, text, spans):
    """Written out or bare, and no e-mail addresses."""
    comment = Comment(article=story, language="ar", message=text)

    found = found_by("links", comment)

    assert [each for finding in found for each in marked(comment, finding)] == spans


@pytest.mark.parametrize(
    ("text", "is_noticed"),
    [
        ("THIS IS A SCANDAL AND YOU KNOW IT", True),
        ("ÇA SUFFIT MAINTENANT", True),
        ("لاااااااا والله عيييييييب", True),
        ("عيب!!!!! عيب!!!!!", True),
        ("The UN and the EU said so in NYC", False),
        ("رائع! شكراً!", False),
        ("OK", False),
        ("ههههههه", False),
    ],
)
def test_shouting(story, text, is_noticed):
    """Capitals throughout or drawn out twice; one laugh is none."""
    comment = Comment(article=story, language="ar", message=text)

    assert bool(found_by("shouting", comment)) is is_noticed


@pytest.mark.parametrize(
    ("page", "text", "noticed"),
    [
        ("ar", "This is what the government should have done years ago", "en"),
        ("ar", "C'est une honte pour le pays et pour tous les Libanais", "fr"),
        ("ar", "ya jame3a shou hal balad el 3ajib, ma 7ada byesma3", None),
        ("ar", "هذا كلام جميل، good luck", None),
        ("fr", "هذا كلام جميل جداً ويستحق القراءة", "ar"),
        ("en", "هذا كلام جميل جداً ويستحق القراءة", "ar"),
        ("en", "C'est une honte pour le pays et pour tous les Libanais", "fr"),
        ("fr", "C'est une honte pour le pays et pour tous les Libanais", None),
        ("fr", "Bravo !", None),
    ],
)
def test_language_of_the_page(story, page, text, noticed):
    """Another language is noted; Arabic in Latin letters is Arabic."""
    found = found_by("other_language", Comment(article=story, language=page, message=text))

    assert [finding.note for finding in found] == ([noticed] if noticed else [])


def test_guess_needs_words():
    """A word or two say nothing."""
    assert guess_language("the") is None
    assert guess_language("Beirut Tripoli Saida Zahle Tyre") is None


def test_copied_text(story):
    """The same words again, decorated or under another story; short thanks are no copy."""
    make_comment(story, message="اربحوا المال من البيت مع شركتنا الرائدة")
    make_comment(story, message="شكراً لكم")
    again = Comment(
        article=make_published(),
        language="ar",
        message="*إربحوا* المــال من البيت، مع شركتنا الرائده!!",
    )

    (found,) = found_by("copied", again)

    assert (found.clause_code, found.note) == ("advertising", "1")
    assert not found_by("copied", Comment(article=story, language="ar", message="شكراً لكم"))
    old = timezone.now() - timedelta(days=30)
    Comment.objects.update(created_at=old)
    assert not found_by("copied", again)


def test_flood(story):
    """Many comments within minutes by one name; names of their own do not add up."""
    for number in range(4):
        make_comment(story, message=f"تعليق رقم {number}", name="نادر")
        make_comment(story, message=f"رأي رقم {number}")
    comment = Comment(article=story, language="ar", message="وتعليق آخر", name="نادر")

    (found,) = found_by("flood", comment)

    assert found.note == "5"
    comment.name = ""
    assert not found_by("flood", comment)


def test_ordinary_comments_raise_nothing(story):
    """Thanks, sharp criticism and doubts pass without a finding."""
    for language, message in (
        ("ar", "شكراً على هذا الخبر المفيد، ننتظر التفاصيل."),
        ("ar", "هذه الخطة فاشلة برأيي، والوزير لم يقدّم أرقاماً. من سيحاسب؟"),
        ("ar", "رحم الله الضحايا وألهم ذويهم الصبر."),
        ("en", "I do not agree with this decision; the numbers in the report do not add up."),
        ("fr", "Je ne suis pas d’accord avec cette décision, et les chiffres manquent."),
    ):
        assert screen(Comment(article=story, language=language, message=message)) == []


def test_parts_for_a_template():
    """Words are cut where spans lie, and nothing is lost or doubled."""
    assert parts("abcdef", [(1, 3), (2, 4), (9, 12)]) == [
        ("a", False),
        ("bcd", True),
        ("ef", False),
    ]
    assert parts("abc", []) == [("abc", False)]
    assert parts("", [(0, 3)]) == []


# --- From the form to the queue -----------------------------------------------------------------


def test_what_is_found_reaches_the_moderator(client, story, moderator):
    """A comment is kept with its findings; the queue marks the words and names the clause."""
    address = reverse("comment_post", args=[story.pk])
    message = "سامي الخيّاط <b>حـرامي</b>"
    assert client.post(address, {"message": message}).status_code == 303
    comment = Comment.objects.latest("pk")

    assert (comment.status, comment.message, comment.is_legal_risk) == ("pending", message, True)
    assert [finding["screen"] for finding in comment.findings] == ["accusation", "watch_terms"]

    client.force_login(moderator)
    page = client.get(reverse("admin:comments_comment_queue")).content.decode()
    marked = re.sub(r"<mark[^>]*>", "<mark>", page)
    assert "<mark>سامي الخيّاط</mark> &lt;b&gt;<mark>حـرامي</mark>&lt;/b&gt;" in marked
    assert "البند المعنيّ: الذم" in page


def test_insults_need_one_person(client, story):
    """An insult is flagged and no legal risk; nothing is refused on the way."""
    address = reverse("comment_post", args=[story.pk])
    assert client.post(address, {"message": "أنت ك ل ب"}).status_code == 303
    comment = Comment.objects.latest("pk")

    assert (comment.status, comment.is_legal_risk, comment.decision) == ("pending", False, None)
    assert comment.findings[0]["clause_code"] == "insult"


@pytest.mark.parametrize("payload", ["ك ل ب ", "ا", "1", "a.b-"])
def test_hostile_lengths_cost_no_more_than_their_length(story, payload):
    """Messages made to be slow: twice the length is less than three times the work."""

    def effort(length: int) -> int:
        message = (payload * length)[:length]
        comment = Comment(article=story, language="ar", message=message)
        screen(comment)  # what is asked of the database once is asked now
        return effort_of(lambda: screen(comment))

    assert effort(5000) < 3 * effort(2500)
