"""The style guide: every component of the reader site, in both directions, light and dark.

For logged-in staff. Its stories are made on the spot and stored nowhere, so that the page is the
same in a new house.
"""

from typing import Any

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from articles.models import Article, Correction, Section, Source
from articles.models.desk import Tint
from newsportal.caching import private_page

WORDS = {
    "ar": {
        "kicker": "نقل بحري",
        "headline": "عنوان الخبر: سطران من الكلام الواضح، وفيهما اسم Beirut و139 راكباً",
        "dek": "جملة واحدة تقول ما في الخبر وتترك الباقي له.",
        "name": "رلى الأيوبي",
        "section": "لبنان",
        "source": "دفتر الساحل",
        "text": "كُتب هذا النص المُشكَّل لتُرى الحروف متّصلة: لا إله، بَيْتٌ، مُؤَسَّسةٌ، والأرقام 2026.",
        "subhead": "عنوان داخل النص",
        "quote": "هنا أكسب ساعتين: واحدة للعمل وواحدة للبحر.",
    },
    "en": {
        "kicker": "Sea transport",
        "headline": "The headline: two lines of plain words, with the name بيروت and 139 in them",
        "dek": "One sentence that says what the story holds, and leaves the rest to it.",
        "name": "Rola Ayoubi",
        "section": "Lebanon",
        "source": "Coast Daybook",
        "text": "These words stand here so that letters, figures (2026) and lines can be seen.",
        "subhead": "A heading inside the text",
        "quote": "Here I gain two hours: one for work and one for the sea.",
    },
}
THEMES = ("light", "dark")
STATES = ("pending", "approved", "rejected", "withdrawn", "published", "failed")


@private_page
@staff_member_required(login_url="admin:login")
def style_guide(request: HttpRequest) -> HttpResponse:
    """Four panels: each direction in light and in dark."""
    panels = [_panel(language, theme) for theme in THEMES for language in WORDS]
    return render(request, "admin/style/guide.html", {"panels": panels})


def _panel(language: str, theme: str) -> dict[str, Any]:
    words = WORDS[language]
    with translation.override(language):
        story = _story(language, words)
        note = Correction(article=story, printed_at=timezone.now(), text=words["dek"])
    return {
        "language": language,
        "theme": theme,
        "words": words,
        "story": story,
        "notes": [note],
        "tints": Tint.values,
        "states": STATES,
    }


def _story(language: str, words: dict[str, str]) -> Article:
    """A story that is nowhere stored, with what a card shows."""
    names = {f"{name}_{language}": words[name] for name in ("kicker", "headline", "dek")}
    story = Article(
        pk=0,
        section=Section(pk=0, slug="sample", **{f"name_{language}": words["section"]}),
        source=Source(pk=0, slug="sample", **{f"name_{language}": words["source"]}),
        **names,
    )
    story.printed_at = timezone.now()
    return story
