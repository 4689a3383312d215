"""Where a story runs, what it is about, who signs it and whom it is attributed to."""

from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from articles.search.index import names_changed
from articles.uploads import PictureField, source_logo_path


class Tint(models.TextChoices):
    """The colour of a section's placeholders, by a name that the stylesheet knows."""

    SEA = "sea", pgettext_lazy("colour", "Sea")
    CEDAR = "cedar", pgettext_lazy("colour", "Cedar")
    CLAY = "clay", pgettext_lazy("colour", "Clay")
    SAFFRON = "saffron", pgettext_lazy("colour", "Saffron")
    PLUM = "plum", pgettext_lazy("colour", "Plum")
    SLATE = "slate", pgettext_lazy("colour", "Slate")
    OLIVE = "olive", pgettext_lazy("colour", "Olive")


class FormerSlug(models.Model):
    """An address that was printed once and leads on: the slug that something had before."""

    model = models.CharField(_("kind"), max_length=20)
    slug = models.CharField(_("slug"), max_length=120)
    row = models.PositiveBigIntegerField(_("number"))

    class Meta:
        verbose_name = _("former slug")
        verbose_name_plural = _("former slugs")
        constraints = [
            models.UniqueConstraint(fields=["model", "slug"], name="articles_formerslug_leads_once")
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.slug}"


class Slugged(models.Model):
    """Something with a page of its own, which is still found under the slugs that it had."""

    slug: models.SlugField

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, remember the slug that it had, and let stories be found by a new name."""
        with transaction.atomic():
            stored = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
            super().save(*args, **kwargs)
            if stored is not None and stored.slug != self.slug:
                former = FormerSlug.objects.filter(model=self._named())
                former.filter(slug__in=[self.slug, stored.slug]).delete()
                FormerSlug.objects.create(model=self._named(), slug=stored.slug, row=self.pk)
            if stored is not None and stored.names() != self.names():
                names_changed(self.articles)  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        """Its page in the active language; the route is named like the model."""
        return reverse(self._named(), args=[self.slug])

    def names(self) -> list[str]:
        """Its name in every language: what its stories are found by."""
        return [getattr(self, f"name_{code}") or "" for code, _name in settings.LANGUAGES]

    @classmethod
    def _named(cls) -> str:
        return cls.__name__.lower()

    @classmethod
    def under(cls, slug: str) -> Self | None:
        """What has this slug, else what had it."""
        found = cls._base_manager.filter(slug=slug).first()
        return found or cls.formerly(slug)

    @classmethod
    def formerly(cls, slug: str) -> Self | None:
        """What had this slug, if nothing has it now."""
        former = FormerSlug.objects.filter(model=cls._named(), slug=slug)
        return cls._base_manager.filter(pk__in=former.values("row")).first()


class Section(Slugged):
    """Where a story runs."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True, allow_unicode=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    tint = models.CharField(_("tint"), max_length=10, choices=Tint.choices, default=Tint.SEA)
    is_opinion = models.BooleanField(
        _("is opinion"),
        default=False,
        help_text=_("On the front page the author’s name leads each of its stories."),
    )

    class Meta:
        verbose_name = pgettext_lazy("one", "section")
        verbose_name_plural = _("sections")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name or self.slug


class TagQuerySet(models.QuerySet):
    """Tags, which stories are no longer found by when they are gone."""

    def delete(self) -> Any:
        """Delete, and take the names out of the stories' entries."""
        with transaction.atomic():
            keys = list(self.filter(articles__isnull=False).values_list("articles", flat=True))
            done = super().delete()
            stories = Tag._meta.get_field("articles").related_model._base_manager
            names_changed(stories.filter(pk__in=keys))
        return done


class Tag(Slugged):
    """What a story is about."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True, allow_unicode=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "tag")
        verbose_name_plural = _("tags")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name or self.slug

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete as the queryset does, with the name in the stories' entries."""
        return Tag.objects.filter(pk=self.pk).delete()


class Author(Slugged):
    """Somebody whose name can stand in a byline; not an account."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120, unique=True, allow_unicode=True)
    bio = models.TextField(_("about the author"), blank=True)

    class Meta:
        verbose_name = pgettext_lazy("one", "author")
        verbose_name_plural = _("authors")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name or self.slug


class Source(Slugged):
    """The outlet or agency that a text is attributed to; the newsroom itself is one too."""

    class Kind(models.TextChoices):
        NEWSROOM = "newsroom", _("This newsroom")
        AGENCY = "agency", _("News agency")
        PAPER = "paper", _("Newspaper")
        TV = "tv", _("Television")
        OFFICIAL = "official", _("Official body")
        SOCIAL = "social", _("Social media")

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120, unique=True, allow_unicode=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PAPER)
    homepage = models.URLField(_("homepage"), blank=True)
    country = CountryField(_("country"), blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    logo = PictureField(
        _("logo"), upload_to=source_logo_path, blank=True, widest=settings.SOURCE_LOGO_WIDTH
    )
    is_canonical = models.BooleanField(
        _("canonical at the source"),
        default=False,
        help_text=_(
            "The source's terms want search engines to show its own page. It applies to a story in "
            "its original language that names its address at the source."
        ),
    )

    class Meta:
        verbose_name = pgettext_lazy("one", "source")
        verbose_name_plural = _("sources")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="newsroom", is_canonical=True),
                name="articles_source_newsroom_is_canonical_here",
                violation_error_message=_("The newsroom's own stories are canonical here."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.slug

    @property
    def is_newsroom(self) -> bool:
        """Whether this is the newsroom's own reporting."""
        return self.kind == self.Kind.NEWSROOM
