"""What the cache holds for a while; while it does not answer, the site goes on without it.

A leaf: knows no app.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

Result = TypeVar("Result")


def remembered(key: str, seconds: int, make: Callable[[], Result]) -> Result:
    """What was made under `key` at most `seconds` ago, else what `make` makes now."""
    found = _asked(lambda: cache.get(key), None)
    if found is None:
        found = make()
        _asked(lambda: cache.set(key, found, seconds), None)
    return found


def counted(key: str, seconds: int) -> int:
    """How often `key` was counted since it was first, `seconds` ago at most; this time included."""

    def count() -> int:
        try:
            return 1 if cache.add(key, 1, seconds) else cache.incr(key)
        except ValueError:  # its time ended between the two
            return 1

    return _asked(count, 1)


def _asked(question: Callable[[], Result], otherwise: Result) -> Result:
    try:
        return question()
    except (OSError, RedisError) as error:
        logger.warning("The cache does not answer: %s", type(error).__name__)
        return otherwise
