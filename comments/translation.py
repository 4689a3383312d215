"""Which fields of the policy exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from comments.models import Clause, Policy


@register(Policy)
class PolicyTranslation(TranslationOptions):
    """All three languages: the posted policy stands on every page."""

    fields = ("intro", "disclaimer")
    required_languages = ("ar", "en", "fr")


@register(Clause)
class ClauseTranslation(TranslationOptions):
    """All three languages: a refusal is told in the reader's."""

    fields = ("title", "text")
    required_languages = ("ar", "en", "fr")
