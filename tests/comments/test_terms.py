"""The list of watch terms: in and out as CSV, all or nothing, and tried before it is saved."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from articles.models import StaffPreference
from comments.models import Policy, WatchTerm
from comments.terms import (
    COLUMNS,
    current_matcher,
    export_terms,
    import_terms,
    parse_terms,
    read_starter,
    starter_terms,
    try_terms,
)
from tests.comments.factories import a_clause, make_comment, moderator_named

pytestmark = pytest.mark.django_db

HEAD = ",".join(COLUMNS)


def refusal_of(text: str) -> list[str]:
    """What a refused import says, in English."""
    with translation.override("en"):
        with pytest.raises(ValidationError) as caught:
            import_terms(text)
        return caught.value.messages


@pytest.fixture
def _no_terms():
    WatchTerm.objects.all().delete()


# --- The starter list ---------------------------------------------------------------------------


def test_starter_list_is_on_a_new_site():
    """A new site has the list, and each of its terms is one that the admin would take."""
    terms = parse_terms(read_starter())

    assert WatchTerm.objects.count() == len(terms) == len(starter_terms())
    assert {term.clause_code for term in terms} == {
        "insult",
        "defamation",
        "incitement",
        "dignity",
    }
    assert {term.language for term in terms} == {"", "ar", "en", "fr"}
    assert all(term.note for term in terms)
    for term in WatchTerm.objects.all()[:50]:
        term.full_clean()


def test_every_starter_term_finds_itself():
    """Each term is found where it is written as the list has it."""
    for term in starter_terms():
        found = {hit.term.text for hit in current_matcher().find(f"… {term.text} …")}

        assert term.text in found, term.text


# --- The model ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": "ـــ"}, "no_letters"),
        ({"text": "كلب", "mode": "phrase"}, "phrase_of_one"),
        ({"text": "ابن كلب", "mode": "stem"}, "several_words"),
        ({"text": "كلب", "severity": 4}, "max_value"),
    ],
)
def test_a_term_makes_sense(fields, code):
    """What could never match is refused by the model."""
    term = WatchTerm(clause_code="insult", **fields)

    with pytest.raises(ValidationError) as caught:
        term.full_clean()

    codes = {each.code for errors in caught.value.error_dict.values() for each in errors}
    assert codes & {code, "invalid", "invalid_choice"}


@pytest.mark.parametrize(
    "change",
    [{"text": ""}, {"mode": "regex"}, {"severity": 0}, {"language": "de"}],
    ids=str,
)
def test_constraints(change):
    """The database refuses what the form does, in an update too."""
    pk = WatchTerm.objects.first().pk

    with pytest.raises(IntegrityError), transaction.atomic():
        WatchTerm.objects.filter(pk=pk).update(**change)


@pytest.mark.usefixtures("_no_terms")
def test_matcher_follows_the_list():
    """A term counts from the next comment on, until it goes or expires."""
    assert not current_matcher().find("يا كلب")
    term = WatchTerm.objects.create(text="كلب", clause_code="insult")
    assert current_matcher().find("يا كلب")
    assert current_matcher() is current_matcher()

    term.text = "قط"
    term.save()
    assert not current_matcher().find("يا كلب")
    term.expires_at = timezone.now() - timedelta(days=1)
    term.save()
    assert not WatchTerm.objects.watched().exists()
    term.delete()
    assert not current_matcher().find("يا قط")


# --- CSV ----------------------------------------------------------------------------------------


def test_export_is_what_import_reads(superuser):
    """Out and in again changes nothing."""
    moment = timezone.now().replace(microsecond=0)
    WatchTerm.objects.create(
        text="=1+1 كلمة",
        mode="phrase",
        clause_code="insult",
        allowed="واحد\nاثنان ثلاثة",
        expires_at=moment,
        note='\'@ملاحظة, "بين" علامات',
    )
    before = list(WatchTerm.objects.values_list("text", "mode", "allowed", "expires_at", "note"))
    text = export_terms(WatchTerm.objects.all())

    done = import_terms(text, by=superuser)

    after = list(WatchTerm.objects.values_list("text", "mode", "allowed", "expires_at", "note"))
    assert (done.added, done.changed) == (0, len(before))
    assert after == before
    assert "\n'=1+1" in text


@pytest.mark.usefixtures("_no_terms")
def test_import_adds_and_changes(superuser):
    """New terms are added, known ones changed; a semicolon and a byte-order mark do no harm."""
    WatchTerm.objects.create(text="كلب", clause_code="insult", severity=1)

    done = import_terms(
        "\ufefftext;clause;severity;expires_at\nكلب;insult;3;2030-01-31\nابن كلب;insult;;\n"
        "قط;insult;٣;٢٠٣٠-٠١-٣١\n",
        by=superuser,
    )

    terms = {term.text: term for term in WatchTerm.objects.all()}
    assert (done.added, done.changed) == (2, 1)
    assert terms["كلب"].severity == terms["قط"].severity == 3
    assert terms["كلب"].expires_at == terms["قط"].expires_at
    assert timezone.localtime(terms["كلب"].expires_at).date().isoformat() == "2030-01-31"
    assert (terms["ابن كلب"].mode, terms["ابن كلب"].severity) == ("phrase", 2)
    assert terms["ابن كلب"].added_by == superuser


@pytest.mark.usefixtures("_no_terms")
@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (",ar,stem,insult,2,,,", "Line 3: term:"),
        ("كلب,ar,regex,insult,2,,,", "Line 3: match:"),
        ("كلب,xx,stem,insult,2,,,", "Line 3: language:"),
        ("كلب,ar,stem,nothing,2,,,", "Line 3: The policy in force has no clause “nothing”."),
        ("كلب,ar,stem,insult,9,,,", "Line 3: severity:"),
        ("كلب,ar,stem,insult,zwei,,,", "Line 3: severity:"),
        ("كلب,ar,stem,insult,2,,31.12.2026,", "Line 3: “31.12.2026” is no date"),
        ("كلب,ar,stem,insult,2,,2026-13-40,", "Line 3: “2026-13-40” is no date"),
        ("كلب,ar,stem", "Line 3: It has another number of columns"),
        ("قــط,ar,stem,insult,2,,,", "Line 3: The same term stands in line 2."),
        ('"كلب,ar,stem,insult,2,,,', "Line 3: "),
    ],
)
def test_import_is_all_or_nothing(line, problem):
    """One faulty line and nothing is kept; the message names the line."""
    text = f"{HEAD}\nقط,ar,stem,insult,2,,,\n{line}\nأسد,ar,stem,insult,2,,,\n"

    assert refusal_of(text)[0].startswith(problem)
    assert not WatchTerm.objects.exists()


@pytest.mark.usefixtures("_no_terms")
def test_import_names_every_faulty_line():
    """Lines are counted as an editor counts them, with line breaks inside of cells."""
    text = f'{HEAD}\nقط,ar,stem,insult,2,,,"one\ntwo"\n,ar,stem,insult,2,,,\nأسد,ar,x,insult,2,,,\n'

    assert [message.split(":")[0] for message in refusal_of(text)] == ["Line 4", "Line 5"]


@pytest.mark.parametrize("text", ["", "word,clause\nكلب,insult\n", "text,text\nكلب,كلب\n"])
def test_import_wants_its_columns(text):
    """Without the columns there is nothing to import."""
    assert refusal_of(text)[0].startswith("Line 1:")


# --- The trial ----------------------------------------------------------------------------------


def test_trial_counts_what_was_approved(django_assert_num_queries):
    """It says how many decided comments would have been flagged, and how many were approved."""
    moderator = moderator_named("judge")
    story = make_comment(message="يا كَلْب").approve(by=moderator).article
    make_comment(story, message="والكلاب").approve(by=moderator)
    make_comment(story, message="ك ل ب").reject(by=moderator, clause=a_clause())
    make_comment(story, message="شكراً", subject="kalb").reject(by=moderator, clause=a_clause())
    make_comment(story, message="كلب، ولم يقرأه أحد")
    policy = Policy.current()
    assert policy is not None
    standing = WatchTerm.objects.count()

    with django_assert_num_queries(1):
        trial = try_terms([WatchTerm(text="كلب", clause_code="insult")])

    assert (trial.read, trial.caught, trial.approved) == (4, 3, 1)
    assert [each["is_approved"] for each in trial.examples] == [True, False, False]
    assert WatchTerm.objects.count() == standing
    assert try_terms([WatchTerm(text="كلب", clause_code="insult")], size=2).read == 2


# --- The admin ----------------------------------------------------------------------------------

ADD = "/admin/comments/watchterm/add/"
IMPORT = "/admin/comments/watchterm/import/"
TERM = {"text": "طنطلون", "mode": "stem", "clause_code": "insult", "severity": "2"}


def test_a_term_is_tried_before_it_is_saved(client, moderator):
    """Saving shows first what the term would have caught; only the second step saves."""
    make_comment(message="يا طنطلونُ <b>كفى</b>").approve(by=moderator)
    client.force_login(moderator)

    page = client.post(ADD, {**TERM, "_save": "1"})
    assert not WatchTerm.objects.filter(text="طنطلون").exists()
    assert page.context["trial"].approved == 1
    body = page.content.decode()
    assert "<mark>طنطلونُ</mark> &lt;b&gt;" in body
    typed = dict(page.context["typed"])
    assert typed["text"] == "طنطلون"

    again = client.post(ADD, {**typed, "_edit": "1"})
    assert not WatchTerm.objects.filter(text="طنطلون").exists()
    assert again.context["adminform"].form["text"].value() == "طنطلون"

    done = client.post(ADD, {**typed, "_confirmed": "1"})
    term = WatchTerm.objects.get(text="طنطلون")
    assert (done.status_code, term.added_by) == (302, moderator)

    change = reverse("admin:comments_watchterm_change", args=[term.pk])
    page = client.post(change, {**TERM, "severity": "3", "_save": "1"})
    assert page.context["trial"].caught == 1
    term.refresh_from_db()
    assert term.severity == 2
    client.post(change, {**TERM, "severity": "3", "_save": "1", "_confirmed": "1"})
    term.refresh_from_db()
    assert term.severity == 3


def test_a_faulty_term_comes_back(client, moderator):
    """A form with faults shows them, confirmed or not."""
    client.force_login(moderator)

    for extra in ({}, {"_confirmed": "1"}):
        page = client.post(ADD, {**TERM, "mode": "phrase", **extra})
        assert page.context["adminform"].form.errors["mode"]
    for code in ("nothing", ""):
        page = client.post(ADD, {**TERM, "clause_code": code, "_confirmed": "1"})
        assert page.context["adminform"].form.errors["clause_code"]
    assert not WatchTerm.objects.filter(text="طنطلون").exists()


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_import_page(client, moderator, language):
    """A refused file comes back as text with its line; a tried one is not taken; then it is."""
    StaffPreference.objects.update_or_create(user=moderator, defaults={"language": language})
    client.force_login(moderator)
    bad = f"{HEAD}\nطنطلون,ar,stem,nothing,2,,,\n"
    good = bad.replace("nothing", "insult")

    upload = SimpleUploadedFile("terms.csv", bad.encode("utf-8-sig"))
    page = client.post(IMPORT, {"file": upload, "_import": "1"})
    lines = {"ar": "السطر 2", "en": "Line 2", "fr": "Ligne 2"}
    assert page.context["form"]["text"].value() == bad
    assert lines[language] in page.content.decode()
    assert not WatchTerm.objects.filter(text="طنطلون").exists()

    page = client.post(IMPORT, {"text": good, "_try": "1"})
    assert (page.context["count"], page.context["trial"].caught) == (1, 0)
    assert not WatchTerm.objects.filter(text="طنطلون").exists()

    assert client.post(IMPORT, {"text": good, "_import": "1"}).status_code == 302
    assert WatchTerm.objects.get(text="طنطلون").added_by == moderator


@pytest.mark.parametrize(
    ("raw", "is_taken"),
    [
        (f"{HEAD}\r\nطنطلون,ar,stem,insult,2,,,\r\n".encode("utf-8-sig"), True),
        (f"{HEAD}\nطنطلون,ar,stem,insult,2,,,\n".replace(",", "\t").encode("utf-16"), True),
        (f"{HEAD}\nطنطلون,ar,stem,insult,2,,,\n".encode("windows-1256"), False),
        (b"\x00\x01\x02\xff", False),
    ],
    ids=["utf-8", "utf-16", "windows-1256", "binary"],
)
def test_import_of_files(client, moderator, raw, is_taken):
    """What spreadsheets save is read; what cannot be read is refused with a word on how."""
    client.force_login(moderator)

    page = client.post(IMPORT, {"file": SimpleUploadedFile("terms.csv", raw), "_import": "1"})

    assert page.status_code == (302 if is_taken else 200)
    assert WatchTerm.objects.filter(text="طنطلون").exists() is is_taken


def test_export_page(client, moderator):
    """The whole list, as a file that comes in again."""
    client.force_login(moderator)

    response = client.get("/admin/comments/watchterm/export/")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert len(parse_terms(response.content.decode())) == WatchTerm.objects.count()


def test_only_moderators_keep_the_list(client, reporter):
    """A reporter sees none of its pages."""
    client.force_login(reporter)

    for address in (ADD, IMPORT, "/admin/comments/watchterm/export/"):
        assert client.get(address).status_code == 403
        assert client.post(address, TERM).status_code == 403


def test_list_in_few_queries(client, moderator, django_assert_max_num_queries):
    """A page of the list reads the clauses once."""
    client.force_login(moderator)

    with django_assert_max_num_queries(15):
        page = client.get("/admin/comments/watchterm/")

    assert page.status_code == 200
    assert "/admin/comments/watchterm/import/" in page.content.decode()
