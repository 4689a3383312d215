"""The demo's staff: one login for each role."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import Group, User
from django.utils.crypto import get_random_string

from newsportal import roles

# login, role ("": superuser), first and last name
STAFF = (
    ("admin", "", "رنا", "الخازن"),
    ("editor", "editor", "سليم", "الدرجاني"),
    ("reporter", "reporter", "لينا", "الصفصافي"),
    ("moderator", "moderator", "وداد", "المرجي"),
    ("moderator2", "moderator", "فارس", "العريضي"),
    ("mailer", "mailer", "نايلة", "البريدي"),
)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for one another


@dataclass(frozen=True)
class Login:
    """What somebody needs to enter; no password for an account that was there before."""

    name: str
    role: str
    password: str


class Staff(dict[str, User]):
    """The accounts by login, with the logins to be told."""

    def __init__(self) -> None:
        super().__init__()
        self.logins: list[Login] = []


def hire(done: Callable[[], None]) -> Staff:
    """Make the accounts that are missing, with their roles; those that exist keep their password.

    The password is DEMO_PASSWORD for all of them, or a random one for each. `done` is called after
    each account.
    """
    roles.grant()
    staff = Staff()
    for name, role, first_name, last_name in STAFF:
        user = User.objects.filter(username=name).first()
        password = ""
        if user is None:
            password = os.environ.get("DEMO_PASSWORD") or get_random_string(12, LETTERS)
            user = User.objects.create_user(
                name,
                f"{name}@example.org",
                password,
                first_name=first_name,
                last_name=last_name,
                is_staff=True,
                is_superuser=not role,
            )
        if role:
            user.groups.add(Group.objects.get(name=role))
        staff[name] = User.objects.get(pk=user.pk)  # without permissions cached before the group
        staff.logins.append(Login(name, role or "superuser", password))
        done()
    return staff
