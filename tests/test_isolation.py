"""Names, numbers, addresses and codes keep their own direction in the sentence that holds them."""

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse
from lxml import html

from articles.models import Correction, ErrorReport
from comments import own
from comments.models import Appeal
from newsportal.templatetags.reading import isolated
from tests import factories
from tests.comments.factories import make_comment, make_notice, make_rejected
from tests.everymail import every_mail
from tests.newsletter.factories import make_subscription

pytestmark = pytest.mark.wording

# A name that begins in Latin and ends in a sign, as would turn around in an Arabic line.
NAME = "Jean Q. (AFP)!"
PLACES = (
    "author", "source", "section", "tag", "site", "headline", "reader", "subject", "message",
    "credit", "caption", "ticker", "clause", "reply",
)  # fmt: skip
BLOCKS = {
    "p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "td", "th", "blockquote", "figcaption", "div",
    "caption", "summary", "legend", "option", "button", "textarea", "header", "section", "title",
}  # fmt: skip
EMAIL = "jean@example.org"


def marked(place: str) -> str:
    """The name for one place, which can be told from the same name elsewhere."""
    return f"{place.capitalize()} {NAME}"


def texts(tree: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    """Each piece of text with the element that holds it."""
    for element in tree.xpath("//body")[0].iter():
        if not isinstance(element.tag, str) or element.tag in {"script", "style", "textarea"}:
            continue
        if element.text:
            yield element, element.text
        is_line = element.tag == "br"  # what follows is a line of its own
        if element.tail and element.getparent() is not None and not is_line:
            yield element.getparent(), element.tail


def is_isolated(element: html.HtmlElement, words: str) -> bool:
    """Whether `words` stand in a unit of their own, or alone in their block."""
    within = element
    while within is not None and within.tag not in BLOCKS:
        if within.tag in {"bdi", "input"} or within.get("dir") or within.get("lang"):
            return True
        within = within.getparent()
    if within is None or within.get("dir") or within.get("lang"):
        return True
    return " ".join(within.text_content().split()) == words


def loose(page: str, wanted: re.Pattern[str]) -> list[str]:
    """The pieces that `wanted` finds and nothing isolates, with what stands around them."""
    tree = html.fromstring(page)
    return [
        f"{found[0]!r} in {html.tostring(element, encoding='unicode')[:300]}"
        for element, text in texts(tree)
        for found in wanted.finditer(text)
        if not is_isolated(element, found[0])
    ]


NAMES = re.compile("|".join(re.escape(marked(place)) for place in PLACES))
ADDRESSES = re.compile(r"[\w.]+@[\w.]+\w|https?://[^\s<]+")


@pytest.fixture
def pages(db, settings) -> dict[str, str]:
    """Arabic pages of every kind that shows a name, each with names in Latin letters."""
    factories.make_site(name_ar=marked("site"))
    story = factories.make_published(
        marked("headline"),
        section=factories.make_section(marked("section")),
        source=factories.make_source(marked("source"), kind="agency"),
        authors=[factories.make_author(marked("author"))],
        tags=[factories.make_tag(marked("tag"))],
        photo=factories.make_photo(caption_ar=marked("caption"), credit_ar=marked("credit")),
        languages=("en", "fr"),
    )
    factories.make_published("خبر آخر", section=story.section, source=story.source)
    Correction.objects.create(article=story, text_ar=marked("reply"))
    said = {"name": marked("reader"), "subject": marked("subject"), "message": marked("message")}
    waiting = make_comment(story, email=EMAIL, **said)
    shown = make_comment(story, **said).approve(by=factories.make_user("m", role="moderator"))
    refused = make_rejected(story, email=EMAIL, **said)
    appealed = Appeal.lodge(make_rejected(story, **said), marked("message"))
    notice = make_notice(shown, text=marked("message"), email=EMAIL)
    report = ErrorReport.objects.create(
        article=story, language="ar", message=marked("message"), email=EMAIL
    )
    token = make_subscription(EMAIL).token
    day = story.published_at
    search = reverse("search")
    return {
        "front": "/",
        "story": story.get_absolute_url(),
        "light story": reverse("lite_front") + f"news/{story.pk}/x/",
        "light front": reverse("lite_front"),
        "section": story.section.get_absolute_url(),
        "author": story.authors.get().get_absolute_url(),
        "source": story.source.get_absolute_url(),
        "tag": story.tags.get().get_absolute_url(),
        "day": reverse("archive_day", args=[day.year, day.month, day.day]),
        "found": f"{search}?q=Jean",
        "not found": f"{search}?q=Zzyzx%20{marked('message').replace(' ', '%20')}",
        "waiting": reverse("comment_status", args=[waiting.code]),
        "refused": reverse("comment_status", args=[refused.code]),
        "appealed": reverse("comment_status", args=[appealed.comment.code]),
        "edit": reverse("comment_edit", args=[refused.code]),
        "appeal": reverse("comment_appeal", args=[refused.code]),
        "erase": reverse("comment_erase", args=[refused.code]),
        "answering": reverse("comment_reply", args=[story.pk, shown.pk]),
        "reporting": reverse("comment_report", args=[shown.pk]),
        "notice": reverse("notice_status", args=[notice.code]),
        "own": reverse("own_comments_list", args=[own.sign(EMAIL)]),
        "report": reverse("report_error", args=[story.pk]),
        "reported": reverse("report_status", args=[report.code]),
        "corrections": reverse("corrections"),
        "preferences": reverse("newsletter_preferences", args=[token]),
        "leaving": reverse("newsletter_unsubscribe", args=[token]),
        "policy": reverse("comment_policy"),
        "missing": "/nowhere/",
    }


def test_names_and_addresses_are_isolated_on_every_page(client, pages):
    shown = 0
    for name, address in pages.items():
        answer = client.get(address, follow=True)
        assert answer.status_code in {200, 404}, name
        page = answer.content.decode()
        shown += len(NAMES.findall(page))
        assert loose(page, NAMES) == [], name
        assert loose(page, ADDRESSES) == [], name
    assert shown > 60


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_addresses_and_names_are_isolated_in_every_mail(language):
    """In Arabic mails a bare address or a foreign name would turn the line around it."""
    site = {"ar": "مرفأ الأخبار", "en": "News Harbour", "fr": "Le Port"}[language]
    names = re.compile(re.escape(site))
    for name, message in every_mail(language):
        page = message.alternatives[0][0]
        assert loose(page, ADDRESSES) == [], name
        assert loose(page, names) == [] or name == "password reset", name


def test_what_is_loose_is_found():
    """The sweep sees a name amid a sentence, and lets one alone in its block be."""
    page = "<html><body><p>{}</p><p>كتبه {}</p><p>كتبه <bdi>{}</bdi></p><p dir=auto>x {}</p>"
    assert len(loose(page.replace("{}", marked("author")), NAMES)) == 1


# -- headlines and numbers -------------------------------------------------------------------------


def test_a_headline_runs_in_the_direction_of_its_language(client, db):
    """Not in that of its first letter; on a page of another language it says which it is."""
    story = factories.make_published("NATO تعلن موعد القمة", languages=("en",))
    comment = make_comment(story)
    path = reverse("comment_status", args=[comment.code])
    unit = '<bdi dir="rtl">NATO تعلن موعد القمة</bdi>'
    assert unit in client.get(path).content.decode()
    assert unit in client.get("/").content.decode()  # the ticker
    assert unit.replace("<bdi", '<bdi lang="ar"') in client.get(f"/en{path}").content.decode()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("كلفته 70 000 000 ليرة", 'كلفته <bdi dir="ltr">70 000 000</bdi> ليرة'),
        ("+961 (3) 12-34-56", '<bdi dir="ltr">+961 (3) 12-34-56</bdi>'),
        ("في ٧٠ ١٢٣ ٤٥٦", 'في <bdi dir="ltr">٧٠ ١٢٣ ٤٥٦</bdi>'),
        ("عام 2026 و<b>", "عام 2026 و&lt;b&gt;"),
        ("12 رجلاً و13 امرأة", "12 رجلاً و13 امرأة"),
        ("it's 5. 6 (10 11)", 'it&#x27;s 5. 6 (<bdi dir="ltr">10 11</bdi>)'),
        ("من 2024 - 2026", "من 2024 - 2026"),
    ],
)
def test_a_number_of_several_groups_is_one_unit(typed, shown):
    """Else its groups stand in reverse in an Arabic line."""
    assert isolated(typed) == shown


@pytest.mark.django_db
def test_a_long_number_reads_right_in_the_queue_and_under_the_story(client, moderator):
    """Marked as a finding or not, for moderators, readers and the author."""
    story = factories.make_published()
    message = "اتصلوا بي على 70 123 456 لربح 90 000 000 ليرة"
    waiting = make_comment(story, message=message, findings=[])
    make_comment(story, message=message).approve(by=moderator)
    pages = [story.get_absolute_url(), reverse("comment_status", args=[waiting.code])]
    client.force_login(moderator)
    for address in (*pages, reverse("admin:comments_comment_queue")):
        page = html.fromstring(client.get(address).content.decode())
        units = page.xpath("//main//bdi[@dir='ltr']/text() | //*[@id='content']//bdi/text()")
        assert {"70 123 456", "90 000 000"} <= set(units), address
