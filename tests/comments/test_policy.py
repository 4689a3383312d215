"""The policy as data: copied, drafted, previewed, posted by a person, and then never changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from articles.models import StaffPreference
from comments import queue
from comments.laws import policies
from comments.models import Clause, Policy
from tests import factories
from tests.comments.database import refused, sql
from tests.comments.factories import a_clause, make_comment, make_rejected
from tests.pages import form_data, parse, words

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "en", "fr")
CHANGELIST = "admin:comments_policy_changelist"


def chief() -> User:
    """The chief editor, made at the first time."""
    found = User.objects.filter(username="chief").first()
    return found or factories.make_user("chief", role="editor")


def post_version(**texts: str) -> Policy:
    """The next version, with `texts` changed in its first clause, posted by the chief editor."""
    draft = Policy.begin(by=chief())
    if texts:
        clause = draft.clauses.first()
        for name, text in texts.items():
            setattr(clause, name, text)
        clause.save()
    return draft.publish(by=chief())


@pytest.fixture
def desk(client, editor):
    """A logged-in chief editor who reads English."""
    StaffPreference.objects.create(user=editor, language="en")
    client.force_login(editor)
    return client


def change(policy: Policy) -> str:
    """The address of a version in the admin."""
    return reverse("admin:comments_policy_change", args=[policy.pk])


# -- the database keeps what was posted (tests/comments/rebuild.py tries these again) -------------


def posted_policy_rewritten():
    """Neither its words nor its time nor its number, however it is tried."""
    posted = Policy.current()
    for changes in (
        {"intro_ar": "غيره"},
        {"intro": "غيره"},
        {"published_at": timezone.now()},
        {"version": 77},
        {"published_at": None, "status": "draft"},
    ):
        with refused():
            Policy.objects.filter(pk=posted.pk).update(**changes)
    with refused():
        sql("UPDATE comments_policy SET intro_fr = 'autre' WHERE id = %s", posted.pk)
    with refused():
        posted.intro_ar = "غيره"
        posted.save()
    with refused():
        Policy.objects.bulk_update([posted], ["intro_ar"])
    with refused():
        sql("DELETE FROM comments_policy WHERE id = %s", posted.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        posted.delete()  # protected by its decisions, or else by the law
    with refused():
        Policy.objects.all()._raw_delete("default")


def posted_clauses_rewritten():
    """Not changed, moved, added or deleted."""
    clause = a_clause()
    draft = Policy.objects.create()
    loose = Clause.objects.create(policy=draft, code="loose", number=1, title_ar="جديد")
    for changes in (
        {"text_ar": "غيره"},
        {"code": "other"},
        {"is_legal_risk": True},
        {"number": 40},
        {"policy": draft},
    ):
        with refused():
            Clause.objects.filter(pk=clause.pk).update(**changes)
    with refused():
        sql("UPDATE comments_clause SET title_en = 'Other' WHERE id = %s", clause.pk)
    with refused():
        Clause.objects.create(policy=clause.policy, code="new", number=9, title_ar="بند")
    with refused():
        Clause.objects.filter(pk=loose.pk).update(policy=clause.policy)
    with pytest.raises(IntegrityError), transaction.atomic():
        clause.delete()
    with refused():
        sql("DELETE FROM comments_clause WHERE id = %s", clause.pk)
    assert Clause.objects.filter(pk=loose.pk).update(text_ar="نص") == 1
    draft.delete()
    assert not Clause.objects.filter(code="loose").exists()


def posted_past_the_move():
    """A policy begins as a draft, and nothing incomplete comes into force."""
    now = timezone.now()
    with refused():
        Policy.objects.bulk_create([Policy(version=9, status="published", published_at=now)])
    draft = Policy.objects.create()
    posting = {"status": "published", "published_at": now}
    with refused():
        Policy.objects.filter(pk=draft.pk).update(**posting)  # no texts, no clauses
    texts = {f"{name}_{code}": "نص" for name in ("intro", "disclaimer") for code in LANGUAGES}
    Policy.objects.filter(pk=draft.pk).update(**texts)
    with refused():
        Policy.objects.filter(pk=draft.pk).update(**posting)  # no clauses
    wording = {f"{name}_{code}": "نص" for name in ("title", "text") for code in LANGUAGES}
    clause = Clause.objects.create(policy=draft, code="a", number=1, **wording)
    for name in wording:
        Clause.objects.filter(pk=clause.pk).update(**{name: " "})
        with refused():
            Policy.objects.filter(pk=draft.pk).update(**posting)
        Clause.objects.filter(pk=clause.pk).update(**{name: "نص"})
    double = Clause.objects.create(policy=draft, code="b", number=1, **wording)
    with refused():
        Policy.objects.filter(pk=draft.pk).update(**posting)
    double.delete()
    with refused():
        Policy.objects.filter(pk=draft.pk).update(version=0, **posting)
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.filter(pk=draft.pk).update(status="published")
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.create()  # a second draft
    assert Policy.objects.filter(pk=draft.pk).update(**posting) == 1
    with refused():
        Policy.objects.filter(pk=draft.pk).update(intro_ar="غيره")


ATTEMPTS: list[Callable] = [posted_policy_rewritten, posted_clauses_rewritten, posted_past_the_move]


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.__name__)
def test_the_database_holds(attempt):
    attempt()


@pytest.mark.dialect("sqlite")
def test_sqlite_replaces_no_posted_row():
    clause, draft = a_clause(), Policy.objects.create()
    loose = Clause.objects.create(policy=draft, code="loose", number=1)
    columns = [field.column for field in Clause._meta.concrete_fields]
    chosen = ", ".join({"policy_id": str(draft.pk)}.get(name, name) for name in columns)
    with refused():
        sql(
            f"INSERT OR REPLACE INTO comments_clause ({', '.join(columns)})"
            f" SELECT {chosen} FROM comments_clause WHERE id = %s",
            clause.pk,
        )
    columns = [field.column for field in Policy._meta.concrete_fields]
    fresh = {"published_at": "NULL", "status": "'draft'"}
    chosen = ", ".join(fresh.get(name, name) for name in columns)
    with refused():
        sql(
            f"INSERT OR REPLACE INTO comments_policy ({', '.join(columns)})"
            f" SELECT {chosen} FROM comments_policy WHERE id = %s",
            clause.policy_id,
        )
    with refused():
        sql("UPDATE OR REPLACE comments_clause SET id = %s WHERE id = %s", clause.pk, loose.pk)
    with refused():
        sql("UPDATE OR REPLACE comments_policy SET version = 1 WHERE id = %s", draft.pk)


@pytest.mark.dialect("postgresql")
def test_postgresql_empties_no_table_of_the_policy():
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("comments_policy", "comments_clause"):
        with refused():
            sql(f"TRUNCATE {table} CASCADE")


def test_the_laws_know_every_language_and_every_text():
    assert policies.LANGUAGES == LANGUAGES
    for language in LANGUAGES:
        for field in ("intro", "disclaimer"):
            assert f"{field}_{language}" in policies.TEXT_MISSING
        for field in ("title", "text"):
            assert f"{field}_{language}" in policies.CLAUSE_TEXT_MISSING


# -- versions --------------------------------------------------------------------------------------


def test_a_new_version_is_a_copy_and_comes_into_force_by_a_person(editor):
    former = Policy.current()
    draft = Policy.begin(by=editor)
    assert (draft.version, draft.status, draft.published_at) == (2, "draft", None)
    shared = ["code", "number", "is_legal_risk"]
    names = [f"{field}_{code}" for field in ("title", "text") for code in LANGUAGES] + shared
    for mine, theirs in zip(draft.clauses.all(), former.clauses.all(), strict=True):
        assert [getattr(mine, name) for name in names] == [getattr(theirs, name) for name in names]
    assert draft.intro_fr == former.intro_fr
    assert draft.disclaimer_ar == former.disclaimer_ar
    assert Policy.current() == former
    with pytest.raises(ValidationError) as error:
        Policy.begin(by=editor)
    assert error.value.code == "draft_exists"
    draft.clauses.get(code="dignity").delete()
    before = timezone.now()
    draft.publish(by=editor)
    assert before <= draft.published_at <= timezone.now()
    assert Policy.current() == draft
    numbers = list(draft.clauses.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    log = LogEntry.objects.filter(object_id=str(draft.pk)).order_by("pk")
    assert [each.change_message for each in log] == ["copy of version 1", "publish"]
    assert {each.user for each in log} == {editor}
    with pytest.raises(ValidationError) as error:
        draft.publish(by=editor)
    assert error.value.code == "stale_move"


def test_only_the_chief_editor_and_a_superuser_write_and_post(
    moderator, reporter, mailer, superuser, editor
):
    for person in (moderator, reporter, mailer):
        with pytest.raises(PermissionDenied):
            Policy.begin(by=person)
    draft = Policy.begin(by=superuser)
    for person in (moderator, reporter, mailer):
        with pytest.raises(PermissionDenied):
            draft.publish(by=person)
    draft.publish(by=editor)
    Policy.begin(by=editor).publish(by=superuser)
    assert Policy.current().version == 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", ["intro", "disclaimer", "title", "text"])
def test_nothing_is_posted_with_a_text_missing(editor, field, language):
    draft = Policy.begin(by=editor)
    row = draft if field in {"intro", "disclaimer"} else draft.clauses.last()
    type(row).objects.filter(pk=row.pk).update(**{f"{field}_{language}": " "})
    with pytest.raises(ValidationError) as error:
        draft.publish(by=editor)
    assert [each.code for each in error.value.error_list] == ["text_missing"]
    assert Policy.current().version == 1
    assert draft.published_at is None


def test_nothing_is_posted_with_no_clause_or_with_a_number_twice(editor):
    draft = Policy.begin(by=editor)
    draft.clauses.filter(number=2).update(number=1)
    with pytest.raises(ValidationError) as error:
        draft.publish(by=editor)
    assert error.value.error_list[0].code == "number_twice"
    draft.clauses.all().delete()
    with pytest.raises(ValidationError) as error:
        draft.publish(by=editor)
    assert error.value.error_list[0].code == "no_clause"


# -- in the admin ----------------------------------------------------------------------------------


def test_the_chief_editor_copies_writes_and_posts(desk):
    page = parse(desk.get(reverse(CHANGELIST)))
    [form] = page.xpath("//form[@class='begin']")
    answer = desk.post(form.get("action"), follow=True)
    draft = Policy.objects.get(version=2)
    assert answer.redirect_chain[-1][0] == change(draft)
    assert not parse(desk.get(reverse(CHANGELIST))).xpath("//form[@class='begin']")
    page = parse(answer)
    assert not page.xpath("//*[@name='published_at_0' or @name='version' or @name='status']")
    data = form_data(page, "policy_form")
    assert data["intro_en"] == draft.intro_en
    # Two clauses change places, one is mended, one is new, one goes; a typed code is not heard.
    data |= {
        "clauses-0-number": "2",
        "clauses-1-number": "1",
        "clauses-0-code": "renamed",
        "clauses-2-text_fr": "Ni violence ni haine.",
        "clauses-7-DELETE": "on",
        "clauses-TOTAL_FORMS": "9",
        "clauses-8-number": "12",
        "clauses-8-code": "spoilers",
        "clauses-8-policy": str(draft.pk),
        **{f"clauses-8-title_{code}": f"Fin {code}" for code in LANGUAGES},
        **{f"clauses-8-text_{code}": f"Pas de fin {code}" for code in LANGUAGES},
        "_move": "publish",
    }
    answer = desk.post(change(draft), data, follow=True)
    assert answer.status_code == 200
    current = Policy.current()
    assert current == draft, words(parse(answer))
    codes = list(current.clauses.values_list("code", flat=True))
    assert codes[:2] == ["defamation", "insult"]
    assert codes[-1] == "spoilers"
    assert "off-topic" not in codes
    assert current.clauses.get(code="incitement").text_fr == "Ni violence ni haine."
    assert [each.code for each in queue.clauses()] == codes
    page = parse(desk.get(change(draft)))
    assert not page.xpath("//textarea[starts-with(@name, 'clauses-') or @name='intro_ar']")
    assert not page.xpath("//button[@name='_move']")


def test_the_form_says_what_is_missing_and_posts_nothing(desk, editor):
    draft = Policy.begin(by=editor)
    Clause.objects.filter(policy=draft, number=3).update(text_fr="")
    page = parse(desk.get(change(draft)))
    assert "Clause 3: “wording” is missing in French." in words(page)
    desk.post(change(draft), {"_move": "publish"})
    assert Policy.current().version == 1


def test_a_moderator_reads_the_policy_and_changes_nothing(client, moderator, editor):
    draft = Policy.begin(by=editor)
    client.force_login(moderator)
    assert not parse(client.get(reverse(CHANGELIST))).xpath("//form[@class='begin']")
    assert not parse(client.get(change(draft))).xpath("//button[@name='_move']")
    assert client.post(change(draft), {"_move": "publish"}).status_code == 403
    assert client.post(reverse("admin:comments_policy_begin")).status_code == 403
    assert client.get(reverse("admin:comments_policy_begin")).status_code == 405
    assert Policy.current().version == 1


def test_nothing_posted_can_be_changed_or_deleted_and_a_draft_can(desk, superuser, editor):
    posted, draft = Policy.current(), Policy.begin(by=editor)
    for person in (editor, superuser):
        desk.force_login(person)
        assert desk.post(change(posted), {"intro_ar": "غيره"}).status_code == 403
        delete = reverse("admin:comments_policy_delete", args=[posted.pk])
        assert desk.post(delete, {"post": "yes"}).status_code == 403
        assert desk.get(reverse("admin:comments_policy_add")).status_code == 403
    delete = reverse("admin:comments_policy_delete", args=[draft.pk])
    assert desk.post(delete, {"post": "yes"}).status_code == 302
    assert list(Policy.objects.all()) == [posted]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preview_is_the_page_of_the_readers(desk, client, editor, reporter, language):
    draft = Policy.begin(by=editor)
    Clause.objects.filter(policy=draft, number=1).update(**{f"title_{language}": "★ changed"})
    address = reverse("admin:comments_policy_preview", args=[draft.pk, language])
    answer = desk.get(address)
    page = parse(answer)
    assert page.get("lang") == language
    assert "★ changed" in words(page)
    assert page.xpath("//*[@class='draft-band']")
    assert "no-store" in answer["Cache-Control"]
    with translation.override(language):
        draft.refresh_from_db()
        public = reverse("comment_policy")
        assert "★ changed" not in desk.get(public).content.decode()
        draft.publish(by=editor)
        shown = parse(desk.get(public)).xpath("//ol[@class='clauses']")[0]
    assert words(shown) == words(page.xpath("//ol[@class='clauses']")[0])
    assert desk.get(address.replace(f"/{language}/", "/de/")).status_code == 404
    client.force_login(reporter)
    assert client.get(address).status_code == 403


# -- what readers see ------------------------------------------------------------------------------


def test_the_page_shows_what_is_in_force_and_the_history(client):
    first = Policy.current()
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        second = post_version(title_en="Insults", text_en="A second wording.")
        Policy.begin(by=chief())
        page = parse(client.get("/en/comments/policy/"))
        text = words(page)
        assert "Version 2" in text
        assert "A second wording." in text
        assert first.clauses.first().text_en not in text
        links = page.xpath("//section[@aria-labelledby='policy-history']//a/@href")
        assert links == ["/en/comments/policy/", "/en/comments/policy/?version=1"]
        answer = client.get("/en/comments/policy/", {"version": "1"})
        page = parse(answer)
        assert first.clauses.first().text_en in words(page)
        assert "no longer in force" in words(page)
        [canonical] = page.xpath("//link[@rel='canonical']/@href")
        assert canonical.endswith("/en/comments/policy/?version=1")
        switcher = page.xpath("//nav[@class='languages']//a/@href")
        assert switcher[0] == "/comments/policy/?version=1"
        assert timezone.localdate(second.published_at).isoformat() in answer.content.decode()
        for unknown in ("3", "99", "x", "", "٢"):
            assert client.get("/comments/policy/", {"version": unknown}).status_code == 404


def test_the_page_costs_the_same_with_many_versions(client, django_assert_max_num_queries):
    factories.make_site()
    for _each in range(3):
        post_version()
    with django_assert_max_num_queries(8):
        client.get("/comments/policy/")
    with django_assert_max_num_queries(8):
        client.get("/comments/policy/", {"version": "2"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_old_decision_keeps_its_wording(client, language):
    comment = make_rejected(language=language)
    former = getattr(a_clause(), f"text_{language}")
    post_version(**{f"text_{language}": "★ another wording", f"title_{language}": "★ another"})
    with translation.override(language):
        page = words(parse(client.get(reverse("comment_status", args=[comment.code]))))
        form = words(parse(client.get(comment.article.url_in(language))))
    assert " ".join(former.split()) in page
    assert "★ another" not in page
    if language == "ar":
        assert "★ another wording" in form


def test_form_buttons_and_statement_read_the_same_rows(client, moderator):
    version = post_version(title_ar="★ بند", text_ar="★ نص جديد")
    clause = version.clauses.get(code="insult")
    assert next(iter(queue.clauses())) == clause
    comment = make_comment()
    page = words(parse(client.get(comment.article.get_absolute_url())))
    assert "★ نص جديد" in page
    client.force_login(moderator)
    card = client.get(reverse("admin:comments_comment_queue")).content.decode()
    assert "★ بند" in card
    comment.reject(by=moderator, clause=clause)
    assert comment.decision.policy == version
    client.logout()
    page = words(parse(client.get(reverse("comment_status", args=[comment.code]))))
    assert "★ نص جديد" in page


def test_where_nothing_is_in_force_there_is_nothing_to_copy(editor):
    # What was posted cannot be deleted, so this is tried before it was.
    past = timezone.now() - timedelta(days=9999)
    with time_machine.travel(past), pytest.raises(ValidationError) as error:
        Policy.begin(by=editor)
    assert error.value.code == "no_policy"
