"""Who may do what: the four ready groups, as data.

Permissions to make moves come from the models' own tables, so a new move cannot be forgotten here
without its role naming it. Whoever needs another mixture makes a group of their own beside these.
"""

from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ALL = "*"
SEE = ("view",)
WRITE = ("view", "add", "change")
RULE = ("view", "add", "change", "delete")


@dataclass(frozen=True)
class Role:
    """A group: what its members may do with each model, and which moves they make."""

    name: str
    label: str | Promise
    may: dict[str, tuple[str, ...]] = field(default_factory=dict)
    moves: dict[str, tuple[str, ...] | str] = field(default_factory=dict)

    def permissions(self) -> set[str]:
        """The permissions as 'app.codename'. Raises LookupError for a model or move unknown."""
        found = set()
        for label, verbs in self.may.items():
            model = apps.get_model(label)
            found |= {f"{model._meta.app_label}.{verb}_{model._meta.model_name}" for verb in verbs}
        for label, names in self.moves.items():
            model = apps.get_model(label)
            # What only an author may do by the code of the comment is nobody's in the newsroom.
            open_to_staff = [move.name for move in model.MOVES if not move.open_to_author]
            for name in open_to_staff if names == ALL else names:
                found.add(model.get_move(name).permission(model))
        return found


ROLES = (
    Role(
        "reporter",
        _("Reporter: writes and submits own stories, adds photos"),
        may={
            # Only own drafts can be changed: articles.admin says so by its querysets.
            "articles.Article": WRITE,
            "articles.Byline": RULE,
            "articles.Translation": SEE,
            "articles.Correction": SEE,
            "articles.Photo": ("view", "add"),
            "articles.Section": SEE,
            "articles.Source": SEE,
            "articles.Author": SEE,
            "articles.Tag": ("view", "add"),
            "articles.Ticker": SEE,
        },
        moves={"articles.Article": ("submit",)},
    ),
    Role(
        "editor",
        _("Editor: the whole news desk, publishing included, and the comment policy"),
        may={
            # Nobody deletes a story: it is spiked or retracted.
            "articles.Article": WRITE,
            "articles.Byline": RULE,
            "articles.Translation": SEE,
            "articles.Correction": WRITE,
            "articles.Photo": RULE,
            "articles.Section": RULE,
            "articles.Source": RULE,
            "articles.Author": RULE,
            "articles.Tag": RULE,
            "articles.Ticker": RULE,
            "articles.SiteProfile": (*WRITE, "quiet"),
            "articles.SocialLink": RULE,
            "articles.Synonym": RULE,
            "articles.VainSearch": ("view", "delete"),
            "articles.Page": ("view", "change"),
            "articles.ErrorReport": SEE,
            # The policy is the newsroom's word; those who decide by it do not write it.
            "comments.Policy": RULE,
            "comments.Clause": RULE,
        },
        moves={
            "articles.Article": ALL,
            "articles.Translation": ALL,
            "articles.ErrorReport": ALL,
            "comments.Policy": ALL,
        },
    ),
    Role(
        "moderator",
        _("Moderator: decides comments by the posted policy"),
        may={
            "comments.Comment": SEE,
            "comments.Decision": SEE,
            "comments.Mask": SEE,  # covered and uncovered with the right to approve
            "comments.Appeal": SEE,  # answered with the right to overturn
            "comments.Notice": SEE,  # decided with the right to remove
            "comments.Policy": SEE,
            "comments.Clause": SEE,
            "comments.WatchTerm": RULE,
            "articles.SiteProfile": ("quiet",),
        },
        moves={"comments.Comment": ALL},
    ),
    Role(
        "mailer",
        _("Mailer: composes and sends the newsletter"),
        may={
            "newsletter.Issue": WRITE,
            "newsletter.IssueItem": RULE,
            "newsletter.Subscription": SEE,
            "newsletter.Delivery": SEE,
            # To choose what an issue carries; articles.admin shows them what is published.
            "articles.Article": SEE,
        },
        moves={"newsletter.Issue": ALL},
    ),
)


def grant(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the four groups and give each exactly its permissions; the same when run again.

    A permission whose table is not migrated yet does not exist yet; it is given the next time.
    """
    for role in ROLES:
        wanted = Q(pk=None)
        for permission in role.permissions():
            app_label, codename = permission.split(".")
            wanted |= Q(content_type__app_label=app_label, codename=codename)
        group, _created = Group.objects.using(using).get_or_create(name=role.name)
        group.permissions.set(Permission.objects.using(using).filter(wanted))
