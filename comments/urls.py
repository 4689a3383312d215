"""Addresses of the comments."""

urlpatterns = []
