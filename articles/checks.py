"""System checks: the reasons why CKEditor 4 may be used here still hold; Arabic can be drawn.

The former stand in for ckeditor.W001, which is silenced: it warns of the editor and cannot know
what was done about it.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from articles import sharecards
from articles.richtext import HtmlField, sanitise

# They call other hosts, or have holes that will not be mended.
UNSAFE_PLUGINS = {
    "exportpdf", "scayt", "wsc", "flash", "iframe", "forms", "smiley", "about", "embed",
    "embedbase", "autoembed", "codesnippetgeshi",
}  # fmt: skip
PROBE = '<p onclick="a()">x<script>a()</script><a href="javascript:a()">y</a><![CDATA[<img src=x onerror=a()>]]></p>'  # noqa: E501
RICH_TEXTS = [("articles", "Article", "body"), ("articles", "Page", "body")]


def _names(value: str | list[str]) -> set[str]:
    parts = value.split(",") if isinstance(value, str) else value
    return {part.strip() for part in parts}


@register()
def editor_is_tamed(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """Errors for every precaution that is missing."""
    found: list[CheckMessage] = []
    if apps.is_installed("ckeditor_uploader"):
        found.append(
            Error(
                "ckeditor_uploader takes any file from any member of staff.",
                hint="Remove it from INSTALLED_APPS; articles.editor has its own upload.",
                id="articles.E001",
            )
        )
    for name, config in settings.CKEDITOR_CONFIGS.items():
        found += _wild(name, config)
    if settings.JQUERY_UI_URL.startswith(("http:", "https:", "//")):
        found.append(
            Error("JQUERY_UI_URL names another host.", hint="Vendor it.", id="articles.E004")
        )
    return found + _unsanitised()


def _wild(name: str, config: dict[str, Any]) -> list[CheckMessage]:
    """What one configuration of the editor lets in."""
    found: list[CheckMessage] = []
    still_there = UNSAFE_PLUGINS - _names(config.get("removePlugins", ""))
    added = UNSAFE_PLUGINS & _names(config.get("extraPlugins", ""))
    if still_there or added:
        found.append(
            Error(
                f"CKEDITOR_CONFIGS[{name!r}] loads {', '.join(sorted(still_there | added))}.",
                hint="Name them in removePlugins and not in extraPlugins.",
                id="articles.E002",
            )
        )
    if config.get("versionCheck") is not False:
        found.append(
            Error(
                f"CKEDITOR_CONFIGS[{name!r}] asks another host for its version.",
                hint="Set versionCheck to False.",
                id="articles.E003",
            )
        )
    return found


@register()
def arabic_can_be_drawn(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """A warning where share cards are left out, as Arabic would come out in single letters."""
    if sharecards.can_draw():
        return []
    return [
        checks.Warning(
            "Pillow was built without Raqm: no share cards are drawn.",
            hint="Install Pillow's own wheel.",
            id="articles.W001",
        )
    ]


def _unsanitised() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    clean = sanitise(PROBE)
    if any(word in clean for word in ("onclick", "script", "onerror", "<img")):
        found.append(Error("The sanitiser lets script through.", id="articles.E005"))
    for app_label, model, name in RICH_TEXTS:
        fields = apps.get_model(app_label, model)._meta.get_fields()
        wrong = [
            field.name
            for field in fields
            if field.name.partition("_")[0] == name and not isinstance(field, HtmlField)
        ]
        if wrong:
            found.append(
                Error(
                    f"{model}.{', '.join(wrong)} is stored without being sanitised.",
                    hint="Make it an HtmlField.",
                    id="articles.E006",
                )
            )
    return found
