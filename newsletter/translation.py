"""Which fields of the newsletter's models exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from newsletter.models import Issue


@register(Issue)
class IssueTranslation(TranslationOptions):
    """No fall-back: a mail never mixes two languages."""

    fields = ("subject", "intro")
    fallback_languages = {"default": ()}
    required_languages = ()
