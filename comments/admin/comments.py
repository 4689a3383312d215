"""Comments and the policy in the admin: everything can be seen, and only moves change anything."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments import masking, queue, quiet
from comments.models import APPROVING, Clause, Comment, Decision, Mask, Trace
from comments.models.masks import MAY_COVER, with_covers
from comments.queue import covering
from comments.screening import findings_of
from newsportal.admin import Bulletin, Deed, OnlyRead, Waiting, WorkflowAdmin
from newsportal.workflow import Move, WorkflowModel

NUMBERS_SHOWN = 50  # of comments that a bulk approval skipped


class DecisionInline(OnlyRead, admin.TabularInline):
    """Every decision on a comment, in order; nothing here can be changed."""

    model = Decision
    fk_name = "comment"
    fields = readonly_fields = ("made_at", "ruling", "clause", "by", "note", "words_version")
    extra = 0
    verbose_name_plural = _("Decisions")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Decision]:
        """With the clause and the person, in one query."""
        return super().get_queryset(request).select_related("clause", "by")


class MaskInline(OnlyRead, admin.TabularInline):
    """What was ever covered in a comment and who uncovered it; nothing here can be changed."""

    model = Mask
    fk_name = "comment"
    fields = readonly_fields = ("made_at", "kind", "field", "by", "lifted_at", "lifted_by")
    extra = 0
    verbose_name_plural = _("Covered personal data")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Mask]:
        """With the persons, in one query."""
        return super().get_queryset(request).select_related("by", "lifted_by")


@admin.register(Comment)
class CommentAdmin(OnlyRead, WorkflowAdmin):
    """Comments to look through and to decide; nobody can write into a reader's words."""

    change_form_template = "admin/comments/comment/change_form.html"
    list_display = ("number", "excerpt", "state", "story", "writer", "language", "created_at")
    list_display_links = ("number", "excerpt")
    list_filter = ("status", "language", "verification", "is_legal_risk", "created_at")
    list_select_related = ("article",)
    search_fields = (
        "name",
        "subject",
        "message",
        "article__headline_ar",
        "article__headline_en",
        "article__headline_fr",
    )
    search_help_text = _("Searches names, subjects, messages and headlines.")
    show_full_result_count = False
    inlines = (DecisionInline, MaskInline)
    fieldsets = (
        (None, {"fields": ("story", "answers", "writer", "shown_subject", "shown_message")}),
        (
            _("Particulars"),
            {
                "classes": ("aside",),
                "fields": (
                    "created_at",
                    "language",
                    "country",
                    "email",
                    "verification",
                    "noticed",
                    "is_legal_risk",
                    "words_version",
                ),
            },
        ),
    )
    # The version is what the moderator has read: see make_move.
    taken_labels = {
        **WorkflowAdmin.taken_labels,
        "words_version": _("Version of the words"),
        "covers": _("Covered personal data"),
    }

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Comment]:
        """With the last decision, on which the moves on offer depend, and what is covered."""
        rows = super().get_queryset(request).select_related("article", "decision__by")
        return with_covers(rows)

    def choices_for(self, request: HttpRequest, taken: str) -> models.QuerySet[Clause]:
        """The clauses of the policy in force."""
        return queue.clauses()

    def make_move(self, request: HttpRequest, obj: Any, value: str) -> tuple[WorkflowModel, Move]:
        """Make the move on the words that were on the screen, or on none."""
        row, _named = self.find_move(obj, value)
        queue.assert_seen(row, request.POST.get("words_version", ""))
        with transaction.atomic():
            covering.assert_seen(obj, request.POST.get("covers"))
            made = super().make_move(request, obj, value)
            Trace.objects.keep(obj)
        return made

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The bulk moves; a second approval is a person's own, on one comment at a time."""
        actions = super().get_actions(request)
        actions.pop("second", None)
        return actions

    def move_each(self, request: HttpRequest, move: Move, rows: models.QuerySet) -> None:
        """Make the move on each row; what is at legal risk is not approved in bulk."""
        if move.name not in APPROVING:
            super().move_each(request, move, rows)
            return
        risky = list(rows.filter(is_legal_risk=True).order_by("pk").values_list("pk", flat=True))
        super().move_each(request, move, rows.filter(is_legal_risk=False))
        if risky:
            shown = gettext(", ").join(map(str, risky[:NUMBERS_SHOWN]))
            numbers = f"{shown} …" if len(risky) > NUMBERS_SHOWN else shown
            told = _("Skipped for their legal risk: %(numbers)s. Two persons decide each of them.")
            self.message_user(request, told % {"numbers": numbers}, messages.WARNING)

    def get_urls(self) -> list[URLPattern]:
        """The queue, what is live in it and the choice of its mail, beside Django's own pages."""
        address = path(
            "quiet/", self.admin_site.admin_view(self.quiet_view), name="comments_comment_quiet"
        )
        return [*queue.CommentDesk(self).urls(), address, *super().get_urls()]

    def quiet_view(self, request: HttpRequest) -> HttpResponse:
        """The switch of quiet mode."""
        return quiet.page(request, self.admin_site)

    def bulletins(self, request: HttpRequest) -> Iterator[Bulletin]:
        """For the start page: whether the comments of the whole site are closed."""
        is_quiet = quiet.is_quiet()
        may = request.user.has_perm(quiet.MAY_QUIET)
        address = reverse("admin:comments_comment_quiet") if may else ""
        if is_quiet:
            yield Bulletin(_("Quiet mode is on: no story takes comments."), True, address)
        elif may:
            yield Bulletin(_("Stories take comments."), False, address)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the forms that cover and uncover, which stand beside the one of the moves."""
        obj = kwargs.get("obj")
        if obj is not None:
            context |= {"covers_stage": covering.stage(obj)}
            if request.user.has_perm(MAY_COVER):
                context |= {"covering": covering.Covering(obj)}
        return super().render_change_form(request, context, *args, **kwargs)

    def waiting(self, request: HttpRequest) -> Iterator[Waiting]:
        """For the start page: what waits for this moderator."""
        if request.user.has_perm("comments.approve_comment"):
            waiting = Comment.objects.awaiting(request.user)
            label: str | Promise = _("Comments to decide")
            oldest = waiting.oldest_first().values_list("created_at", flat=True).first()
            if oldest:
                told = _("Comments to decide; the oldest: %(age)s")
                label = told % {"age": timesince(oldest, depth=1)}
            yield label, waiting.count(), reverse("admin:comments_comment_queue")

    def deeds(self, request: HttpRequest) -> Iterator[Deed]:
        """For the start page: what this person decided last, of which a Decision is the record."""
        decided = Decision.objects.filter(by=request.user.pk).select_related("clause")
        for decision in decided.order_by("-pk")[:10]:
            ruling = decision.get_ruling_display()
            yield Deed(
                gettext("Comment %(number)s") % {"number": decision.comment_id},
                f"{ruling}{gettext(':')} {decision.clause.title}" if decision.clause else ruling,
                decision.made_at,
                reverse("admin:comments_comment_change", args=[decision.comment_id]),
            )

    @admin.display(description=_("number"), ordering="pk")
    def number(self, comment: Comment) -> str:
        """Its number, which is also what it is called in logs."""
        return str(comment.pk)

    @admin.display(description=_("words"))
    def excerpt(self, comment: Comment) -> SafeString:
        """The beginning of the message, in its own direction."""
        words = Truncator(masking.shown_plainly(comment, "message")).chars(90) or "–"
        return format_html('<span dir="auto">{}</span>', words)

    def told_in_bulk(self, obj: Comment) -> SafeString:
        """Its number and how it begins: nobody refuses unread words."""
        return format_html("{} · {}", obj.pk, self.excerpt(obj))

    @admin.display(description=_("story"))
    def story(self, comment: Comment) -> SafeString:
        """The headline in the comment's language."""
        article = comment.article
        headline = article.text_in(comment.language, "headline") or article.any_headline()
        return format_html('<bdi dir="auto">{}</bdi>', Truncator(headline).chars(120))

    @admin.display(description=_("answers"))
    def answers(self, comment: Comment) -> str:
        """The comment that it replies to, by its number."""
        if comment.parent_id is None:
            return str(self.get_empty_value_display())
        address = reverse("admin:comments_comment_change", args=[comment.parent_id])
        return format_html('<a href="{}">{}</a>', address, comment.parent_id)

    @admin.display(description=_("name"))
    def writer(self, comment: Comment) -> SafeString:
        """The name, kept apart from the text around it."""
        return format_html("<bdi>{}</bdi>", masking.shown_plainly(comment, "name") or "–")

    @admin.display(description=_("subject"))
    def shown_subject(self, comment: Comment) -> SafeString | str:
        """The subject in its own direction."""
        return comment.subject and self._words(comment, "subject", "")

    @admin.display(description=_("message"))
    def shown_message(self, comment: Comment) -> SafeString:
        """The message as it was written, line by line."""
        return self._words(comment, "message", "readers-words")

    def _words(self, comment: Comment, field: str, kind: str) -> SafeString:
        """One field in its own direction, marked where covered; covering.js counts in it."""
        html = '<div class="{}" dir="auto" data-field="{}" data-covers="cover-{}">{}</div>'
        return format_html(html, kind, field, comment.pk, masking.shown_marked(comment, field))

    @admin.display(description=_("findings"))
    def noticed(self, comment: Comment) -> str:
        """What was noticed when it came in."""
        return queue.in_words(findings_of(comment)) or "–"
