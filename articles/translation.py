"""Which fields of the news desk's models exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from articles.models import (
    Article,
    Author,
    Correction,
    Page,
    Photo,
    Section,
    SiteProfile,
    Source,
    Tag,
    Ticker,
)


@register(Article)
class ArticleTranslation(TranslationOptions):
    """No fall-back: a page never mixes two languages."""

    fields = ("kicker", "headline", "dek", "body", "closed_because")
    fallback_languages = {"default": ()}
    required_languages = ()


@register(Correction)
class CorrectionTranslation(TranslationOptions):
    fields = ("text",)
    fallback_languages = {"default": ()}
    required_languages = ()


@register(Ticker)
class TickerTranslation(TranslationOptions):
    fields = ("text",)
    fallback_languages = {"default": ()}
    required_languages = ()


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "body", "changed_at")
    fallback_languages = {"default": ()}
    required_languages = ()


@register(Section)
class SectionTranslation(TranslationOptions):
    fields = ("name", "description")
    required_languages = {"ar": ("name",), "en": ("name",), "fr": ("name",)}


@register(Tag)
class TagTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("ar",)


@register(Author)
class AuthorTranslation(TranslationOptions):
    fields = ("name", "bio")
    required_languages = {"ar": ("name",)}


@register(Source)
class SourceTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("ar",)


@register(Photo)
class PhotoTranslation(TranslationOptions):
    fields = ("alt", "caption", "credit")
    required_languages = {"ar": ("alt", "credit")}


@register(SiteProfile)
class SiteProfileTranslation(TranslationOptions):
    fields = ("name", "tagline", "rights", "quiet_because")
    required_languages = {"ar": ("name",), "en": ("name",), "fr": ("name",)}
