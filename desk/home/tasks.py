"""What must be done, with real counts, the nearest deadline first. Never charts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import words
from desk.access import Desk
from desk.money import lists as money
from integrations.sync import selectors as sync
from integrations.sync.facts import AccountCard, Colour
from integrations.sync.models import LinkStep
from shop.payments.selectors import can_be_paid
from shop.stock.models import StockItem

from .order_tasks import order_tasks
from .task import NAMES_SHOWN, Task

FAR = timedelta(days=3650)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Everything the first screen shows."""

    today: tuple[Task, ...]
    later: tuple[Task, ...]
    alarms: tuple[AccountCard, ...]
    notices: tuple[AccountCard, ...]
    healthy: int
    checked_at: datetime

    @property
    def is_calm(self) -> bool:
        """Nothing waits for anybody."""
        return not (self.today or self.later or self.alarms)


def home(desk: Desk, now: datetime) -> Home:
    """The list for one person at one cooperative; the same number of queries on every day."""
    ids = [desk.cooperative.pk]
    cards = sync.health_cards(ids, now) if desk.may("channels") else []
    today, later = order_tasks(desk, ids, now)
    if desk.may("pay"):
        today += _money_tasks(desk)
    if desk.may("channels"):
        today += _parked(desk, ids)
        later += _links(desk, ids)
    if desk.may("goods"):
        later += _low(desk)
    return Home(
        today=tuple(sorted(today, key=lambda task: task.due or now + FAR)),
        later=tuple(later),
        alarms=tuple(card for card in cards if card.colour is Colour.RED and card.code),
        notices=tuple(
            card
            for card in cards
            if card.colour is Colour.AMBER and (card.is_on or card.down_since)
        ),
        healthy=sum(card.colour is Colour.GREEN for card in cards),
        checked_at=min((card.checked_at for card in cards if card.checked_at), default=now),
    )


def _money_tasks(desk: Desk) -> list[Task]:
    """Proofs to compare with the bank, money that does not fit, money to give back."""
    scope = money.scope(desk)
    url = reverse("desk:money")
    found = _no_account(desk)
    counts = money.counts(scope)
    if counts.proofs:
        found.append(
            Task(
                count=counts.proofs,
                title=_("Transfers to check"),
                text=_("Buyers sent a proof. Compare it with the account."),
                url=url,
                due=counts.oldest_proof,
            )
        )
    if counts.held:
        found.append(
            Task(
                count=counts.held,
                title=_("Money that does not fit"),
                text=_("The amount differs, or the order is gone. It is kept safe."),
                url=f"{url}#held",
            )
        )
    if counts.refunds:
        found.append(
            Task(
                count=counts.refunds,
                title=_("Money to give back"),
                text=_("Promised to buyers, not sent yet."),
                url=f"{url}#refunds",
            )
        )
    return found


def _no_account(desk: Desk) -> list[Task]:
    """A shop nobody can pay in: neither transfer, QRIS, a gateway nor cash at the door."""
    if can_be_paid(desk.cooperative):
        return []
    return [
        Task(
            count=1,
            title=_("Buyers cannot pay yet"),
            text=_("Write down the bank account their money should go to."),
            url=reverse("desk:receiving"),
        )
    ]


def _parked(desk: Desk, ids: Collection[int]) -> list[Task]:
    """Stuck work by shop; goods nobody knows are asked for with the order."""
    causes = [cause for cause in sync.parked(ids) if cause.code != "unknown_goods"]
    if not causes:
        return []
    accounts = {cause.account_id for cause in causes}
    first = causes[0]
    one = len(accounts) == 1 and first.account_id
    return [
        Task(
            count=sum(cause.count for cause in causes),
            title=_("To be mended at %(channel)s") % {"channel": first.channel_label},
            text=str(first.entry.title),
            url=reverse("desk:shop", args=[first.account_id]) if one else reverse("desk:channels"),
        )
    ]


def _links(desk: Desk, ids: Collection[int]) -> list[Task]:
    found = []
    for run in sync.open_links(ids):
        if run.account is None or not desk.may("channel"):
            continue
        step = 2 if run.step == LinkStep.MATCH else 3
        screen = "desk:match" if step == 2 else "desk:dry_run"
        found.append(
            Task(
                count=step,
                title=_("Go on linking %(channel)s")
                % {"channel": words.channel_label(run.account.channel)},
                text=_("Step %(step)s of 3, %(shop)s") % {"step": step, "shop": run.account.label},
                url=reverse(screen, args=[run.account_id]),
            )
        )
    return found


def _low(desk: Desk) -> list[Task]:
    """Goods at or below their own threshold."""
    low = StockItem.objects.filter(
        cooperative=desk.cooperative,
        low_stock_threshold__gt=0,
        on_hand__lte=F("allocated") + F("low_stock_threshold"),
    )
    count = low.count()
    if not count:
        return []
    names = list(low.order_by("name").values_list("name", flat=True)[:NAMES_SHOWN])
    text = ", ".join(names)
    more = count - len(names)
    if more > 0:
        text = ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", more) % {
            "names": text,
            "count": more,
        }
    return [
        Task(
            count=count,
            title=_("Goods running low"),
            text=text,
            url=f"{reverse('desk:goods')}?saring=menipis",
        )
    ]
