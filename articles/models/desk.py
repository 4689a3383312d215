"""Where a story runs, what it is about, who signs it and whom it is attributed to."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

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


class Section(models.Model):
    """Where a story runs."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True, allow_unicode=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    tint = models.CharField(_("tint"), max_length=10, choices=Tint.choices, default=Tint.SEA)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name or self.slug

    def get_absolute_url(self) -> str:
        """The section's page in the active language."""
        return reverse("section", args=[self.slug])


class Tag(models.Model):
    """What a story is about."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True, allow_unicode=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name or self.slug

    def get_absolute_url(self) -> str:
        """The tag's page in the active language."""
        return reverse("tag", args=[self.slug])


class Author(models.Model):
    """Somebody whose name can stand in a byline; not an account."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120, unique=True, allow_unicode=True)
    bio = models.TextField(_("about the author"), blank=True)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name or self.slug

    def get_absolute_url(self) -> str:
        """The author's page in the active language."""
        return reverse("author", args=[self.slug])


class Source(models.Model):
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
    logo = PictureField(_("logo"), upload_to=source_logo_path, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name or self.slug

    def get_absolute_url(self) -> str:
        """The page of all stories from this source, in the active language."""
        return reverse("source", args=[self.slug])

    @property
    def is_newsroom(self) -> bool:
        """Whether this is the newsroom's own reporting."""
        return self.kind == self.Kind.NEWSROOM
