"""Debian's Chromium, found by path."""

import shutil


def path() -> str | None:
    """The build without windows, which takes a third of the work, else the browser; None: neither.

    Playwright starts it and never downloads one of its own.
    """
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")
