"""What a story's page needs before anything is painted: few bytes, and only its own sheets."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from articles.models import Correction
from newsportal.demo import content
from newsportal.demo.markup import html
from tests import factories

pytestmark = pytest.mark.django_db
FIRST_PAINT_MAX = 14 * 1024  # bytes of HTML and CSS, compressed
BLOCKING = re.compile(
    r'<link rel="stylesheet" href="/static/([^"]+)">|<script src="/static/(\S+)">'
)


def weight(data: bytes) -> int:
    return len(gzip.compress(data, 6))


def file_weight(name: str) -> int:
    return weight(Path(finders.find(name)).read_bytes())


def ferry() -> dict[str, str]:
    """The longest story of the demo, in Arabic."""
    story = next(story for story in content.stories() if story.key == "ferry")
    words = story.texts["ar"]
    return {**{f"{name}_ar": words[name] for name in words}, "body_ar": html(words["body"])}


def test_a_story_is_painted_after_fourteen_kilobytes(client):
    """Up to the end of its text, with all that holds the painting up."""
    factories.make_site()
    for number in range(6):
        factories.make_section(slug=f"more-{number}")
    story = factories.make_published(
        photo=factories.make_photo(), authors=[factories.make_author()], **ferry()
    )
    page = client.get(story.get_absolute_url()).content.decode()
    head = page[: page.index("<body")]
    sheets = [sheet or script for sheet, script in BLOCKING.findall(head)]
    assert sheets == ["newsportal/theme.js", "newsportal/reader.css"]
    first = page[: page.index('<footer class="story__end"')]
    total = weight(first.encode()) + sum(map(file_weight, sheets))
    assert total < FIRST_PAINT_MAX


def test_notes_stand_where_a_reader_needs_them(client):
    """What was wrong is said before the text, what came later after it."""
    story = factories.make_published(body_ar="<p>متن الخبر</p>")
    now = timezone.now()
    for kind, text in (("correction", "صُحّح"), ("clarification", "أُوضح"), ("update", "حُدّث")):
        Correction.objects.create(article=story, kind=kind, text_ar=text)
    Correction.objects.create(article=story, text_ar="لاحق", printed_at=now + timedelta(hours=1))
    page = client.get(story.get_absolute_url()).content.decode()
    text = page.index("متن الخبر")
    assert page.index("صُحّح") < text
    assert page.index("أُوضح") < text < page.index("حُدّث")
    assert "لاحق" not in page


def test_a_translation_says_that_it_has_missed_a_note(client):
    story = factories.make_published(languages=("en",))
    note = Correction.objects.create(article=story, text_ar="صُحّح")
    page = client.get(story.url_in("en")).content.decode()
    assert "this translation is older" in page
    assert f'href="{story.url_in("ar")}"' in page
    assert "story__older" not in client.get(story.url_in("ar")).content.decode()
    note.text_en = "Corrected"
    note.save()
    assert "story__older" not in client.get(story.url_in("en")).content.decode()
