"""The demo newsroom: whole, in every state, by the rules, and only once."""

import inspect
import io
from collections import Counter
from datetime import timedelta
from itertools import chain, product

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image

from articles.models import (
    Article,
    Correction,
    ErrorReport,
    Photo,
    Section,
    Source,
    Tag,
    Ticker,
    Translation,
)
from comments.closing import closure_of
from comments.models import Comment, Decision, Mask, Notice, Policy
from comments.screening import findings_of
from newsletter.models import Delivery, Issue, Subscription
from newsportal.demo import content, pictures
from newsportal.demo.build import AlreadyThere, NotEmpty, build
from newsportal.demo.markup import html
from newsportal.demo.people import hire
from newsportal.demo.pictures.plate import PALETTES
from newsportal.demo.press import Press
from newsportal.demo.progress import Progress
from tests import factories

LANGUAGES = ("ar", "en", "fr")
QUICK = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "NEWSLETTER_UNDO_SECONDS": 0,
    "SITE_URL": "http://localhost:8000",
}


def thumbnail(_name: str) -> bytes:
    """A picture that costs nothing to draw."""
    file = io.BytesIO()
    Image.new("RGB", (16, 9)).save(file, "WEBP")
    return file.getvalue()


@pytest.fixture(scope="module")
def logins(django_db_setup, django_db_blocker):
    """The newsroom, built once for this module and taken back at its end."""
    with django_db_blocker.unblock(), override_settings(**QUICK), transaction.atomic():
        yield build(Progress(), thumbnail)
        transaction.set_rollback(True)


def states(model, *fields):
    """The combinations of `fields` that occur in the rows of `model`."""
    return set(model.objects.order_by().values_list(*fields).distinct())


# -- an empty database: these come before the newsroom is built ------------------------------------


def test_the_demo_does_not_mix_with_stories_of_ones_own(db):
    factories.make_article()

    with pytest.raises(NotEmpty):
        build(Progress(), thumbnail)
    with pytest.raises(CommandError, match="stories here already"):
        call_command("demo", stdout=io.StringIO())


def test_production_wants_a_word_more(db, settings):
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="--in-production"):
        call_command("demo")
    assert not Article.objects.exists()


def test_an_interrupted_build_leaves_nothing(db, settings):
    settings.PASSWORD_HASHERS = QUICK["PASSWORD_HASHERS"]

    def out_of_ink(_name: str) -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(Progress(), out_of_ink)

    for model in (User, Section, Source, Article, Photo):
        assert not model.objects.exists()


def test_an_account_that_was_there_keeps_its_password(db, settings):
    settings.PASSWORD_HASHERS = QUICK["PASSWORD_HASHERS"]
    own = User.objects.create_superuser("admin", "admin@example.org", factories.PASSWORD)
    logins = hire(lambda: None).logins

    own.refresh_from_db()
    assert own.check_password(factories.PASSWORD)
    assert [login.password for login in logins if login.name == "admin"] == [""]


def test_one_password_for_all_can_be_chosen(db, settings, monkeypatch):
    settings.PASSWORD_HASHERS = QUICK["PASSWORD_HASHERS"]
    monkeypatch.setenv("DEMO_PASSWORD", "chosen by the visitor")
    assert {login.password for login in hire(lambda: None).logins} == {"chosen by the visitor"}


# -- the newsroom ----------------------------------------------------------------------------------


def test_the_newsroom_is_as_large_as_promised(logins):
    month = timezone.now() - timedelta(days=30)
    public = Article.objects.published("ar").filter(printed_at__gte=month)

    news = public.filter(section__is_opinion=False)
    assert public.count() >= 60
    assert Section.objects.count() == 8
    assert min(Counter(news.values_list("section", flat=True)).values()) >= 7
    assert public.filter(section__is_opinion=True).count() == 4
    assert Article.objects.published("en").count() >= 20
    assert Article.objects.published("fr").count() >= 12
    assert Source.objects.count() == 8
    assert {kind for (kind,) in states(Source, "kind")} == set(Source.Kind.values)
    assert Tag.objects.filter(articles=None).count() == 0
    assert Photo.objects.count() >= 40
    assert Comment.objects.count() == 134
    assert Subscription.objects.count() == 40


def test_every_state_of_a_story_occurs_in_every_language(logins):
    for state, language in product(Article.Status.values, LANGUAGES):
        rows = Article.objects.filter(status=state, **{f"headline_{language}__gt": ""})
        assert rows.exists(), (state, language)
    assert states(Translation, "language", "status") == set(
        product(LANGUAGES, Translation.Status.values)
    )
    for language in LANGUAGES:
        assert Article.objects.filter(original_language=language, status="published").exists()


def test_stories_wait_for_their_time_and_for_their_embargo(logins):
    now = timezone.now()
    scheduled = Article.objects.get(status="published", go_live_at__gt=now)
    embargoed = Article.objects.get(status="published", embargo_ends_at__gt=now)

    for story in (scheduled, embargoed):
        assert story.languages_live() == []
        assert story.languages_live(now + timedelta(days=3))


