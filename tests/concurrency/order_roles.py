"""What rivals do to orders after the word; each role answers with plain data."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from shop.basket.models import Basket
from shop.checkout.services import check_out
from shop.order import harvests, services
from shop.order.errors import CannotPlace, NotAllowed
from shop.order.models import Parcel
from shop.order.requests import Contact
from shop.partner.models import StockRecord
from shop.stock import services as stock
from tests.factories_orders import make_basket, make_request


def buy(*, record_id: int, packs: int, key: str = "", basket_id: int | None = None) -> str:
    """Check out; the order's number, or the code of the first problem."""
    if basket_id is None:
        basket = make_basket((StockRecord.objects.get(pk=record_id), packs))
    else:
        basket = Basket.objects.get(pk=basket_id)
    # As the shop's page does: the visitor was told which harvest the goods come from.
    coming = StockRecord.objects.get(pk=record_id).harvest
    basket.lines.update(promised_on=coming.harvest_date if coming else None)
    new = make_request(basket, idempotency_key=key or uuid.uuid4().hex)
    try:
        return check_out(new=new, provider="manual_transfer").number
    except CannotPlace as refusal:
        return refusal.codes[0]


def buy_with_voucher(*, record_id: int, voucher_id: int, phone: str) -> str:
    """Check out with a voucher; the order's number, or the code of the first problem."""
    basket = make_basket((StockRecord.objects.get(pk=record_id), 1))
    basket.vouchers.add(voucher_id)
    contact = Contact(name="Tamu", phone=phone)
    new = make_request(basket, idempotency_key=uuid.uuid4().hex, contact=contact, seen_total=90_000)
    try:
        return check_out(new=new, provider="manual_transfer").number
    except CannotPlace as refusal:
        return refusal.codes[0]


def end_order(*, order_id: int, lapses: bool) -> bool:
    """The order lapses and is cancelled by a person at once."""
    if lapses:
        later = timezone.now() + timedelta(days=2)
        return services.lapse_due(clock=lambda: later, budget=1) == 1
    return services.cancel_order(order_id=order_id, reason="batal")


def receive_harvest(*, harvest_id: int, quantity: int) -> bool:
    """Somebody notes that the harvest came; whether it was this call that did."""
    return harvests.receive_harvest(harvest_id=harvest_id, quantity=quantity).is_new


def harvest_or_buy(*, harvest_id: int, record_id: int, buys: bool) -> str:
    """The harvest comes in while people still order from it."""
    if buys:
        return buy(record_id=record_id, packs=1)
    return str(receive_harvest(harvest_id=harvest_id, quantity=3_000))


def move_parcel(*, parcel_id: int, to: str) -> str:
    """Move a parcel that the rivals move too."""
    try:
        return "moved" if services.move(parcel_id=parcel_id, to=to, source="desk") else "was there"
    except NotAllowed as refusal:
        return refusal.code


def pay_or_lapse(*, order_id: int, pays: bool) -> str:
    """The money and the end of the hold meet."""
    if pays:
        return str(services.mark_paid(order_id=order_id))
    later = timezone.now() + timedelta(days=2)
    return f"lapsed {services.lapse_due(clock=lambda: later, budget=10)}"


def import_again(*, told: dict[str, Any]) -> int:
    """Import an order that the rivals import too."""
    line = services.IncomingLine(**told.pop("line"))
    return services.import_order(incoming=services.IncomingOrder(**told, lines=(line,))).pk


def work(*, parcel_ids: list[int], seed: int, steps: int) -> dict[str, int]:
    """Move the same parcels as everybody else, at random."""
    chance = random.Random(seed)
    done = {"moved": 0, "refused": 0}
    for _step in range(steps):
        to = chance.choice(["packed", "to_pack", "shipped", "cancelled", "delivered"])
        try:
            services.walk(parcel_id=chance.choice(parcel_ids), to=to, source="desk")
            done["moved"] += 1
        except NotAllowed:
            done["refused"] += 1
    return done


def fill_and_cancel(*, item_id: int, order_ids: list[int], name: str) -> str:
    """Goods arrive while orders that hold or want them are cancelled."""
    for number, order_id in enumerate(order_ids):
        stock.receive(item_id=item_id, quantity=1_000, ref=f"terima:{name}:{number}")
        if Parcel.objects.filter(order_id=order_id, state="to_pack").exists():
            try:
                services.cancel_order(order_id=order_id, reason="uji")
            except NotAllowed:
                continue
    return "done"
