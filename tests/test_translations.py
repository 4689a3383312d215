"""Every string a person sees stands in three languages; the check itself can fail."""

import html
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.utils import translation
from django.utils.translation import gettext, ngettext

from newsportal import catalogues

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
TITLE = _("A title")
COLOUR = pgettext("colour", "Plum")
def say(n):
    return ngettext("%(count)d story", "%(count)d stories", n) % {"count": n}
"""
PAGE = """{% load i18n %}
<h1>{% translate "Front page" %}</h1>
  {% blocktranslate trimmed count n=stories|length with name=site.name %}
    One story on {{ name }}
  {% plural %}
    {{ n }} stories on {{ name }}
  {% endblocktranslate %}
"""
TRANSLATIONS = {
    "A title": {"ar": "عنوان", "fr": "Un titre"},
    "colour\x04Plum": {"ar": "أرجواني", "fr": "Prune"},
    "%(count)d story\x00%(count)d stories": {
        "ar": ["لا أخبار", "خبر", "خبران", *["%(count)d من الأخبار"] * 3],
        "fr": ["%(count)d article", "%(count)d articles"],
    },
    "Front page": {"ar": "الصفحة الأولى", "fr": "La une"},
    "One story on %(name)s\x00%(n)s stories on %(name)s": {
        "ar": [f"{words} في %(name)s" for words in ("لا", "خبر", "خبران", *["%(n)s"] * 3)],
        "fr": ["Un article sur %(name)s", "%(n)s articles sur %(name)s"],
    },
    "Nobody uses this": {"ar": "لا أحد", "fr": "Personne"},
}


def test_every_string_is_translated_and_compiled():
    """The committed catalogues are complete, in step with the code and with what is compiled."""
    assert catalogues.problems(settings.BASE_DIR) == []
    call_command("messages", check=True)


@pytest.fixture
def project(tmp_path) -> Path:
    """A made-up project with complete catalogues."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "articles" / "models.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "templates" / "front.html").write_text(PAGE, encoding="utf-8")
    result = catalogues.update(tmp_path, TRANSLATIONS)
    assert result.written == ["ar", "fr"]
    assert result.unused == ["Nobody uses this"]
    assert catalogues.problems(tmp_path) == []
    return tmp_path


def test_a_second_run_changes_nothing(project):
    """Catalogues are quiet: no line numbers, no times, and the same bytes from the same code."""
    path = catalogues.po_path(project, "ar")
    before = path.read_bytes(), path.with_suffix(".mo").read_bytes()
    source = project / "articles" / "models.py"
    source.write_text("\n\n\n" + CODE, encoding="utf-8")
    assert catalogues.update(project).written == []
    assert (path.read_bytes(), path.with_suffix(".mo").read_bytes()) == before
    text = before[0].decode()
    assert "#: articles/models.py\n" in text
    assert "Creation-Date" not in text


def test_translations_are_kept_and_obsolete_ones_dropped(project):
    """A string that leaves the code leaves the catalogue; the others keep their words."""
    (project / "templates" / "front.html").write_text("<p></p>", encoding="utf-8")
    assert any(
        "no longer in the code: 'Front page'" in each for each in catalogues.problems(project)
    )
    catalogues.update(project)
    assert catalogues.problems(project) == []
    assert {each.id for each in catalogues.read_catalogue(project, "fr") if each.id} == {
        "A title",
        "Plum",
        ("%(count)d story", "%(count)d stories"),
    }


def test_french_is_set_as_french(project):
    """No line ends before a colon or inside a quotation mark; an apostrophe is curved."""
    typed = "La une : « l'actualité », à 12:30 ; tout ?"
    catalogues.update(project, {"Front page": {"fr": typed}})
    stored = catalogues.read_catalogue(project, "fr")
    expected = "La une~: «~l’actualité~», à 12:30~; tout~?".replace("~", "\u00a0")
    assert stored["Front page"].string == expected


def test_a_file_that_cannot_be_read_costs_no_translation(project):
    """A template with a mistake is named, and its strings are kept until it is mended."""
    page = project / "templates" / "front.html"
    page.write_text("{% load i18n %}{% blocktranslate %}{% if x %}{% endif %}", encoding="utf-8")
    assert "templates/front.html" in catalogues.update(project).unreadable[0]
    assert catalogues.problems(project)[0].startswith("cannot be read: templates/front.html")
    page.write_text(PAGE, encoding="utf-8")
    catalogues.update(project)
    assert catalogues.problems(project) == []


