"""The API's own description: OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0)."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.api.ninjs import STANDARD


def document() -> dict[str, Any]:
    """What can be asked under the address of the active language."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("News, for other programs"),
            "version": "1",
            "description": _(
                "Read-only, and exactly what the pages show. Lists go on with “older” and “newer”; "
                "answers carry an ETag. English lies under /en/, French under /fr/."
            ),
        },
        "servers": [{"url": settings.SITE_URL}],
        "paths": {
            reverse("api_stories"): {"get": _get(_("Stories, newest first"), "List", _asked())},
            _story_path(): {"get": _get(_("One story, as ninjs"), "Ninjs", [_number()])},
            reverse("api_sections"): {"get": _get(_("Sections"), "Named")},
            reverse("api_sources"): {"get": _get(_("Sources"), "Named")},
        },
        "components": {"schemas": _schemas()},
    }


def _story_path() -> str:
    return reverse("api_story", args=[0]).replace("/0/", "/{id}/")


def _get(summary: str, schema: str, parameters: list[dict[str, Any]] | None = None) -> Any:
    refused = {"schema": {"$ref": "#/components/schemas/Refusal"}}
    found = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    answers: dict[str, Any] = {
        "200": {"description": _("Found"), "content": {"application/json": found}}
    }
    if parameters:
        for status, words in (
            ("400", _("The question has parts that are not known")),
            ("404", _("Nothing public is there")),
            ("410", _("Withdrawn, with the notice")),
        ):
            answers[status] = {"description": words, "content": {"application/json": refused}}
    return {"summary": summary, "parameters": parameters or [], "responses": answers}


def _asked() -> list[dict[str, Any]]:
    names = ("section", "tag", "author", "source", "before", "after")
    return [{"name": name, "in": "query", "schema": {"type": "string"}} for name in names]


def _number() -> dict[str, Any]:
    return {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}


def _object(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def _schemas() -> dict[str, Any]:
    text, moment = {"type": "string"}, {"type": "string", "format": "date-time"}
    named = _object(("slug", "name", "url"), slug=text, name=text, url=text)
    story = _object(
        ("id", "url", "api_url", "headline", "section", "published_at", "updated_at"),
        id={"type": "integer"}, url=text, api_url=text, kicker=text, headline=text, dek=text,
        section=named, source={"anyOf": [named, {"type": "null"}]},
        published_at=moment, updated_at=moment,
        photo={"anyOf": [{"type": "object"}, {"type": "null"}]},
    )  # fmt: skip
    listed = _object(
        ("language", "stories", "newer", "older"),
        language=text,
        stories={"type": "array", "items": story},
        newer=text,
        older=text,
    )
    return {
        "List": listed,
        "Named": {"type": "object", "additionalProperties": {"type": "array", "items": named}},
        "Ninjs": {"type": "object", "externalDocs": {"url": STANDARD["schema"]}},
        "Refusal": _object(("error",), error=text, notice=text),
    }
