"""Lists of stories: front page, section, tag, author, source and day."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.archive import FIRST_YEAR, Month, day_url, start_of
from articles.models import Article, Author, Section, Source, Tag
from articles.models.stories import ArticleQuerySet
from articles.mostread import most_read
from articles.paging import page_of
from articles.particulars import with_byline
from articles.subjects import editions_with_stories, subject_of
from newsportal.templatetags.reading import exactly, printed

COMPANIONS = 3
LATEST = 10
MOST_READ = 5
BAND = 4  # one strong and three short


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The front page: a lead with its companions, a band for each section, the latest."""
    stories = Article.objects.published().newest_first().for_cards()
    newest = list(stories[: 1 + COMPANIONS + LATEST])
    lead = lead_of(newest)
    others = [story for story in newest if story != lead]
    top = [story for story in (lead, *others[:COMPANIONS]) if story]
    context = {
        "is_front": True,
        "lead": lead,
        "companions": others[:COMPANIONS],
        "latest": others[COMPANIONS : COMPANIONS + LATEST],
        "bands": bands_without(top),
        "most_read": list(most_read(get_language())[:MOST_READ]),
    }
    return render(request, "articles/front.html", context)


def lead_of(newest: list[Article]) -> Article | None:
    """The story that an editor has put on top, else the newest one with a photo."""
    stories = Article.objects.published().newest_first().for_cards()
    chosen = stories.filter(lead_until_at__gt=timezone.now()).first()
    if chosen or not newest:
        return chosen
    pictured = next((story for story in newest if story.photo), None)
    return pictured or stories.filter(photo__isnull=False).first() or newest[0]


def bands_without(top: list[Article]) -> list[dict[str, Any]]:
    """The newest stories of each section in one query, without those already on `top`."""
    stories = Article.objects.published().exclude(pk__in=[story.pk for story in top])
    place = Window(
        RowNumber(),
        partition_by=F("section_id"),
        order_by=[F("printed_at").desc(), F("pk").desc()],
    )
    newest = stories.annotate(place=place).filter(place__lte=BAND).values("pk")
    rows = with_byline(Article.objects.published().filter(pk__in=newest)).for_cards()
    rows = rows.order_by("section__position", "section_id", "-printed_at", "-pk")
    bands = []
    for section, group in groupby(rows, key=lambda story: story.section):
        cards = list(group)
        if section.is_opinion:
            bands.append({"section": section, "opinions": cards})
            continue
        strong = next((story for story in cards if story.photo), cards[0])
        shorts = [story for story in cards if story != strong]
        bands.append({"section": section, "strong": strong, "shorts": shorts})
    return bands


def _list(
    request: HttpRequest, kind: str, subject: Any, stories: ArticleQuerySet, **context: Any
) -> HttpResponse:
    """A page of `stories`; its heading is the name of `subject` unless there is another."""
    page = page_of(stories.for_cards(), request)
    heading = subject.name if subject else ""
    given = {"kind": kind, "subject": subject, "heading": heading, "cards": page.rows}
    if subject:
        given["alternates"] = editions_with_stories(subject, request.path)
    return render(request, "articles/list.html", {**given, **page.links(), **context})


@require_safe
@subject_of(Section)
def section(request: HttpRequest, subject: Section) -> HttpResponse:
    """Everything that runs in one section."""
    stories = Article.objects.published().filter(section=subject)
    if subject.is_opinion:
        stories = with_byline(stories)
    return _list(request, "section", subject, stories, description=exactly(subject, "description"))


@require_safe
@subject_of(Tag)
def tag(request: HttpRequest, subject: Tag) -> HttpResponse:
    """Everything about one subject."""
    return _list(request, "tag", subject, Article.objects.published().filter(tags=subject))


@require_safe
@subject_of(Author)
def author(request: HttpRequest, subject: Author) -> HttpResponse:
    """Everything that somebody has signed."""
    stories = Article.objects.published().filter(authors=subject)
    return _list(request, "author", subject, stories, description=exactly(subject, "bio"))


@require_safe
@subject_of(Source)
def source(request: HttpRequest, subject: Source) -> HttpResponse:
    """Everything attributed to one source."""
    return _list(request, "source", subject, Article.objects.published().filter(source=subject))


@require_safe
def archive_day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponseBase:
    """What was published on one day of the newsroom's clock, with ways to the days beside it."""
    try:
        subject = date(year, month, day)
    except ValueError:
        raise Http404("no such day") from None
    if year < FIRST_YEAR or subject > timezone.localdate():
        raise Http404("no such day yet")
    if request.path != day_url(subject):
        return redirect(day_url(subject), permanent=True)
    start, end = start_of(subject), start_of(subject + timedelta(days=1))
    public = Article.objects.published()
    earlier = public.filter(printed_at__lt=start).order_by("-printed_at")
    later = public.filter(printed_at__gte=end).order_by("printed_at")
    return _list(
        request,
        "archive",
        None,
        public.filter(printed_at__gte=start, printed_at__lt=end),
        heading=printed(subject, "day"),
        previous_day_url=_day_url(earlier),
        next_day_url=_day_url(later),
        month=Month(subject),
    )


def _day_url(stories: Any) -> str:
    printed_at = stories.values_list("printed_at", flat=True).first()
    if printed_at is None:
        return ""
    return day_url(timezone.localdate(printed_at))