def _edit(project: Path, language: str, key: str, change) -> None:
    """Change one message of a stored catalogue, then compile it."""
    path = catalogues.po_path(project, language)
    catalog = read_po(path.open("rb"), locale=language)
    change(next(each for each in catalog if each.id and key in str(each.id)))
    with path.open("wb") as stream:
        write_po(stream, catalog)
    catalogues.update(project)


@pytest.mark.parametrize(
    ("language", "key", "string", "problem"),
    [
        ("fr", "A title", "", "fr: untranslated: 'A title' (articles/models.py)"),
        ("ar", "A title", "A title", "ar: untranslated (the same as the English): 'A title'"),
        ("ar", "story", ("", "", "", "", "", ""), "ar: untranslated: ('%(count)d story'"),
        ("fr", "story", ("un", "des"), "fr: placeholders differ in 'des'"),
        ("fr", "story", ("%(number)d", "%(count)d"), "fr: placeholders differ in '%(number)d'"),
        ("fr", "story", ("%d", "%(count)d"), "fr: placeholder without a name in the translation"),
        ("fr", "A title", "<b>Un titre", "fr: markup differs in '<b>Un titre'"),
    ],
)
def test_what_is_wrong_is_named(project, language, key, string, problem):
    """Missing words, plural forms, placeholders and markup are each found and named."""
    _edit(project, language, key, lambda message: setattr(message, "string", string))
    found = catalogues.problems(project)
    assert any(each.startswith(problem) for each in found), found


def test_every_plural_form_must_be_there(project):
    """Arabic has six forms: one too few, one too many or another rule is named."""
    path = catalogues.po_path(project, "ar")
    text = path.read_text(encoding="utf-8")
    sixth = 'msgstr[5] "%(count)d من الأخبار"\n'
    assert sixth in text
    for changed, problem in (
        (text.replace(sixth, ""), "ar: untranslated: ('%(count)d story'"),
        (text.replace(sixth, sixth + sixth.replace("5", "6")), "ar: django.po is broken"),
        (text.replace("nplurals=6; plural=n==0 ? 0", "nplurals=2; plural=n==0 ? 0"), "ar: "),
        (text.replace("n==2 ? 2", "n==3 ? 2"), "ar: the plural rule is not that of the language"),
    ):
        path.write_text(changed, encoding="utf-8")
        found = catalogues.problems(project)
        assert any(each.startswith(problem) for each in found), found


def test_a_fuzzy_translation_is_not_a_translation(project):
    """A guess by a tool is named until a person has looked at it."""
    _edit(project, "fr", "A title", lambda message: message.flags.add("fuzzy"))
    assert catalogues.problems(project) == ["fr: fuzzy: 'A title' (articles/models.py)"]


def test_new_strings_and_unnamed_placeholders_are_named(project):
    """A string that nobody extracted is found, and so is one whose words cannot change places."""
    with (project / "articles" / "models.py").open("a", encoding="utf-8") as stream:
        stream.write('NEW = _("%s of %s")\n')
    assert catalogues.problems(project) == [
        "articles/models.py: placeholder without a name: '%s of %s'",
        "ar: not in the catalogue: '%s of %s' (articles/models.py)",
        "fr: not in the catalogue: '%s of %s' (articles/models.py)",
    ]


def test_compiled_catalogues_out_of_step_are_named(project):
    """What is compiled is what is written."""
    path = catalogues.po_path(project, "ar")
    path.write_text(path.read_text(encoding="utf-8").replace("عنوان", "العنوان"), encoding="utf-8")
    assert catalogues.problems(project) == ["ar: django.mo is out of step with django.po"]
    path.with_suffix(".mo").unlink()
    assert catalogues.problems(project) == ["ar: django.po or django.mo is missing"]
    path.write_text("nonsense", encoding="utf-8")
    assert "ar: django.po is broken" in catalogues.problems(project)[0]


def test_the_command_fails_when_something_is_missing(project, settings, capsys):
    """`messages --check` leaves with an error and says which string it is."""
    settings.BASE_DIR = project
    call_command("messages", check=True)
    with (project / "articles" / "models.py").open("a", encoding="utf-8") as stream:
        stream.write('NEW = _("Something new")\n')
    with pytest.raises(CommandError, match="2 problems"):
        call_command("messages", check=True)
    assert "ar: not in the catalogue: 'Something new'" in capsys.readouterr().out
    call_command("messages")
    assert "fr: untranslated: 'Something new'" in capsys.readouterr().out


