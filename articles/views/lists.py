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
from articles.models.desk import Slugged
from articles.mostread import most_read
from articles.paging import page_of
from articles.particulars import with_byline
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
    request: HttpRequest, kind: str, subject: Any, heading: str, **context: Any
) -> HttpResponse:
    page = page_of(context.pop("stories").for_cards(), request)
    given = {"kind": kind, "subject": subject, "heading": heading, "cards": page.rows}
    return render(request, "articles/list.html", {**given, **page.links(), **context})


def moved(model: type[Slugged], slug: str, route: str = "") -> HttpResponseBase:
    """To where the page stands now that stood under `slug`. Raises Http404 if none did.

    `route` is the name of the address, where it is not the subject's own page.
    """
    subject = model.formerly(slug)
    if subject is None:
        raise Http404("nothing has or had this slug")
    if route:
        return redirect(route, subject.slug, permanent=True)
    return redirect(subject, permanent=True)


@require_safe
def section(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Everything that runs in one section."""
    subject = Section.objects.filter(slug=slug).first()
    if subject is None:
        return moved(Section, slug)
    stories = Article.objects.published().filter(section=subject)
    if subject.is_opinion:
        stories = with_byline(stories)
    description = exactly(subject, "description")
    return _list(
        request, "section", subject, subject.name, stories=stories, description=description
    )


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Everything about one subject."""
    subject = Tag.objects.filter(slug=slug).first()
    if subject is None:
        return moved(Tag, slug)
    stories = Article.objects.published().filter(tags=subject)
    return _list(request, "tag", subject, subject.name, stories=stories)


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Everything that somebody has signed."""
    subject = Author.objects.filter(slug=slug).first()
    if subject is None:
        return moved(Author, slug)
    stories = Article.objects.published().filter(authors=subject)
    description = exactly(subject, "bio")
    return _list(request, "author", subject, subject.name, stories=stories, description=description)


@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Everything attributed to one source."""
    subject = Source.objects.filter(slug=slug).first()
    if subject is None:
        return moved(Source, slug)
    stories = Article.objects.published().filter(source=subject)
    return _list(request, "source", subject, subject.name, stories=stories)


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
        printed(subject, "day"),
        stories=public.filter(printed_at__gte=start, printed_at__lt=end),
        previous_day_url=_day_url(earlier),
        next_day_url=_day_url(later),
        month=Month(subject),
    )


def _day_url(stories: Any) -> str:
    printed_at = stories.values_list("printed_at", flat=True).first()
    if printed_at is None:
        return ""
    return day_url(timezone.localdate(printed_at))
