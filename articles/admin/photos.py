"""Photos in the admin: the picture, its words and the point that every cut keeps."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.desk import picture
from articles.models import Photo
from articles.renditions import RATIOS, WIDTHS
from newsportal.admin import LanguageTabs, NumberedAdmin

POINT = ("focal_x", "focal_y")


class PhotoForm(forms.ModelForm):
    """An emptied or missing number of the focal point leaves it where it was."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in POINT:
            if name in self.fields:  # not for those who only look
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """The values, with the point as it was where nothing is said about it."""
        values = super().clean() or self.cleaned_data
        for name in POINT:
            if name in values and values[name] is None:
                values[name] = getattr(self.instance, name)
        return values


@admin.register(Photo)
class PhotoAdmin(NumberedAdmin, LanguageTabs):
    """Pictures and their words; the focal point is set by two numbers or by a click."""

    form = PhotoForm
    list_display = ("small", "words", "credit", "size", "created_at")
    list_display_links = ("small", "words")
    list_per_page = 40
    search_fields = ("alt", "caption", "credit")
    search_help_text = _("Searches alternative text, caption and credit in all three languages.")
    readonly_fields = ("point",)
    date_hierarchy = "created_at"
    fields = ("image", "point", POINT, "alt", "caption", "credit")

    class Media:
        js = ("newsportal/admin/focal.js",)

    @admin.display(description=_("picture"))
    def small(self, photo: Photo) -> SafeString | str:
        """The picture, small."""
        cut = photo.cut_in("16x9", WIDTHS[0])
        if cut is None:
            return picture(photo.image, photo.alt)
        return format_html(
            '<img class="thumbnail" src="{}" alt="{}" loading="lazy">', cut.src, photo.alt
        )

    @admin.display(description=_("focal point"))
    def point(self, photo: Photo) -> SafeString:
        """The picture to click on, and the three cuts as they are or will be."""
        cuts = [(ratio, photo.cut_in(ratio, WIDTHS[1])) for ratio in RATIOS]
        most = settings.PHOTO_MAX_PIXELS
        context = {"photo": photo, "cuts": cuts, "most": str(most)}
        return render_to_string("admin/articles/_focal_point.html", context)

    @admin.display(description=_("caption"))
    def words(self, photo: Photo) -> str:
        """The caption, else the alternative text."""
        return str(photo)

    @admin.display(description=_("size"))
    def size(self, photo: Photo) -> SafeString:
        """Width by height in pixels."""
        return format_html("<bdi>{} × {}</bdi>", photo.width, photo.height)
