"""The news desk in the admin: stories, what they are made of, and the people."""

from . import desk, pages, people, photos, reports, search, stories

__all__ = ["desk", "pages", "people", "photos", "reports", "search", "stories"]
