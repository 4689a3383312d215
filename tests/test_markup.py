"""The markup of every page and mail is what HTML asks for; with VNU_JAR, as the Nu checker says."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from articles import errors
from tests import everypage
from tests.everymail import every_mail
from tests.markup import checked, faults
from tests.test_sweeps import addresses, fill

pytestmark = [pytest.mark.django_db, pytest.mark.wording]
LANGUAGES = pytest.mark.parametrize("language", everypage.LANGUAGES)
FORMS = ("comment_post", "comment_reply", "comment_edit", "comment_appeal", "comment_report",
         "report_error", "own_comments", "newsletter")  # fmt: skip
DESKS = ("", "style/", "login/", "password_reset/", "password_change/", "articles/",
         "comments/comment/queue/", "comments/notice/queue/", "comments/comment/quiet/",
         "comments/watchterm/trial/", "comments/watchterm/import/")  # fmt: skip
# What Django's own templates do, and no reader meets.
STOCK = ("Attribute “disabled” not allowed on element “div”", "id_password_helptext")
FRAME = "<!DOCTYPE html><html lang='en'><head><title>t</title></head><body><main>{}</main></body>"
FAULTY = {
    "<h1>a</h1><p><div>b</div></p>": "<div> in <p>",
    "<h1>a</h1><ul><p>b</p></ul>": "<p> right in <ul>",
    "<h1>a</h1><a href='/'><button>b</button></a>": "<button> in a link",
    "<h1>a</h1><span><b>b</span></b>": "</span> closes no open element",
    "<h1 id=a>a</h1><i id=a></i>": "id a 2 times",
    "<h1>a</h1><label for=b>c</label>": "for names b",
    "<h1>a</h1><h3>b</h3>": "h3 follows h1",
    "<p>a</p>": "0 <h1>",
    "<h1>a</h1><img src=b>": "<img> without",
    "<h1>a</h1><form action=''></form>": "empty action",
    "<h1>a</h1><time datetime='yesterday'>b</time>": "is no moment",
    "<h1>a</h1><p class=a class=b>c</p>": "twice on <p>",
    "<h1>a</h1><p/>": "closes nothing",
    "<h1>a</h1><div>b": "</main> closes no open element",
}


def wrong(pages: dict[str, str], *, is_whole: bool = True) -> dict[str, list[str]]:
    """The pages with something wrong in them, and what."""
    found = {name: faults(text, is_whole=is_whole) for name, text in pages.items()}
    return {name: told for name, told in found.items() if told}


def page_of(answer: HttpResponse) -> str:
    """The page, or nothing where the answer is none."""
    is_page = "text/html" in answer.get("Content-Type", "") and answer.status_code not in {301, 302}
    return answer.content.decode() if is_page else ""


@pytest.mark.parametrize(("body", "fault"), FAULTY.items())
def test_the_check_sees_a_fault(body, fault):
    html = FRAME.format(body) + "</html>"
    assert any(fault in each for each in faults(html)), faults(html)
    assert faults(FRAME.format("<h1>a</h1>") + "</html>") == []


@LANGUAGES
def test_reader_pages(client, rf, language, tmp_path):
    arguments = everypage.make_arguments()
    pages = {}
    for name in everypage.reader_names():
        pages[name] = page_of(client.get(everypage.address_of(name, arguments, language)))
    for name in FORMS:
        address = everypage.address_of(name, arguments, language)
        answer = client.post(address, {"email": "nobody"})
        assert answer.status_code >= 400, name
        pages[f"{name}, sent back"] = page_of(answer)
    asked = everypage.address_of("search", arguments, language)
    for query in ("q=a", "q=qqqq", "q=a&from=x&to=2026-13-40", "q=%3C%22%26"):
        pages[query] = page_of(client.get(f"{asked}?{query}"))
    for status in (400, 403, 404):
        pages[str(status)] = page_of(errors.error_page(rf.get(asked), status))
    pages["500"] = page_of(errors.server_error(rf.get(asked)))
    arguments["article"].retract(by=User.objects.get(username="chief"), note="لم يثبت")
    pages["410"] = page_of(client.get(everypage.address_of("article", arguments, language)))
    pages = {name: text for name, text in pages.items() if text}
    assert len(pages) > 40
    assert wrong(pages) == {}
    assert checked(pages, tmp_path) == []


@pytest.mark.parametrize("language", ["ar"])
def test_desks(client, superuser, tmp_path, language):
    fill()
    everypage.make_arguments()
    client.force_login(superuser)
    found = [f"/admin/{each}" for each in DESKS]
    found += [each for desk in admin.site._registry.values() for each in addresses(desk)]
    pages = {address: page_of(client.get(address)) for address in found}
    pages["door"] = page_of(Client().get("/admin/login/"))
    pages = {name: text for name, text in pages.items() if text}
    found = [f"{name}: {each}" for name, told in wrong(pages).items() for each in told]
    found += checked(pages, tmp_path)
    assert [each for each in found if not any(words in each for words in STOCK)] == []


@LANGUAGES
def test_mails(language):
    mails = {name: mail.alternatives[0].content for name, mail in every_mail(language)}
    assert mails
    assert wrong(mails, is_whole=False) == {}
