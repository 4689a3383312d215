"""Rich text: whatever HTML comes from anywhere, nothing that executes is stored or printed."""

import json

import pytest
from django.db import connection
from django.template import Context, Template
from django.utils import translation
from lxml import html as lxml_html

from articles.models import Article, Page
from articles.richtext import ATTRIBUTES, TAGS, HtmlField, plain_text, sanitise
from tests import factories

EXECUTABLE_TAGS = {
    "script", "style", "iframe", "object", "embed", "svg", "math", "base", "meta", "link", "form",
    "input", "button", "template", "noscript", "video", "audio", "source",
}  # fmt: skip
ADDRESSES = {"href", "src", "action", "formaction", "srcset", "xlink:href", "background", "data"}
EVIL = '<p onclick="a()">نص<script>a()</script><img src="https://elsewhere.example/x.png"></p>'
CLEAN = "<p>نص<img></p>"


def executable_parts(clean: str) -> list[str]:
    """What in `clean`, read by another parser, could run or reach another host by itself."""
    found = []
    for element in lxml_html.fragment_fromstring(clean, create_parent="div").iter():
        if not isinstance(element.tag, str):
            found.append(f"not an element: {element.tag}")
            continue
        if element.tag in EXECUTABLE_TAGS:
            found.append(element.tag)
        for name, value in element.attrib.items():
            address = "".join(value.split()).lower()
            if name.startswith("on") or name in {"style", "srcdoc"}:
                found.append(f"{element.tag} {name}")
            if name in ADDRESSES and address.startswith(("javascript:", "data:", "vbscript:")):
                found.append(f"{element.tag} {name}={value}")
    return found


def test_every_known_payload_is_harmless_and_stays_so(material):
    """The collected cross-site scripting payloads, alone and within a text."""
    payloads = json.loads((material / "xss" / "payloads.json").read_text(encoding="utf-8"))
    assert len(payloads) > 50
    for each in payloads:
        for given in (each["payload"], f"<p>نص {each['payload']} نص</p>"):
            clean = sanitise(given)
            assert executable_parts(clean) == [], each["id"]
            assert sanitise(clean) == clean, each["id"]


def test_what_editors_need_is_kept():
    given = (
        '<h2 dir="rtl" lang="ar">عنوان</h2><p>نص\u200f\u200e ـــ <strong>مهم</strong>'
        '<a href="https://example.org/">رابط</a></p><ul><li>بند</li></ul>'
        '<figure><img src="/media/inline/a.webp" alt="وصف" width="800" height="450">'
        "<figcaption>شرح</figcaption></figure>"
        '<table><thead><tr><th scope="col">أ</th></tr></thead>'
        '<tbody><tr><td colspan="2">ب</td></tr></tbody></table><blockquote>قول</blockquote>'
    )
    clean = sanitise(given)
    assert clean.replace(' rel="noopener nofollow"', "") == given
    assert sanitise(clean) == clean


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/pixel.png",
        "//elsewhere.example/pixel.png",
        "/admin/logout/",
        "/media/../admin/",
        "/media/%2e%2e/admin/",
        "/media\\..\\x",
        "http://[broken",
        "data:image/png;base64,AAAA",
    ],
)
def test_pictures_come_from_our_media_only(address):
    assert sanitise(f'<img src="{address}" alt="x">') == '<img alt="x">'


def test_attributes_with_odd_values_are_dropped():
    assert sanitise('<p dir="sideways" lang="ar&quot;x" style="color:red" class="x">ن</p>') == (
        "<p>ن</p>"
    )
    assert sanitise('<td colspan="99999999">x</td>') == "x"
    assert "width" not in sanitise('<img src="/media/a.webp" width="100%">')


def test_the_settings_avoid_what_makes_the_cleaner_panic():
    """`rel` beside link_rel is a ValueError, `class` beside allowed_classes a Rust panic."""
    assert "rel" not in ATTRIBUTES["a"]
    assert all("class" not in names for names in ATTRIBUTES.values())
    assert not TAGS & EXECUTABLE_TAGS
    assert sanitise('<a href="https://a.example" rel="opener" target="_blank">x</a>') == (
        '<a href="https://a.example" rel="noopener nofollow">x</a>'
    )


def test_the_one_class_is_that_of_words_lifted_out():
    kept = '<blockquote class="pull">x</blockquote>'
    assert sanitise('<blockquote class="pull notice">x</blockquote>') == kept
    assert sanitise('<blockquote class="notice">x</blockquote>') == "<blockquote>x</blockquote>"
    assert sanitise('<p class="pull">x</p>') == "<p>x</p>"


def test_a_refused_frame_leaves_nothing_behind():
    assert sanitise('<p>x</p><iframe src="https://elsewhere.example/"></iframe>') == "<p>x</p>"


def test_empty_values_pass():
    assert sanitise("") == ""
    assert sanitise(None) is None


@pytest.mark.django_db
def test_html_is_sanitised_by_whatever_writes_it():
    """save(), the translations, update() and bulk_create() all go through the field."""
    article = factories.make_article(body_ar=EVIL, body_en=EVIL)
    assert stored(article.pk) == (CLEAN, CLEAN)
    Article.objects.filter(pk=article.pk).update(body_ar=EVIL, body_en=EVIL)
    assert stored(article.pk) == (CLEAN, CLEAN)
    with translation.override("fr"):
        article.body = EVIL
        article.save()
    article.refresh_from_db()
    assert article.body_fr == CLEAN
    [other] = Article.objects.bulk_create(
        [Article(headline_ar="خبر", body_ar=EVIL, body_en=EVIL, section=article.section)]
    )
    assert stored(other.pk) == (CLEAN, CLEAN)
    Article.objects.filter(pk=other.pk).update(body_en=None)
    Article.objects.bulk_update([Article(pk=other.pk, body_ar=EVIL)], ["body_ar"])
    assert stored(other.pk)[0] == CLEAN


def stored(pk: int) -> tuple[str, str]:
    """The texts of the story as they stand in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body_ar, body_en FROM articles_article WHERE id = %s", [pk])
        return cursor.fetchone()


@pytest.mark.django_db
def test_html_is_sanitised_again_on_render():
    """Raw SQL gets past the field; the page does not trust the database."""
    article = factories.make_article()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_article SET body_ar = %s WHERE id = %s", [EVIL, article.pk])
    article.refresh_from_db()
    assert "onclick" in article.body_ar
    page = Template("{% load richtext %}{{ article.body_ar|sanitised }}")
    assert page.render(Context({"article": article})) == CLEAN
    assert Template("{% load richtext %}{{ nothing|sanitised }}").render(Context()) == ""


def test_migrations_import_no_editor():
    """The field is a plain TextField to them, in every language."""
    for model, name in ((Article, "body_ar"), (Page, "body_fr")):
        field = model._meta.get_field(name)
        assert isinstance(field, HtmlField)
        assert field.translated_field.deconstruct()[1] == "django.db.models.TextField"


def test_plain_text_keeps_words_whole():
    assert plain_text("<p>ب<strong>ير</strong>وت</p><p>مدينة &amp; مرفأ</p>") == (
        "بيروت مدينة & مرفأ"
    )
    assert plain_text("<ul><li>أ</li><li>ب</li></ul>x<br>y&nbsp;z&lt;b&gt;") == "أ ب x y z<b>"
    assert plain_text("<script>alert(1)</script>نص") == "نص"
    assert plain_text("<p>«\u202fOui\u202f»,\n dit-il</p>") == "«\u202fOui\u202f», dit-il"
