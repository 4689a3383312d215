"""What is published, one module a subject."""

from .corrections import Correction
from .desk import Author, FormerSlug, Section, Source, Tag
from .limits import RateCount
from .photos import Photo
from .reads import ReadCount
from .site import SiteProfile, SocialLink, StaffPreference
from .stories import Article, Byline, Translation
from .tickers import Ticker

__all__ = [
    "Article",
    "Author",
    "Byline",
    "Correction",
    "FormerSlug",
    "Photo",
    "RateCount",
    "ReadCount",
    "Section",
    "SiteProfile",
    "SocialLink",
    "Source",
    "StaffPreference",
    "Tag",
    "Ticker",
    "Translation",
]
