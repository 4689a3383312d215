"""Stories that take no comments: by age, by their own word, or all of them in quiet mode."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation

from articles.models import SiteProfile
from comments.models import Comment
from tests import factories
from tests.comments.factories import make_approved, make_comment, make_rejected
from tests.pages import form_data, parse, words

pytestmark = pytest.mark.django_db

BECAUSE = {"ar": "نقاش طويل انتهى", "en": "A long debate has ended", "fr": "Le débat est clos"}


@pytest.fixture
def article(settings):
    """A story that can be read in three languages, on a site with particulars."""
    settings.COMMENT_DAYS = 30
    factories.make_site()
    return factories.make_published(languages=("en", "fr"))


def close_story(article, **reasons):
    """The story's own switch."""
    article.is_closed_to_comments = True
    for language, text in (reasons or BECAUSE).items():
        setattr(article, f"closed_because_{language}", text)
    article.save()


def hush(**texts):
    """Quiet mode, with what readers are told."""
    SiteProfile.objects.filter(pk=1).update(is_quiet=True, **texts)


def shown(client, article, language="ar"):
    """The comments of the story's page: the kind of closure, or nothing, and the words."""
    page = parse(client.get(article.url_in(language))).get_element_by_id("comments")
    kinds = page.xpath(".//@data-closed")
    assert bool(page.xpath(".//form")) != bool(kinds)
    return (kinds[0] if kinds else ""), words(page)


def send(client, article, language="ar", **fields):
    """Send the form of the story's page as it was open before."""
    with translation.override(language):
        address = reverse("comment_post", args=[article.pk])
    return client.post(address, {"message": "كلام لا يضيع", **fields})


# -- by the story ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_a_story_says_why_it_takes_no_comments(client, article, language):
    standing = make_approved(article, language=language, message="تعليق باقٍ")
    assert shown(client, article, language)[0] == ""
    close_story(article)
    kind, said = shown(client, article, language)
    assert kind == "story"
    assert BECAUSE[language] in said
    assert not any(text in said for code, text in BECAUSE.items() if code != language)
    assert standing.message in said
    page = parse(client.get(article.url_in(language)))
    assert not page.xpath("//a[contains(@href, '/reply/')]")
    typed = {"name": "هدى", "subject": "رأي", "email": "huda@example.org", "country": "LB"}
    answer = send(client, article, language, **typed, website="x")
    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    told = words(parse(answer))
    assert BECAUSE[language] in told
    assert all(text in told for text in ("كلام لا يضيع", *typed.values()))
    with translation.override(language):
        reply = client.get(reverse("comment_reply", args=[article.pk, standing.pk]))
    assert reply.status_code == 403
    assert BECAUSE[language] in words(parse(reply))
    assert Comment.objects.count() == 1


def test_without_a_reason_a_general_sentence_stands_and_never_another_language(client, article):
    close_story(article, ar="سبب بالعربية")
    assert "سبب بالعربية" in shown(client, article, "ar")[1]
    kind, said = shown(client, article, "fr")
    assert kind == "story"
    assert "سبب" not in said
    assert "rédaction" in said
    article.is_closed_to_comments = False
    article.save()
    assert "سبب بالعربية" not in shown(client, article, "ar")[1]
    assert send(client, article).status_code == 303


def test_an_editor_closes_a_story_on_its_form(client, article, editor):
    client.force_login(editor)
    address = reverse("admin:articles_article_change", args=[article.pk])
    data = form_data(parse(client.get(address)), "article_form")
    data |= {"is_closed_to_comments": "on", "closed_because_en": BECAUSE["en"]}
    assert client.post(address, data).status_code == 302
    client.logout()
    assert BECAUSE["en"] in shown(client, article, "en")[1]
    assert shown(client, article, "ar")[0] == "story"


# -- by age ----------------------------------------------------------------------------------------


def test_a_story_closes_with_its_age_and_no_job_runs(client, article, time_machine, settings):
    begun = timezone.now()
    moments = [(timedelta(days=30, seconds=-1), ""), (timedelta(days=30), "age")]
    for passed, kind in moments:
        time_machine.move_to(begun + passed, tick=False)
        assert shown(client, article)[0] == kind
        assert send(client, article).status_code == (403 if kind else 303)
    assert "30" in shown(client, article)[1]
    settings.COMMENT_DAYS = 0
    assert shown(client, article)[0] == ""
    assert send(client, article).status_code == 303


def test_each_language_has_its_own_age(client, article, editor, time_machine):
    factories.translate(article, "fr")
    late = factories.make_published()
    begun = timezone.now()
    time_machine.move_to(begun + timedelta(days=20))
    factories.translate(late, "fr")
    late.translations.get(language="fr").mark_ready(by=editor)
    time_machine.move_to(begun + timedelta(days=31))
    assert shown(client, late, "ar")[0] == "age"
    assert shown(client, late, "fr")[0] == ""
    assert send(client, late, "fr").status_code == 303