def test_one_story_is_live_in_arabic_in_work_in_french_and_absent_in_english(logins):
    rows = Translation.objects.filter(article__status="published").values_list(
        "article", "language", "status"
    )
    by_story: dict[int, dict[str, str]] = {}
    for article, language, status in rows:
        by_story.setdefault(article, {})[language] = status

    assert {"ar": "ready", "fr": "working"} in by_story.values()


def test_corrections_of_every_kind_are_printed_after_their_story(logins):
    assert {kind for (kind,) in states(Correction, "kind")} == set(Correction.Kind.values)
    wanted = set(product(ErrorReport.Status.values, LANGUAGES))
    assert states(ErrorReport, "status", "language") == wanted
    for correction in Correction.objects.select_related("article"):
        assert correction.article.published_at < correction.printed_at < timezone.now()
    for language in LANGUAGES:
        assert Correction.objects.printed(language).filter(kind="retraction").exists()


def test_the_ticker_has_lines_on_air_ended_and_to_come_in_every_language(logins):
    now = timezone.now()
    for language in LANGUAGES:
        lines = Ticker.objects.filter(**{f"text_{language}__gt": ""})
        assert Ticker.objects.live(language).exists()
        assert lines.filter(ends_at__lt=now).exists()
        assert lines.filter(starts_at__gt=now).exists()
    assert {urgency for (urgency,) in states(Ticker, "urgency")} == set(Ticker.Urgency.values)


def test_comments_occur_in_every_state_in_every_language(logins):
    assert states(Comment, "status", "language") == set(product(Comment.Status.values, LANGUAGES))
    assert {ruling for (ruling,) in states(Decision, "ruling")} == set(Decision.Ruling.values)
    assert len({code for (code,) in states(Decision, "clause__code")} - {None}) > 5
    assert Comment.objects.filter(name="", country="", subject="", status="approved").exists()
    for comment in Comment.objects.select_related("article"):
        assert comment.article.published_at < comment.created_at < timezone.now()
        assert comment.language in comment.article.languages_live()
    refused = Comment.objects.filter(status="rejected").select_related("decision__clause")
    codes = {clause.code for clause in Policy.current().clauses.all()}
    assert {comment.decision.clause.code for comment in refused} <= codes


def test_the_queue_shows_what_screens_find_and_pages_what_is_covered(logins):
    waiting = Comment.objects.filter(status="pending")
    found = {finding.screen for comment in waiting for finding in findings_of(comment)}
    assert {"watch_terms", "personal_data", "links", "shouting"} <= found
    begun = [comment for comment in waiting if comment.waits_for_second]
    assert begun
    for comment in [*begun, *Comment.objects.filter(decision__ruling="second")]:
        assert comment.is_legal_risk
        assert findings_of(comment), "a screen has found why"
    bare = Comment.objects.filter(findings=[]).count()
    assert bare > 0.75 * Comment.objects.count(), "most of what is written is harmless"
    covered = Mask.objects.standing().filter(comment__status="approved")
    assert {mask.comment.language for mask in covered} >= {"ar", "fr"}


def test_replies_stand_in_every_state_and_one_has_lost_what_it_answers(logins):
    replies = Comment.objects.exclude(parent=None)
    assert {reply.status for reply in replies} == {"approved", "pending", "rejected"}
    assert replies.filter(status="approved", parent__status="withdrawn").exists()


def test_one_story_is_closed_with_a_reason_and_one_by_its_age(logins):
    told = {story.pk: closure_of(story) for story in Article.objects.published("ar")}
    kinds = Counter(closure.kind for closure in told.values() if closure)
    assert kinds == {"story": 1, "age": 1}
    closed = Article.objects.get(is_closed_to_comments=True)
    assert all(closed.text_in(language, "closed_because") for language in LANGUAGES)
    assert closed.comments.filter(status="approved").exists()


def test_notices_have_every_fate(logins):
    notices = Notice.objects.select_related("comment")
    assert {notice.fate for notice in notices} == {"waiting", "kept", "removed", "gone"}
    assert any(notice.comment.notices.count() > 1 for notice in notices)
    assert all(notice.reply for notice in notices if notice.outcome)


def test_issues_and_deliveries_occur_in_every_state(logins):
    assert {status for (status,) in states(Issue, "status")} == set(Issue.Status.values)
    assert {status for (status,) in states(Delivery, "status")} == set(Delivery.Status.values)
    sent = Issue.objects.get(status="queued")
    assert sent.is_sent
    assert {code for (code,) in sent.deliveries.values_list("language").distinct()} == set(
        LANGUAGES
    )
    assert all(row.email.endswith("@example.org") for row in Subscription.objects.all())


def test_pages_open_in_every_language(logins):
    client = Client()
    for prefix in ("", "/en", "/fr"):
        assert client.get(f"{prefix}/").status_code == 200
    retracted = Article.objects.get(status="retracted")
    for language in LANGUAGES:
        assert client.get(retracted.url_in(language)).status_code == 410


# -- logins and second runs ------------------------------------------------------------------------


