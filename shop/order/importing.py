"""Orders that were made elsewhere: on a channel, or by telephone and typed in.

Such an order has already been promised to somebody, so it is never refused: what we do not
know or do not have is written down as such and a person is asked.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.partner.models import StockRecord
from shop.transactions import retries_contention

from . import effects
from .decisions import ask
from .errors import NotAllowed
from .locking import Locked, lock
from .models import (
    Line,
    LineFee,
    Order,
    Parcel,
    ParcelEvent,
    ParcelLine,
    ParcelState,
    ShippingAddress,
)
from .numbers import fingerprint, new_number
from .placing import ATTEMPTS, address_row, clip, remember
from .requests import Contact, IncomingLine, IncomingOrder
from .signals import order_moved
from .status import LEFT_THE_STORE, derive

if TYPE_CHECKING:
    from shop.accounts.models import User


@retries_contention
def import_order(*, incoming: IncomingOrder) -> Order:
    """Write the order down, reserving what is there; the same order again is returned as it is.

    Whole packs that are missing become ``shortage``; a line without a known article gets no
    stock item. Either way ``needs_decision`` is set with a time by which to decide.
    """
    key = _key(incoming)
    for attempt in range(1, ATTEMPTS + 1):
        earlier = Order.objects.filter(idempotency_key=key).first()
        if earlier is not None:
            return earlier
        try:
            with transaction.atomic():
                return _import([incoming])[0]
        except IntegrityError:
            # Somebody else imported it meanwhile, or a number was drawn before.
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("the loop above returns or raises")


def import_new(*, incoming: Sequence[IncomingOrder]) -> list[Order]:
    """As ``import_order`` for several that nobody has written down: all of them or none.

    The first in the row gets goods first. Raises IntegrityError when one is there already (or a
    number was drawn before): take them one by one then.
    """
    with transaction.atomic():
        return _import(incoming)


@retries_contention
def match_line(*, line_id: int, stockrecord_id: int, actor: "User | None" = None) -> Line:
    """Say which article a line of an unknown one is; reserves what is there.

    Raises ``NotAllowed`` for an article of another cooperative, or a line that is matched with
    another article already. A parcel that has left counts as shipped.
    """
    with transaction.atomic():
        order_id = Line.objects.values_list("order_id", flat=True).get(pk=line_id)
        locked = lock(order_id=order_id)
        line = locked.lines[line_id]
        record = StockRecord.objects.select_related("product").get(pk=stockrecord_id)
        if line.stockrecord_id == record.pk:
            return line
        _require_matchable(line, record)
        _match(line, record)
        _catch_up(locked, line)
        ask(locked)
    return line


def _key(incoming: IncomingOrder) -> str:
    return fingerprint(incoming.source, incoming.account_key, incoming.external_number)


def _import(incoming: Sequence[IncomingOrder]) -> list[Order]:
    """As many statements for many orders as for one, but one for each stock item."""
    orders = _write_orders(incoming)
    lines = _write_lines(orders, incoming)
    parcels = _write_parcels(orders, incoming, lines)
    effects.reserve_new_lines([line for rows in lines for line in rows])
    for order, rows, parcel in zip(orders, lines, parcels, strict=True):
        remember(order.lines.all(), rows)
        ask(Locked(order=order, lines={line.pk: line for line in rows}, parcels=[parcel]))
        order_moved.send(sender=Parcel, parcel_id=parcel.pk, from_state="", to_state=parcel.state)
    return orders


def _write_orders(incoming: Sequence[IncomingOrder]) -> list[Order]:
    addresses = [_address(each) for each in incoming]
    ShippingAddress.objects.bulk_create([row for row in addresses if row is not None])
    orders = [_order(each, row) for each, row in zip(incoming, addresses, strict=True)]
    Order.objects.bulk_create(orders)
    return orders


def _order(incoming: IncomingOrder, address: ShippingAddress | None) -> Order:
    total = incoming.total
    shipping = sum(line.shipping_paid for line in incoming.lines)
    contact = incoming.contact
    return Order(
        number=new_number(),
        site_id=1,
        currency="IDR",
        total_incl_tax=total,
        total_excl_tax=total,
        shipping_incl_tax=shipping,
        shipping_excl_tax=shipping,
        shipping_method=clip(Order, "shipping_method", incoming.service or incoming.courier),
        shipping_address=address,
        status=derive(payment_state=incoming.payment_state, parcel_states=[ParcelState.TO_PACK]),
        date_placed=incoming.placed_at or timezone.now(),
        guest_email=contact.email,
        source=incoming.source,
        source_label=clip(Order, "source_label", incoming.source_label),
        external_number=clip(Order, "external_number", incoming.external_number),
        idempotency_key=_key(incoming),
        contact_name=clip(Order, "contact_name", contact.name),
        contact_phone=clip(Order, "contact_phone", contact.phone),
        language=incoming.language,
        payment_state=incoming.payment_state,
    )


def _address(incoming: IncomingOrder) -> ShippingAddress | None:
    if incoming.address is None:
        return None
    contact = Contact(name=incoming.contact.name, phone=incoming.contact.phone)
    return address_row(contact=contact, address=incoming.address)


def _write_lines(orders: Sequence[Order], incoming: Sequence[IncomingOrder]) -> list[list[Line]]:
    wanted = {line.stockrecord_id for each in incoming for line in each.lines}
    records = StockRecord.objects.select_related("product").filter(pk__in=wanted - {None})
    by_id = {record.pk: record for record in records}
    rows = [
        [_line(order, each, line, by_id.get(line.stockrecord_id or 0)) for line in each.lines]
        for order, each in zip(orders, incoming, strict=True)
    ]
    Line.objects.bulk_create([line for lines in rows for line in lines])
    LineFee.objects.bulk_create(
        [
            LineFee(line=row, code=clip(LineFee, "code", fee.code), amount=fee.amount)
            for lines, each in zip(rows, incoming, strict=True)
            for row, line in zip(lines, each.lines, strict=True)
            for fee in line.fees
        ]
    )
    return rows


def _line(
    order: Order, incoming: IncomingOrder, line: IncomingLine, record: StockRecord | None
) -> Line:
    row = Line(
        order=order,
        partner_id=incoming.cooperative_id,
        partner_sku=clip(Line, "partner_sku", line.sku),
        partner_line_reference=clip(Line, "partner_line_reference", line.external_line_id),
        title=clip(Line, "title", line.title or line.sku or line.external_line_id),
        quantity=line.quantity,
        line_price_excl_tax=line.price,
        line_price_incl_tax=line.price,
        line_price_before_discounts_excl_tax=line.list_price,
        line_price_before_discounts_incl_tax=line.list_price,
        num_allocated=0,
        list_price=line.list_price,
        seller_discount=line.seller_discount,
        platform_discount=line.platform_discount,
        shipping_paid=line.shipping_paid,
        shipping_subsidy=line.shipping_subsidy,
        tax_withheld=line.tax_withheld,
        stock_holder=line.stock_holder,
    )
    # Another cooperative's article on this cooperative's account is a mistake: unknown here.
    is_mine = record is not None and record.partner_id == incoming.cooperative_id
    if record is not None and is_mine and record.stock_item_id is not None:
        _set_article(row, record)
        row.shortage = line.quantity
    return row


def _set_article(line: Line, record: StockRecord) -> None:
    line.stockrecord = record
    line.product = record.product
    line.upc = record.product.upc
    line.partner_sku = record.partner_sku
    line.stock_item_id = record.stock_item_id
    line.units_per_sale = record.units_per_sale


def _write_parcels(
    orders: Sequence[Order], incoming: Sequence[IncomingOrder], lines: Sequence[Sequence[Line]]
) -> list[Parcel]:
    parcels = [_parcel(order, each) for order, each in zip(orders, incoming, strict=True)]
    Parcel.objects.bulk_create(parcels)
    contents = [
        [ParcelLine(parcel=parcel, line=line, quantity=line.quantity) for line in rows]
        for parcel, rows in zip(parcels, lines, strict=True)
    ]
    ParcelLine.objects.bulk_create([row for rows in contents for row in rows])
    for parcel, rows in zip(parcels, contents, strict=True):
        remember(parcel.parcel_lines.all(), rows)
    ParcelEvent.objects.bulk_create(
        [
            ParcelEvent(parcel=parcel, to_state=parcel.state, source=each.source, actor=each.actor)
            for parcel, each in zip(parcels, incoming, strict=True)
            if each.actor is not None
        ]
    )
    return parcels


def _parcel(order: Order, incoming: IncomingOrder) -> Parcel:
    return Parcel(
        order=order,
        cooperative_id=incoming.cooperative_id,
        sequence=1,
        courier=clip(Parcel, "courier", incoming.courier),
        service=clip(Parcel, "service", incoming.service),
        shipping_cost=max(0, incoming.shipping_cost),
        tracking_number=clip(Parcel, "tracking_number", incoming.tracking_number),
        ship_by=incoming.ship_by,
        note=clip(Parcel, "note", incoming.note),
    )


def _reserve(line: Line, packs: int) -> None:
    """Turn as much of a shortage into a reservation as there is."""
    granted = effects.reserve_what_is_there(line, packs)
    effects.change(line, reserved=granted, shortage=-granted)


def _require_matchable(line: Line, record: StockRecord) -> None:
    if line.stock_item_id is not None:
        raise NotAllowed("matched", _("This line is matched with another article already."))
    if record.stock_item_id is None or record.partner_id != line.partner_id:
        raise NotAllowed("no_article", _("This article cannot be chosen here."))


def _match(line: Line, record: StockRecord) -> None:
    _set_article(line, record)
    line.shortage = line.quantity
    fields = ("stockrecord", "product", "upc", "partner_sku", "stock_item", "units_per_sale")
    values = {name: getattr(line, name) for name in fields}
    if not Line.objects.filter(pk=line.pk, stock_item=None).update(
        **values, shortage=line.quantity
    ):
        raise effects.OutOfStep(f"line {line.pk}")


def _catch_up(locked: Locked, line: Line) -> None:
    """Bring a line that was just matched to where its parcels already are."""
    for parcel in locked.parcels:
        packs = sum(row.quantity for row in parcel.parcel_lines.all() if row.line_id == line.pk)
        if packs and parcel.state == ParcelState.CANCELLED:
            effects.change(line, shortage=-packs, cancelled=packs)
    _reserve(line, line.shortage)
    for parcel in locked.parcels:
        if parcel.state in LEFT_THE_STORE:
            effects.ship_line(locked, parcel, line)
