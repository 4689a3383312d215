"""Bad input: a clear sentence in the reader's language, nothing lost, no half-written row."""

import struct
import zlib

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from articles.models import Article, Page, Photo, Section, Source, Tag, Ticker
from comments.models import Appeal, Comment, Notice, Remark
from newsportal.encoding import Utf8Handler
from tests import factories
from tests.comments.factories import make_notice, make_rejected
from tests.pages import form_data, parse, words

PREFIXES = {"ar": "", "en": "/en", "fr": "/fr"}
LANGUAGES = pytest.mark.parametrize("language", PREFIXES)
MARKUP = '<script>alert(1)</script><img src=x onerror="alert(2)"><b>نص</b>'


def huge_png(side: int) -> bytes:
    """A PNG of side × side pixels in a few bytes: its header is all that is needed."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.fixture
def story(db):
    """A story that can be read in all three languages."""
    return factories.make_published(languages=("en", "fr"))


# -- comments --------------------------------------------------------------------------------------


@LANGUAGES
@pytest.mark.parametrize(
    "message", ["", "   \n ", "كلمة " * 20_000], ids=["none", "blank", "100KB"]
)
def test_a_comment_without_or_with_too_many_words(client, story, language, message):
    address = f"{PREFIXES[language]}/news/{story.pk}/comments/"
    answer = client.post(address, {"message": message, "name": "ليلى", "subject": "عنوان"})
    page = parse(answer)
    assert answer.status_code == 400
    assert page.get("lang") == language
    assert page.xpath("//*[@role='alert']")
    assert page.xpath("//textarea[@name='message']")[0].text_content().strip() == message.strip()
    assert page.xpath("//input[@name='name']/@value") == ["ليلى"]
    assert Comment.objects.count() == 0
    good = client.post(address, {"message": "كلمة طيبة"})
    assert good.status_code == 303
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("charset", ["rot13", "base64", "unicode_escape", "utf-16", "none-such"])
def test_a_request_is_read_as_utf_8_whatever_it_says(story, charset):
    words = r"كلمة \ud800 طيبة"
    sent = f'--x\r\nContent-Disposition: form-data; name="message"\r\n\r\n{words}\r\n--x--\r\n'
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    posted = RequestFactory().generic("POST", f"/news/{story.pk}/comments/", sent.encode(), kind)
    assert status_of(posted) == 303
    assert Comment.objects.get().message == words
    asked = RequestFactory().generic("GET", "/search/", QUERY_STRING="q=%ff%D8%A7")
    asked.environ["CONTENT_TYPE"] = f"text/html; charset={charset}"
    assert status_of(asked) == 200


def status_of(sent) -> int:
    """The status with which the production server's entry point answers."""
    handler = Utf8Handler()
    return handler.get_response(handler.request_class(sent.environ)).status_code


# -- pictures --------------------------------------------------------------------------------------


