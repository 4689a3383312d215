"""Photos, with the words that must go with them and the cuts that are made of them."""

import logging
from typing import Any, Self

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tasks import task

from articles import jobs, renditions
from articles.uploads import PictureField, photo_path

logger = logging.getLogger(__name__)

TICK_SLICE = 50  # photos that one tick puts into the queue
MIDDLE = 50  # per cent


class PhotoQuerySet(models.QuerySet["Photo"]):
    """Photos, as the job that cuts them sees them."""

    def uncut(self) -> Self:
        """Photos whose cuts are missing, or belong to another picture, point or recipe."""
        space = Value(" ")
        wanted = Concat(
            "image", space, Cast("focal_x", CharField()), space, Cast("focal_y", CharField()),
            space, Value(str(renditions.RECIPE)), output_field=CharField(),
        )  # fmt: skip
        return self.exclude(cut_for=wanted)

    def queue_uncut(self) -> int:
        """Queue what no job waits for: a crash or an `update()` left it; returns how many."""
        left = self.uncut().exclude(pk__in=jobs.waiting(cut_photo)).order_by("-pk")
        found = list(left.values_list("pk", flat=True)[:TICK_SLICE])
        for pk in found:
            cut_photo.enqueue(pk)
        return len(found)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows; their files follow."""
        with transaction.atomic():
            files = [name for photo in self for name in photo.files()]
            gone = super().delete()
            jobs.clear_later(files)
        return gone

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Photo(models.Model):
    """A picture that was decoded and re-encoded here, with alt text, caption and credit."""

    image = PictureField(
        _("picture"),
        upload_to=photo_path,
        width_field="width",
        height_field="height",
        help_text=_("JPEG, PNG, WebP or GIF."),
    )
    width = models.PositiveIntegerField(_("width"), editable=False, default=0)
    height = models.PositiveIntegerField(_("height"), editable=False, default=0)
    focal_x = models.PositiveSmallIntegerField(
        _("focal point, from the left (%)"),
        default=MIDDLE,
        validators=[MaxValueValidator(100)],
        help_text=_("What must stay in the picture however it is cut: click on it."),
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point, from the top (%)"), default=MIDDLE, validators=[MaxValueValidator(100)]
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=300,
        help_text=_("What is to be seen, for those who do not see it."),
    )
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=120)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)
    # What was made, by whom nobody but `cut` writes it: the widths of each ratio, where they lie,
    # and for which picture, point and recipe.
    cuts = models.JSONField(default=dict, editable=False)
    cut_folder = models.CharField(max_length=40, editable=False, default="", db_index=True)
    cut_for = models.CharField(max_length=140, editable=False, default="")

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "photo")
        verbose_name_plural = _("photos")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__lte=100, focal_y__lte=100),
                name="articles_photo_focal_point_inside",
            ),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and queue new cuts where picture or focal point have changed."""
        with transaction.atomic():
            stored = Photo.objects.filter(pk=self.pk).values_list("image", flat=True)
            former = stored.first() if self.pk else None
            super().save(*args, **kwargs)
            if former and former != self.image.name:
                jobs.clear_later([former])
            if self.cut_for != self.cut_wanted:
                cut_photo.enqueue(self.pk)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row; its files follow."""
        with transaction.atomic():
            files = self.files()
            gone = super().delete(*args, **kwargs)
            jobs.clear_later(files)
        return gone

    @property
    def cut_wanted(self) -> str:
        """What the cuts have to be made for; `PhotoQuerySet.uncut` says the same in SQL."""
        return f"{self.image.name} {self.focal_x} {self.focal_y} {renditions.RECIPE}"

    def cut_in(self, ratio: str, widest: int = 0) -> renditions.Cut | None:
        """The cut for a page, or None while there is none of this picture.

        One around a former focal point is better than none; one of a former picture is not.
        """
        if self.cut_for.partition(" ")[0] != self.image.name:
            return None
        return renditions.cut_of(self.cut_folder, self.cuts, ratio, widest)

    @property
    def nearest_ratio(self) -> str:
        """The ratio that loses least of the picture, for where it stands alone."""
        return renditions.nearest_ratio(self.width or 0, self.height or 0)

    def files(self) -> list[str]:
        """Every file of this photo."""
        return [self.image.name or "", *renditions.names(self.cut_folder, self.cuts)]

    def cut(self) -> bool:
        """Make the cuts that are wanted; False when they stand, or somebody was faster.

        Safe to be begun twice or left half-done: each attempt has its own folder, whose removal is
        queued before the first file is written, and the row is changed by one conditional UPDATE.
        """
        wanted = self.cut_wanted
        if self.cut_for == wanted:
            return False
        folder, widths = "", {}
        try:
            picture = renditions.opened(self.image.name or "")
        except renditions.UnreadablePhoto as error:
            logger.warning("Photo %d cannot be cut: %s", self.pk, error)
        else:
            folder, widths = renditions.new_folder(), renditions.plan(*picture.size)
            jobs.clear_later(renditions.names(folder, widths))
            renditions.write(picture, (self.focal_x / 100, self.focal_y / 100), folder)
        with transaction.atomic():
            row = Photo.objects.filter(
                pk=self.pk, image=self.image.name, focal_x=self.focal_x, focal_y=self.focal_y,
                cut_for=self.cut_for,
            )  # fmt: skip
            if not row.update(cuts=widths, cut_folder=folder, cut_for=wanted):
                return False
            jobs.clear_later(renditions.names(self.cut_folder, self.cuts))
        return True


@task(priority=jobs.PHOTO)
def cut_photo(pk: int) -> None:
    """Make the cuts of one photo, if it is still there and wants any."""
    photo = Photo.objects.filter(pk=pk).first()
    if photo is not None:
        photo.cut()
