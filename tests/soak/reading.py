"""Reads books and marketplace into ``Facts``. Sums are made here, from rows, not by the product."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from django.db import DatabaseError, close_old_connections, connection
from django.db.models import F
from django.utils import timezone

from integrations.sync.models import ChannelAccount, ChannelOrder, Desired, Inbox, Listing
from integrations.sync.order_words import holder_of
from shop.order.models import Line as OrderLine
from shop.order.models import Order as OurOrder
from shop.order.models import OrderDiscount, Parcel
from shop.outbox.models import Message
from shop.partner.models import Partner
from shop.stock.models import StockGrant, StockItem, StockMovement
from shop.voucher.models import Voucher
from tests.soak.facts import (
    Code,
    Item,
    Line,
    MarketOrder,
    Order,
    Purchase,
    Sample,
    Shown,
    Told,
    Waiting,
)
from tests.soak.history import History
from tests.soak.stage import Seller, Stage, state_of

# The number of the outbox row in a mail's Message-ID.
MESSAGE_ID = re.compile(r"^Message-ID: <outbox-(\d+)@", re.MULTILINE | re.IGNORECASE)
# What a movement of one unit does to (on_hand, allocated); written down here a second time.
EFFECTS = {
    "receive": (1, 0),
    "reserve": (0, 1),
    "release": (0, -1),
    "ship": (-1, -1),
    "take_back": (1, 0),
    "adjust": (1, 0),
    "count": (1, 0),
}


def sample(at: float) -> Sample | None:
    """One look at the counters; None when the database could not be asked."""
    try:
        close_old_connections()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name FROM stock_stockitem "
                "WHERE allocated < 0 OR granted < 0 OR allocated + granted > on_hand"
            )
            return Sample(at=at, broken=tuple(row[0] for row in cursor.fetchall()))
    except DatabaseError:
        return None


def items() -> tuple[Item, ...]:
    """Every stock item with its sums."""
    moved: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for item_id, kind, quantity in StockMovement.objects.values_list("item_id", "kind", "quantity"):
        for place, effect in enumerate(EFFECTS[kind]):
            moved[item_id][place] += effect * quantity
    held: defaultdict[int, int] = defaultdict(int)
    lines = OrderLine.objects.filter(reserved__gt=0, stock_item__isnull=False)
    for row in lines.values_list("stock_item_id", "reserved", "units_per_sale"):
        held[row[0]] += row[1] * row[2]
    return tuple(
        Item(
            name=item.name,
            on_hand=item.on_hand,
            allocated=item.allocated,
            moved_on_hand=moved[item.pk][0],
            moved_allocated=moved[item.pk][1],
            held_by_lines=held[item.pk],
        )
        for item in StockItem.objects.order_by("pk")
    )


def orders() -> tuple[Order, ...]:
    """Every order of ours."""
    shops = dict(ChannelOrder.objects.values_list("order_id", "account__external_shop_id"))
    lines: defaultdict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.select_related("stock_item", "channel_line").order_by("pk"):
        lines[line.order_id].append(line)
    parcels: defaultdict[int, list[Parcel]] = defaultdict(list)
    for parcel in Parcel.objects.prefetch_related("parcel_lines").order_by("pk"):
        parcels[parcel.order_id].append(parcel)
    return tuple(
        _order(row, shops, lines[row.pk], parcels[row.pk])
        for row in OurOrder.objects.order_by("pk")
    )


def _order(row: Any, shops: dict[int, str], lines: list[OrderLine], parcels: list[Parcel]) -> Order:
    of_channel = row.source not in {"shop", "manual"}
    return Order(
        number=row.number,
        shop=shops.get(row.pk, "?") if of_channel else "",
        external_number=row.external_number,
        phone=row.contact_phone,
        payment_state=row.payment_state,
        parcel_states=tuple(parcel.state for parcel in parcels),
        total=int(row.total_incl_tax),
        shipping=int(row.shipping_incl_tax),
        parcels_cost=sum(parcel.shipping_cost for parcel in parcels),
        needs_decision=row.needs_decision,
        decision=row.decision,
        has_deadline=row.decision_due is not None,
        lines=tuple(_line(line, parcels) for line in lines),
    )


def _line(line: OrderLine, parcels: list[Parcel]) -> Line:
    carrying = {
        parcel.cooperative_id
        for parcel in parcels
        for each in parcel.parcel_lines.all()
        if each.line_id == line.pk
    }
    return Line(
        sku=line.partner_sku,
        quantity=line.quantity,
        reserved=line.reserved,
        shortage=line.shortage,
        shipped=line.shipped,
        cancelled=line.cancelled,
        unit_price=_unit_price(line),
        price=line.list_price - _discount(line),
        shipping_paid=line.shipping_paid,
        # A channel names the price after its discounts.
        discount=0 if hasattr(line, "channel_line") else _discount(line),
        item_cooperative=line.stock_item.cooperative_id if line.stock_item else None,
        parcel_cooperatives=tuple(sorted(carrying)),
    )


def _discount(line: OrderLine) -> int:
    return int(line.seller_discount + line.platform_discount)


def _unit_price(line: OrderLine) -> int:
    """What the channel said for one pack, or what our page showed."""
    theirs = getattr(line, "channel_line", None)
    return int(theirs.unit_price if theirs else line.unit_price_incl_tax or 0)


def market_orders(stage: Stage) -> tuple[MarketOrder, ...]:
    """Every order the marketplace has."""
    state = state_of(stage)
    return tuple(
        MarketOrder(
            shop=str(shop_id),
            number=order["order_sn"],
            state=order["state"],
            cooperative=seller.cooperative.pk,
            wanted=_summed(order["lines"]),
        )
        for seller in stage.sellers
        for username, shop_id in seller.shops.items()
        for order in state[username]["orders"]
    )


def _summed(lines: list[dict[str, Any]]) -> tuple[tuple[str, int], ...]:
    counted: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        counted[line["sku"]] += line["quantity"]
    return tuple(sorted(counted.items()))


def shown(stage: Stage) -> tuple[Shown, ...]:
    """Every listing: free packs here, stock there."""
    state = state_of(stage)
    free = {item.pk: item.on_hand - item.allocated for item in StockItem.objects.all()}
    grants = _grants() if stage.is_escrow else None
    found = []
    for seller in stage.sellers:
        for username, shop_id in seller.shops.items():
            theirs = {
                item["seller_sku"]: item["variants"][0]["stock"]
                for item in state[username]["items"]
            }
            found += [
                Shown(
                    shop=username,
                    sku=goods.sku,
                    ours=max(0, units // goods.units),
                    theirs=theirs[goods.sku],
                    is_bound=stage.is_escrow,
                )
                for goods in seller.goods
                for units in [
                    free[goods.item_id] if grants is None else grants[str(shop_id), goods.item_id]
                ]
            ]
    return tuple(found)


def _grants() -> defaultdict[tuple[str, int], int]:
    """(shop, stock item) → base units that the shop may sell in escrow."""
    found: defaultdict[tuple[str, int], int] = defaultdict(int)
    granted = {(row.item_id, row.holder): row.quantity for row in StockGrant.objects.all()}
    rows = Listing.objects.filter(stockrecord__isnull=False)
    for pk, shop, item_id in rows.values_list(
        "pk", "account__external_shop_id", "stockrecord__stock_item_id"
    ):
        found[shop, item_id] += granted.get((item_id, holder_of(pk)), 0)
    return found


def purchases(history: History) -> tuple[Purchase, ...]:
    """What every guest was told, beside the orders under that guest's number."""
    numbers: defaultdict[str, list[str]] = defaultdict(list)
    for phone, number in OurOrder.objects.exclude(contact_phone="").values_list(
        "contact_phone", "number"
    ):
        numbers[phone.removeprefix("+62").lstrip("0")].append(number)
    told = [*history.of("purchase"), *history.of("hot purchase")]
    return tuple(
        Purchase(
            phone=each.key,
            outcome=each.outcome,
            told=each.found,
            orders=tuple(sorted(numbers[each.key.lstrip("0")])),
        )
        for each in told
    )


