"""Roles: data that names only what exists, granted by migrate, and no more than that."""

from unittest.mock import patch

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from newsportal import roles

pytestmark = pytest.mark.django_db


def granted(name: str) -> set[str]:
    """The permissions of a group as 'app.codename'."""
    rows = Group.objects.get(name=name).permissions.values_list(
        "content_type__app_label", "codename"
    )
    return {f"{app_label}.{codename}" for app_label, codename in rows}


@pytest.mark.parametrize("role", roles.ROLES, ids=lambda role: role.name)
def test_migrate_has_granted_exactly_what_the_table_says(role):
    """The test database was made by migrate; a misspelt permission would be missing here."""
    assert granted(role.name) == role.permissions()


def test_granting_again_changes_nothing_and_takes_back_what_was_added_by_hand():
    before = granted("reporter")
    Group.objects.get(name="reporter").permissions.add(
        Permission.objects.get(codename="publish_article")
    )
    Permission.objects.get(codename="add_photo").group_set.clear()
    roles.grant()
    roles.grant()
    assert granted("reporter") == before


def test_what_is_not_migrated_yet_is_given_later():
    """A permission that does not exist is no error; the next run gives it."""
    Permission.objects.filter(codename="submit_article").delete()
    roles.grant()
    assert "articles.submit_article" not in granted("reporter")


def test_migrate_grants_only_when_it_has_migrated():
    with patch.object(roles, "grant") as grant:
        call_command("migrate", plan=True, verbosity=0)
        assert not grant.called
        call_command("migrate", "auth", verbosity=0)
        assert grant.call_count == 1


def test_nobody_deletes_stories_or_does_the_work_of_another_desk():
    everything = set().union(*(role.permissions() for role in roles.ROLES))
    for permission in ("articles.delete_article", "comments.delete_comment", "auth.change_user"):
        assert permission not in everything
    by_name = {role.name: role.permissions() for role in roles.ROLES}
    assert "articles.publish_article" not in by_name["reporter"]
    # The chief editor writes the policy; those who decide by it do not, and the other way round.
    of_comments = {each for each in by_name["editor"] if each.startswith("comments.")}
    assert {each.rpartition("_")[2] for each in of_comments} == {"policy", "clause"}
    assert {each for each in by_name["moderator"] if each.endswith(("_policy", "_clause"))} == {
        "comments.view_policy",
        "comments.view_clause",
    }
    assert {each for each in by_name["moderator"] if each.startswith("articles.")} == {
        "articles.quiet_siteprofile"
    }
    assert {each for each in by_name["mailer"] if each.startswith("articles.")} == {
        "articles.view_article"
    }
    # What an author does by the code of the comment is not for moderators to do in their name.
    assert not {"comments.withdraw_comment", "comments.erase_comment"} & by_name["moderator"]
