"""The moderator's side: list, form, queue, bulk moves; no form writes words or a status."""

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.urls import reverse

from articles.models import StaffPreference
from comments.models import Comment, Decision, Policy, QueueMail
from comments.queue.desk import CARDS
from newsportal.workflow import AUTHOR
from tests import factories
from tests.comments.factories import a_clause, make_approved, make_comment, make_rejected
from tests.pages import form_data, parse, words

pytestmark = pytest.mark.django_db

QUEUE = "admin:comments_comment_queue"


@pytest.fixture
def staff(client, moderator):
    """A logged-in moderator who reads English."""
    StaffPreference.objects.create(user=moderator, language="en")
    client.force_login(moderator)
    return client


def change(comment: Comment) -> str:
    """The address of a comment's page in the admin."""
    return reverse("admin:comments_comment_change", args=[comment.pk])


def test_no_form_writes_words_or_a_status(staff, superuser):
    comment = make_comment()
    typed = {"status": "approved", "message": "كلام آخر", "decision": "1", "name": "غيري"}
    for person in (None, superuser):
        if person:
            staff.force_login(person)
        for extra in ({"_save": "1"}, {"_continue": "1"}, {"_move": "approve"}):
            answer = staff.post(change(comment), {**typed, **extra})
            assert answer.status_code == 403, extra
        listed = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": comment.pk}
        written = {**listed, "form-0-status": "approved", "_save": "1"}
        staff.post(reverse("admin:comments_comment_changelist"), written)
        for address in ("add", "delete"):
            arguments = [comment.pk] if address == "delete" else []
            page = reverse(f"admin:comments_comment_{address}", args=arguments)
            assert staff.post(page, {**typed, "post": "yes"}).status_code == 403
    stored = Comment.objects.get()
    assert (stored.status, stored.message, stored.name) == ("pending", comment.message, "")
    assert not Decision.objects.exists()
    assert not admin.site._registry[Comment].list_editable
    page = parse(staff.get(change(comment)))
    assert not page.xpath("//*[@name='message' or @name='status' or @name='name']")


def test_the_page_of_a_comment_decides_it(staff, moderator):
    comment = make_comment(name="سلمى", subject="رأي")
    page = parse(staff.get(change(comment)))
    moves = page.xpath("//button[@name='_move']/@value")
    assert moves == ["approve", "reject"]
    assert page.xpath("//form[.//button[@name='_move']]//input[@name='words_version']/@value") == [
        "1"
    ]
    assert comment.message in words(page)
    answer = staff.post(change(comment), {"_move": "reject"})
    assert Comment.objects.get().status == "pending"
    assert "Choose first" in answer.content.decode()
    clause = a_clause("off-topic")
    given = {**form_data(page, "comment_form"), "_move": "reject", "clause": clause.pk}
    answer = staff.post(change(comment), given, follow=True)
    comment.refresh_from_db()
    assert (comment.status, comment.decision.clause) == ("rejected", clause)
    shown = words(parse(answer))
    assert moderator.username in shown
    assert clause.title_en in shown
    assert comment.code not in answer.content.decode()


def test_bulk_moves_ask_for_a_clause_and_for_the_permission(staff, client, reporter):
    comments = [make_comment() for _each in range(3)]
    address = reverse("admin:comments_comment_changelist")
    chosen = {"_selected_action": [each.pk for each in comments[:2]]}
    answer = staff.post(address, {**chosen, "action": "reject"})
    assert "taken-clause" in answer.content.decode()
    assert not Decision.objects.exists()
    staff.post(address, {**chosen, "action": "reject", "clause": a_clause().pk})
    staff.post(address, {"_selected_action": [comments[2].pk], "action": "approve"})
    states = list(Comment.objects.order_by("pk").values_list("status", flat=True))
    assert states == ["rejected", "rejected", "approved"]
    assert Decision.objects.count() == 3
    client.force_login(reporter)
    waiting = make_comment()
    for action in ("approve", "erase", "withdraw", "delete_selected"):
        client.post(address, {"_selected_action": [waiting.pk], "action": action})
    client.force_login(factories.make_user("boss", is_superuser=True))
    for action in ("erase", "withdraw", "resend", "delete_selected"):
        client.post(address, {"_selected_action": [waiting.pk], "action": action})
    waiting.refresh_from_db()
    assert waiting.status == "pending"


