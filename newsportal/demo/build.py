"""Builds the demo newsroom, all of it or nothing."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from articles.models import Article
from newsletter.models import Issue

from . import content, desk, errors, mailing, people, readers
from .content import Story
from .people import Login, Staff
from .press import Press
from .progress import Progress
from .stories import StoryWriter, put_up_ticker

Draw = Callable[[str], bytes]


class AlreadyThere(Exception):  # noqa: N818 (a state of affairs, not an error)
    """The demo stands already, and stays as it is."""


class NotEmpty(Exception):  # noqa: N818
    """There are stories of somebody's own; the demo does not mix with them."""


def build(progress: Progress, draw: Draw | None = None) -> list[Login]:
    """Build the newsroom and return the logins; `draw` gives a picture by its name.

    One transaction: an interrupted build leaves nothing half-built, media files aside. Raises
    AlreadyThere or NotEmpty.
    """
    if desk.is_there():
        raise AlreadyThere
    if Article.objects.exists():
        raise NotEmpty
    files = _mailed_first(content.stories())
    if draw is not None:
        return _build(progress, files, draw)
    plans = content.table("photos")
    wanted = [story.particulars["picture"] for story in files if "picture" in story.particulars]
    with Press({name: plans[name] for name in wanted}) as press:
        return _build(progress, files, press.photo)


def _mailed_first(files: list[Story]) -> list[Story]:
    """The stories of the issues, then the others.

    So the undo time of the mailed issue passes while the rest is written.
    """
    issues = content.table("newsletter")["issues"].values()
    mailed = {key for issue in issues for key in issue["stories"]}
    return sorted(files, key=lambda story: story.key not in mailed)


def _build(progress: Progress, files: list[Story], draw: Draw) -> list[Login]:
    now = timezone.now()
    issues = content.table("newsletter")["issues"].values()
    count = len({key for issue in issues for key in issue["stories"]})
    with transaction.atomic():
        progress.stage("accounts", len(people.STAFF))
        staff = people.hire(progress.step)
        news_desk = desk.set_up()
        writer = StoryWriter(news_desk, staff, draw, now)
        _write("stories of the newsletter", progress, writer, files[:count])
        issue = _mail(progress, writer, staff, now)
        _write("stories and pictures", progress, writer, files[count:])
        put_up_ticker(news_desk, writer.articles, now)
        readers.read(writer.articles.values())
        errors.report(writer.articles, staff["editor"], now)
        _hear_readers(progress, writer.articles, staff, now)
    if issue.status == Issue.Status.QUEUED:
        progress.stage("newsletter, into files", 1)
        mailing.send(issue)
        progress.step()
    return staff.logins


def _write(title: str, progress: Progress, writer: StoryWriter, files: Iterable[Story]) -> None:
    files = list(files)
    progress.stage(title, len(files))
    for story in files:
        writer.write(story)
        progress.step()


def _mail(progress: Progress, writer: StoryWriter, staff: Staff, now: datetime) -> Issue:
    """The subscribers and the issues; returns the issue that is to be sent."""
    rows = mailing.subscribers()
    progress.stage("subscribers", len(rows))
    for row in rows:
        last = mailing.sign_up(row, writer.desk.sections, now)
        progress.step()
    room = mailing.Mailroom(staff, writer.articles)
    room.compose("draft")
    room.cancel("cancelled")
    room.pause("paused", now)
    issue = room.queue("sent")
    mailing.leave(last)
    return issue if mailing.may_send() else issue.pause(by=staff["mailer"])


def _hear_readers(
    progress: Progress, articles: dict[str, Article], staff: Staff, now: datetime
) -> None:
    moderation = readers.Moderation(staff, now)
    arrived = readers.arrivals(articles, now)
    progress.stage("comments", len(arrived))
    for moment, remark in arrived:
        moderation.hear(remark, articles[remark.story], moment)
        progress.step()
