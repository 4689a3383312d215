"""Stories in the admin: the run-down, the story form, translations in work, corrections."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline

from articles.editor import EditorAdmin
from articles.models import Article, Byline, Correction, Translation
from newsportal.admin import (
    BoundedInline,
    CompletingAdmin,
    LanguageTabs,
    OnlyRead,
    TimedAdmin,
    Waiting,
    WorkflowAdmin,
    directed,
)
from newsportal.language import LANGUAGE_CODES, current_language
from newsportal.workflow import Move, WorkflowModel

PUBLISH = "articles.publish_article"


def moment(value: Any) -> SafeString:
    """A time in lists: the hour for what is near, else the day too."""
    is_near = abs(timezone.now() - value) < timedelta(hours=12)
    local = timezone.localtime(value)
    told = date_format(local, "TIME_FORMAT" if is_near else "SHORT_DATETIME_FORMAT")
    exact = value.isoformat(timespec="seconds")
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', exact, told)


class ReadyFilter(admin.SimpleListFilter):
    """Stories that can be read in a language, or have words in it that are not ready."""

    title = _("ready in")
    parameter_name = "ready"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The languages."""
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Stories whose row for the language says ready."""
        if self.value() not in LANGUAGE_CODES:
            return queryset
        return queryset.filter(translations__language=self.value(), translations__status="ready")


class BylineInline(BoundedInline, CompletingAdmin, admin.TabularInline):
    """The names as printed, in order."""

    model = Byline
    extra = 0
    autocomplete_fields = ("author",)
    verbose_name = _("name")
    verbose_name_plural = _("Byline")


class PrintedByHand(TimedAdmin):
    """Notes of the kinds that editors print; a retraction's is printed by the move alone."""

    def formfield_for_choice_field(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.TypedChoiceField | None:
        """The kinds without retraction."""
        if db_field.name == "kind":
            kinds = Correction.Kind
            kwargs["choices"] = [each for each in kinds.choices if each[0] != kinds.RETRACTION]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class CorrectionInline(BoundedInline, PrintedByHand, TranslationStackedInline):
    """What is printed with the story; nothing printed is taken out again."""

    model = Correction
    extra = 0
    can_delete = False
    fields = ("kind", "text", "printed_at")

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """The form field, in the direction of its language."""
        return directed(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Notes that can still be changed; a retraction's stands as it was given."""
        return super().get_queryset(request).exclude(kind=Correction.Kind.RETRACTION)


@admin.register(Article)
class ArticleAdmin(TimedAdmin, CompletingAdmin, WorkflowAdmin, EditorAdmin):
    """The run-down of stories, and the form of one."""

    change_form_template = "admin/articles/article/change_form.html"
    version_field = "changed_at"
    list_display = ("at", "state", "title", "section", "source", "languages")
    list_display_links = ("title",)
    list_filter = ("status", "section", "source", ReadyFilter, "published_at")
    list_select_related = ("section", "source")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = (Coalesce("published_at", "changed_at").desc(), "-pk")
    search_fields = ("kicker", "headline", "dek", "body", "code")
    search_help_text = _("Searches kicker, headline, dek and text in all three languages.")
    autocomplete_fields = ("source", "photo", "tags")
    inlines = (BylineInline, CorrectionInline)
    fieldsets = (
        (None, {"fields": ("kicker", "headline", "dek", "body"), "classes": ("words",)}),
        (
            _("Particulars"),
            {
                "fields": ("original_language", "section", "tags", "source", "source_url", "photo"),
                "classes": ("aside",),
            },
        ),
        (
            _("Times"),
            {
                "fields": ("go_live_at", "embargo_ends_at", "lead_until_at"),
                "classes": ("aside",),
            },
        ),
        (
            _("Comments"),
            {"fields": ("is_closed_to_comments", "closed_because"), "classes": ("aside",)},
        ),
    )

    # -- who sees and changes what --

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """All stories for those who publish; for others their own and what is published."""
        stories = super().get_queryset(request)
        if request.user.has_perm(PUBLISH):
            return stories
        return stories.filter(Q(created_by=request.user) | Q(status=Article.Status.PUBLISHED))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type:
        """The list, which needs no texts."""

        class RunDown(super().get_changelist(request, **kwargs)):  # type: ignore[misc]
            def apply_select_related(self, stories: QuerySet) -> QuerySet:
                rows = Translation.objects.only("article_id", "language", "status", "published_at")
                found: QuerySet = super().apply_select_related(stories)
                return found.defer(
                    "body", *(f"body_{code}" for code in LANGUAGE_CODES)
                ).prefetch_related(Prefetch("translations", rows))

        return RunDown

    def view_on_site(self, article: Article) -> str | None:
        """Where it stands, or its notice; a story that nobody can see yet has its previews."""
        stands = article.languages_live() or article.languages_withdrawn()
        if not stands:
            return None
        language = current_language()
        return article.url_in(language if language in stands else stands[0])

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Who does not publish changes own drafts only."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or request.user.has_perm(PUBLISH):
            return True
        return obj.status == Article.Status.DRAFT and obj.created_by_id == request.user.pk

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with a story: its languages and notes, which nobody deletes alone."""
        found, counts, missing, protected = super().get_deleted_objects(objs, request)
        with_it = {each._meta.verbose_name for each in (Translation, Correction)}
        return found, counts, missing - with_it, protected

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Remember who entered the story."""
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The search words again, now that the tags are stored."""
        super().save_related(request, form, formsets, change)
        form.instance.reindex()

    # -- moves of its languages --

    def find_move(self, obj: Article, value: str) -> tuple[WorkflowModel, Move]:
        """A move of the story, or of one of its languages: 'mark_ready:fr'."""
        name, separator, language = value.partition(":")
        if not separator:
            return super().find_move(obj, value)
        edition = obj.translations.filter(language=language).first()
        if edition is None:
            raise ValidationError(_("There are no words in this language yet."), "no_words")
        return super().find_move(edition, name)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """The form with the state of each language beside it."""
        article = context.get("original")
        if article is not None:
            prefetch_related_objects([article], "translations")
            context["editions"] = list(_editions(article, request.user))
            if article.languages_live():
                context["short_link"] = settings.SITE_URL + reverse(
                    "short_link", args=[article.code]
                )
            if article.status == Article.Status.RETRACTED:
                context["retraction"] = _retraction(article)
        context["time_zone"] = settings.TIME_ZONE
        return super().render_change_form(request, context, *args, **kwargs)

    # -- the list --

    @admin.display(description=_("time"), ordering=Coalesce("published_at", "changed_at"))
    def at(self, article: Article) -> SafeString:
        """When it was published, else last changed."""
        return moment(article.published_at or article.changed_at)

    def state_of(self, article: Article) -> tuple[str, str | Promise]:
        """A published story whose time has not come says so."""
        if article.status == Article.Status.PUBLISHED and not article.is_out(timezone.now()):
            return "scheduled", _("Scheduled")
        return super().state_of(article)

    @admin.display(description=_("headline"), ordering="headline_ar")
    def title(self, article: Article) -> SafeString:
        """The headline in the language of the admin, else in the story's own."""
        return format_html('<bdi class="headline">{}</bdi>', str(article))

    @admin.display(description=_("languages"))
    def languages(self, article: Article) -> SafeString:
        """Three dots: ready, in work, no words yet; each said in words too."""
        states = {row.language: row.status for row in article.translations.all()}
        return format_html(
            '<span class="dots">{}</span>',
            format_html_join(
                "",
                '<span class="dot dot--{}" title="{}: {}"><span aria-hidden="true">{}</span>'
                '<span class="visually-hidden">{}: {}</span></span>',
                (
                    (
                        states.get(code, "none"),
                        name,
                        word := _state_word(states.get(code)),
                        code,
                        name,
                        word,
                    )
                    for code, name in settings.LANGUAGES
                ),
            ),
        )

    def waiting(self, request: HttpRequest) -> list[Waiting]:
        """Reviews and languages in work for those who publish; own drafts for the others."""
        address = reverse("admin:articles_article_changelist")
        count = Article.objects.awaiting(request.user).count()
        if not request.user.has_perm(PUBLISH):
            return [(_("Your drafts"), count, f"{address}?status__exact=draft")]
        in_work = Translation.objects.filter(
            status=Translation.Status.WORKING, article__status=Article.Status.PUBLISHED
        ).count()
        return [
            (_("Stories in review"), count, f"{address}?status__exact=in_review"),
            (
                _("Translations of published stories in work"),
                in_work,
                reverse("admin:articles_translation_changelist")
                + "?status__exact=working&article__status__exact=published",
            ),
        ]


def _retraction(article: Article) -> dict[str, Any] | None:
    """The note of the retraction, in the language of the admin if it was written in it."""
    note = article.corrections.filter(kind=Correction.Kind.RETRACTION).first()
    if note is None:
        return None
    languages = (current_language(), *LANGUAGE_CODES)
    words = next(filter(None, (getattr(note, f"text_{code}") for code in languages)), "")
    return {"name": note.get_kind_display(), "words": words, "printed_at": note.printed_at}


def _state_word(status: str | None) -> str | Promise:
    return Translation.Status(status).label if status else _("no words yet")


def _editions(article: Article, user: Any) -> Any:
    """For the panel: each language with its state, its moves and where it is to be seen."""
    rows = {row.language: row for row in article.translations.all()}
    live = article.languages_live()
    for code, name in settings.LANGUAGES:
        row = rows.get(code)
        if row is not None:
            row.article = article  # spares a query for its name
        yield {
            "code": code,
            "name": name,
            "row": row,
            "state": row.status if row else "none",
            "word": _state_word(row.status if row else None),
            "is_original": code == article.original_language,
            "moves": row.moves_for(user) if row else [],
            "preview": reverse("article_preview", args=[article.pk, code]) if row else "",
            "public": article.url_in(code) if code in live else "",
        }


@admin.register(Translation)
class TranslationAdmin(OnlyRead, WorkflowAdmin):
    """What is in work, language by language; the words are edited on the story's form."""

    list_display = ("story", "language", "state", "published_at")
    list_display_links = None
    list_filter = ("language", "status", "article__status", "article__section")
    list_select_related = ("article",)
    show_full_result_count = False
    search_fields = tuple(f"article__headline_{code}" for code in LANGUAGE_CODES)
    ordering = ("-article", "language")
    fields = ("article", "language", "published_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """As for stories: who does not publish sees the own ones and what is published."""
        rows = super().get_queryset(request)
        if request.user.has_perm(PUBLISH):
            return rows
        return rows.filter(
            Q(article__created_by=request.user) | Q(article__status=Article.Status.PUBLISHED)
        )

    @admin.display(description=_("story"), ordering="article")
    def story(self, row: Translation) -> SafeString:
        """The headline, leading to the story's form."""
        address = reverse("admin:articles_article_change", args=[row.article_id])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, str(row.article))


@admin.register(Correction)
class CorrectionAdmin(CompletingAdmin, PrintedByHand, LanguageTabs):
    """The log of everything printed."""

    list_display = ("printed_at", "kind", "text", "article")
    list_display_links = ("text",)
    list_filter = ("kind", "printed_at")
    list_select_related = ("article",)
    autocomplete_fields = ("article",)
    search_fields = ("text", *(f"article__headline_{code}" for code in LANGUAGE_CODES))
    date_hierarchy = "printed_at"

    def has_change_permission(self, request: HttpRequest, obj: Correction | None = None) -> bool:
        """A retraction's note stands as it was given."""
        is_retraction = obj is not None and obj.kind == Correction.Kind.RETRACTION
        return not is_retraction and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing printed is taken out again."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Those of the stories that this person sees."""
        rows = super().get_queryset(request)
        if request.user.has_perm(PUBLISH):
            return rows
        return rows.filter(
            Q(article__created_by=request.user) | Q(article__status=Article.Status.PUBLISHED)
        )
