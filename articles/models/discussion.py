"""Whether a story takes comments: the newsroom's own word on it, and why it takes none.

`comments/closing.py` makes the rule out of this, the story's age and the site's quiet mode.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Discussion(models.Model):
    """What a story says about the comments under it."""

    is_closed_to_comments = models.BooleanField(
        _("takes no comments"),
        default=False,
        help_text=_("What is published stays; what waits is still decided."),
    )
    closed_because = models.CharField(
        _("why it takes no comments"),
        max_length=300,
        blank=True,
        help_text=_("Readers see it in the place of the form, once the comments are closed."),
    )

    class Meta:
        abstract = True
