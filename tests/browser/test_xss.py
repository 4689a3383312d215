"""Collected payloads of cross-site scripting, kept and shown everywhere: none goes off.

Pages are made in this process and handed to Chromium without their Content-Security-Policy,
which would hide a hole; what the policy holds back by itself is counted apart. Each page stands in
a frame of its own, many frames to a load, so that no payload can swallow another one.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from playwright.sync_api import Browser, Frame, Page, Route

from articles.models import Article
from comments import own, statements
from comments.models import Appeal, Comment, Remark
from comments.models.masks import cover
from comments.queue.desk import CARDS
from comments.screening import screen
from comments.threads import PAGE_LENGTH
from newsletter.mails import preview
from tests import factories
from tests.comments.factories import a_clause, make_notice
from tests.newsletter.factories import make_issue

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

QUEUE = "admin:comments_comment_queue"
COMMENTS = "admin:comments_comment_changelist"
APPEALS = "admin:comments_appeal_changelist"
NOTICES = "admin:comments_notice_changelist"
NOTICE_QUEUE = "admin:comments_notice_queue"
FEEDS = ("latest", "corrections")
SITE = "http://localhost:8000"
LOAD = 250  # frames at a time
GROUP = 6  # payloads
PLAIN = {"content-type": "text/html; charset=utf-8"}
KEPT_HEADERS = {"content-type", "content-disposition"}
# The markup as text, and as the value of an attribute.
UNESCAPED = '<!doctype html><p>{0}</p><input value="{0}">'
# Runs first in every document of every frame; what waits for a hand is given one.
WATCH = """
for (const name of ["alert", "prompt", "confirm", "print", "evil", "xss", "msgbox"])
  window[name] = () => window.tellTest("ran");
