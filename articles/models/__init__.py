"""What is published, one module a subject."""

from .desk import Author, Section, Source, Tag
from .photos import Photo
from .site import SiteProfile, SocialLink, StaffPreference
from .stories import Article, Byline, Correction, Translation
from .tickers import Ticker

__all__ = [
    "Article",
    "Author",
    "Byline",
    "Correction",
    "Photo",
    "Section",
    "SiteProfile",
    "SocialLink",
    "Source",
    "StaffPreference",
    "Tag",
    "Ticker",
    "Translation",
]