def test_plurals_and_months_reach_the_reader(project, settings):
    """Six Arabic forms are chosen by number, and the months of the Levant stand in front."""
    settings.LOCALE_PATHS = [project / "newsportal" / "locale"]
    with translation.override("ar"):
        forms = [
            ngettext("%(count)d story", "%(count)d stories", number) % {"count": number}
            for number in (0, 1, 2, 3, 11, 100)
        ]
        assert forms[:3] == ["لا أخبار", "خبر", "خبران"]
        assert forms[3] == "3 من الأخبار"
        assert gettext("January") == "كانون الثاني"
    with translation.override("fr"):
        assert gettext("January") == "janvier"


def test_the_admin_scripts_speak_arabic(rf):
    """Their catalogue has the months of the Levant and what Django's lacks; French is untouched."""
    with translation.override("ar"):
        script = admin.site.i18n_javascript(rf.get("/")).content.decode()
    assert '"January": "\\u0643' in script
    assert '"abbrev. month January\\u0004Jan": "\\u0643' in script
    assert '"Choose all %s": "\\u0627' in script
    with translation.override("fr"):
        script = admin.site.i18n_javascript(rf.get("/")).content.decode()
    assert '"January": "janvier"' in script.replace("Janvier", "janvier")


# -- bare words in templates ---------------------------------------------------------------------

# Names, not words: they are the same in every language, or say a language in itself.
SAME_IN_EVERY_LANGUAGE = {
    "العربية", "English", "Français", "RSS", "Atom", "X", "WhatsApp", "Telegram", "Facebook",
}  # fmt: skip
# Keys of the keyboard are themselves. Classes and attributes stand inside of tags, and so do the
# blocks that are named for them.
_WITHOUT_WORDS = re.compile(
    r"{%\s*block (?:\w*class|\w+_attributes|coltype|robots)\s*%}.*?{%\s*endblock.*?%}"
    r"|<kbd\b[^>]*>[^<]</kbd>|{#.*?#}|{%\s*comment.*?%}.*?{%\s*endcomment\s*%}|<!--.*?-->"
    r"|<script\b.*?</script>|<style\b.*?</style>"
    r"|{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}",
    re.DOTALL,
)
_CODE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_SEEN_ATTRIBUTE = re.compile(
    r'\b(?:alt|title|placeholder|aria-label|aria-description|label)="([^"]*)"'
)
_TAG = re.compile(r"<[^>]*>|^[ \t]*(?:From|Subject):", re.DOTALL)


def bare_words(source: str) -> list[str]:
    """Return the pieces of a template that a reader sees and nobody can translate."""
    plain = _CODE.sub(" ", _WITHOUT_WORDS.sub(" ", source))
    pieces = [*_SEEN_ATTRIBUTE.findall(plain), *re.split(r"\n|  +", _TAG.sub("\n", plain))]
    texts = (html.unescape(piece).strip() for piece in pieces)
    return [
        text
        for text in texts
        if re.search(r"[^\W\d_]", text)
        and not set(re.findall(r"[^\W\d_]+", text)) <= SAME_IN_EVERY_LANGUAGE
    ]


def test_templates_hold_no_bare_words():
    """Whatever a template says, it says through the catalogue."""
    found = [
        f"{path.relative_to(settings.BASE_DIR)}: {words!r}"
        for path in catalogues.source_files(settings.BASE_DIR)
        if path.suffix != ".py"
        for words in bare_words(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>{% translate 'Hello' %} 24 {{ name }} · &nbsp;</p>", []),
        ("<p>Hello {{ name }}</p>", ["Hello"]),
        ("<p>مرحبا</p>", ["مرحبا"]),
        ('<img alt="A harbour" class="wide">', ["A harbour"]),
        ('<img alt="{{ photo.alt }}" title="{% translate "Harbour" %}">', []),
        ("{% if a > b %}<a href='/x/'>RSS</a>{% endif %}", []),
        ("{# note #}<!-- note --><script>let x = 1</script>", []),
        ("{% blocktranslate %}Hello <b>you</b>{% endblocktranslate %}", []),
    ],
)
def test_bare_words_are_found(source, found):
    """The sweep sees text and the attributes that are read out, and nothing else."""
    assert bare_words(source) == found