addEventListener("load", () => {
  for (const each of document.querySelectorAll("*")) {
    for (const { name } of [...each.attributes]) {
      if (!name.startsWith("on")) continue;
      window.tellTest("handler");
      each.dispatchEvent(new Event(name.slice(2)));
    }
    for (const name of ["href", "action", "formAction", "src", "data"])
      if (/^(javascript|vbscript):/i.test(each[name])) window.tellTest("link");
  }
});
"""


@dataclass
class Stage:
    """Frames in Chromium, and what went off in which of them."""

    page: Page
    shown: dict[str, tuple[dict[str, str], str | bytes]] = field(default_factory=dict)
    found: set[tuple[str, str]] = field(default_factory=set)
    static: Client = field(default_factory=lambda: Client(headers={"host": "localhost"}))

    def __post_init__(self) -> None:
        context = self.page.context
        context.expose_binding("tellTest", lambda source, what: self.tell(source["frame"], what))
        context.add_init_script(WATCH)
        context.route("**/*", self.answer)
        self.page.on("dialog", self.dismiss)

    def tell(self, frame: Frame, what: str) -> None:
        """Note what went off under the name of the frame that we made."""
        while frame.parent_frame and frame.parent_frame.parent_frame:
            frame = frame.parent_frame
        self.found.add((frame.name, what))

    def dismiss(self, dialog) -> None:
        """A dialog that no script of the watch has caught."""
        self.found.add(("a dialog", "ran"))
        dialog.dismiss()

    def answer(self, route: Route) -> None:
        """Hand out what was made, and our scripts; another host is told of and answers gladly."""
        address = urlsplit(route.request.url)
        if f"{address.scheme}://{address.netloc}" != SITE:
            self.tell(route.request.frame, "elsewhere")
            route.fulfill(body="alert(1)", content_type="text/javascript")
        elif address.path in self.shown:
            headers, body = self.shown[address.path]
            route.fulfill(headers=headers, body=body)
        elif address.path.startswith("/static/") and address.path.endswith(".js"):
            script = self.static.get(address.path).getvalue()
            self.shown[address.path] = ({"content-type": "text/javascript"}, script)
            route.fulfill(headers=self.shown[address.path][0], body=script)
        else:
            route.fulfill(status=404)

    def show(
        self, pages: Iterable[tuple[str, dict[str, str], str | bytes]]
    ) -> set[tuple[str, str]]:
        """Open every page (name, headers, body) in a frame; returns what went off where."""
        waiting = list(pages)
        assert waiting
        for start in range(0, len(waiting), LOAD):
            part = waiting[start : start + LOAD]
            self.shown |= {f"/shown/{at}": (each[1], each[2]) for at, each in enumerate(part)}
            frames = "".join(
                f'<iframe name="{name}" src="/shown/{at}"></iframe>'
                for at, (name, _headers, _body) in enumerate(part)
            )
            self.shown["/frames"] = (PLAIN, f"<!doctype html>{frames}")
            self.page.goto(f"{SITE}/frames")
            assert len(self.page.main_frame.child_frames) == len(part)
        found, self.found = self.found, set()
        return found


@pytest.fixture(scope="module")
def payloads(material) -> list[str]:
    """All of them, and again with plain blanks those that were collected with other ones."""
    rows = json.loads((material / "xss" / "payloads.json").read_text(encoding="utf-8"))
    found = [row["payload"] for row in rows]
    assert len(found) > 170
    return [*found, *(each.replace("\xa0", " ") for each in found if "\xa0" in each)]


def staged(browser: Browser) -> Iterator[Stage]:
    """A stage of its own, with no policy but that of the pages it is given."""
    context = browser.new_context()
    context.set_default_timeout(60_000)
    yield Stage(context.new_page())
    context.close()


@pytest.fixture
def stage(browser) -> Iterator[Stage]:
    """Where a test shows its pages."""
    yield from staged(browser)


@pytest.fixture(scope="module")
def live(browser, payloads) -> list[str]:
    """The payloads that go off where nothing is escaped, shortest first."""
    for stage in staged(browser):
        pages = [(str(at), PLAIN, UNESCAPED.format(each)) for at, each in enumerate(payloads)]
        names = {name for name, _what in stage.show(pages)}
    found = {payloads[int(name)] for name in names if name.isdigit()}
    return sorted(found, key=lambda each: (len(each), each))


@pytest.fixture(scope="module")
def groups(live) -> list[str]:
    """The same, some to a text, for pages of which each shows one text."""
    return [" ".join(live[at : at + GROUP]) for at in range(0, len(live), GROUP)]


@pytest.fixture(scope="module")
def texts(live, payloads) -> list[str]:
    """Every payload: what goes off by itself alone in a text, the others some to a text."""
    inert = [each for each in payloads if each not in live]
    return [*live, *(" ".join(inert[at : at + GROUP]) for at in range(0, len(inert), GROUP))]


def as_page(name: str, answer: HttpResponse, *words: str) -> tuple[str, dict[str, str], bytes]:
    """An answer of the site, without the headers that hold scripts back; it shows `words`."""
    headers = {key: value for key, value in answer.items() if key.lower() in KEPT_HEADERS}
    for each in words:
        longest = max(each.splitlines(), key=len)
        assert escape(longest).strip() in answer.content.decode(), (name, each)
    return name, headers, answer.content


def as_mail(name: str, message: EmailMultiAlternatives) -> tuple[str, dict[str, str], str]:
    """The HTML of a mail, opened in a browser."""
    [(content, kind)] = message.alternatives
    assert kind == "text/html"
    return name, PLAIN, content


def words_of(payload: str) -> dict[str, str]:
    """The payload as all the words of a comment; SQLite stores it whole in each."""
    return {"message": payload, "name": payload, "subject": payload}


def send(story: Article, payload: str, parent: Comment | None = None) -> Comment:
    """A comment made of the payload, with what the screens notice in it."""
    given = {"email": "a@example.org", "parent": parent, **words_of(payload)}
    comment = Comment(article=story, language="ar", **given)
    comment.findings = [finding.as_json() for finding in screen(comment)]
    comment.save()
    return comment


@pytest.fixture
def desk(client, superuser) -> Client:
    """Somebody in the admin who sees everything."""
    client.force_login(superuser)
    return client


def test_the_detector_goes_off_where_nothing_is_escaped(stage, live, groups):
    """The control; and under the site's policy alone nothing runs and nobody else is asked."""
    assert len(live) >= 60
    plain = [(str(at), PLAIN, UNESCAPED.format(each)) for at, each in enumerate(groups)]
    assert {name for name, _what in stage.show(plain)} == {name for name, *_page in plain}
    policy = Client().get("/about/", headers={"host": "localhost"})["Content-Security-Policy"]
    policy = policy.replace("frame-ancestors 'none'", "")  # else no frame would show anything
    headers = {**PLAIN, "content-security-policy": policy}
    held = stage.show((str(at), headers, UNESCAPED.format(each)) for at, each in enumerate(live))
    assert {what for _name, what in held} == {"handler", "link"}, "marks, and no deeds"


