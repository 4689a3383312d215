"""Stories out of a file: whole or not at all, once, sanitised, found and public like any other."""

import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, LoadedStory, Section, Source
from articles.search.ranking import search
from tests import factories

pytestmark = pytest.mark.django_db

STORY = {"headline": "قطاف الزيتون", "body_html": "<p>بدأ القطاف.</p>", "language": "ar"}


def load(tmp_path, *lines, name: str = "stories.jsonl") -> None:
    file = tmp_path / name
    rows = [each if isinstance(each, str) else json.dumps(each) for each in lines]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    call_command("load_stories", str(file))


def test_a_file_is_loaded_once_and_its_stories_are_public(client, tmp_path, capsys):
    """In an empty newsroom too; every field arrives, and nothing unsafe does."""
    full = {
        "headline": "  The olive\u00a0harvest ",
        "body_html": '<p onclick="x()">It began.</p><script>alert("steal")</script>',
        "language": "en",
        "kicker": "South",
        "dek": "In brief",
        "section": "Economy",
        "source": "An agency",
        "published_at": "2020-01-07T09:30:15+02:00",
        "original_url": "https://example.org/olives",
    }
    for _round in range(2):
        load(tmp_path, STORY, full, "", {**full, "headline": "Changed over there"})
        assert (Article.objects.count(), LoadedStory.objects.count()) == (2, 2)
    assert "0 stories loaded, 3 were here already" in capsys.readouterr().out
    story = Article.objects.get(original_language="en")
    assert (story.headline_en, story.kicker_en, story.dek_en) == (
        "The olive harvest", "South", "In brief",
    )  # fmt: skip
    assert story.body_en == "<p>It began.</p>"
    assert (story.section.name_ar, story.source.name_en) == ("Economy", "An agency")
    assert story.published_at == datetime(2020, 1, 7, 7, 30, 15, tzinfo=UTC)
    assert story.changed_at == story.published_at  # what machines are told of its last change
    assert story.loaded.original_url == story.source_url == full["original_url"]
    assert search("harvests", "en").keys == [story.pk]
    assert search("steal", "en").keys == []
    for each, language in ((story, "en"), (Article.objects.get(original_language="ar"), "ar")):
        assert client.get(each.url_in(language)).status_code == 200
        assert each.languages_live() == [language]
        each.refresh_from_db()
        each.save()  # an editor can go on with it
    assert Source.objects.get(kind="newsroom").name_ar == "غرفة الأخبار"


def test_names_that_are_there_are_used_and_a_coming_story_waits(client, tmp_path):
    section = factories.make_section("اقتصاد", slug="economy")
    source = factories.make_source("وكالة", kind="agency")
    later = {**STORY, "section": "اقتصاد", "source": "Source", "published_at": "2199-01-01"}
    load(tmp_path, {**later, "source": source.name_en})
    story = Article.objects.get()
    assert (story.section, story.source) == (section, source)
    assert story.languages_live() == []
    assert client.get(story.url_in("ar")).status_code == 404
    assert search("زيتون", "ar").keys == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "JSON"),
        ("[1]", "object"),
        ("[" * 100_000, "JSON"),
        ({**STORY, "headline": ""}, "Missing: headline"),
        ({**STORY, "headline": "   "}, "Missing: headline"),
        ({"headline": "x"}, "Missing: body_html, language"),
        ({**STORY, "language": "de"}, "ar, en, fr"),
        ({**STORY, "headline": "x" * 201}, "at most 200"),
        ({**STORY, "headline": 7}, "text"),
        ({**STORY, "headline": "x\0"}, "characters"),
        ({**STORY, "dek": "\ud800"}, "characters"),
        ({**STORY, "body_html": "<script>x</script>"}, "nothing is left"),
        ({**STORY, "published_at": "yesterday"}, "published_at"),
        ({**STORY, "published_at": "2026-02-30"}, "published_at"),
        ({**STORY, "published_at": "0001-01-01T00:00:00+14:00"}, "published_at"),
        ({**STORY, "original_url": "javascript:alert(1)"}, "original_url"),
        ({**STORY, "original_url": f"https://example.org/{'x' * 500}"}, "original_url"),
    ],
)
def test_one_bad_line_and_nothing_is_loaded(tmp_path, line, fault):
    """The fault is told with the number of its line, empty lines counted."""
    with pytest.raises(CommandError) as refused:
        load(tmp_path, STORY, "", line, {**STORY, "headline": "أخرى"}, "{")
    message = str(refused.value)
    assert "stories.jsonl:3: " in message
    assert "stories.jsonl:5: " in message
    assert fault in message
    assert not Article.objects.exists()
    assert not Section.objects.exists()


def test_a_file_that_is_not_there_or_not_utf8_is_refused(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_stories", str(tmp_path / "nothing"))
    file = tmp_path / "windows.jsonl"
    file.write_bytes(json.dumps(STORY, ensure_ascii=False).encode("windows-1256"))
    with pytest.raises(CommandError, match=r"windows\.jsonl:1: This is not UTF-8"):
        call_command("load_stories", str(file))
