"""Addresses of the reader pages and feeds; each exists in three languages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from articles import feeds, offline
from articles.api import views as api
from articles.views import lists, lite, pages, reports, searching, stories


class TwoDigits:
    """A month or a day: 1 is understood, 01 is written."""

    regex = "[0-9]{1,2}"

    def to_python(self, value: str) -> int:
        """The number in the address."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The number with a nought in front."""
        return f"{int(value):02d}"


class FourDigits(TwoDigits):
    """A year."""

    regex = "[0-9]{4}"

    def to_url(self, value: int) -> str:
        """The year in four digits."""
        return f"{int(value):04d}"


class Word(StringConverter):
    """A slug in any script; a NUL would be an error of the database, not a page that is missing."""

    regex = "[^/\\x00]+"


register_converter(Word, "word")
register_converter(TwoDigits, "two")
register_converter(FourDigits, "four")

urlpatterns = [
    path("", lists.front, name="front"),
    path("news/<int:pk>/", stories.article_bare, name="article_bare"),
    path("news/<int:pk>/<word:slug>/", stories.article, name="article"),
    path("s/<word:code>/", stories.short_link, name="short_link"),
    path("section/<word:slug>/", lists.section, name="section"),
    path("tag/<word:slug>/", lists.tag, name="tag"),
    path("author/<word:slug>/", lists.author, name="author"),
    path("source/<word:slug>/", lists.source, name="source"),
    path("archive/<four:year>/<two:month>/<two:day>/", lists.archive_day, name="archive_day"),
    path("lite/", lite.front, name="lite_front"),
    path("lite/section/<word:slug>/", lite.section, name="lite_section"),
    path("lite/news/<int:pk>/<word:slug>/", lite.story, name="lite_story"),
    path("search/", searching.search, name="search"),
    path("corrections/", pages.corrections, name="corrections"),
    path("about/", pages.trust, {"key": "about"}, name="about"),
    path("ethics/", pages.trust, {"key": "ethics"}, name="ethics"),
    path("corrections/policy/", pages.trust, {"key": "corrections"}, name="corrections_policy"),
    path("corrections/report/<int:pk>/", reports.report_error, name="report_error"),
    path("corrections/status/<word:code>/", reports.report_status, name="report_status"),
    path("corrections/status/<word:code>/erase/", reports.report_erase, name="report_erase"),
    path("accessibility/", pages.trust, {"key": "accessibility"}, name="accessibility"),
    path("privacy/", pages.trust, {"key": "privacy"}, name="privacy"),
    path("ticker.json", pages.ticker, name="ticker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline/", offline.offline, name="offline"),
    path("withdrawn.json", offline.withdrawn, name="withdrawn"),
    path("api/v1/", api.openapi, name="api"),
    path("api/v1/stories/", api.stories, name="api_stories"),
    path("api/v1/stories/<int:pk>/", api.story, name="api_story"),
    path("api/v1/sections/", api.sections, name="api_sections"),
    path("api/v1/sources/", api.sources, name="api_sources"),
    *feeds.addresses("latest", "feeds/latest", feeds.latest),
    *feeds.addresses("section", "feeds/section/<word:slug>", feeds.section),
    *feeds.addresses("source", "feeds/source/<word:slug>", feeds.source),
    *feeds.addresses("corrections", "feeds/corrections", feeds.corrections),
]