def test_nothing_goes_off_where_many_comments_stand(stage, desk, texts, moderator):
    """Every payload in the thread, in the queue and in the list of comments."""
    story = factories.make_published()
    for each in texts:
        send(story, each).approve(by=moderator)
        Remark.objects.create(comment=send(story, each), by=moderator, text=each[:500])
    approved = list(Comment.objects.approved().order_by("pk").values_list("pk", flat=True))
    pending = list(Comment.objects.awaiting(moderator).order_by("pk").values_list("pk", flat=True))
    addresses = [
        *(f"{story.url_in('ar')}?comments={key - 1}" for key in approved[::PAGE_LENGTH]),
        *(f"{reverse(QUEUE)}?after={key - 1}" for key in pending[::CARDS]),
        *(f"{reverse(COMMENTS)}?p={page}" for page in range(1, 2 * len(texts) // 100 + 2)),
    ]
    pages = [as_page(each, desk.get(each)) for each in addresses]
    everything = "".join(body.decode() for _name, _headers, body in pages)
    assert everything.count('class="comment"') == len(texts)
    assert everything.count("data-comment=") == len(texts)
    assert stage.show(pages) == set()


def test_nothing_goes_off_on_the_pages_of_one_comment(
    stage, desk, groups, moderator, moderator2, settings
):
    """What goes off unescaped, on the author's pages, in forms sent back, and in the admin."""
    settings.RATE_LIMIT_FACTOR = 1000
    story = factories.make_published()
    pages = []
    for at, words in enumerate(groups):
        comment = send(story, words).reject(by=moderator, clause=a_clause(), note=words)
        pages += of_author(at, comment, words)
        appeal = Appeal.lodge(comment, words).uphold(by=moderator2, reply=words)
        form = {**words_of(words), "email": words, "country": words, "stamp": words}
        for name, answer in {
            "answered": desk.get(reverse("comment_status", args=[comment.code])),
            "sent back": desk.post(reverse("comment_post", args=[story.pk]), form),
            "one": desk.get(reverse("admin:comments_comment_change", args=[comment.pk])),
            "appeal": desk.get(reverse("admin:comments_appeal_change", args=[appeal.pk])),
        }.items():
            pages.append(as_page(f"{name} {at}", answer, words))
        history = desk.get(reverse("admin:comments_comment_history", args=[comment.pk]))
        pages.append(as_page(f"history {at}", history))
    for address in (reverse(APPEALS), reverse("comment_policy"), reverse("comment_figures")):
        pages.append(as_page(address, desk.get(address)))
    assert stage.show(pages) == set()


def test_nothing_goes_off_where_comments_are_answered_reported_and_covered(
    stage, desk, groups, moderator, moderator2
):
    """Replies, notices with their fate and queue, masks, one's own comments and what is taken."""
    story = factories.make_published()
    reader, pages = Client(), []
    for at, words in enumerate(groups):
        top = send(story, words).approve(by=moderator)
        first = len(top.message) - len(top.message.lstrip())
        cover(Comment.objects.get(pk=top.pk), "message", first, first + 1, by=moderator2)
        send(story, words, parent=top).approve(by=moderator)
        notice = make_notice(top, text=words[:1000], email="b@example.org")
        report = reverse("comment_report", args=[top.pk])
        for name, answer in {
            "reply": reader.get(reverse("comment_reply", args=[story.pk, top.pk])),
            "report": reader.get(report),
            "report sent back": reader.post(report, {"text": words, "clause": words}),
            "fate": reader.get(reverse("notice_status", args=[notice.code])),
            "covered": desk.get(reverse("admin:comments_comment_change", args=[top.pk])),
            "notice": desk.get(reverse("admin:comments_notice_change", args=[notice.pk])),
            "taken": reader.get(reverse("comment_export", args=[top.code, "txt"])),
        }.items():
            assert answer.status_code in {200, 400}, name
            pages.append(as_page(f"{name} {at}", answer))
    own_list = reverse("own_comments_list", args=[own.sign("a@example.org")])
    addresses = (story.url_in("ar"), reverse(NOTICES), reverse(NOTICE_QUEUE), own_list)
    pages += [as_page(address, desk.get(address)) for address in addresses]
    shown = "".join(content.decode() for _name, _headers, content in pages)
    assert all(shown.count(escape(max(words.splitlines(), key=len))[8:]) > 2 for words in groups)
    assert stage.show(pages) == set()


def of_author(at: int, refused: Comment, words: str) -> Iterator[tuple[str, dict[str, str], bytes]]:
    """What the author of a refused comment sees, and what comes back when it cannot be taken."""
    reader, asked = Client(), [refused.code]
    for deed in ("status", "edit", "withdraw", "erase", "appeal"):
        answer = reader.get(reverse(f"comment_{deed}", args=asked))
        shown = () if deed == "appeal" else (words,)
        yield as_page(f"{deed} {at}", answer, *shown)
    again = {**words_of(words), "country": "nowhere"}
    yield as_page(f"edited {at}", reader.post(reverse("comment_edit", args=asked), again), words)
    too_long = {"text": words + "x" * 2000}
    answer = reader.post(reverse("comment_appeal", args=asked), too_long)
    yield as_page(f"appealed {at}", answer, words)


def test_nothing_goes_off_where_stories_are_shown(stage, desk, groups, moderator):
    """Kicker, headline, dek and body: pages, lists, feeds, maps, search, the queue and mails."""
    story = {"section": factories.make_section(), "source": factories.make_source()}
    stories = []
    for words in groups:
        texts = {"kicker_ar": words, "dek_ar": words, "body_ar": words}
        stories.append(factories.make_published(f"خبر {words}", **story, **texts))
        send(stories[-1], words)
        send(stories[-1], words).reject(by=moderator, clause=a_clause())
    section = story["section"]
    addresses = [
        "/",
        "/sitemap.xml",
        "/news-sitemap.xml",
        *(f"/feeds/{name}.{kind}" for name in FEEDS for kind in ("xml", "atom")),
        *(f"/feeds/section/{section.slug}.{kind}" for kind in ("xml", "atom")),
        section.get_absolute_url(),
        reverse(QUEUE),
        reverse(COMMENTS),
        reverse("admin:articles_article_changelist"),
        *(each.url_in("ar") for each in stories),
        *(f"/search/?q={quote(each[: settings.SEARCH_QUERY_MAX])}" for each in groups),
    ]
    pages = [as_page(each, desk.get(each)) for each in addresses]
    statements.send_due(timezone.now() + timedelta(seconds=settings.COMMENT_UNDO_SECONDS))
    mails = [preview(make_issue(*stories), "ar"), *mail.outbox]
    assert len(mails) == len(groups) + 1
    pages += [as_mail(f"mail {at}", each) for at, each in enumerate(mails)]
    assert stage.show(pages) == set()
