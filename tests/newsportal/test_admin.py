"""The admin site: start page, languages, login and password reset."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from articles.models import Article, ErrorReport
from newsportal.admin import NewsAdminSite
from newsportal.management.commands.work import Desk
from tests import factories

pytestmark = pytest.mark.django_db
DIRECTIONS = {"ar": "rtl", "en": "ltr", "fr": "ltr"}


def in_language(client, language: str) -> None:
    """Press the button of the language switch."""
    client.post(reverse("admin:set_language"), {"language": language})


def test_the_start_page_says_what_waits_for_whom(client, editor, reporter, moderator):
    factories.make_article(created_by=reporter)
    factories.make_article(created_by=reporter)
    factories.make_article(created_by=editor).submit(by=editor)
    story = factories.translate(factories.make_published(), "fr")
    ErrorReport.objects.create(article=story, language="ar", message="خطأ")

    def waits(user: User) -> list[tuple[int, str]]:
        client.force_login(user)
        return [(count, url) for _label, count, url in client.get("/admin/").context["waiting"]]

    assert [count for count, _url in waits(editor)] == [1, 1, 1, 0]
    assert [count for count, _url in waits(reporter)] == [2]
    # Every count leads to a list with as many rows.
    for user in (editor, reporter):
        for count, url in waits(user):
            assert len(client.get(url).context["cl"].result_list) == count
    assert not any("/articles/" in url for _count, url in waits(moderator))


@pytest.mark.parametrize("language", DIRECTIONS)
def test_the_admin_follows_the_choice_of_its_user(client, editor, language):
    """From the login page on, in the right direction."""
    in_language(client, language)
    page = client.get("/admin/login/").content.decode()
    assert f'<html lang="{language}" dir="{DIRECTIONS[language]}">' in page
    client.force_login(editor)
    in_language(client, language)
    client.cookies.pop(settings.LANGUAGE_COOKIE_NAME, None)
    page = client.get("/admin/").content.decode()
    assert f'<html lang="{language}" dir="{DIRECTIONS[language]}">' in page
    editor.refresh_from_db()
    assert editor.staff_preference.language == language


def test_ours_is_the_site_of_the_admin(client, editor):
    assert admin.site.__class__ is NewsAdminSite
    client.force_login(editor)
    page = client.get("/admin/").content.decode()
    assert "newsportal/admin/admin.css" in page
    assert "Django" not in page


# -- the door --


def log_in(client, password: str, name: str = "editor"):
    """One attempt at the login form."""
    return client.post("/admin/login/", {"username": name, "password": password})


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "محاولات كثيرة"), ("en", "Too many attempts"), ("fr", "Trop de tentatives")],
)
def test_guessing_is_stopped_in_words(client, editor, language, words):
    in_language(client, language)
    for _attempt in range(settings.AXES_FAILURE_LIMIT - 1):
        assert log_in(client, "wrong").status_code == 200
    answer = log_in(client, "wrong")
    assert answer.status_code == 429
    assert words in answer.content.decode()
    # The right password does not help now, and a forged address does not either.
    assert log_in(client, factories.PASSWORD).status_code == 429
    forged = client.post(
        "/admin/login/",
        {"username": "editor", "password": factories.PASSWORD},
        headers={"X-Forwarded-For": "203.0.113.9"},
    )
    assert forged.status_code == 429
    # From elsewhere the editor is not locked out.
    elsewhere = type(client)(REMOTE_ADDR="203.0.113.7")
    assert log_in(elsewhere, factories.PASSWORD).status_code == 302


def test_a_forgotten_password_is_set_anew_by_mail(client, editor):
    page = client.get("/admin/login/").content.decode()
    assert reverse("admin:password_reset") in page
    answer = client.post(reverse("admin:password_reset"), {"email": editor.email}, follow=True)
    assert answer.status_code == 200
    Desk().queue.run()
    [message] = mail.outbox
    html = message.alternatives[0][0]
    assert '<html lang="ar" dir="rtl">' in html
    assert "text-align: right" in html
    address = re.search(rf"{re.escape(settings.SITE_URL)}(/\S+)", message.body)[1]
    assert address in html
    form = client.get(address, follow=True)
    new = "another long password 9"
    answer = client.post(
        form.request["PATH_INFO"], {"new_password1": new, "new_password2": new}, follow=True
    )
    assert answer.status_code == 200
    assert log_in(client, new).status_code == 302
    # The link worked once.
    used = client.get(address, follow=True)
    assert used.context["validlink"] is False


def test_the_mail_speaks_the_language_of_its_receiver_and_knows_the_address_of_the_site(
    client, editor
):
    """Whoever asks, in whatever language, with whatever Host header."""
    client.force_login(editor)
    in_language(client, "fr")
    client.logout()
    in_language(client, "en")
    client.post(
        reverse("admin:password_reset"), {"email": editor.email}, headers={"Host": "127.0.0.1"}
    )
    Desk().queue.run()
    [message] = mail.outbox
    assert "nouveau mot de passe" in message.body
    assert settings.SITE_URL in message.body
    assert "127.0.0.1" not in message.body


def test_nobody_learns_whether_an_address_has_an_account(client, editor):
    answers = []
    for email in (editor.email, "nobody@example.org"):
        answer = client.post(reverse("admin:password_reset"), {"email": email}, follow=True)
        page = re.sub(r'value="\w{64}"', "", answer.content.decode())
        answers.append((answer.status_code, answer.redirect_chain, page))
    assert answers[0] == answers[1]
    assert not mail.outbox  # so that the time it takes tells nothing either
    Desk().queue.run()
    assert len(mail.outbox) == 1


def test_nobody_is_flooded_with_links(client, editor):
    for email in (editor.email, editor.email.upper(), editor.email):
        assert client.post(reverse("admin:password_reset"), {"email": email}).status_code == 302
    Desk().queue.run()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("language", DIRECTIONS)
@pytest.mark.parametrize(
    "name", ["password_reset", "password_reset_done", "password_reset_complete", "login"]
)
def test_every_page_of_the_door_opens_in_three_languages(client, name, language):
    in_language(client, language)
    answer = client.get(reverse(f"admin:{name}"))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'lang="{language}" dir="{DIRECTIONS[language]}"' in page
    assert reverse("admin:set_language") in page
    assert "no-store" in answer["Cache-Control"]


def test_a_broken_link_says_so(client):
    answer = client.get(reverse("admin:password_reset_confirm", args=["MQ", "nonsense"]))
    assert answer.status_code == 200
    assert answer.context["validlink"] is False


def test_the_way_to_a_page_is_for_whoever_may_see_the_entry(client, editor, moderator, mailer):
    """The address of a story holds its headline."""
    draft = factories.make_article(created_by=editor)
    kinds = ContentType.objects.get_for_model

    def lead(model: type, key: object) -> object:
        address = reverse("admin:view_on_site", args=[kinds(model).pk, key])
        response = client.get(address)
        return response.get("Location") or response.status_code

    client.force_login(editor)
    assert lead(Article, draft.pk) == draft.get_absolute_url()
    assert lead(Article, 9**40) == lead(Article, "x") == 404
    for outsider in (moderator, mailer):
        client.force_login(outsider)
        assert lead(Article, draft.pk) == 404
    for kind in (kinds(DBTaskResult).pk, kinds(User).pk, 9**40, "x"):
        for key in ("1", "x", "9" * 30):
            assert client.get(f"/admin/r/{kind}/{key}/").status_code == 404


LISTS = ["articles/article", "articles/section", "auth/user", "comments/comment",
         "django_tasks_database/dbtaskresult", "newsletter/subscription"]  # fmt: skip
ASKED = [
    "id__regex=(", "id__range=1", "id__lt=-" + "9" * 30, "id__in=1," + "9" * 30,
    "date_joined__gte=0001-01-01", "date_joined__gte=9999-12-31", "date_joined__day=" + "9" * 12,
    "published_at__lt=0001-01-01", "published_at__year=-1", "date_joined__year=0",
    "status__iregex=(", "q=" + "a%20" * 1500,
]  # fmt: skip


@pytest.mark.parametrize("entries", LISTS)
def test_a_list_answers_whatever_is_asked_of_it(client, admin_user, entries):
    factories.make_published()
    client.force_login(admin_user)
    for asked in ASKED:
        assert client.get(f"/admin/{entries}/?{asked}").status_code in {200, 302, 400}, asked
    for name in ("_selected_action", "form-0-id"):
        for key in ("x", "9" * 30, "\0", "1.0", ""):
            form = {"action": "publish", name: key, "form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1}
            for extra in ({"index": "0"}, {"_save": "1"}):
                answer = client.post(f"/admin/{entries}/", form | extra)
                assert answer.status_code in {200, 302, 400}, (name, key)


def test_a_search_for_too_many_words_completes_nothing(client, admin_user):
    client.force_login(admin_user)
    asked = {"app_label": "articles", "model_name": "article", "field_name": "tags"}
    address = reverse("admin:autocomplete")
    assert client.get(address, asked | {"term": "a " * 1500}).status_code == 400
    assert client.get(address, asked | {"term": "a " * 20}).status_code == 200


def test_rights_that_cannot_be_are_an_error_of_the_form(client, admin_user):
    client.force_login(admin_user)
    for number in ("9" * 30, "x"):
        answer = client.post("/admin/auth/group/add/", {"name": "g", "permissions": [number]})
        assert answer.context["adminform"].form.errors["permissions"]
        sent = {"username": "u", "groups": [number], "user_permissions": [number]}
        answer = client.post(f"/admin/auth/user/{admin_user.pk}/change/", sent)
        assert answer.context["adminform"].form.errors["groups"]


def test_one_of_a_kind_has_no_article_in_arabic(client, editor):
    """'Add a story' is 'إضافة مادة'; with the article it would be the one that is known."""
    with translation.override("ar"):
        names = [
            str(model._meta.verbose_name)
            for model in admin.site._registry
            if model._meta.app_label in {"articles", "comments", "newsletter"}
        ]
    assert len(names) > 20
    assert [name for name in names if name.startswith("ال")] == []
    client.force_login(editor)
    assert "إضافة مادة" in client.get(reverse("admin:articles_article_changelist")).content.decode()


def test_many_who_ask_for_passwords_from_one_place_do_not_keep_the_worker_busy(client):
    cache.clear()
    address = reverse("admin:password_reset")
    answers = {
        client.post(address, {"email": f"nobody{number}@example.org"})["Location"]
        for number in range(settings.PASSWORD_RATE_PER_HOUR + 5)
    }
    assert answers == {reverse("admin:password_reset_done")}
    assert DBTaskResult.objects.count() == settings.PASSWORD_RATE_PER_HOUR
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    client.post(address, {"email": "nobody@example.org"}, **elsewhere)
    assert DBTaskResult.objects.count() == settings.PASSWORD_RATE_PER_HOUR + 1
    cache.clear()