def test_each_role_has_a_login(logins):
    assert [login.name for login in logins] == [
        "admin", "editor", "reporter", "moderator", "moderator2", "mailer",
    ]  # fmt: skip
    for login in logins:
        assert User.objects.get(username=login.name).check_password(login.password)
    assert User.objects.get(username="admin").is_superuser
    assert not User.objects.get(username="reporter").has_perm("articles.publish_article")
    assert User.objects.get(username="editor").has_perm("articles.publish_article")


def test_a_second_run_says_so_and_adds_nothing(logins):
    models = (Article, Comment, Decision, Subscription, Issue, Delivery, Photo, User, Ticker)
    before = [model.objects.count() for model in models]
    said = io.StringIO()

    call_command("demo", stdout=said)

    assert "here already" in said.getvalue()
    assert [model.objects.count() for model in models] == before
    with pytest.raises(AlreadyThere):
        build(Progress(), thumbnail)


# -- content ---------------------------------------------------------------------------------------


def test_the_texts_fit_their_fields():
    for story in content.stories():
        for language, texts in story.texts.items():
            for name in ("kicker", "headline", "dek"):
                limit = Article._meta.get_field(name).max_length
                assert 0 < len(texts[name]) <= limit, (story.key, language, name)
            assert "## " in texts["body"], (story.key, language)
    for line in content.table("tickers")["line"]:
        assert all(len(line.get(language, "")) <= 160 for language in LANGUAGES)
    for name, plan in content.table("photos").items():
        for words in (plan["alt"], plan["caption"]):
            assert all(0 < len(words[language]) <= 300 for language in LANGUAGES), name


def test_every_text_is_its_own():
    bodies = [text["body"] for story in content.stories() for text in story.texts.values()]
    paragraphs = list(chain.from_iterable(body.split("\n\n") for body in bodies))
    plain = [text for text in paragraphs if not text.startswith("##")]

    assert len(plain) == len(set(plain))
    messages = [remark.message for remark in content.remarks()]
    assert len(messages) == len(set(messages))


def test_the_signs_of_the_story_files_become_html():
    text = "## رأس\n\nسطر **مهم**\nيتبعه\n\n> قول\n\n- أول\n- ثانٍ\n\n| أ | ب |\n| <b> | -19% |"

    assert html(text) == (
        "<h2>رأس</h2>\n<p>سطر <strong>مهم</strong> يتبعه</p>\n"
        "<blockquote><p>قول</p></blockquote>\n<ul><li>أول</li><li>ثانٍ</li></ul>\n"
        '<table><thead><tr><th scope="col">أ</th><th scope="col">ب</th></tr></thead>'
        '<tbody><tr><td>&lt;b&gt;</td><td><bdi dir="ltr">-19%</bdi></td></tr></tbody></table>'
    )


def test_spans_of_time_are_read():
    assert content.offset("2d3h") == -timedelta(days=2, hours=3)
    assert content.offset("+90m") == timedelta(minutes=90)
    with pytest.raises(ValueError, match="no span"):
        content.offset("soon")


# -- pictures --------------------------------------------------------------------------------------


def test_every_picture_can_be_drawn_and_is_used():
    plans = content.table("photos")
    used = {story.particulars.get("picture") for story in content.stories()} - {None}

    assert used == set(plans)
    assert len({tuple(plan["draw"]) for plan in plans.values()}) == len(plans)
    for plan in plans.values():
        recipe, inks, seed = plan["draw"]
        inspect.signature(pictures.RECIPES[recipe]).bind(None, **plan.get("options", {}))
        assert inks in PALETTES
        assert isinstance(seed, int)


def test_a_picture_is_the_same_each_time_and_another_with_another_seed():
    drawn = [pictures.photo("hills", "cedar", seed, {"birds": 4}) for seed in (1, 1, 2)]

    assert drawn[0] == drawn[1] != drawn[2]
    assert Image.open(io.BytesIO(drawn[0])).size == (1600, 900)
    assert Image.open(io.BytesIO(pictures.logo("sun", "J", "#b4651f"))).size == (256, 256)


def test_pictures_are_drawn_elsewhere_or_here_and_look_the_same(monkeypatch):
    plans = {"coast": {"draw": ["salt_pans", "plum", 7]}}
    with Press(plans) as press:
        elsewhere = press.photo("coast")

    def refuse(*_args, **_kwargs):
        raise OSError("no process to be had")

    monkeypatch.setattr("newsportal.demo.press.ProcessPoolExecutor", refuse)
    with Press(plans) as press:
        assert press.photo("coast") == elsewhere


# -- progress --------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """A terminal that remembers what was written."""

    def isatty(self) -> bool:
        return True


def test_the_bar_moves_on_a_terminal_and_stages_are_named_elsewhere():
    terminal, file = Terminal(), io.StringIO()
    for out in (terminal, file):
        progress = Progress(out)
        progress.stage("comments", 2)
        progress.step()
        progress.step()

    assert "█" in terminal.getvalue()
    assert "1/2" in terminal.getvalue()
    assert file.getvalue().startswith("  comments: 2 (")
    assert "█" not in file.getvalue()
