"""The posted moderation policy: versions, and the clauses that refusals name."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class PolicyQuerySet(models.QuerySet):
    """The vocabulary of policies."""

    def published(self, now: datetime | None = None) -> Self:
        """Versions that were in force at some time up to `now`, the newest first."""
        return self.filter(published_at__lte=now or timezone.now()).order_by("-version")


class Policy(models.Model):
    """One version of the policy; once published it stays as it was posted."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    published_at = models.DateTimeField(
        _("in force from"),
        null=True,
        blank=True,
        help_text=_("Empty: a draft. From this moment on nothing in it can be changed."),
    )
    intro = models.TextField(
        _("introduction"), max_length=2000, help_text=_("Stands above the clauses and the form.")
    )
    disclaimer = models.TextField(
        _("disclaimer"),
        max_length=2000,
        help_text=_("What is published is not the site's opinion; stands above the form."),
    )

    objects = PolicyQuerySet.as_manager()

    if TYPE_CHECKING:
        clauses: RelatedManager["Clause"]

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["-version"]

    def __str__(self) -> str:
        return _("Policy, version %(number)s") % {"number": self.version}

    @classmethod
    def current(cls, now: datetime | None = None) -> "Policy | None":
        """The version in force at `now`: the one above the form and behind the buttons."""
        return cls.objects.published(now).prefetch_related("clauses").first()

    @property
    def is_published(self) -> bool:
        """Whether it has come into force, and so is fixed."""
        return self.published_at is not None and self.published_at <= timezone.now()


class Clause(models.Model):
    """One rule of a policy, in its own words; every refusal names one."""

    policy = models.ForeignKey(
        Policy, models.PROTECT, related_name="clauses", verbose_name=_("policy")
    )
    code = models.SlugField(
        _("code"), max_length=40, help_text=_("The same in every version, for the figures.")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("wording"), max_length=2000)
    is_legal_risk = models.BooleanField(
        _("legal risk"),
        default=False,
        help_text=_("A comment flagged under this clause needs two persons to be published."),
    )

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["policy", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "code"], name="comments_clause_code_once_per_policy"
            ),
            models.UniqueConstraint(
                fields=["policy", "number"], name="comments_clause_number_once_per_policy"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"