def photo_form(client, upload: SimpleUploadedFile) -> dict:
    data = form_data(parse(client.get("/admin/articles/photo/add/")), "photo_form")
    return data | {"image": upload, "alt_ar": "مشهد من المرفأ", "credit_ar": "غرفة الأخبار"}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("notes.jpg", b"these are words, no picture", "JPEG"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPEG"),
        ("wall.png", huge_png(20_000), str(settings.PHOTO_MAX_PIXELS // 1_000_000)),
    ],
    ids=["words", "svg", "20000px"],
)
def test_a_file_that_is_no_picture_or_too_big(client, editor, name, content, says):
    client.force_login(editor)
    upload = SimpleUploadedFile(name, content, content_type="image/jpeg")
    page = parse(client.post("/admin/articles/photo/add/", photo_form(client, upload)))
    error = words(page.xpath("//*[contains(@class, 'field-image')]//*[@class='errorlist']")[0])
    assert says in error
    assert page.xpath("//input[@name='alt_ar']/@value") == ["مشهد من المرفأ"]
    assert Photo.objects.count() == 0


# -- markup in every text field --------------------------------------------------------------------


def test_html_in_every_text_field_of_the_news_desk_is_text(client, editor):
    site = factories.make_site(name_ar=f"اسم {MARKUP}"[:80], tagline_ar=MARKUP, rights_ar=MARKUP)
    Page.objects.filter(key="about").update(title_ar=MARKUP[:120], body_ar=f"<p>قبل</p>{MARKUP}")
    section = factories.make_section(MARKUP[:80], description_ar=MARKUP)
    source = factories.make_source(MARKUP, kind="paper")
    tag = factories.make_tag(MARKUP[:80])
    author = factories.make_author(MARKUP, bio_ar=MARKUP)
    photo = factories.make_photo(alt_ar=MARKUP, caption_ar=MARKUP, credit_ar=MARKUP)
    story = factories.make_published(
        MARKUP, kicker_ar=MARKUP, dek_ar=MARKUP, body_ar=f"<p>قبل</p>{MARKUP}", section=section,
        source=source, photo=photo, authors=[author], tags=[tag],
    )  # fmt: skip
    now = story.published_at
    Ticker.objects.create(
        text_ar=MARKUP, source=source, article=story, ends_at=now.replace(year=now.year + 1)
    )
    places = [
        "/", story.url_in("ar"), section.get_absolute_url(), source.get_absolute_url(),
        tag.get_absolute_url(), author.get_absolute_url(), "/search/?q=نص", "/about/",
        f"/archive/{now:%Y/%m/%d}/", "/corrections/", "/newsletter/", "/404/",
    ]  # fmt: skip
    client.force_login(editor)
    admin = [f"/admin/articles/{name}/" for name in ("article", "photo", "source", "tag", "ticker")]
    for address in [*places, *admin, f"/admin/articles/article/{story.pk}/change/"]:
        page = parse(client.get(address))
        run = "//script[not(@type='application/ld+json')]"  # the other kind is data
        scripts = [each.text or "" for each in page.xpath(run)]
        assert not any("alert(1)" in script for script in scripts), address
        assert not page.xpath("//img[@onerror] | //*[@src='x']"), address
    assert site.pk == 1


# -- addresses -------------------------------------------------------------------------------------


@LANGUAGES
def test_unknown_addresses(client, story, language):
    prefix = PREFIXES[language]
    for address in (
        f"{prefix}/no/such/page/",
        f"{prefix}/news/999999999/x/",
        f"{prefix}/section/nowhere/",
        f"{prefix}/archive/2026/13/40/",
        f"{prefix}/comments/status/nosuchcode/",
    ):
        answer = client.get(address)
        page = parse(answer)
        assert answer.status_code == 404, address
        assert page.get("lang") == language, address
        assert page.xpath("//main//a"), "a way on"
        assert "Traceback" not in words(page)
    wrong = client.get(f"{prefix}/news/{story.pk}/not-its-slug/")
    assert wrong.status_code == 301
    assert wrong["Location"] == story.url_in(language)


def test_an_unknown_language_is_a_missing_page(client, story):
    for address in ("/de/", "/xx/news/1/a/", "/EN/"):
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert parse(answer).get("lang") == "ar"


# -- the story form --------------------------------------------------------------------------------


def test_a_story_form_that_fails_keeps_every_word(client, editor):
    client.force_login(editor)
    typed = {
        "headline_ar": "عنوان كُتب بعناية",
        "dek_en": "A dek typed with care",
        "body_ar": "<p>نص طويل كُتب بعناية</p>",
        "go_live_at_0": "2026-99-99",
        "go_live_at_1": "10:00:00",
        "_move": "publish",
    }
    data = form_data(parse(client.get("/admin/articles/article/add/")), "article_form") | typed
    page = parse(client.post("/admin/articles/article/add/", data))
    assert page.xpath("//*[contains(@class, 'errornote')]")
    assert page.xpath("//*[@name='headline_ar']/@value") == [typed["headline_ar"]]
    assert page.xpath("//*[@name='go_live_at_0']/@value") == [typed["go_live_at_0"]]
    assert typed["body_ar"] in page.xpath("//*[@name='body_ar']")[0].text_content()
    assert not Article.objects.exists()
    assert not Section.objects.exists()
    assert not Source.objects.exists()
    assert not Tag.objects.exists()


def test_a_nul_in_what_staff_type_beside_the_buttons(client, moderator, editor, story):
    reported, refused = make_notice().comment, make_rejected()
    appeal = Appeal.lodge(refused, "رأيي ليس إساءة")
    client.force_login(moderator)
    queue, notices = "/admin/comments/comment/queue/", "/admin/comments/notice/queue/"
    answer = f"/admin/comments/appeal/{appeal.pk}/change/"
    for address, fields in (
        (queue, {"comment": reported.pk, "remark": "مل\0احظة"}),
        (notices, {"comment": reported.pk, "_move": "keep", "reply": "جو\0اب"}),
        (answer, {"_move": "uphold", "reply": "جو\0اب"}),
    ):
        assert client.post(address, fields).status_code == 302
    assert Remark.objects.get().text == "ملاحظة"
    assert [Notice.objects.get().reply, Appeal.objects.get().reply] == ["جواب", "جواب"]
    nowhere = f"/admin/comments/appeal/{'9' * 5000}/change/"
    assert client.post(nowhere, {"_move": "uphold", "reply": "جواب"}).status_code == 404
    client.force_login(editor)
    retract = {"_move": "retract", "note": "سب\0ب"}
    assert client.post(f"/admin/articles/article/{story.pk}/change/", retract).status_code == 302
    assert story.corrections.get().text_ar == "سبب"
