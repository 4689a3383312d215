"""Finds watch terms in readers' words, however they are spelled; pure functions, no tables."""

from .matcher import MODES, Hit, Matcher, Term, words_of

__all__ = ["MODES", "Hit", "Matcher", "Term", "words_of"]
