"""Translation catalogues: extracted, merged, checked and compiled with no GNU gettext.

The message ids are the English sentences, so only Arabic and French have catalogues. They name
files but no line numbers, are sorted and are written only when they change: merges stay quiet.
"""

import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tokenize import TokenError

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.utils.translation.template import templatize

from newsportal.library_strings import ARABIC_OF_SCRIPTS, LEVANTINE_MONTHS

PACKAGES = ("newsportal", "articles", "comments", "newsletter", "templates")
TEMPLATE_SUFFIXES = (".html", ".txt", ".xml")
PLURAL_FORMS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5;",
    "fr": "nplurals=2; plural=(n > 1);",
}
# In these forms the number may be said in words: "تعليقان", "un commentaire".
FORMS_WITHOUT_NUMBER = {"ar": (0, 1, 2), "fr": (0,)}

_KEYWORDS: dict[str, tuple | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    "ngettext_noop": (1, 2),
    **dict.fromkeys(("pgettext", "pgettext_lazy", "pgettext_noop"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_NAMED = re.compile(r"%\((\w+)\)[a-z]|(?<!\{)\{(\w+)\}")
_UNNAMED = re.compile(r"(?<!%)(?:%%)*%[sdif](?!\w)|\{\}")
_TAG = re.compile(r"</?[a-z][a-z0-9]*", re.IGNORECASE)

# French sets a space before these signs and inside its quotation marks, at which no line may end.
_FRENCH_SPACE = re.compile(r"(?<=\S) (?=[:;?!»])|(?<=«) (?=\S)")
_STRAIGHT_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")

_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)

MessageKey = tuple[str | None, str]
"""Context and singular: what a catalogue looks a message up by."""


@dataclass
class Extraction:
    """The strings found in the code, and the files that could not be read."""

    catalog: Catalog = field(default_factory=Catalog)
    unreadable: list[str] = field(default_factory=list)


@dataclass
class Update:
    """What `update` did: languages written, translations given for strings nobody uses."""

    written: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def source_files(root: Path) -> Iterator[Path]:
    """Yield the Python files and templates of the project that may hold strings."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            parts = path.relative_to(root).parts
            if "migrations" in parts or "static" in parts or not path.is_file():
                continue
            if path.suffix == ".py" or ("templates" in parts and path.suffix in TEMPLATE_SUFFIXES):
                yield path


def extract_strings(root: Path) -> Extraction:
    """Return every translatable string of the project, with the files it stands in."""
    extraction = Extraction()
    for path in source_files(root):
        name = path.relative_to(root).as_posix()
        try:
            for _line, message, comments, context in _strings_of(path):
                extraction.catalog.add(
                    message, locations=[(name, 0)], auto_comments=comments, context=context
                )
        except (SyntaxError, TokenError, UnicodeDecodeError) as error:
            extraction.unreadable.append(f"{name}: {error}")
    return extraction


def _strings_of(path: Path) -> Iterable[tuple]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # The result is Python only token by token; a line's indentation would be an error.
        lines = templatize(source, origin=str(path)).splitlines()
        source = "\n".join(line.lstrip() for line in lines) + "\n"
    stream = io.BytesIO(source.encode())
    return list(extract("python", stream, _KEYWORDS, ["Translators:"], {"encoding": "utf-8"}))


def po_path(root: Path, language: str) -> Path:
    """Return where the catalogue of `language` lies."""
    return root / "newsportal" / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(root: Path, language: str) -> Catalog:
    """Return the stored catalogue of `language`, empty when there is none yet."""
    path = po_path(root, language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def update(
    root: Path, translations: Mapping[str, Mapping[str, str | list[str]]] | None = None
) -> Update:
    """Bring the catalogues up to date with the code, adding `translations`, and compile them.

    Keys of `translations` are "message", "context\\x04message" or "singular\\x00plural"; their
    values map a language to its text, or to the list of its plural forms. Translations already
    stored are kept, strings that left the code are dropped.
    """
    extraction = extract_strings(root)
    given = {_given_key(key): value for key, value in (translations or {}).items()}
    result = Update(unreadable=extraction.unreadable)
    for language in PLURAL_FORMS:
        stored = read_catalogue(root, language)
        catalog = _merged(language, extraction, stored, given)
        if _write(po_path(root, language), language, catalog):
            result.written.append(language)
    _write(_scripts_path(root), "ar", _scripts_catalogue())
    known = {_key(message) for message in extraction.catalog if message.id}
    result.unused = sorted(key for context, key in given if (context, key) not in known)
    return result


def _given_key(key: str) -> MessageKey:
    context, separator, rest = key.rpartition("\x04")
    return (context if separator else None, rest.partition("\x00")[0])


def _key(message: Message) -> MessageKey:
    return (message.context or None, _singular(message))


def _singular(message: Message) -> str:
    return message.id[0] if isinstance(message.id, list | tuple) else message.id


def _forms(message: Message) -> list[str]:
    if isinstance(message.string, list | tuple):
        return [form or "" for form in message.string]
    return [message.string or ""]


def _merged(
    language: str, extraction: Extraction, stored: Catalog, given: Mapping[MessageKey, Mapping]
) -> Catalog:
    old = {_key(message): message for message in stored if message.id}
    catalog = Catalog(locale=language, fuzzy=False)
    for message in extraction.catalog:
        if not message.id:
            continue
        key = _key(message)
        string = given.get(key, {}).get(language)
        before = old.get(key)
        flags = set(message.flags)
        if string is None and before is not None and before.pluralizable == message.pluralizable:
            string, flags = before.string, flags | ({"fuzzy"} & before.flags)
        if language == "fr" and string:
            string = _as_french_is_set(string)
        catalog.add(
            message.id,
            string=tuple(string) if isinstance(string, list) else string,
            locations=[(name, 0) for name in sorted({name for name, _ in message.locations})],
            flags=flags,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    if extraction.unreadable:
        # Strings of a file that cannot be read just now would be lost: keep them all.
        for key, message in old.items():
            if catalog.get(key[1], key[0]) is None:
                catalog[message.id] = message
    if language == "ar":
        _add_months(catalog)
    return catalog


def _as_french_is_set(string: str | Iterable[str]) -> str | list[str]:
    """Return the text, or each of its plural forms, with French spaces and apostrophes."""
    if not isinstance(string, str):
        return [str(_as_french_is_set(form)) for form in string]
    return _STRAIGHT_APOSTROPHE.sub("’", _FRENCH_SPACE.sub("\u00a0", string))


def _add_months(catalog: Catalog) -> None:
    for (context, name), month in LEVANTINE_MONTHS.items():
        catalog.add(
            name,
            string=month,
            context=context,
            auto_comments=["Django's own month names, replaced by those of the Levant."],
        )


def _po_bytes(language: str, catalog: Catalog) -> bytes:
    stream = io.BytesIO()
    stream.write(
        f"# Written by `manage.py messages`; translate here, then run it again.\n"
        f'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        f'"MIME-Version: 1.0\\n"\n'
        f'"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURAL_FORMS[language]}\\n"\n\n'.encode()
    )
    write_po(
        stream, catalog, width=0, omit_header=True, sort_output=True,
        ignore_obsolete=True, include_lineno=False,
    )  # fmt: skip
    return stream.getvalue()


def _mo_bytes(po: bytes, language: str) -> bytes:
    catalog = read_po(io.BytesIO(po), locale=language)
    # A header with the time of the run would make every run differ.
    catalog.creation_date = catalog.revision_date = _NO_TIME
    stream = io.BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def _scripts_path(root: Path) -> Path:
    return po_path(root, "ar").with_name("djangojs.po")


def _scripts_catalogue() -> Catalog:
    catalog = Catalog(locale="ar", fuzzy=False)
    for (context, message), string in ARABIC_OF_SCRIPTS.items():
        catalog.add(message, string=string, context=context)
    return catalog


def _write(path: Path, language: str, catalog: Catalog) -> bool:
    po = _po_bytes(language, catalog)
    path.parent.mkdir(parents=True, exist_ok=True)
    changed = _replace(path, po)
    return _replace(path.with_suffix(".mo"), _mo_bytes(po, language)) or changed


def _replace(path: Path, content: bytes) -> bool:
    if path.exists() and path.read_bytes() == content:
        return False
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_bytes(content)
    part.replace(path)
    return True


def problems(root: Path) -> list[str]:
    """Name everything that keeps the stored catalogues from being complete and in step."""
    extraction = extract_strings(root)
    found = [f"cannot be read: {name}" for name in extraction.unreadable]
    wanted = {_key(message): message for message in extraction.catalog if message.id}
    found += [
        f"{_files(message)}: placeholder without a name: {message.id!r}"
        for message in wanted.values()
        if any(_UNNAMED.search(text) for text in _texts(message)) and not _is_of_library(message)
    ]
    for language in PLURAL_FORMS:
        found += _problems_in(root, language, wanted)
    scripts = _scripts_path(root)
    if not scripts.exists() or scripts.read_bytes() != _po_bytes("ar", _scripts_catalogue()):
        found.append(f"ar: {scripts.name} is out of step with the code")
    return found + _compiled_problems(scripts, "ar")


def _problems_in(root: Path, language: str, wanted: Mapping[MessageKey, Message]) -> Iterator[str]:
    path = po_path(root, language)
    try:
        catalogue = read_catalogue(root, language)
    except PoFileError as error:
        yield f"{language}: {path.name} is broken: {error}"
        return
    if catalogue.plural_forms != _plural_rule(language):
        yield f"{language}: the plural rule is not that of the language"
    stored = {_key(each): each for each in catalogue if each.id}
    for key, message in wanted.items():
        if key not in stored:
            yield f"{language}: not in the catalogue: {message.id!r} ({_files(message)})"
        else:
            for problem in _problems_of(language, message, stored[key]):
                yield f"{language}: {problem}: {message.id!r} ({_files(message)})"
    borrowed = set(LEVANTINE_MONTHS) if language == "ar" else set()
    for key in borrowed - set(stored):
        yield f"{language}: not in the catalogue: {key[1]!r}"
    for key in set(stored) - set(wanted) - borrowed:
        yield f"{language}: no longer in the code: {key[1]!r}"
    yield from _compiled_problems(path, language)


def _compiled_problems(path: Path, language: str) -> list[str]:
    compiled = path.with_suffix(".mo")
    if not path.exists() or not compiled.exists():
        return [f"{language}: {path.name} or {compiled.name} is missing"]
    if compiled.read_bytes() != _mo_bytes(path.read_bytes(), language):
        return [f"{language}: {compiled.name} is out of step with {path.name}"]
    return []


def _plural_rule(language: str) -> str:
    catalogue = Catalog(locale=language)
    catalogue.mime_headers = [("Plural-Forms", PLURAL_FORMS[language])]
    return catalogue.plural_forms


def _problems_of(language: str, message: Message, translated: Message) -> Iterator[str]:
    forms = _forms(translated)
    if message.pluralizable != translated.pluralizable or (
        message.pluralizable and _texts(message) != _texts(translated)
    ):
        yield "plural differs from the code's"
        return
    if not all(form.strip() for form in forms):
        yield "untranslated"
    elif language == "ar" and " " in _singular(message) and forms[0] == _singular(message):
        yield "untranslated (the same as the English)"
    elif translated.fuzzy:
        yield "fuzzy"
    else:
        yield from _differences(language, message, forms)


def _differences(language: str, message: Message, forms: list[str]) -> Iterator[str]:
    """Yield what the translation leaves out of the message, or adds to it."""
    wanted = _names(_texts(message)[-1])
    for index, form in enumerate(forms):
        may_lack = message.pluralizable and index in FORMS_WITHOUT_NUMBER[language]
        if _UNNAMED.findall(form) != _UNNAMED.findall(_texts(message)[-1]):
            yield "placeholder without a name in the translation"
        if _names(form) - wanted or (wanted - _names(form) and not may_lack):
            yield f"placeholders differ in {form!r}"
        if sorted(_TAG.findall(form)) != sorted(_TAG.findall(_texts(message)[-1])):
            yield f"markup differs in {form!r}"


def _texts(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,)


def _names(text: str) -> set[str]:
    return {first or second for first, second in _NAMED.findall(text)}


def _is_of_library(message: Message) -> bool:
    return all(name == "newsportal/library_strings.py" for name, _line in message.locations)


def _files(message: Message) -> str:
    return ", ".join(sorted({name for name, _line in message.locations}))
