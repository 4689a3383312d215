"""What the pages about the newsroom say on a new site, one file a page and language.

Editors replace it; nothing in it is a name.
"""

from pathlib import Path

FOLDER = Path(__file__).parent


def texts() -> dict[str, dict[str, str]]:
    """The texts by page and language."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(FOLDER.glob("*.html")):
        key, _dot, language = path.stem.partition(".")
        found.setdefault(key, {})[language] = path.read_text(encoding="utf-8")
    return found
