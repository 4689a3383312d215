"""The site's own particulars, and how each member of staff wants the admin."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.uploads import PictureField, site_logo_path


class SiteProfile(models.Model):
    """Name-plate and rights line of the one site; a single row."""

    name = models.CharField(_("name of the site"), max_length=80)
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    rights = models.CharField(
        _("rights line"), max_length=160, blank=True, help_text=_("The year is added by itself.")
    )
    logo = PictureField(
        _("logo"), upload_to=site_logo_path, blank=True, widest=settings.SITE_LOGO_WIDTH
    )

    is_quiet = models.BooleanField(
        _("quiet mode"),
        default=False,
        help_text=_("No story takes comments; what waits can still be decided."),
    )
    quiet_because = models.CharField(
        _("why no comments are taken"),
        max_length=300,
        blank=True,
        help_text=_("Readers see it in the place of every comment form. May stay empty."),
    )

    class Meta:
        verbose_name = _("site profile")
        verbose_name_plural = _("site profile")
        permissions = [("quiet_siteprofile", _("Can close the comments of the whole site"))]
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="articles_siteprofile_single"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def load(cls) -> "SiteProfile":
        """The one row; an unsaved one with the product's name before anybody has filled it in."""
        profile = cls.objects.prefetch_related("social_links").filter(pk=1).first()
        return profile or cls.unnamed()

    @classmethod
    def unnamed(cls) -> "SiteProfile":
        """An unsaved profile, for a site whose particulars nobody has filled in."""
        return cls(pk=1, name=gettext("News portal"))


class SocialLink(models.Model):
    """An account of the site on a social network."""

    profile = models.ForeignKey(SiteProfile, models.CASCADE, related_name="social_links")
    network = models.CharField(_("network"), max_length=40)
    url = models.URLField(_("address"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("social link")
        verbose_name_plural = _("social links")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.network


class StaffPreference(models.Model):
    """The language in which a member of staff wants the admin."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_preference"
    )
    language = models.CharField(
        _("language of the admin"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )

    class Meta:
        verbose_name = _("staff preference")
        verbose_name_plural = _("staff preferences")

    def __str__(self) -> str:
        return f"{self.user}: {self.get_language_display()}"
