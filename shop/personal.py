"""How a room says what it keeps about people.

Each room that has tables with personal data has a module ``personal`` with ``HOLDINGS``, and where
needed ``HARMLESS`` and ``RULES``. ``shop.privacy`` collects them: export, erasure, retention and
``docs/reference/personal-data.md`` know nothing but what stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
# What stands where a buyer's name was. In the shop's own language: it is data, not a message.
NAMELESS = "Pembeli dihapus"


class Why(StrEnum):
    """What personal data is needed for."""

    ORDER = "order"
    MONEY = "money"
    ACCOUNT = "account"
    MESSAGE = "message"
    HELP = "help"
    OPINION = "opinion"
    SAFETY = "safety"
    NOTHING = "nothing"


class Kept(StrEnum):
    """How long it is kept when nobody asks for anything."""

    WITH_ORDER = "with_order"
    WITH_ACCOUNT = "with_account"
    MESSAGES = "messages"
    WEBHOOKS = "webhooks"
    ALERTS = "alerts"
    DEVICES = "devices"
    BASKETS = "baskets"
    EXPORTS = "exports"
    REVIEW = "review"
    EMPTY = "empty"


REASONS: Mapping[Why, Words] = {
    Why.ORDER: _("to send and settle what was ordered"),
    Why.MONEY: _("to find out whether and how an order was paid"),
    Why.ACCOUNT: _("to let somebody in and fill in their details"),
    Why.MESSAGE: _("to write what somebody asked for or has to know"),
    Why.HELP: _("to answer what went wrong with an order"),
    Why.OPINION: _("to show others how goods were"),
    Why.SAFETY: _("to notice misuse"),
    Why.NOTHING: _("a table of the software that this shop does not use"),
}
PERIODS: Mapping[Kept, Words] = {
    Kept.WITH_ORDER: _("with the order, at most %(days)s days after it was placed"),
    Kept.WITH_ACCOUNT: _("as long as the account exists"),
    Kept.MESSAGES: _("%(days)s days after it was sent"),
    Kept.WEBHOOKS: _("%(days)s days"),
    Kept.ALERTS: _("until the message was sent, at most %(days)s days"),
    Kept.DEVICES: _("%(days)s days after the last visit"),
    Kept.BASKETS: _("%(days)s days after it was begun, if nobody signed in for it"),
    Kept.EXPORTS: _("%(days)s days"),
    Kept.REVIEW: _("as long as the review can be read; without a name once it is erased"),
    Kept.EMPTY: _("nothing is written here"),
}
DAYS: Mapping[Kept, str] = {
    Kept.WITH_ORDER: "ORDER_BUYER_DAYS",
    Kept.MESSAGES: "MAIL_BODY_DAYS",
    Kept.WEBHOOKS: "WEBHOOK_BODY_DAYS",
    Kept.ALERTS: "ALERT_DAYS",
    Kept.DEVICES: "DEVICE_DAYS",
    Kept.BASKETS: "BASKET_DAYS",
    Kept.EXPORTS: "EXPORT_DAYS",
}


def period(kept: Kept) -> str:
    """How long, with the days of this installation, in the active language."""
    days = getattr(settings, DAYS[kept]) if kept in DAYS else 0
    return str(PERIODS[kept]) % {"days": days}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whose data is meant: an account with its orders, or (``user_id`` None) a guest's orders.

    ``emails`` are the proven ones, in lower case. Phone numbers are not proven: nothing is found by
    them.
    """

    user_id: int | None = None
    order_ids: tuple[int, ...] = ()
    emails: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Personal columns of one table: what for, how long, whose they are, what becomes of them.

    ``order`` and ``user`` are the paths to the keys by which rows are found; ``rows`` finds them
    where a path cannot (``of_account`` then says when it is asked). ``shows`` are the columns of an
    export. After erasure a row is gone (``deletes``) or its columns hold ``becomes``; files go from
    their storage either way. A holding with neither stays as it is: ``stays`` says why.
    """

    model: str
    title: Words
    why: Why
    kept: Kept
    fields: tuple[str, ...] = ()
    order: str = ""
    user: str = ""
    rows: Callable[[Person], QuerySet[Any]] | None = None
    of_account: bool = False
    shows: tuple[str, ...] = ()
    becomes: Mapping[str, Any] = field(default_factory=dict)
    deletes: bool = False
    stays: str = ""
    is_last: bool = False
    after: Callable[[Sequence[Any]], None] | None = None

    def __post_init__(self) -> None:
        if self.fields and not (self.deletes or self.becomes or self.stays):
            raise ValueError(f"{self.model}: what becomes of its personal columns?")

    @property
    def table(self) -> type[Model]:
        """The model."""
        return apps.get_model(self.model)

    def of_orders(self, person: Person) -> QuerySet[Any]:
        """Rows that belong to the person's orders."""
        if self.rows is not None and not self.of_account:
            return self.rows(person)
        if not self.order:
            return self.table._base_manager.none()
        return self.table._base_manager.filter(**{f"{self.order}__in": person.order_ids})

    def of_person(self, person: Person) -> QuerySet[Any]:
        """Rows that belong to the person's account; none for a guest."""
        if person.user_id is None:
            return self.table._base_manager.none()
        if self.rows is not None and self.of_account:
            return self.rows(person)
        if not self.user:
            return self.table._base_manager.none()
        return self.table._base_manager.filter(**{self.user: person.user_id})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What goes by itself after some days. ``setting`` names the days; 0 switches the rule off.

    Without a setting it is ``days``, which nobody has a reason to change. ``due`` finds rows older
    than a moment that have not been worked on; ``act`` works on keys and may be repeated. One whose
    rows stay due would never end: the engine stops it.
    """

    code: str
    about: str
    due: Callable[[datetime], QuerySet[Any]]
    act: Callable[[Sequence[Any]], int]
    setting: str = ""
    days: int = 0
