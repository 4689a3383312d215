"""Draws the photos in processes of their own while the stories are being written."""

import logging
import signal
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self

from . import pictures

logger = logging.getLogger(__name__)

PROCESSES = 2


class Press:
    """Hands out drawn photos by name, in the order of the plans; a context manager.

    Where no further process can be had, everything is drawn here instead.
    """

    def __init__(self, plans: dict[str, dict[str, Any]]) -> None:
        self.plans = plans
        self._pool: ProcessPoolExecutor | None = None
        self._drawn: dict[str, Future[bytes]] = {}

    def __enter__(self) -> Self:
        try:
            # Started afresh, not forked: a fork would inherit the connection to the database.
            self._pool = ProcessPoolExecutor(
                PROCESSES, mp_context=get_context("spawn"), initializer=_leave_interrupts
            )
            self._drawn = {
                name: self._pool.submit(pictures.photo, *_order(plan))
                for name, plan in self.plans.items()
            }
        except (OSError, ImportError) as error:
            logger.info("Drawing in this process: %s", error)
        return self

    def photo(self, name: str) -> bytes:
        """The picture called `name`, as WebP; waits until it is drawn."""
        drawn = self._drawn.get(name)
        if drawn is not None:
            try:
                return drawn.result()
            except BrokenProcessPool as error:
                logger.info("Drawing in this process: %s", error)
                self._drawn = {}
        return pictures.photo(*_order(self.plans[name]))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=error is None, cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl+C is for the process that builds; it stops the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _order(plan: dict[str, Any]) -> tuple[str, str, int, dict[str, Any]]:
    recipe, inks, seed = plan["draw"]
    return recipe, inks, seed, plan.get("options", {})