def test_the_queue_shows_what_waits_oldest_first(staff, moderator):
    article = factories.make_published("خبر اليوم", dek_ar="سطر يشرح")
    first = make_comment(article, name="سلمى", findings=["honeypot"], verification="unverified")
    make_approved(article)
    make_rejected(article)
    second = make_comment(article, is_legal_risk=True)
    seconded = make_comment(article, is_legal_risk=True).approve(
        by=factories.make_user("zayna", role="moderator")
    )
    own = make_comment(article, is_legal_risk=True).approve(by=moderator)
    page = parse(staff.get(reverse(QUEUE)))
    cards = page.xpath("//article[@class='queue__card']")
    assert [each.get("id") for each in cards] == [
        f"card-{each.pk}" for each in (first, second, seconded)
    ]
    assert f"card-{own.pk}" not in {each.get("id") for each in cards}
    text = words(cards[0])
    for part in ("خبر اليوم", "سطر يشرح", "سلمى", first.message, "people do not see"):
        assert part in text
    clauses = list(Policy.current().clauses.all())
    refusals = cards[0].xpath(".//button[@name='clause']")
    assert [int(each.get("value")) for each in refusals] == [each.pk for each in clauses]
    assert clauses[0].title_en in words(refusals[0])
    assert cards[0].xpath(".//button[@name='_move']/@value") == ["approve"]
    assert cards[2].xpath(".//button[@name='_move']/@value") == ["second"]
    newest = parse(staff.get(reverse(QUEUE), {"order": "newest"}))
    assert newest.xpath("//article/@id")[0] == f"card-{seconded.pk}"


def test_the_queue_s_buttons_decide(staff):
    one, other = make_comment(), make_comment()
    page = parse(staff.get(reverse(QUEUE)))
    forms = page.xpath(f"//article[@id='card-{one.pk}']//form")
    data = dict(forms[0].form_values())
    assert data["words_version"] == "1"
    answer = staff.post(reverse(QUEUE), {**data, "_move": "approve"}, follow=True)
    assert parse(answer).xpath("//*[contains(@class, 'messagelist')]//*[@class='success']")
    data = dict(page.xpath(f"//article[@id='card-{other.pk}']//form")[0].form_values())
    clause = a_clause("advertising")
    staff.post(reverse(QUEUE), {**data, "clause": clause.pk})
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == ("approved", "rejected")
    assert other.decision.clause == clause
    assert not parse(staff.get(reverse(QUEUE))).xpath("//article")


def test_a_stale_decision_is_answered_with_who_decided_what(staff, moderator2):
    comment, rewritten = make_comment(), make_comment()
    page = parse(staff.get(reverse(QUEUE)))
    comment.reject(by=moderator2, clause=a_clause())
    rewritten.reject(by=moderator2, clause=a_clause()).resend(by=AUTHOR, message="كلام آخر")
    for number, said in ((comment.pk, moderator2.username), (rewritten.pk, "meanwhile")):
        form = page.xpath(f"//article[@id='card-{number}']//form")[0]
        data = {**dict(form.form_values()), "_move": "approve"}
        answer = staff.post(reverse(QUEUE), data, follow=True)
        [told] = parse(answer).xpath("//*[contains(@class, 'messagelist')]//*[@class='error']")
        assert said in words(told)
        answer = staff.post(change(Comment(pk=number)), {**data, "words_version": "1"})
        assert Comment.objects.get(pk=number).decision_id == (
            None if number == rewritten.pk else comment.decision_id
        )
    assert not Decision.objects.filter(ruling="approve").exists()


def test_the_queue_says_no_to_wrong_posts(staff, client, reporter):
    comment = make_comment()
    for data in (
        {"comment": comment.pk},
        {"comment": comment.pk, "_move": "reject"},
        {"comment": comment.pk, "_move": "reject", "clause": "999999"},
        {"comment": comment.pk, "_move": "publish"},
        {"comment": comment.pk, "_move": "second"},
    ):
        assert staff.post(reverse(QUEUE), data).status_code == 302
    assert staff.post(reverse(QUEUE), {"comment": comment.pk, "_move": "erase"}).status_code == 403
    for odd in ("", "x", "999999"):
        answer = staff.post(reverse(QUEUE), {"comment": odd, "_move": "approve"})
        assert answer.status_code == 404
    client.force_login(reporter)
    for method in (client.get, client.post):
        for name in (QUEUE, "admin:comments_comment_queue_mail"):
            assert method(reverse(name)).status_code == 403
    client.logout()
    assert client.get(reverse(QUEUE)).status_code == 302
    comment.refresh_from_db()
    assert comment.status == "pending"
    assert not Decision.objects.exists()


def test_the_queue_pages_by_key(staff):
    article = factories.make_published()
    made = [make_comment(article).pk for _each in range(CARDS + 3)]
    page = parse(staff.get(reverse(QUEUE)))
    [following] = page.xpath("//a[@rel='next']/@href")
    rest = parse(staff.get(reverse(QUEUE) + following))
    numbers = [int(each.removeprefix("card-")) for each in page.xpath("//article/@id")]
    numbers += [int(each.removeprefix("card-")) for each in rest.xpath("//article/@id")]
    assert numbers == made
    assert not rest.xpath("//a[@rel='next']")


