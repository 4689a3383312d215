"""The newsletter in the admin: composing, looking, sending; consents only to look at."""

import pytest
from django.core import mail
from django.urls import reverse

from newsletter import delivery
from newsletter.models import Delivery, Issue, Subscription
from tests import factories as desk

from . import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailer_client(client):
    client.force_login(factories.make_mailer())
    return client


def change(issue) -> str:
    return reverse("admin:newsletter_issue_change", args=[issue.pk])


def form(story, **changes):
    return {
        "subject_ar": "نشرة",
        "intro_ar": "",
        "subject_en": "",
        "intro_en": "",
        "subject_fr": "",
        "intro_fr": "",
        "rhythm": "",
        "items-TOTAL_FORMS": "1",
        "items-INITIAL_FORMS": "0",
        "items-0-article": str(story.pk),
        "items-0-position": "1",
        **changes,
    }


def test_an_issue_is_composed_and_sent_in_one_form(mailer_client):
    mail.outbox = []
    factories.make_subscription("reader@example.org")
    story = factories.make_story()
    add = reverse("admin:newsletter_issue_add")
    assert mailer_client.get(add).status_code == 200
    refused = mailer_client.post(add, form(story, subject_ar="", _move="queue"))
    assert refused.status_code == 200
    assert not Issue.objects.exists()
    done = mailer_client.post(add, form(story, _move="queue"))
    assert done.status_code == 302
    issue = Issue.objects.get()
    assert issue.status == "queued"
    assert Delivery.objects.count() == 1
    page = mailer_client.get(change(issue))
    assert page.status_code == 200
    assert b'value="pause"' in page.content
    mailer_client.post(change(issue), {"_move": "pause"})
    issue.refresh_from_db()
    assert issue.status == "paused"


def test_what_is_on_its_way_cannot_be_changed_and_what_pauses_can(mailer_client):
    factories.make_subscription()
    issue = factories.queue(factories.make_issue(factories.make_story(), languages=("ar",)))
    page = mailer_client.get(change(issue)).content.decode()
    assert 'name="subject_ar"' not in page
    issue.pause(by=factories.make_mailer())
    page = mailer_client.get(change(issue)).content.decode()
    assert 'name="subject_ar"' in page


def test_the_list_says_what_became_of_each_issue(mailer_client, django_assert_max_num_queries):
    for number in range(3):
        factories.make_subscription(f"reader{number}@example.org")
    for _ in range(4):
        factories.queue(factories.make_issue(factories.make_story(), languages=("ar",)))
    delivery.Sender("one").send_due()
    with django_assert_max_num_queries(15):
        page = mailer_client.get(reverse("admin:newsletter_issue_changelist"))
    assert page.content.decode().count("state--sent") == 4
    # On its own page too, and nothing offers to stop what has been sent.
    own_page = mailer_client.get(change(Issue.objects.first())).content.decode()
    assert "state--sent" in own_page
    assert 'name="_move"' not in own_page
    found = mailer_client.get(reverse("admin:newsletter_issue_changelist"), {"q": "نشرة"})
    assert found.status_code == 200


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_the_mail_can_be_looked_at_in_each_language(mailer_client, language):
    issue = factories.make_issue(factories.make_story())
    address = reverse("admin:newsletter_issue_preview", args=[issue.pk, language])
    page = mailer_client.get(address)
    assert f'<html lang="{language}"' in page.content.decode()
    assert "unsafe-inline" in page["Content-Security-Policy"]
    text = mailer_client.get(address, {"part": "text"})
    assert text["Content-Type"].startswith("text/plain")
    assert factories.SUBJECTS[language] in text.content.decode()
    empty = factories.make_issue()
    nothing = reverse("admin:newsletter_issue_preview", args=[empty.pk, language])
    assert mailer_client.get(nothing).status_code == 302
    unknown = reverse("admin:newsletter_issue_preview", args=[issue.pk, "xx"])
    assert mailer_client.get(unknown).status_code == 404


def test_others_see_no_mail_and_make_no_move(client):
    issue = factories.make_issue(factories.make_story())
    address = reverse("admin:newsletter_issue_preview", args=[issue.pk, "ar"])
    assert client.get(address).status_code == 302
    client.force_login(desk.make_user("reporter", role="reporter"))
    assert client.get(address).status_code == 403
    assert client.post(change(issue), {"_move": "queue"}).status_code == 403
    issue.refresh_from_db()
    assert issue.status == "draft"


def test_a_consent_can_be_seen_and_searched_but_not_made_or_changed(client):
    client.force_login(desk.make_user("chief-of-all", is_superuser=True))
    subscription = factories.make_subscription("reader@أخبار.example")
    assert client.get(reverse("admin:newsletter_subscription_add")).status_code == 403
    page = reverse("admin:newsletter_subscription_change", args=[subscription.pk])
    shown = client.get(page).content.decode()
    assert factories.CONSENT.text in shown
    assert "reader@أخبار.example" in shown
    assert subscription.token not in shown
    assert client.post(page, {"email": "other@example.org"}).status_code == 403
    found = client.get(reverse("admin:newsletter_subscription_changelist"), {"q": "reader"})
    assert "reader@أخبار.example" in found.content.decode()
    delete = reverse("admin:newsletter_subscription_delete", args=[subscription.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 302
    assert not Subscription.objects.exists()


def test_deliveries_can_only_be_looked_at(client):
    client.force_login(desk.make_user("chief-of-all", is_superuser=True))
    factories.make_subscription("reader@example.org")
    factories.queue(factories.make_issue(factories.make_story(), languages=("ar",)))
    row = Delivery.objects.get()
    page = reverse("admin:newsletter_delivery_change", args=[row.pk])
    assert "reader@example.org" in client.get(page).content.decode()
    assert client.post(page, {"status": "sent"}).status_code == 403
    assert client.get(reverse("admin:newsletter_delivery_add")).status_code == 403
    delete = reverse("admin:newsletter_delivery_delete", args=[row.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:newsletter_delivery_changelist")).status_code == 200


def test_the_start_page_says_what_waits(mailer_client):
    factories.make_issue(factories.make_story())
    page = mailer_client.get(reverse("admin:index"))
    assert "newsletter/issue/?status__exact=draft" in page.content.decode()


def test_no_form_tells_a_mailer_of_what_is_not_published(mailer_client):
    draft = desk.make_article("مسودة سرية")
    add = reverse("admin:newsletter_issue_add")
    answer = mailer_client.post(add, form(draft, _continue="1"))
    assert answer.status_code == 200
    assert str(draft) not in answer.content.decode()
    assert not Issue.objects.exists()
    story = factories.make_story()
    assert mailer_client.post(add, form(story)).status_code == 302
    issue = Issue.objects.get()
    # What is listed already stays listed.
    story.retract(by=desk.make_user(role="editor"), note="سُحب")
    item = issue.items.get()
    again = {"items-INITIAL_FORMS": "1", "items-0-id": item.pk, "items-0-issue": issue.pk}
    assert mailer_client.post(change(issue), form(story, **again)).status_code == 302


def test_no_list_gives_a_token_away_letter_by_letter(mailer_client):
    subscription = factories.make_subscription("reader@example.org")
    listed = reverse("admin:newsletter_subscription_changelist")
    for asked in ("token__startswith", "token", "email__startswith", "deliveries__worker"):
        assert mailer_client.get(listed, {asked: subscription.token[:1]}).status_code == 400, asked
    for allowed in ({"language__exact": "ar"}, {"sections__id__exact": "1"}, {"q": "reader"}):
        assert mailer_client.get(listed, allowed).status_code == 200, allowed
