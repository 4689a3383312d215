"""The site as something to install: manifest, worker, the list of what was withdrawn."""

import json
import re

import pytest
from django.conf import settings
from PIL import Image

from articles.offline import worker_text
from tests import factories
from tests.pages import parse

pytestmark = pytest.mark.django_db

STATIC = settings.BASE_DIR / "newsportal" / "static"


@pytest.mark.parametrize(
    ("prefix", "way", "name"),
    [("", "rtl", "مرفأ الأخبار"), ("/en", "ltr", "News Harbour"), ("/fr", "ltr", "Le Port")],
)
def test_the_manifest_speaks_the_language_of_its_address(client, prefix, way, name):
    factories.make_site()
    page = client.get(f"{prefix}/").content.decode()
    assert f'<link rel="manifest" href="{prefix}/manifest.webmanifest">' in page
    answer = client.get(f"{prefix}/manifest.webmanifest")
    assert answer["Content-Type"].startswith("application/manifest+json")
    told = json.loads(answer.content)
    assert (told["name"], told["dir"]) == (name, way)
    assert (told["lang"], told["start_url"]) == (prefix[1:] or "ar", f"{prefix}/")
    for shortcut in told["shortcuts"]:
        assert client.get(shortcut["url"]).status_code == 200
    for icon in told["icons"]:
        with Image.open(STATIC / icon["src"].removeprefix("/static/")) as picture:
            assert icon["sizes"] == f"{picture.width}x{picture.height}"
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}


def test_the_worker_is_asked_for_anew_and_knows_three_languages(client):
    answer = client.get("/sw.js")
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"].startswith("text/javascript")
    house = json.loads(re.match(r"const HOUSE = (.*);\n", answer.content.decode())[1])
    assert house["limit"] == settings.SAVED_STORIES_MAX
    assert house["admin"] == f"/{settings.ADMIN_PATH}"
    assert len({each["copy"] for each in house["languages"].values()}) == 3
    assert all("%(time)s" in each["copy"] for each in house["languages"].values())
    for each in house["languages"].values():
        for name in ("front", "offline", "withdrawn"):
            assert client.get(each[name]).status_code == 200


def test_the_worker_has_another_version_when_its_house_changes(settings):
    before = worker_text()
    worker_text.cache_clear()
    settings.SAVED_STORIES_MAX = 5
    after = worker_text()
    worker_text.cache_clear()
    version = re.compile(r'"version": "(\w+)"')
    assert version.search(before)[1] != version.search(after)[1]


def test_what_was_public_and_is_not_is_named_by_its_number_alone(
    client, editor, django_assert_max_num_queries
):
    retracted, partly, _stays = (
        factories.make_published(f"خبر {number}", languages=("en",)) for number in range(3)
    )
    draft = factories.make_article("مسودة")
    assert client.get("/withdrawn.json").json() == {"stories": []}
    retracted.retract(by=editor, note="سُحب")
    partly.translations.get(language="en").take_back(by=editor)
    with django_assert_max_num_queries(1):
        arabic = client.get("/withdrawn.json")
    assert arabic.json() == {"stories": [retracted.pk]}
    assert client.get("/en/withdrawn.json").json()["stories"] == [partly.pk, retracted.pk]
    assert draft.pk not in client.get("/fr/withdrawn.json").json()["stories"]


@pytest.mark.parametrize(("prefix", "between"), [("", "، "), ("/en", ", "), ("/fr", " à ")])
def test_times_of_copies_are_written_as_on_the_pages(client, prefix, between):
    [kept] = parse(client.get(f"{prefix}/offline/")).xpath("//*[@id='saved-stories']")
    assert kept.get("data-between") == between
    assert kept.get("data-zone") == "Asia/Beirut"
    worker = client.get("/sw.js").content.decode()
    house = json.loads(worker.partition("const HOUSE = ")[2].partition(";\n")[0])
    assert house["timeZone"] == "Asia/Beirut"
    assert house["languages"][prefix.strip("/") or "ar"]["between"] == between


def test_the_page_of_saved_stories_holds_nothing_that_grows_old(client):
    story = factories.make_published("خبر اليوم")
    page = client.get("/offline/").content.decode()
    assert story.headline_ar not in page
    assert "<time" not in page
    assert 'name="robots" content="noindex"' in page
