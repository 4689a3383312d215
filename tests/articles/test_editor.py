"""The editor: isolated, tamed, in the right direction, with a door of its own for pictures."""

import json
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from articles.checks import UNSAFE_PLUGINS, editor_is_tamed
from articles.editor import Editor, EditorAdmin
from tests import factories

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/articles/upload/"


def picture() -> SimpleUploadedFile:
    """A small real picture as the editor sends it."""
    return SimpleUploadedFile("image.png", factories.picture_file().read(), "image/png")


def test_each_body_has_its_own_direction_in_any_admin(client, editor):
    client.force_login(editor)
    for language in ("ar", "en", "fr"):
        client.post(reverse("admin:set_language"), {"language": language})
        page = client.get(reverse("admin:articles_article_add")).content.decode()
        for code, direction in (("ar", "rtl"), ("en", "ltr"), ("fr", "ltr")):
            tag = re.search(rf'<textarea name="body_{code}"[^>]*>', page)[0]
            config = json.loads(re.search(r'data-config="([^"]*)"', tag)[1].replace("&quot;", '"'))
            assert config["contentsLangDirection"] == direction
            assert config["contentsLanguage"] == code
            assert config["language"] == language
            assert config["versionCheck"] is False
            assert config["filebrowserUploadUrl"] == UPLOAD
            # Without these classes there are no tabs.
            assert f"mt-field-body-{code}" in tag
            assert re.search(r'class="[^"]*\bmt\b', tag)
            headline = re.search(rf'<input[^>]*name="headline_{code}"[^>]*>', page)[0]
            assert f'lang="{code}"' in headline
            assert f'dir="{direction}"' in headline


def test_no_crash_where_no_language_is_active():
    with translation.override(None):
        rendered = Editor(config_name="en").render("body_en", "<p>x</p>", {"id": "x"})
    assert "contentsLangDirection" in rendered


def test_the_pages_ask_no_other_host(client, editor):
    """Scripts, styles, pictures and frames of the story form are ours, jQuery UI too."""
    client.force_login(editor)
    page = client.get(reverse("admin:articles_article_add")).content.decode()
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="([^"]+)"', page)
    assert any(address.endswith("vendor/jquery-ui.min.js") for address in loaded)
    assert [address for address in loaded if re.match(r"(https?:)?//", address)] == []


def test_only_pages_with_an_editor_allow_inline_script(client, superuser):
    client.force_login(superuser)
    with_editor = {
        type(model_admin).__name__
        for model_admin in admin.site._registry.values()
        if isinstance(model_admin, EditorAdmin)
    }
    assert with_editor >= {"ArticleAdmin", "PageAdmin"}
    for name, is_relaxed in (("article", True), ("section", False), ("photo", False)):
        policy = client.get(reverse(f"admin:articles_{name}_add"))["Content-Security-Policy"]
        assert ("'unsafe-inline'" in policy) is is_relaxed
        assert "'unsafe-eval'" not in policy
    policy = client.get(reverse("admin:articles_article_changelist"))["Content-Security-Policy"]
    assert "'unsafe-inline'" not in policy


# -- the checks --


def test_the_precautions_stand():
    assert editor_is_tamed(None) == []
    assert not apps.is_installed("ckeditor_uploader")


def test_a_missing_precaution_is_an_error(settings):
    def ids() -> list[str]:
        return [error.id for error in editor_is_tamed(None)]

    good = settings.CKEDITOR_CONFIGS
    settings.CKEDITOR_CONFIGS = {"ar": {**good["ar"], "removePlugins": "flash"}}
    assert ids() == ["articles.E002"]
    settings.CKEDITOR_CONFIGS = {"ar": {**good["ar"], "extraPlugins": "codesnippetgeshi"}}
    assert ids() == ["articles.E002"]
    settings.CKEDITOR_CONFIGS = {"ar": {**good["ar"], "versionCheck": True}}
    assert ids() == ["articles.E003"]
    settings.CKEDITOR_CONFIGS = good
    settings.JQUERY_UI_URL = "//ajax.googleapis.com/jquery-ui.min.js"
    assert ids() == ["articles.E004"]


def test_every_configuration_removes_what_calls_other_hosts():
    for config in settings.CKEDITOR_CONFIGS.values():
        assert set(config["removePlugins"].split(",")) >= UNSAFE_PLUGINS


# -- pictures dropped into a text --


def test_a_picture_is_kept_under_a_name_of_ours(client, reporter):
    client.force_login(reporter)
    answer = client.post(UPLOAD, {"upload": picture()})
    told = answer.json()
    assert answer.status_code == 200
    assert told["uploaded"] == 1
    assert re.fullmatch(r"/media/inline/[0-9a-f]{32}\.webp", told["url"])
    assert default_storage.exists(told["url"].removeprefix(settings.MEDIA_URL))


@pytest.mark.parametrize(("language", "word"), [("ar", "صورة"), ("en", "picture"), ("fr", "image")])
def test_a_refusal_is_a_sentence_the_editor_can_show(client, editor, language, word):
    client.force_login(editor)
    client.post(reverse("admin:set_language"), {"language": language})
    for name, content in (("x.gif", b"GIF89a<script>a()</script>"), ("x.html", b"<b>x</b>")):
        answer = client.post(UPLOAD, {"upload": SimpleUploadedFile(name, content)})
        assert answer.status_code == 200
        assert answer.json()["uploaded"] == 0
        assert word in answer.json()["error"]["message"]
    assert client.post(UPLOAD).json()["uploaded"] == 0


def test_only_those_who_may_add_photos_get_in(client, moderator):
    assert client.post(UPLOAD, {"upload": picture()}).status_code == 302
    client.force_login(moderator)
    answer = client.post(UPLOAD, {"upload": picture()})
    assert answer.status_code == 403
    assert answer.json()["uploaded"] == 0
    assert client.get(UPLOAD).status_code == 405


def test_the_token_of_the_form_is_needed_and_enough(client, editor):
    """The cookie is out of reach of scripts, so editor.js sends the token of the form."""
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(UPLOAD, {"upload": picture()}).status_code == 403
    page = strict.get(reverse("admin:articles_article_add"))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
    assert strict.cookies["csrftoken"]["httponly"]
    answer = strict.post(UPLOAD, {"upload": picture()}, headers={"X-CSRFToken": token})
    assert answer.json()["uploaded"] == 1