def codes() -> tuple[Code, ...]:
    """Every voucher beside the orders that have its discount."""
    return tuple(
        Code(
            code=voucher.code,
            limit=int(voucher.most_orders or 0),
            counted=int(voucher.num_orders),
            uses=voucher.applications.filter(given_back_at=None).count(),
            discounted_orders=OrderDiscount.objects.filter(
                voucher_id=voucher.pk, given_back_at=None
            ).count(),
        )
        for voucher in Voucher.objects.order_by("pk")
    )


def told(mailbox: Path) -> tuple[Told, ...]:
    """For every order of our own shop the mail that it came in: its rows and what was delivered."""
    rows: defaultdict[str, list[Message]] = defaultdict(list)
    for message in Message.objects.filter(kind="email", dedup_key__endswith=":received"):
        rows[message.payload["to"][0]].append(message)
    delivered = _delivered(mailbox)
    ours = OurOrder.objects.filter(source=OurOrder.SHOP).exclude(guest_email="")
    return tuple(
        Told(
            order=order.number,
            rows=len(rows[order.guest_email]),
            attempts=sum(message.attempts for message in rows[order.guest_email]),
            is_sent=any(message.state == "sent" for message in rows[order.guest_email]),
            delivered=sum(delivered[str(each.pk)] for each in rows[order.guest_email]),
        )
        for order in ours.order_by("pk")
    )


