"""The API: what is public, by pages and as ninjs; everything else a sentence."""

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from articles.models import Correction
from tests import factories

pytestmark = pytest.mark.django_db
STORIES = "/api/v1/stories/"


def test_a_story_is_told_in_the_words_of_the_standard(client):
    factories.make_site(rights_ar="الحقوق محفوظة")
    story = factories.make_published(
        "انطلاق موسم الزيتون",
        kicker_ar="من الجنوب",
        dek_ar="بدأ القطاف.",
        body_ar='<p>نصّ <script>alert(1)</script><img src="/media/inline/a.webp" alt="صورة"></p>',
        tags=[factories.make_tag("زيتون")],
        authors=[factories.make_author("رلى سمعان"), factories.make_author("آدم خوري")],
        source=factories.make_source("وكالة الساحل", kind="agency"),
        source_url="https://agency.example/1",
        photo=factories.make_photo(caption_ar="القطاف"),
    )
    answer = client.get(f"{STORIES}{story.pk}/")
    item = answer.json()
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert (
        client.get(f"{STORIES}{story.pk}/", headers={"If-None-Match": answer["ETag"]}).status_code
        == 304
    )
    assert (item["headline"], item["slugline"], item["description_text"]) == (
        "انطلاق موسم الزيتون", "من الجنوب", "بدأ القطاف.")  # fmt: skip
    assert item["byline"] == "رلى سمعان، آدم خوري"
    assert (item["language"], item["pubstatus"], item["type"]) == ("ar", "usable", "text")
    assert "script" not in item["body_html"]
    assert f'src="{django_settings.SITE_URL}/media/inline/a.webp"' in item["body_html"]
    # The standard's schema lets nothing else stand here.
    assert item["infosource"][0].keys() == {"name", "code", "rel"}
    assert item["altids"]["source"] == "https://agency.example/1"
    assert item["copyrightholder"] == "وكالة الساحل"
    assert "usageterms" not in item
    own = factories.make_published(source=factories.make_source(kind="newsroom"))
    told = client.get(f"{STORIES}{own.pk}/").json()
    assert (told["copyrightholder"], told["usageterms"]) == (own.source.name, "الحقوق محفوظة")
    assert {each["rel"] for each in item["subject"]} == {"genre", "about"}
    photo = item["associations"]["featureimage"]
    assert photo["description_text"] == "القطاف"
    assert photo["renditions"]["original"]["href"].startswith(django_settings.SITE_URL)
    assert item["firstcreated"] <= item["versioncreated"]
    assert item["$standard"]["name"] == "ninjs"
    assert client.get(f"/en{STORIES}{story.pk}/").status_code == 404


def test_a_photo_has_no_words_of_another_language(client):
    photo = factories.make_photo(caption_ar="القطاف", alt_ar="زيتون", caption_fr="La récolte")
    story = factories.make_published(languages=("en", "fr"), photo=photo)
    for prefix, caption in (("", "القطاف"), ("/en", None), ("/fr", "La récolte")):
        item = client.get(f"{prefix}{STORIES}{story.pk}/").json()["associations"]["featureimage"]
        assert item.get("description_text") == caption
        assert ("body_text" in item) == (prefix == "")
        listed = client.get(f"{prefix}{STORIES}").json()["stories"][0]["photo"]
        assert listed == item


def test_what_is_not_public_is_told_by_a_sentence(client, editor):
    draft, gone = factories.make_article(), factories.make_published("خبر سُحب")
    gone.retract(by=editor, note="غير دقيق")
    Correction.objects.filter(article=gone).update(text_en="Not accurate")
    for number in (draft.pk, 999_999):
        answer = client.get(f"{STORIES}{number}/")
        assert (answer.status_code, answer.json()["error"]) == (
            404,
            "لا خبر منشور بهذا الرقم بهذه اللغة.",
        )
    answer = client.get(f"{STORIES}{gone.pk}/")
    assert (answer.status_code, answer.json()["notice"]) == (410, "غير دقيق")
    assert client.get(STORIES).json()["stories"] == []
    for method in (client.post, Client(enforce_csrf_checks=True).post):
        assert method(STORIES).status_code == 405


def test_lists_go_on_by_key_and_keep_their_filters(client, settings, django_assert_max_num_queries):
    settings.LIST_PAGE_SIZE = 2
    section, other = factories.make_section("رياضة"), factories.make_section("بيئة")
    now = timezone.now()
    for number in range(5):
        moment = now - timezone.timedelta(minutes=number)
        factories.make_published(f"خبر {number}", section=section, go_live_at=moment)
    factories.make_published("في قسم آخر", section=other)
    seen, address = [], f"{STORIES}?section={section.slug}"
    while address:
        with django_assert_max_num_queries(3):
            page = client.get(address.removeprefix(settings.SITE_URL)).json()
        seen += [each["headline"] for each in page["stories"]]
        address = page["older"]
    assert seen == [f"خبر {number}" for number in range(5)]
    assert page["newer"].startswith(f"{settings.SITE_URL}{STORIES}?after=")
    assert f"section={section.slug}" in page["newer"] or "section=%" in page["newer"]
    former, section.slug = section.slug, "sport"
    section.save()
    assert len(client.get(STORIES, {"section": former}).json()["stories"]) == 2


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("?q=x", 400),
        ("?section=لا-شيء", 404),
        ("?section=%00", 404),
        ("?before=x", 404),
        ("?tag=", 404),
    ],
)
def test_what_cannot_be_asked_is_said_in_the_language_of_the_address(client, asked, status):
    for prefix in ("", "/en", "/fr"):
        answer = client.get(f"{prefix}{STORIES}{asked}")
        assert answer.status_code == status
        assert answer["Content-Type"] == "application/json"
        assert len(answer.json()["error"]) > 10
    assert client.get(f"/en{STORIES}{asked}").json() != client.get(f"/fr{STORIES}{asked}").json()


def test_the_description_names_what_is_there_and_what_is_answered(client):
    factories.make_published()
    for prefix in ("", "/en", "/fr"):
        description = client.get(f"{prefix}/api/v1/").json()
        assert description["openapi"].startswith("3.1")
        schemas = description["components"]["schemas"]
        for path, offered in description["paths"].items():
            if "{id}" in path:
                continue
            answer = client.get(path)
            assert answer.status_code == 200, path
            [media] = offered["get"]["responses"]["200"]["content"].values()
            name = media["schema"]["$ref"].rpartition("/")[2]
            assert schemas[name].get("required", []) == [] or (
                set(answer.json()) == set(schemas[name]["required"])
            )
    [listed] = client.get(STORIES).json()["stories"]
    properties = schemas["List"]["properties"]["stories"]["items"]["properties"]
    assert set(listed) == set(properties)
