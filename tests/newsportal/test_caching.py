"""What caches may hold, and what they never see."""

import pytest
from django.core.signing import Signer
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import path
from django.utils.html import escape

from newsportal import urls as site
from newsportal.caching import private_page
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.wording]

READER_PAGES = ["/", "/en/", "/corrections/", "/search/?q=خبر", "/comments/policy/", "/newsletter/",
                "/feeds/latest.xml", "/sitemap.xml", "/robots.txt", "/missing/"]  # fmt: skip


def tell_cookies(request) -> HttpResponse:
    """A page that would differ per reader if it could."""
    response = HttpResponse(f"{escape(request.COOKIES)} {request.user}")
    response.set_cookie("seen", Signer().sign("1"))
    return response


def crash(request) -> HttpResponse:
    raise RuntimeError("broken on purpose")


@private_page
def behind_a_token(request) -> HttpResponse:
    raise Http404


urlpatterns = [
    path("tell/", tell_cookies),
    path("crash/", crash),
    path("token/", behind_a_token),
    *site.urlpatterns,
]
handler404, handler500 = site.handler404, site.handler500


@pytest.mark.parametrize("path", READER_PAGES)
def test_a_reader_page_is_for_any_cache_and_revalidated(client, path):
    factories.make_published("خبر")
    first = client.get(path)
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not first.cookies
    assert first["Vary"] == "Accept-Encoding"
    if first.status_code == 200:
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Cache-Control"] == first["Cache-Control"]
        assert client.head(path).status_code == 200


def test_a_page_changes_its_tag_at_once_when_its_story_goes(client, editor):
    story = factories.make_published()
    address = story.get_absolute_url()
    tag = client.get(address)["ETag"]
    story.retract(by=editor, note="سُحب")
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 410


@pytest.mark.urls("tests.newsportal.test_caching")
def test_no_cookie_reaches_a_reader_page_and_none_leaves_it(client, superuser):
    client.force_login(superuser)
    client.cookies["tracker"] = "42"
    answer = client.get("/tell/")
    assert answer.content == b"{} AnonymousUser"
    assert not answer.cookies
    assert answer["Vary"] == "Accept-Encoding"


def test_the_same_page_for_staff_and_for_everybody(client, superuser):
    story = factories.make_published()
    for address in ("/", story.get_absolute_url(), "/search/?q=خبر"):
        anonymous = Client(headers={"Accept-Language": "fr"}).get(address).content
        client.force_login(superuser)
        assert client.get(address).content == anonymous


def test_the_ticker_is_held_a_few_seconds(client):
    answer = client.get("/ticker.json")
    assert answer["Cache-Control"] == "public, max-age=15"
    assert client.get("/ticker.json", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_answers_to_a_form_are_nobody_elses(client):
    answer = client.post("/newsletter/", {"email": "not an address"})
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "same-origin"
    refused = client.post("/corrections/")
    assert refused.status_code == 405
    assert "no-store" in refused["Cache-Control"]


@pytest.mark.urls("tests.newsportal.test_caching")
def test_even_an_error_behind_a_token_is_private(client):
    answer = client.get("/token/")
    assert answer.status_code == 404
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.urls("tests.newsportal.test_caching")
def test_a_crash_is_not_kept(client):
    client.raise_request_exception = False
    answer = client.get("/crash/")
    assert answer.status_code == 500
    assert "no-store" in answer["Cache-Control"]


def test_the_admin_is_never_public(client, editor):
    client.force_login(editor)
    for address in ("/admin/", "/admin/articles/article/", "/admin/missing/"):
        answer = client.get(address)
        assert "public" not in answer["Cache-Control"]
        assert "no-store" in answer["Cache-Control"] or "private" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"


def test_a_picture_is_kept_long_and_stays_inside_its_folder(client):
    photo = factories.make_photo()
    answer = client.get(photo.image.url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert "immutable" in answer["Cache-Control"]
    assert not answer.cookies
    for bad in ("/media/../settings.py", "/media/%2e%2e/secret_key", "/media/none.webp", "/media/",
                f"/media/{'9' * 300}", f"/media/{'خ' * 200}.webp"):  # fmt: skip
        assert client.get(bad).status_code in {400, 404}
