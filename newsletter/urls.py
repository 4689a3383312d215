"""Addresses of the newsletter's pages."""

from django.urls import path

from newsletter import views

urlpatterns = [
    path("newsletter/", views.newsletter, name="newsletter"),
    path("newsletter/confirm/<str:token>/", views.newsletter_confirm, name="newsletter_confirm"),
    path(
        "newsletter/preferences/<slug:token>/",
        views.newsletter_preferences,
        name="newsletter_preferences",
    ),
    path(
        "newsletter/unsubscribe/<slug:token>/",
        views.newsletter_unsubscribe,
        name="newsletter_unsubscribe",
    ),
]
