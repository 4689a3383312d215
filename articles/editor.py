"""The editor of rich text, chosen in this one place, and its door for pictures.

The models know only `HtmlField`; another editor is another widget here.
"""

import uuid
from typing import Any

from ckeditor.widgets import CKEditorWidget
from csp.decorators import csp_update
from django import forms
from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.richtext import HtmlField
from articles.templatetags.richtext import sanitised
from articles.uploads import reencode
from newsportal.admin import LanguageTabs
from newsportal.language import current_language


class Editor(CKEditorWidget):
    """CKEditor 4 in the language of the admin, its text in the language of the field."""

    def _set_config(self) -> None:
        # The parent asks for the active language and breaks where none is active.
        with translation.override(current_language()):
            super()._set_config()
        self.config["filebrowserUploadUrl"] = reverse("editor_upload")
        self.config["contentsCss"] = [static("newsportal/admin/editor-page.css")]

    @property
    def media(self) -> forms.Media:
        """CKEditor's files and ours, which gives its uploads the CSRF token of the form."""
        return super().media + forms.Media(js=["newsportal/admin/editor.js"])


class EditorAdmin(LanguageTabs):
    """An admin whose rich text fields have the editor, one configuration a language."""

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """The form field; a rich text one with the editor for its language."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        language = getattr(db_field, "language", None)
        if field is not None and language and isinstance(db_field, HtmlField):
            # The attributes carry modeltranslation's classes, without which there are no tabs.
            field.widget = Editor(config_name=language, attrs=dict(field.widget.attrs))
        return field

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """The form; to whoever may only read it, rich text is shown as text and not as its tags."""
        obj = kwargs.get("obj")
        if obj is not None and not self.has_change_permission(request, obj):
            for field in self.opts.get_fields():
                if isinstance(field, HtmlField) and hasattr(field, "language"):
                    # Django would make a break of each end of a line.
                    html = (getattr(obj, field.name) or "").replace("\n", " ")
                    setattr(obj, field.name, sanitised(html))
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(csp_update(settings.EDITOR_CSP))
    def changeform_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, whose page alone allows the editor's inline handlers and styles."""
        return super().changeform_view(*args, **kwargs)


@require_POST
@staff_member_required(login_url="admin:login")
def upload_picture(request: HttpRequest) -> JsonResponse:
    """Take a picture dropped into a text and answer with its address.

    The picture is a plain file and no Photo: a Photo promises alternative text and a credit, and
    nobody has been asked for them at this moment; the alternative text stands in the text itself.
    What is refused is answered with 200 and a sentence, which the editor shows; it would make
    its own words of any other status.
    """
    if not request.user.has_perm("articles.add_photo"):
        return _refusal(_("You may not add pictures."), status=403)
    upload = request.FILES.get("upload")
    if upload is None:
        return _refusal(_("No file arrived."))
    try:
        picture = reencode(upload)
    except ValidationError as error:
        return _refusal(" ".join(error.messages))
    name = default_storage.save(f"inline/{uuid.uuid4().hex}.webp", picture)
    return JsonResponse(
        {"uploaded": 1, "fileName": name.rpartition("/")[2], "url": default_storage.url(name)}
    )


def _refusal(reason: str, status: int = 200) -> JsonResponse:
    return JsonResponse({"uploaded": 0, "error": {"message": reason}}, status=status)
