"""Print docs/reference/permissions.md from the table of rights and the addresses of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from desk import urls
from desk.screens import SCREENS
from shop.accounts.models import Role
from shop.accounts.rights import GIVEN, Right, roles_with

HEAD = """# Permissions: who may do what

What people see and do follows from their role in a cooperative. `shop/accounts/rights.py` holds the
one table; the desk (`desk/screens.py`) and the CMS (`cms/tenancy.py`) ask it. This page is
generated: `manage.py permissions_reference > docs/reference/permissions.md`.
How to give roles: [invite people](../howto/invite-people.md).

A button somebody may not press is not shown. Sent all the same, the form is refused with the words
of the right and the names of colleagues who have it (403). What belongs to another cooperative does
not exist (404). One person may have several roles and has the rights of all of them.

## Roles
"""
CMS = """
## The CMS, the head office's pages, Django's admin

| place | who | what |
|---|---|---|
| `/cms/` | {writers} | drafts of their cooperative's page and news, its pictures and files; \
head office publishes (`cms/gate.py` lists the open screens, all others are 404) |
| `/cms/` | head office | everything |
| `/pusat/` | head office | offers, ranges, vouchers, reports; 404 for everybody else |
| `/django-admin/` | head office | the tables it was given, one by one; superusers all |
| `/api/` | nobody | channels, payment providers and couriers report here, by signature |

Head office is whoever has the sign "staff" of Django (`is_staff`) or is a superuser.
"""
SCREENS_HEAD = """
## Addresses of the desk

| address | to look | to send |
|---|---|---|"""


class Command(BaseCommand):
    """``manage.py permissions_reference``."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self.stdout.write("\n".join(self.page()))

    def page(self) -> Iterable[str]:
        """All lines."""
        yield HEAD
        yield from self.matrix()
        yield CMS.format(writers=", ".join(role.label.lower() for role in roles_with(Right.WRITE)))
        yield from self.screens()

    def matrix(self) -> Iterable[str]:
        """A row for each right, a column for each role."""
        names = [str(role.label) for role in Role]
        yield "| | right | " + " | ".join(names) + " | Head office |"
        yield "|---" * (len(names) + 3) + "|"
        for right in Right:
            marks = ["yes" if right in GIVEN[role] else "–" for role in Role]
            yield f"| {right.label} | `{right.value}` | " + " | ".join(marks) + " | yes |"

    def screens(self) -> Iterable[str]:
        """A row for each address."""
        yield SCREENS_HEAD
        for pattern in urls.urlpatterns:
            needs = SCREENS[str(pattern.name)]
            yield f"| `/kerja/{pattern.pattern}` | `{needs.look}` | `{needs.act}` |"