@pytest.mark.parametrize("count", [1, CARDS + 1])
@pytest.mark.parametrize("name", ["queue", "changelist"])
def test_list_and_queue_take_few_queries(
    client, moderator, moderator2, name, count, django_assert_max_num_queries
):
    comments = [make_comment(is_legal_risk=number % 2 == 0) for number in range(count)]
    for comment in comments[::2]:
        comment.approve(by=moderator2)
    client.force_login(moderator)
    cache.clear()
    with django_assert_max_num_queries(15):
        answer = client.get(reverse(f"admin:comments_comment_{name}"))
    oldest = reverse("admin:comments_comment_change", args=[comments[0].pk])
    assert f'href="{oldest}' in answer.content.decode()


def test_the_start_page_counts_what_waits(staff):
    make_comment(), make_comment(), make_approved()
    [line] = parse(staff.get(reverse("admin:index"))).xpath(
        f"//section[@class='waiting']//a[@href='{reverse(QUEUE)}']"
    )
    assert "2" in words(line)


def test_a_posted_policy_is_read_and_a_draft_is_written(client, superuser):
    StaffPreference.objects.create(user=superuser, language="en")
    client.force_login(superuser)
    posted = Policy.current()
    address = reverse("admin:comments_policy_change", args=[posted.pk])
    page = parse(client.get(address))
    assert not page.xpath("//textarea[@name='intro_ar']")
    assert client.post(address, {"intro_ar": "غيره"}).status_code == 403
    assert (
        client.post(
            reverse("admin:comments_policy_delete", args=[posted.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    draft = Policy.objects.create(version=2)
    page = parse(client.get(reverse("admin:comments_policy_change", args=[draft.pk])))
    assert page.xpath("//textarea[@name='intro_ar']/@dir") == ["rtl"]
    assert page.xpath("//textarea[@name='intro_fr']/@dir") == ["ltr"]
    posted.refresh_from_db()
    assert posted.intro_ar != "غيره"


def test_a_moderator_chooses_the_mail(staff, moderator):
    address = reverse("admin:comments_comment_queue_mail")
    assert not parse(staff.get(address)).xpath("//input[@name='is_wanted' and @checked]")
    assert not QueueMail.objects.exists()
    staff.post(address, {"is_wanted": "on"})
    assert QueueMail.objects.get(user=moderator).is_wanted
    staff.post(address, {})
    assert not QueueMail.objects.get(user=moderator).is_wanted


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_the_queue_speaks_the_moderator_s_language(client, moderator, language):
    StaffPreference.objects.create(user=moderator, language=language)
    client.force_login(moderator)
    make_comment(language="en", message="Words in English")
    page = parse(client.get(reverse(QUEUE)))
    assert page.get("lang") == language
    assert page.get("dir") == ("rtl" if language == "ar" else "ltr")
    [words_of_reader] = page.xpath("//div[@class='queue__words']")
    assert words_of_reader.get("dir") == "auto"
    title = getattr(a_clause("insult"), f"title_{language}")
    assert title in words(page.xpath("//button[@name='clause']")[0])


def test_no_list_gives_a_code_away_letter_by_letter(staff):
    comment = make_comment()
    listed = reverse("admin:comments_comment_changelist")
    for asked in ("code__startswith", "code", "email__startswith", "article__code"):
        assert staff.get(listed, {asked: comment.code[:1]}).status_code == 400, asked
    assert staff.get(listed, {"status__exact": "\0"}).status_code == 400
    for allowed in ({"status__exact": "pending"}, {"id__exact": comment.pk}, {"q": "x"}):
        assert staff.get(listed, allowed).status_code == 200, allowed


def test_a_number_that_no_key_can_be_is_no_error(staff):
    comment = make_comment()
    for number in ("9" * 19, "9" * 5_000, "-1", "x"):
        refused = staff.post(change(comment), {"_move": "reject", "clause": number})
        assert refused.status_code == 200
        assert (
            staff.post(reverse(QUEUE), {"comment": number, "_move": "approve"}).status_code == 404
        )
    comment.refresh_from_db()
    assert comment.status == "pending"


def test_the_start_page_tells_a_moderator_what_they_decided_last(staff, moderator):
    """Decisions are no entries of the admin's log, which would say that nothing was done."""
    mine, other = make_comment(), make_comment()
    mine.reject(by=moderator, clause=a_clause())
    other.approve(by=factories.make_user(role="moderator"))
    page = staff.get(reverse("admin:index")).content.decode()
    assert change(mine) in page
    assert f"Refused: {a_clause().title_en}" in page
    assert change(other) not in page
