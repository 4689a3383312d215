"""Replies: one level deep, decided like any comment, under what they answer or the line for it."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from comments import threads
from comments.models import Comment
from comments.models.masks import cover_passage
from newsportal.workflow import AUTHOR
from tests import factories
from tests.comments.factories import (
    a_clause,
    make_approved,
    make_comment,
    make_rejected,
    moderator_named,
)
from tests.comments.test_laws import refused, sql
from tests.pages import form_data, parse, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    """A story that can be read in three languages."""
    return factories.make_published(languages=("en", "fr"))


def approve(comment: Comment) -> Comment:
    """Let a moderator publish it."""
    return comment.approve(by=moderator_named("approver"))


def reply_to(parent: Comment, **fields) -> Comment:
    """A pending reply."""
    return make_comment(parent.article, parent=parent, language=parent.language, **fields)


def send(client, article, parent, *, language="ar", **fields):
    """Send the form with a `parent`, a comment or whatever a browser may put there."""
    with translation.override(language):
        address = reverse("comment_post", args=[article.pk])
    number = parent.pk if isinstance(parent, Comment) else parent
    return client.post(address, {"message": "أوافقك الرأي", **fields, "parent": number})


# -- the laws --------------------------------------------------------------------------------------


def answer_what_is_not_there_to_be_answered():
    """A reply answers a published comment of the same story and language, and no reply."""
    top = make_approved()
    reply = approve(reply_to(top))
    words = {"article": top.article, "language": "ar", "message": "كلام"}
    other_story = make_approved()
    factories.translate(top.article, "en")
    in_english = make_approved(top.article, language="en")
    withdrawn = make_approved(top.article)
    withdrawn.withdraw(by=AUTHOR)
    waiting, rejected = make_comment(top.article), make_rejected(top.article)
    for parent in (reply, other_story, in_english, withdrawn, waiting, rejected):
        with refused():
            Comment.objects.bulk_create([Comment(**words, parent=parent)])
        with refused():
            Comment(**words, parent=parent).save()
    columns = [field.column for field in Comment._meta.concrete_fields if field.column != "id"]
    fresh = {"code": "code || 'x'", "parent_id": "%s"}
    chosen = ", ".join(fresh.get(column, column) for column in columns)
    copy = (
        f"INSERT INTO comments_comment ({', '.join(columns)}) SELECT {chosen}"
        " FROM comments_comment WHERE id = %s"
    )
    with refused():
        sql(copy, reply.pk, waiting.pk)
    assert sql(copy, top.pk, waiting.pk) == 1


def answer_something_else_afterwards():
    """What a comment answers never changes, and a thread keeps its language."""
    top = make_approved()
    other, reply, alone = make_approved(top.article), reply_to(top), make_rejected(top.article)
    for comment, parent in ((reply, other.pk), (reply, None), (alone, top.pk)):
        with refused():
            Comment.objects.filter(pk=comment.pk).update(parent=parent)
        with refused():
            sql("UPDATE comments_comment SET parent_id = %s WHERE id = %s", parent, comment.pk)
        with refused():
            row = Comment.objects.get(pk=comment.pk)
            row.parent_id = parent
            row.save()
    top.reopen(by=moderator_named("approver"))
    for comment in (reply, top):
        with refused():
            Comment.objects.filter(pk=comment.pk).update(language="fr", words_version=2)
    sent_again = {"status": "pending", "decision": None, "words_version": 2}
    assert Comment.objects.filter(pk=alone.pk).update(language="fr", **sent_again) == 1


ATTEMPTS = [answer_what_is_not_there_to_be_answered, answer_something_else_afterwards]


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.__name__)
def test_the_database_holds(attempt):
    attempt()


# -- sending a reply -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_a_reply_is_written_on_its_own_page_and_waits_like_any_comment(client, article, language):
    top = make_approved(article, language=language, name="سلمى", message="كلام يستحق جواباً")
    with translation.override(language):
        story = article.get_absolute_url()
    link = parse(client.get(story)).xpath("//a[contains(@href, '/reply/')]/@href")
    page = client.get(link[0])
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    tree = parse(page)
    assert top.message in words(tree)
    assert not tree.xpath("//a[contains(@href, '/reply/')]")
    data = form_data(tree, "comment-form")
    assert data["parent"] == str(top.pk)
    answer = client.post(tree.get_element_by_id("comment-form").action, {**data, "message": "نعم"})
    assert answer.status_code == 303
    reply = Comment.objects.get(parent=top)
    assert (reply.status, reply.language, reply.article) == ("pending", language, article)
    assert "نعم" not in words(parse(client.get(story)).find_class("comments__list")[0])
    approve(reply)
    shown = parse(client.get(story)).get_element_by_id(f"comment-{top.pk}")
    assert shown.xpath(f".//ol/li[@id='comment-{reply.pk}']")
    status = parse(client.get(answer["Location"]))
    assert status.xpath(f"//a[@href='{story}#comment-{reply.pk}']")


def test_an_answer_to_a_reply_stands_under_the_same_comment(client, article):
    top = make_approved(article)
    reply = approve(reply_to(top, message="جواب أول"))
    page = parse(client.get(reverse("comment_reply", args=[article.pk, reply.pk])))
    assert "جواب أول" in words(page)
    assert send(client, article, reply).status_code == 303
    assert Comment.objects.latest("pk").parent == top


def test_what_cannot_be_answered_is_said_and_the_words_are_kept(client, article, settings):
    settings.RATE_LIMIT_FACTOR = 10
    other = make_approved()
    orphan = approve(reply_to(make_approved(article)))
    orphan.parent.withdraw(by=AUTHOR)
    cases = [
        make_comment(article),
        make_rejected(article),
        make_approved(article, language="fr"),
        other,
        orphan,
        *("x", "-1", "٣", "9" * 40, "\x00", "1 OR 1=1"),
    ]
    before = Comment.objects.count()
    for parent in cases:
        answer = send(client, article, parent, name="هدى", email="huda@example.org")
        assert answer.status_code == 400, parent
        page = parse(answer)
        assert page.xpath("//*[@role='alert']//li")
        again = form_data(page, "comment-form")
        kept = {name: again[name] for name in ("name", "email", "message")}
        assert kept == {"name": "هدى", "email": "huda@example.org", "message": "أوافقك الرأي"}
        assert "parent" not in again  # sent again, it is a comment of its own
        if isinstance(parent, Comment):
            address = reverse("comment_reply", args=[article.pk, parent.pk])
            gone = client.get(address)
            assert gone.status_code == 404
            assert "parent" not in form_data(parse(gone), "comment-form")
            assert parent.message not in words(parse(gone)) or parent.parent_id
    assert Comment.objects.count() == before
    assert client.post(answer.request["PATH_INFO"], again).status_code == 303
    # Another fault of the form does not make a reply into something else.
    faulty = send(client, article, make_approved(article), email="x")
    assert form_data(parse(faulty), "comment-form")["parent"]


# -- reading ---------------------------------------------------------------------------------------


def test_replies_stand_under_their_comment_oldest_first(client, article):
    first, second = make_approved(article), make_approved(article)
    late = approve(reply_to(first, message="جواب"))
    later = approve(reply_to(first, message="جواب آخر"))
    reply_to(second, message="لم يُقرأ بعد")
    refused_reply = reply_to(second, message="مرفوض")
    refused_reply.reject(by=moderator_named("refuser"), clause=a_clause())
    page = parse(client.get(article.get_absolute_url()))
    tops = page.xpath("//ol[@class='comments__list']/li/@id")
    assert tops == [f"comment-{each.pk}" for each in (first, second)]
    under = page.get_element_by_id(f"comment-{first.pk}").xpath("./ol/li/@id")
    assert under == [f"comment-{each.pk}" for each in (late, later)]
    assert not page.get_element_by_id(f"comment-{second.pk}").xpath("./ol")
    assert page.get_element_by_id("comments-title").text == "4 تعليقات"
    links = page.xpath("//a[contains(@href, '/reply/')]")
    assert len(links) == 4


@pytest.mark.parametrize("fate", ["withdraw", "erase", "remove", "reopen"])
def test_a_reply_outlives_what_it_answers(client, article, fate):
    top = make_approved(article, name="هيفاء", message="كلام لن يبقى")
    reply = approve(reply_to(top, message="جواب باقٍ"))
    if fate == "remove":
        top.remove(by=moderator_named("approver"), clause=a_clause())
    else:
        by = moderator_named("approver") if fate == "reopen" else AUTHOR
        top.perform(fate, by=by)
    page = parse(client.get(article.get_absolute_url()))
    said = words(page.get_element_by_id("comments"))
    assert "لن يبقى" not in said
    assert "هيفاء" not in said
    assert "جواب باقٍ" in said
    lines = page.find_class("comment__gone")
    assert len(lines) == 1
    assert lines[0].getnext().xpath("./li/@id") == [f"comment-{reply.pk}"]
    assert not page.xpath("//a[contains(@href, '/reply/')]")
    # A reply that was still waiting can be published all the same.
    assert client.get(article.get_absolute_url()).status_code == 200


def test_a_reply_can_be_approved_after_its_comment_has_gone(client, article):
    top = make_approved(article)
    reply = reply_to(top)
    top.withdraw(by=AUTHOR)
    approve(reply)
    page = parse(client.get(article.get_absolute_url()))
    assert page.get_element_by_id(f"comment-{reply.pk}") is not None


def test_a_thread_is_read_page_by_page_without_losing_its_comment(client, article, monkeypatch):
    monkeypatch.setattr(threads, "PAGE_LENGTH", 2)
    first, second = make_approved(article), make_approved(article)
    replies = [approve(reply_to(first)) for _each in range(4)]
    seen, address = [], article.get_absolute_url()
    while address:
        page = parse(client.get(address))
        seen += page.xpath("//li[@class='comment']/@id")
        back = page.xpath("//*[@class='comment__gone']/a/@href")
        if back:
            begins = parse(client.get(back[0].partition("#")[0]))
            assert begins.xpath("//li[@class='comment']/@id")[0] == f"comment-{first.pk}"
        following = page.xpath("//p[@class='meta']/a[contains(@href, '?comments=')]/@href")
        address = following[0].partition("#")[0] if following else ""
    assert seen == [f"comment-{each.pk}" for each in (first, *replies, second)]
    for odd in ("1.", ".1", "1.2.3", "x.1", "1.٣", "9" * 40):
        answer = client.get(article.get_absolute_url(), {"comments": odd})
        assert len(parse(answer).xpath("//li[@class='comment']")) == 2, odd


@pytest.mark.parametrize("count", [1, 40])
def test_threads_take_no_further_query(client, article, count, django_assert_max_num_queries):
    for _each in range(count):
        approve(reply_to(make_approved(article)))
    gone = make_approved(article)
    approve(reply_to(gone))
    gone.withdraw(by=AUTHOR)
    client.get(article.get_absolute_url())
    cache.clear()
    with django_assert_max_num_queries(8):
        page = parse(client.get(article.get_absolute_url()))
    assert len(page.find_class("comment__replies")) == count + 1


# -- at the desk -----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 15])
def test_the_card_shows_what_is_answered(
    client, article, moderator, count, django_assert_max_num_queries
):
    client.force_login(moderator)
    for number in range(count):
        reply_to(make_approved(article, message=f"كلام رقم {number}", name="هدى"))
    gone = make_approved(article, message="كلام مسحوب")
    waiting = reply_to(gone)
    gone.withdraw(by=AUTHOR)
    address = reverse("admin:comments_comment_queue")
    client.get(address)
    with django_assert_max_num_queries(15):
        page = parse(client.get(address))
    assert len(page.find_class("queue__answered")) == count + 1
    assert "كلام رقم 0" in words(page)
    assert "كلام مسحوب" not in words(page)
    form = parse(client.get(reverse("admin:comments_comment_change", args=[waiting.pk])))
    change = reverse("admin:comments_comment_change", args=[gone.pk])
    assert form.xpath(f"//a[@href='{change}']")


def test_an_author_fares_as_with_any_comment(client, article, moderator2):
    top = make_approved(article)
    reply = reply_to(top)
    reply.reject(by=moderator_named("refuser"), clause=a_clause())
    address = reverse("comment_edit", args=[reply.code])
    data = form_data(parse(client.get(address)), "again-form")
    assert client.post(address, {**data, "message": "كلام أهدأ"}).status_code == 303
    reply.refresh_from_db()
    assert (reply.status, reply.parent, reply.words_version) == ("pending", top, 2)
    reply.reject(by=moderator_named("refuser"), clause=a_clause())
    reply.overturn(by=moderator2)
    assert reply.status == "approved"
    page = parse(client.get(article.get_absolute_url()))
    assert page.get_element_by_id(f"comment-{top.pk}").xpath(f".//li[@id='comment-{reply.pk}']")


def test_what_is_covered_stays_covered_where_it_is_answered(client, article, moderator):
    top = make_approved(article, name="هدى", message="رقمي 03123456 لمن يسأل")
    cover_passage(top, "03123456", by=moderator)
    reply = reply_to(top)
    pages = [client.get(reverse("comment_reply", args=[article.pk, top.pk]))]
    client.force_login(moderator)
    pages += [client.get(reverse("admin:comments_comment_queue"))]
    for page in pages:
        said = words(parse(page))
        assert "لمن يسأل" in said
        assert "03123456" not in said
    assert f"card-{reply.pk}" in pages[1].content.decode()
