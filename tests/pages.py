"""Reads pages as a browser would: forms with what is filled in, links, texts."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from lxml import html


def parse(response: HttpResponse) -> html.HtmlElement:
    """The page of `response` as a tree."""
    return html.fromstring(response.content.decode())


def form_data(tree: html.HtmlElement, form_id: str = "") -> dict[str, Any]:
    """What a browser would send for the form with `form_id` (else the first that is a POST)."""
    forms = [
        form
        for form in tree.forms
        if (form.get("id") == form_id if form_id else form.method.upper() == "POST")
    ]
    assert forms, f"no form {form_id!r} on the page"
    data: dict[str, Any] = {}
    for name, value in _fields(forms[0]):
        if name in data:
            data[name] = [*(data[name] if isinstance(data[name], list) else [data[name]]), value]
        else:
            data[name] = value
    return data


def _fields(form: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for field in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
        kind = (field.get("type") or "").lower()
        if kind in {"submit", "button", "file", "image", "reset"} or "disabled" in field.attrib:
            continue
        if kind in {"checkbox", "radio"}:
            if "checked" in field.attrib:
                yield field.get("name"), field.get("value", "on")
        elif field.tag == "select":
            chosen = [each for each in field.iter("option") if "selected" in each.attrib]
            if not chosen and "multiple" not in field.attrib:
                chosen = list(field.iter("option"))[:1]
            for option in chosen:
                yield field.get("name"), option.get("value", option.text or "")
        elif field.tag == "textarea":
            # Browsers drop one line break behind the tag, and Django writes one.
            yield field.get("name"), (field.text or "").removeprefix("\n")
        else:
            yield field.get("name"), field.get("value", "")


def words(tree: html.HtmlElement) -> str:
    """The words of the page, spaces folded."""
    return " ".join(tree.text_content().split())
