"""Addresses of the comments."""

from django.urls import path

from comments import views

urlpatterns = [
    path("news/<int:pk>/comments/", views.comment_post, name="comment_post"),
    path("comments/policy/", views.comment_policy, name="comment_policy"),
    path("comments/stamp/", views.comment_stamp, name="comment_stamp"),
    path("comments/status/<str:code>/", views.comment_status, name="comment_status"),
]
