"""Reader pages, one module a subject."""

from .stories import article_context

__all__ = ["article_context"]
