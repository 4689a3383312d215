"""Accounts of the newsroom: Django's own pages, with the language of each person's admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User

from articles.models import StaffPreference


class StaffPreferenceInline(admin.StackedInline):
    """The language in which this person uses the admin."""

    model = StaffPreference
    can_delete = False


# The import above has registered Django's own.
admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """An account; its address is asked for at once, since a forgotten password needs it."""

    list_display = ("username", "first_name", "last_name", "email", "is_staff", "is_active")
    inlines = (StaffPreferenceInline,)
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    "email",
                    "usable_password",
                    "password1",
                    "password2",
                    "is_staff",
                    "groups",
                ),
            },
        ),
    )