def test_a_story_carried_over_is_as_old_as_it_says(client, article):
    old = factories.make_published(go_live_at=timezone.now() - timedelta(days=40))
    assert shown(client, old)[0] == "age"
    assert shown(client, article)[0] == ""


# -- all at once -----------------------------------------------------------------------------------


def test_quiet_mode_is_seen_at_once_and_keeps_the_queue_open(client, article, moderator):
    waiting = make_comment(article)
    before = client.get(article.get_absolute_url())
    hush(quiet_because_fr="La rédaction se repose")
    after = client.get(article.get_absolute_url(), headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert shown(client, article)[0] == "quiet"
    assert "La rédaction se repose" in shown(client, article, "fr")[1]
    assert "La rédaction" not in shown(client, article, "en")[1]
    answer = send(client, article)
    assert answer.status_code == 403
    assert "كلام لا يضيع" in words(parse(answer))
    client.force_login(moderator)
    queue = reverse("admin:comments_comment_queue")
    page = parse(client.get(queue))
    assert page.find_class("queue__warning")
    assert page.get_element_by_id(f"card-{waiting.pk}") is not None
    client.post(queue, {"comment": waiting.pk, "_move": "approve"})
    waiting.refresh_from_db()
    assert waiting.status == "approved"
    assert waiting.message in shown(client, article)[1]
    SiteProfile.objects.update(is_quiet=False)
    assert shown(client, article)[0] == ""
    assert not parse(client.get(queue)).find_class("queue__warning")


def test_the_reason_that_lasts_longest_is_told(client, article, time_machine):
    hush()
    time_machine.move_to(timezone.now() + timedelta(days=40))
    assert shown(client, article)[0] == "age"
    close_story(article)
    assert shown(client, article)[0] == "story"


@pytest.mark.parametrize("name", ["moderator", "editor"])
def test_moderators_and_editors_turn_it_in_one_place(client, article, request, name):
    user = request.getfixturevalue(name)
    client.force_login(user)
    address = reverse("admin:comments_comment_quiet")
    start = parse(client.get(reverse("admin:index")))
    assert start.xpath(f"//p[contains(@class, 'bulletin')]/a[@href='{address}']")
    assert not start.find_class("bulletin--warning")
    factories.make_site(name_ar="اسم جديد")
    data = form_data(parse(client.get(address)), "quiet-form")
    data |= {"is_quiet": "on", "quiet_because_ar": "نعود غداً"}
    assert client.post(address, data).status_code == 302
    profile = SiteProfile.objects.get(pk=1)
    assert (profile.is_quiet, profile.quiet_because_ar) == (True, "نعود غداً")
    assert profile.name_ar == "اسم جديد"
    assert LogEntry.objects.get(user=user).object_id == "1"
    assert parse(client.get(reverse("admin:index"))).find_class("bulletin--warning")
    assert "نعود غداً" in shown(client, article)[1]
    data.pop("is_quiet")
    client.post(address, data)
    assert shown(client, article)[0] == ""


def test_others_see_it_and_cannot_turn_it(client, article, reporter):
    client.force_login(reporter)
    address = reverse("admin:comments_comment_quiet")
    assert client.get(address).status_code == 403
    assert client.post(address, {"is_quiet": "on"}).status_code == 403
    assert not SiteProfile.objects.get().is_quiet
    assert not parse(client.get(reverse("admin:index"))).find_class("bulletin")
    hush()
    start = parse(client.get(reverse("admin:index")))
    assert start.find_class("bulletin--warning")
    assert not start.xpath(f"//a[@href='{address}']")


def test_a_site_without_particulars_can_be_quiet(client, moderator):
    story = factories.make_published()
    client.force_login(moderator)
    address = reverse("admin:comments_comment_quiet")
    client.post(address, {"is_quiet": "on"})
    assert shown(client, story)[0] == "quiet"


# -- what goes on ----------------------------------------------------------------------------------


def test_an_author_mends_a_refused_comment_after_the_story_has_closed(client, article):
    refused = make_rejected(article)
    close_story(article)
    hush()
    address = reverse("comment_edit", args=[refused.code])
    data = form_data(parse(client.get(address)), "again-form")
    assert client.post(address, {**data, "message": "كلام أهدأ"}).status_code == 303
    refused.refresh_from_db()
    assert refused.status == "pending"


@pytest.mark.parametrize("kind", ["story", "quiet"])
def test_a_closed_story_takes_no_further_query(
    client, article, kind, django_assert_max_num_queries
):
    for _each in range(3):
        make_approved(article)
    if kind == "story":
        close_story(article)
    else:
        hush()
    client.get(article.get_absolute_url())
    cache.clear()
    with django_assert_max_num_queries(8):
        client.get(article.get_absolute_url())
