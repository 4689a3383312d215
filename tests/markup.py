"""What is wrong with the markup of a page, as far as it can be told without the Nu HTML checker.

Tags that do not close each other, elements where HTML has no place for them, ids that name two
things or none, headings that skip a level. The checker itself knows more; where VNU_JAR names its
jar, `checked` asks it too.
"""

import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

Attributes = list[tuple[str, str | None]]

VOID = set("area base br col embed hr img input link meta source track wbr".split())
# What is words in a line; everything else that we use begins a block.
PHRASING = VOID - {"hr"} | set(
    "a abbr audio b bdi bdo button canvas cite code data dfn del em i iframe ins kbd label mark "
    "meter noscript object output picture progress q ruby rt rp s samp script select small span "
    "strong sub sup svg template textarea time title u use var video option optgroup".split()
)
ONLY_PHRASING = set("p h1 h2 h3 h4 h5 h6 span bdi a b strong em i q label button summary".split())
MAY_HOLD_BLOCKS = {"a", "summary"}  # a link as its parent may, a summary a heading
INTERACTIVE = {"a", "button", "input", "select", "textarea", "label", "details", "summary"}
PARENTS = {
    "li": {"ul", "ol", "menu"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "tr": {"thead", "tbody", "tfoot", "table"},
    "td": {"tr"},
    "th": {"tr"},
    "legend": {"fieldset"},
    "summary": {"details"},
    "figcaption": {"figure"},
    "option": {"select", "optgroup", "datalist"},
}
CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "tr": {"td", "th"},
    "select": {"option", "optgroup"},
}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form", "list")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?)?")
NEVER_EMPTY = {"action", "src", "id", "for", "lang"}


class _Reader(HTMLParser):
    """Walks over a page once and notes what is wrong."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.named: set[tuple[str, str]] = set()
        self.headings: list[int] = []
        self.count: Counter[str] = Counter()

    def fault(self, words: str) -> None:
        """Note what is wrong, and where."""
        line, _column = self.getpos()
        self.faults.append(f"{line}: {words} in {' '.join(self.open[-3:])}")

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            if "svg" not in self.open:
                self.fault(f"<{tag}/> closes nothing")
            self.handle_endtag(tag)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if "svg" not in self.open:
            self._place(tag, dict(attrs))
            self.count[tag] += 1
        self._attributes(tag, attrs)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
            return
        self.fault(f"</{tag}> closes no open element")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def _place(self, tag: str, attributes: dict[str, str | None]) -> None:
        parent = self.open[-1] if self.open else ""
        if tag in PARENTS and parent not in PARENTS[tag]:
            self.fault(f"<{tag}> outside of {'/'.join(sorted(PARENTS[tag]))}")
        if parent in CHILDREN and tag not in CHILDREN[parent]:
            self.fault(f"<{tag}> right in <{parent}>")
        if tag not in PHRASING:
            holders = [each for each in self.open if each in ONLY_PHRASING - MAY_HOLD_BLOCKS]
            in_summary = parent == "summary" and re.fullmatch("h[1-6]", tag)
            if holders and not in_summary:
                self.fault(f"<{tag}> in <{holders[-1]}>, which holds words alone")
        is_interactive = tag in INTERACTIVE and attributes.get("type") != "hidden"
        if is_interactive and {"a", "button"} & set(self.open):
            self.fault(f"<{tag}> in a link or button")
        if tag in {"form", "main", "label"} and tag in self.open:
            self.fault(f"<{tag}> in <{tag}>")

    def _attributes(self, tag: str, attrs: Attributes) -> None:
        twice = [
            name for name, times in Counter(name for name, _value in attrs).items() if times > 1
        ]
        if twice:
            self.fault(f"{twice} twice on <{tag}>")
        told = {name: value or "" for name, value in attrs}
        for name in NEVER_EMPTY & told.keys():
            if not told[name].strip():
                self.fault(f"empty {name} on <{tag}>")
        if tag == "img" and not {"src", "alt"} <= told.keys():
            self.fault("<img> without src or alt")
        if tag == "time" and "datetime" in told and not MOMENT.fullmatch(told["datetime"]):
            self.fault(f"{told['datetime']} is no moment")
        if "id" in told:
            self.ids[told["id"]] += 1
        for name in REFERENCES:
            self.named |= {(name, each) for each in told.get(name, "").split()}
        page, _hash, place = told.get("href", "").partition("#")
        if tag == "a" and not page and place:
            self.named.add(("href", place))


def faults(text: str, *, is_whole: bool = True) -> list[str]:
    """What is wrong with the page; its headings and landmarks too where it `is_whole`."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    found = list(reader.faults)
    if not text.lstrip().lower().startswith("<!doctype html>"):
        found.append("no doctype")
    if reader.open:
        found.append(f"never closed: {reader.open}")
    found += [f"id {name} {times} times" for name, times in reader.ids.items() if times > 1]
    found += [f"{by} names {name}, which is not there" for by, name in sorted(reader.named)
              if name not in reader.ids]  # fmt: skip
    if is_whole:
        found += _outline(reader)
    return found


def _outline(reader: _Reader) -> Iterable[str]:
    for tag in ("h1", "main", "title"):
        if reader.count[tag] != 1:
            yield f"{reader.count[tag]} <{tag}>"
    for before, after in zip([0, *reader.headings], reader.headings, strict=False):
        if after > before + 1:
            yield f"h{after} follows h{before}"


def checked(pages: dict[str, str], folder: Path) -> list[str]:
    """What the Nu HTML checker calls an error on `pages`, if VNU_JAR names it; else nothing."""
    jar = os.environ.get("VNU_JAR")
    if not jar:
        return []
    names = {}
    for number, (name, text) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_text(text, encoding="utf-8")
        names[file.as_uri().replace("///", "/")] = name
    command = ["java", "-Xss4m", "-jar", jar, "--errors-only", "--format", "json",
               "--exit-zero-always", str(folder)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return [
        f"{names.get(each['url'], each['url'])}: {each['message']}"
        for each in json.loads(done.stderr)["messages"]
    ]