def _delivered(mailbox: Path) -> Counter[str]:
    """Number of the outbox row → copies, as the mail server has them."""
    counted: Counter[str] = Counter()
    for file in mailbox.glob("*.log"):
        counted.update(MESSAGE_ID.findall(file.read_text(errors="replace")))
    return counted


def waiting() -> tuple[Waiting, ...]:
    """Notifications not worked on, and everything that is parked."""
    now = timezone.now()

    def row(what: str, each: Any, state: str) -> Waiting:
        age = (now - each.created_at).total_seconds()
        return Waiting(what=what, state=state, age=age, code=each.error_code)

    found = [
        row(f"notification {each.pk}", each, each.state)
        for each in Inbox.objects.exclude(state="done")
    ]
    for name, rows in (
        ("order", ChannelOrder.objects.filter(import_state="parked")),
        ("listing", Desired.objects.filter(state="parked")),
        ("message", Message.objects.filter(state="parked")),
    ):
        found += [row(f"{name} {each.pk}", each, "parked") for each in rows]
    return tuple(found)


def unsettled() -> tuple[str, ...]:
    """What still waits for a worker: orders, numbers, notifications, messages."""
    found = [
        f"order {row.external_order_id} {row.import_state} {row.error_text}"
        for row in ChannelOrder.objects.filter(import_state="retrying")
    ]
    found += [f"notification {row.pk}" for row in Inbox.objects.filter(state="new")]
    rows = Desired.objects.filter(synced_generation__lt=F("generation"))
    found += [f"{row} {row.state} {row.error_code}" for row in rows.exclude(state="parked")]
    messages = Message.objects.filter(state__in=["queued", "sending", "unknown"])
    found += [f"message {row.kind} {row.state} {row.error_code}" for row in messages]
    return tuple(found)


def unstored(stage: Stage) -> tuple[str, ...]:
    """Bodies that the marketplace saw acknowledged and that are not in the books."""
    stored = set(Inbox.objects.values_list("body", flat=True))
    pushes = stage.market.get("pushes", limit=5000)["pushes"]
    return tuple(
        push["body"][:160]
        for push in pushes
        if push["state"] == "delivered" and push["body"] not in stored
    )


def untouched(seller: Seller) -> dict[str, str]:
    """Every row of a cooperative that nobody deals with, in one word each."""
    cooperative = seller.cooperative
    accounts = ChannelAccount.objects.filter(cooperative=cooperative)
    found = {
        "cooperative": _word(Partner.objects.filter(pk=cooperative.pk)),
        "stock items": _word(StockItem.objects.filter(cooperative=cooperative)),
        "movements": _word(StockMovement.objects.filter(item__cooperative=cooperative)),
        "channel orders": _word(ChannelOrder.objects.filter(account__in=accounts)),
        "parcels": _word(Parcel.objects.filter(cooperative=cooperative)),
    }
    shares = accounts.values("external_shop_id", "cooperative_id", "state", "push_stock")
    listings = Listing.objects.filter(account__in=accounts).values(
        "external_listing_id", "stockrecord_id", "remote_quantity"
    )
    rows = [*map(str, shares.order_by("pk")), *map(str, listings.order_by("pk"))]
    return {**found, "shops": hashlib.sha256("".join(rows).encode()).hexdigest()[:12]}


def _word(rows: Any) -> str:
    values = [str(row) for row in rows.order_by("pk").values()]
    return f"{len(values)} {hashlib.sha256(''.join(values).encode()).hexdigest()[:12]}"
