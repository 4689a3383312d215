"""Addresses of the comments."""

from django.urls import path

from comments import author, figures, own, policy_page, reporting, views

urlpatterns = [
    path("news/<int:pk>/comments/", views.comment_post, name="comment_post"),
    path("news/<int:pk>/comments/<int:number>/reply/", views.comment_reply, name="comment_reply"),
    path("comments/policy/", policy_page.comment_policy, name="comment_policy"),
    path("comments/figures/", figures.comment_figures, name="comment_figures"),
    path("comments/<int:pk>/report/", reporting.comment_report, name="comment_report"),
    path("comments/notice/<str:code>/", reporting.notice_status, name="notice_status"),
    path("comments/stamp/", views.comment_stamp, name="comment_stamp"),
    path("comments/status/<str:code>/", author.comment_status, name="comment_status"),
    path(
        "comments/status/<str:code>/export/<slug:kind>/",
        author.comment_export,
        name="comment_export",
    ),
    path("comments/own/", own.own_comments, name="own_comments"),
    path("comments/own/<str:token>/", own.own_comments_list, name="own_comments_list"),
    path(
        "comments/own/<str:token>/export/<slug:kind>/",
        own.own_comments_export,
        name="own_comments_export",
    ),
    path("comments/status/<str:code>/edit/", author.comment_edit, name="comment_edit"),
    path("comments/status/<str:code>/appeal/", author.comment_appeal, name="comment_appeal"),
    path("comments/status/<str:code>/withdraw/", author.comment_withdraw, name="comment_withdraw"),
    path("comments/status/<str:code>/erase/", author.comment_erase, name="comment_erase"),
]
