"""What each role may do: the one table that shop, desk and CMS ask.

``GIVEN`` is the table. Everything else (the menu, buttons, refusals, the groups of the CMS, the
page docs/reference/permissions.md) is derived from it. Head office may do all of it everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from .models import Role


class Right(models.TextChoices):
    """One kind of work. The words finish the sentence "You may …" and stand in the matrix."""

    VIEW = "view", _("enter the desk")
    ORDERS = "orders", _("see orders and complaints")
    GOODS = "goods", _("see goods and stock")
    MONEY = "money", _("see prices and amounts")
    CHANNELS = "channels", _("see the shops elsewhere")
    BOOKS = "books", _("see payments and payouts")
    PACK = "pack", _("print and pack")
    SHIP = "ship", _("send parcels and answer cancellations")
    STOCK = "stock", _("receive, count and write off goods, add photos")
    PRICE = "price", _("change prices, delivery and spreadsheets")
    DECIDE = "decide", _("decide orders without stock, cancel, answer complaints and reviews")
    CHANNEL = "channel", _("match goods and set rules of shops elsewhere")
    LINK = "link", _("connect, pause and let go of shops elsewhere")
    PAY = "pay", _("confirm payments, send money back, set bank accounts")
    HISTORY = "history", _("read what everybody changed")
    WRITE = "write", _("write news and the cooperative's page in the CMS")
    TEAM = "team", _("invite people and give roles")
    TARIFFS = "tariffs", _("change the delivery prices of all cooperatives")
    JUDGE = "judge", _("hide reviews")
    PRIVACY = "privacy", _("answer requests about personal data")


# Work for all cooperatives at once; no role of a cooperative ever has it.
HEAD_OFFICE_ONLY = frozenset({Right.TARIFFS, Right.JUDGE, Right.PRIVACY})

_READS = frozenset({Right.VIEW, Right.ORDERS, Right.GOODS})
_SENDS = frozenset({Right.PACK, Right.SHIP, Right.STOCK})
_KEEPS = frozenset({Right.PRICE, Right.DECIDE, Right.CHANNEL, Right.WRITE})

GIVEN: dict[Role, frozenset[Right]] = {
    Role.MANAGER: frozenset(Right) - HEAD_OFFICE_ONLY,
    Role.CATALOGUE: _READS | _SENDS | _KEEPS | {Right.MONEY, Right.CHANNELS},
    Role.PACKER: _READS | _SENDS,
    Role.TREASURER: _READS | {Right.MONEY, Right.BOOKS, Right.PAY},
    Role.SUPERVISOR: _READS | {Right.MONEY, Right.BOOKS, Right.CHANNELS, Right.HISTORY},
    Role.EDITOR: frozenset({Right.VIEW, Right.WRITE}),
}
# Rights that change nothing.
READING = _READS | {Right.MONEY, Right.CHANNELS, Right.BOOKS, Right.HISTORY}


def of_roles(roles: Iterable[str]) -> frozenset[str]:
    """Everything people with these roles may do; a role that no longer exists gives nothing."""
    return frozenset().union(*(GIVEN.get(role, frozenset()) for role in roles))


def roles_with(right: str) -> tuple[Role, ...]:
    """The roles that may do this, in the order of the list of roles."""
    return tuple(role for role in Role if right in GIVEN[role])
