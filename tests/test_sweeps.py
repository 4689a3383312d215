"""Sweeps over the whole project: every admin page opens, for every role, in every language."""

from itertools import cycle
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse

from articles.models import Article, StaffPreference
from newsportal import roles
from tests import factories

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# Permissions know no language: who sees everything reads it in all three, each role in one.
PEOPLE = [
    *(("superuser", language) for language in LANGUAGES),
    *zip((role.name for role in roles.ROLES), cycle(LANGUAGES), strict=False),
]
ALLOWED = {200, 302, 403}


def person(name: str, language: str) -> User:
    """Somebody of a role who uses the admin in `language`."""
    is_root = name == "superuser"
    user = factories.make_user(name, role="" if is_root else name, is_superuser=is_root)
    StaffPreference.objects.create(user=user, language=language)
    return user


def fill() -> None:
    """At least one row of what can be made without a reader."""
    article = factories.make_article(
        photo=factories.make_photo(), tags=[factories.make_tag()], authors=[factories.make_author()]
    )
    factories.publish(article, languages=("en", "fr"))
    factories.make_article("مسودة")
    factories.make_site()


def addresses(model_admin: Any) -> list[str]:
    """List, empty form, and form, history and delete page of the newest row."""
    opts = model_admin.opts
    name = f"admin:{opts.app_label}_{opts.model_name}"
    found = [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
    row = model_admin.model._default_manager.order_by("-pk").first()
    if row is not None:
        pages = ("change", "history", "delete")
        found += [reverse(f"{name}_{page}", args=[row.pk]) for page in pages]
    return found


@pytest.mark.parametrize(("name", "language"), PEOPLE)
def test_every_page_of_the_admin_opens_or_says_no(client, name, language):
    """No page crashes; what a role may see answers 200, the rest refuses."""
    fill()
    client.force_login(person(name, language))
    request_of = client.get(reverse("admin:index")).wsgi_request
    opened = 0
    for model, model_admin in admin.site._registry.items():
        may_see = model_admin.has_view_permission(request_of)
        pages = addresses(model_admin)
        assert (client.get(pages[0]).status_code == 403) is not may_see, model
        for address in pages if may_see else pages[1:3]:
            answer = client.get(address)
            assert answer.status_code in ALLOWED, address
            if answer.status_code == 200:
                opened += 1
                page = answer.content.decode()
                direction = "rtl" if language == "ar" else "ltr"
                assert f'<html lang="{language}" dir="{direction}">' in page, address
                assert "{{" not in page.replace("{{ ", ""), address
    assert opened > 0
    for app in {model._meta.app_label for model in admin.site._registry}:
        assert client.get(f"/admin/{app}/").status_code in {200, 404}


def test_every_search_box_and_filter_works(client, superuser):
    """A mistyped search field or filter would be a server error, years later."""
    fill()
    client.force_login(superuser)
    for model_admin in admin.site._registry.values():
        address = addresses(model_admin)[0]
        answer = client.get(address, {"q": "زيتون olive"})
        assert answer.status_code in {200, 302}, address
        if answer.status_code == 302:
            continue
        for spec in answer.context["cl"].filter_specs:
            for choice in spec.choices(answer.context["cl"]):
                if "query_string" in choice:
                    assert client.get(address + choice["query_string"]).status_code == 200
        for place, _column in enumerate(answer.context["cl"].list_display):
            assert client.get(address, {"o": str(place)}).status_code == 200


def test_every_translated_model_is_searched_in_every_language(rf, superuser):
    request = rf.get("/")
    request.user = superuser
    for model_admin in admin.site._registry.values():
        names = getattr(getattr(model_admin, "trans_opts", None), "all_fields", {})
        for field in set(model_admin.search_fields) & set(names):
            searched = model_admin.get_search_fields(request)
            assert {f"{field}_{code}" for code in LANGUAGES} <= set(searched)
            assert field not in searched


def test_nothing_but_a_move_may_write_a_status():
    """No form, no list column and no inline of the admin edits one."""
    for model_admin in admin.site._registry.values():
        assert "status" not in model_admin.list_editable
        if any(field.name == "status" for field in model_admin.opts.fields):
            field = model_admin.opts.get_field("status")
            ours = model_admin.opts.app_config.label in {"articles", "comments", "newsletter"}
            assert not (ours and field.editable), model_admin


def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_project_passes_its_own_checks():
    call_command("check", fail_level="WARNING")


def test_every_public_model_of_ours_is_in_the_admin_or_known_not_to_be():
    """A new model is registered, or it is named here with those written by the program alone."""
    inner = {"Byline", "SocialLink", "StaffPreference"}
    ours = [
        model
        for label in ("articles",)
        for model in apps.get_app_config(label).get_models()
        if model not in admin.site._registry
    ]
    assert Article in admin.site._registry
    by_program = {
        "FormerSlug", "LoadedStory", "RateCount", "ReadCount", "ReportLetter", "SearchEntry",
        "SearchWord", "ShareCard",
    }  # fmt: skip
    assert {model.__name__ for model in ours} <= inner | by_program
