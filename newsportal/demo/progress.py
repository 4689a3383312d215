"""What is to be seen while the demo is built: a bar on a terminal, one line a stage elsewhere."""

import time
from typing import Protocol

WIDTH = 28


class Paper(Protocol):
    """Something to write on, and whether it is a terminal."""

    def isatty(self) -> bool:
        """Whether somebody watches."""

    def write(self, text: str, /) -> object:
        """Put `text` there."""

    def flush(self) -> None:
        """Let it be seen now."""


class Progress:
    """Writes to `out`; nothing at all when `out` is None."""

    def __init__(self, out: Paper | None = None) -> None:
        self.out = out
        self.is_live = bool(out and out.isatty())
        self._title, self._total, self._done = "", 0, 0
        self._began = time.monotonic()

    def stage(self, title: str, total: int) -> None:
        """Begin the next stage, which has `total` steps."""
        self._title, self._total, self._done = title, total, 0
        self._began = time.monotonic()
        self._draw()

    def step(self, count: int = 1) -> None:
        """So many steps of the stage are done."""
        self._done += count
        self._draw()
        if self._done == self._total:
            self._tell()

    def close(self) -> None:
        """The stage is over, though fewer steps came than were announced."""
        if self._done < self._total:
            self._total = self._done
            self._tell()

    def _tell(self) -> None:
        if self.out:
            seconds = time.monotonic() - self._began
            begin = "\r\x1b[K" if self.is_live else ""
            self.out.write(f"{begin}  {self._title}: {self._total} ({seconds:.1f} s)\n")
            self.out.flush()

    def _draw(self) -> None:
        if not self.is_live or not self.out or not self._total:
            return
        full = WIDTH * self._done // self._total
        bar = "█" * full + "░" * (WIDTH - full)
        self.out.write(f"\r\x1b[K  {bar} {self._title} {self._done}/{self._total}")
        self.out.flush()
