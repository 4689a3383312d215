"""What is compressed, for whom, and what caches and conditional requests see of it."""

import gzip

import brotli
import pytest
from django.test import RequestFactory

from newsportal.compression import encoding_for
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.wording]
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}
DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress}
PUBLIC = ["/", "/en/search/?q=a", "/feeds/latest.xml", "/sitemap.xml", "/api/v1/",
          "/manifest.webmanifest", "/sw.js", "/missing/"]  # fmt: skip
STYLES = "/static/newsportal/reader.css"


@pytest.mark.parametrize("encoding", DECODERS)
@pytest.mark.parametrize("path", [*PUBLIC, STYLES, "/static/newsportal/tints.svg"])
def test_a_public_answer_comes_compressed_and_says_so(client, path, encoding):
    factories.make_published("خبر")
    plain = client.get(path)
    small = client.get(path, headers={"Accept-Encoding": encoding})
    assert plain["Vary"] == small["Vary"] == "Accept-Encoding"
    assert not plain.has_header("Content-Encoding")
    assert small["Content-Encoding"] == encoding
    whole, content = plain.getvalue(), small.getvalue()
    assert DECODERS[encoding](content) == whole
    assert int(small["Content-Length"]) == len(content) < len(whole)


@pytest.mark.parametrize("path", [PUBLIC[0], STYLES])
def test_a_second_look_costs_no_body(client, path):
    """In either spelling, with the tag of either; the 304 says what the 200 says."""
    for headers in ({}, BROWSER):
        first = client.get(path, headers=headers)
        again = client.get(path, headers={**headers, "If-None-Match": first["ETag"]})
        assert (again.status_code, again.getvalue()) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert again["Cache-Control"] == first["Cache-Control"]
    tag = client.get(path)["ETag"]
    assert client.get(path, headers={**BROWSER, "If-None-Match": tag}).status_code == 304


def test_one_tag_for_two_spellings_of_a_page_is_a_weak_one(client):
    plain, small = client.get("/"), client.get("/", headers=BROWSER)
    assert small["ETag"] == f"W/{plain['ETag']}"
    again = client.get("/", headers={**BROWSER, "If-None-Match": small["ETag"]})
    assert again["Vary"] == "Accept-Encoding"


def test_what_is_one_persons_own_is_not_compressed(client, editor):
    """Its length would tell something about words that a stranger put beside it."""
    form = client.post("/newsletter/", {"email": "not an address"}, headers=BROWSER)
    client.force_login(editor)
    for answer in (form, client.get("/admin/", headers=BROWSER)):
        assert len(answer.content) > 1_000
        assert not answer.has_header("Content-Encoding")


def test_pictures_and_parts_of_files_pass(client):
    photo = client.get(factories.make_photo().image.url, headers=BROWSER)
    font = client.get("/static/newsportal/fonts/naskh-latin.woff2", headers=BROWSER)
    part = client.get(STYLES, headers={**BROWSER, "Range": "bytes=0-499"})
    for answer in (photo, font, part):
        assert not answer.has_header("Content-Encoding")
        assert not answer.has_header("Vary")
    assert (part.status_code, len(part.getvalue())) == (206, 500)


def test_asking_for_the_head_alone_tells_the_same(client):
    page, head = client.get("/", headers=BROWSER), client.head("/", headers=BROWSER)
    for name in ("Content-Encoding", "Content-Length", "Vary"):
        assert head[name] == page[name]
    assert head.content == b""


def test_a_few_bytes_stay_as_they_are(client):
    answer = client.get("/healthz", headers=BROWSER)
    assert len(answer.content) < 200
    assert not answer.has_header("Content-Encoding")


@pytest.mark.parametrize(
    ("wish", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP;q=0.8", "gzip"),
        ("br; q=0, gzip", "gzip"),
        ("br;q=0.0,gzip;q=0", ""),
        ("x-gzip, brotli, *", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_a_request_names_what_it_takes(wish, encoding):
    assert encoding_for(RequestFactory().get("/", headers={"Accept-Encoding": wish})) == encoding
