"""What is published, one module a subject."""

from .cards import ShareCard
from .corrections import Correction
from .desk import Author, FormerSlug, Section, Source, Tag
from .index import SearchEntry, SearchWord, Synonym, VainSearch
from .limits import RateCount
from .loading import LoadedStory
from .pages import Page
from .photos import Photo
from .reads import ReadCount
from .reports import ErrorReport, ReportLetter
from .site import SiteProfile, SocialLink, StaffPreference
from .stories import Article, Byline
from .tickers import Ticker
from .translations import Translation

__all__ = [
    "Article",
    "Author",
    "Byline",
    "Correction",
    "ErrorReport",
    "FormerSlug",
    "LoadedStory",
    "Page",
    "Photo",
    "RateCount",
    "ReadCount",
    "ReportLetter",
    "SearchEntry",
    "SearchWord",
    "Section",
    "ShareCard",
    "SiteProfile",
    "SocialLink",
    "Source",
    "StaffPreference",
    "Synonym",
    "Tag",
    "Ticker",
    "Translation",
    "VainSearch",
]
