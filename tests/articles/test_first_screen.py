"""What a story's page needs before anything is painted: few bytes, and only its own sheets."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Correction, Ticker
from newsportal.compression import ENCODERS
from newsportal.demo import content
from newsportal.demo.markup import html
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.wording]
FIRST_PAINT_MAX = 14_000  # bytes of HTML and CSS, compressed as the application sends them
GZIPPED_MAX = 14 * 1024  # the same for the few who do not know Brotli
BLOCKING = re.compile(
    r'<link rel="stylesheet" href="/static/([^"]+)">|<script src="/static/([^"]+)"(?! defer)'
)


def ferry() -> dict[str, str]:
    """The longest story of the demo, in all its languages."""
    story = next(story for story in content.stories() if story.key == "ferry")
    texts = {}
    for language, words in story.texts.items():
        texts |= {f"{name}_{language}": words[name] for name in words}
        texts[f"body_{language}"] = html(words["body"])
    return texts


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
@pytest.mark.parametrize(("encoding", "most"), [("br", FIRST_PAINT_MAX), ("gzip", GZIPPED_MAX)])
def test_a_story_is_painted_after_fourteen_kilobytes(client, language, encoding, most):
    """Up to the end of its text, with its stylesheet and eight lines of ticker above it."""
    factories.make_site()
    for number in range(6):
        factories.make_section(slug=f"more-{number}")
    for number in range(8):
        Ticker.objects.create(
            text_ar=f"سطر على الشريط {number}",
            text_en=f"Line {number} of the ticker",
            text_fr=f"Ligne {number} du fil",
            source=factories.make_source(),
            starts_at=timezone.now(),
            ends_at=timezone.now() + timedelta(hours=1),
        )
    story = factories.make_published(
        photo=factories.make_photo(),
        authors=[factories.make_author()],
        languages=("en", "fr"),
        **ferry(),
    )
    page = client.get(story.url_in(language)).content.decode()
    head = page[: page.index("<body")]
    sheets = [sheet or script for sheet, script in BLOCKING.findall(head)]
    assert sheets == ["newsportal/theme.js", "newsportal/reader.css"]
    first = page[: page.index('<footer class="story__end"')]
    assert len(first) > 8_000
    style = client.get(f"/static/{sheets[1]}", headers={"Accept-Encoding": encoding})
    assert style["Content-Encoding"] == encoding
    assert len(ENCODERS[encoding](first.encode())) + len(style.getvalue()) < most


def test_fonts_are_not_asked_for_by_the_page_itself(client):
    """A preload would be fetched by readers who save data too, before the stylesheet."""
    page = client.get(factories.make_published().get_absolute_url()).content.decode()
    assert "preload" not in page
    assert "woff2" not in page


def test_notes_stand_where_a_reader_needs_them(client):
    """What was wrong is said before the text, what came later after it."""
    story = factories.make_published(body_ar="<p>متن الخبر</p>")
    now = timezone.now()
    for kind, text in (("correction", "صُحّح"), ("clarification", "أُوضح"), ("update", "حُدّث")):
        Correction.objects.create(article=story, kind=kind, text_ar=text)
    Correction.objects.create(article=story, text_ar="لاحق", printed_at=now + timedelta(hours=1))
    page = client.get(story.get_absolute_url()).content.decode().partition("<main")[2]
    text = page.index("<p>متن الخبر</p>")  # its words also describe it to machines, further up
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
