"""Placing an order of our own shop: one transaction, all or nothing, once per key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.core.prices import Price

from shop.address.models import Country
from shop.basket.models import Basket
from shop.formats import quantity as quantity_text
from shop.stock import services as stock
from shop.transactions import retries_contention

from . import dates, discounts
from .drafts import Draft, ParcelDraft, draft, line_discount, line_discounts, line_total
from .errors import CannotPlace, Problem
from .models import (
    Line,
    Order,
    Parcel,
    ParcelLine,
    ParcelState,
    PaymentState,
    ShippingAddress,
)
from .money import split
from .numbers import fingerprint
from .requests import Address, Contact, NewOrder
from .signals import order_moved
from .status import derive
from .utils import OrderCreator, OrderNumberGenerator

ATTEMPTS = 3
# Under which name an order or a parcel keeps rows of these tables.
NAMES = {Line: "lines", Parcel: "parcels", ParcelLine: "parcel_lines"}
# The one country; its row comes from a migration and need not be read to be pointed at.
COUNTRY = {"iso_3166_1_a2": "ID", "printable_name": "Indonesia"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The order, and whether this call made it or found it made before."""

    order: Order
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A new order and its parcels with their contents, as they were just written."""

    order: Order
    parcels: tuple[Parcel, ...]


Then = Callable[[Written], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """What Oscar wants to know of a shipping method."""

    name: str
    code: str


def hold_time() -> timedelta:
    """How long an unpaid order keeps its goods."""
    return timedelta(hours=getattr(settings, "ORDER_HOLD_HOURS", 24))


def place(*, new: NewOrder) -> Order:
    """Place the order, or return the one that was placed with this key before.

    Raises ``CannotPlace``; then nothing changed and the basket is open as before. Stock is
    reserved here; payment starts afterwards, in the same transaction (shop.checkout).
    """
    return place_once(new=new).order


@retries_contention
def place_once(*, new: NewOrder, then: Then | None = None) -> Placed:
    """As ``place``, and says whether the order is new.

    ``then`` is what belongs to a new order (payment, mail): it runs in the same transaction,
    and what it raises undoes the order.
    """
    key = fingerprint(Order.SHOP, new.idempotency_key)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                written = _place(new, key)
                if then is not None:
                    then(written)
            return Placed(order=written.order, is_new=True)
        except _AlreadySubmitted:
            return Placed(order=_placed_before(new, key), is_new=False)
        except IntegrityError:
            if Order.objects.filter(idempotency_key=key).exists():
                return Placed(order=_placed_before(new, key), is_new=False)
            # What is left is a number that was drawn before: draw another one.
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("the loop above returns or raises")


class _AlreadySubmitted(Exception):
    """The basket became an order before."""


def _placed_before(new: NewOrder, key: str) -> Order:
    order = Order.objects.filter(idempotency_key=key, basket_id=new.basket_id).first()
    if order is None:
        raise CannotPlace(
            [
                Problem(
                    code="already_ordered",
                    text=_("This basket has been ordered already. Look at your orders."),
                )
            ]
        )
    return order


def _place(new: NewOrder, key: str) -> Written:
    drafted = draft(new=new, basket=_claim(new))
    order = _write_order(new, key, drafted)
    lines = _write_lines(order, drafted)
    _reserve(lines, drafted)
    _write_discounts(order, lines, drafted)
    written = _write_parcels(order, lines, drafted, note=new.note)
    for parcel in written.parcels:
        order_moved.send(sender=Parcel, parcel_id=parcel.pk, from_state="", to_state=parcel.state)
    return written


def _claim(new: NewOrder) -> Basket:
    """Submit the basket in one UPDATE: of two presses at once, one gets it, one waits."""
    mine = Basket.objects.filter(pk=new.basket_id, owner_id=new.user_id)
    now = timezone.now()
    claimed = mine.filter(status__in=[Basket.OPEN, Basket.FROZEN]).update(
        status=Basket.SUBMITTED, date_submitted=now
    )
    if not claimed:
        raise _AlreadySubmitted
    # All we need of the row is known now; it is not read again.
    basket = Basket(
        pk=new.basket_id, owner_id=new.user_id, status=Basket.SUBMITTED, date_submitted=now
    )
    basket._state.adding = False
    return basket


def _write_order(new: NewOrder, key: str, drafted: Draft) -> Order:
    is_cod = new.pays_cash_on_delivery
    payment_state = PaymentState.COD if is_cod else PaymentState.AWAITING
    states = [ParcelState.TO_PACK] * len(drafted.parcels)
    currency = drafted.basket.currency
    return OrderCreator().create_order_model(
        drafted.user,
        drafted.basket,
        write_address(contact=new.contact, address=new.address),
        _Chosen(name=_method_name(drafted), code="per_parcel"),
        Price(currency=currency, excl_tax=drafted.shipping, incl_tax=drafted.shipping),
        None,
        Price(currency=currency, excl_tax=drafted.total, incl_tax=drafted.total),
        OrderNumberGenerator().order_number(drafted.basket),
        derive(payment_state=payment_state, parcel_states=states),
        source=Order.SHOP,
        idempotency_key=key,
        contact_name=clip(Order, "contact_name", new.contact.name),
        contact_phone=clip(Order, "contact_phone", new.contact.phone),
        guest_email=new.contact.email,
        language=new.language,
        terms_version=clip(Order, "terms_version", new.terms_version),
        payment_state=payment_state,
        lapses_at=None if is_cod else timezone.now() + hold_time(),
    )


def _method_name(drafted: Draft) -> str:
    names = dict.fromkeys(parcel.option.service_name for parcel in drafted.parcels)
    return clip(Order, "shipping_method", ", ".join(names))


def write_address(*, contact: Contact, address: Address) -> ShippingAddress:
    """Write where an order goes; a phone number that is no number stays on the order only."""
    row = address_row(contact=contact, address=address)
    row.save(force_insert=True)
    return row


def address_row(*, contact: Contact, address: Address) -> ShippingAddress:
    """The row of ``write_address`` before it is written, with the words Oscar finds it by."""
    phone = contact.phone if contact.phone.startswith("+") else ""
    facts = {
        "first_name": contact.name,
        "line1": address.line1,
        "line4": address.regency,
        "state": address.province,
        "postcode": address.postal_code,
        "region_code": address.region_code,
        "province": address.province,
        "regency": address.regency,
        "district": address.district,
        "village": address.village,
        "landmark": address.landmark,
    }
    clipped = {name: clip(ShippingAddress, name, value) for name, value in facts.items()}
    row = ShippingAddress(
        **clipped, notes=address.note, phone_number=phone, country=Country(**COUNTRY)
    )
    row._update_search_text()
    return row


def clip(model: Any, name: str, text: str) -> str:
    """Text cut to the length of its column, which PostgreSQL would refuse."""
    return text[: model._meta.get_field(name).max_length]


def _write_lines(order: Order, drafted: Draft) -> list[Line]:
    rows = [
        _line(order, line, sending)
        for parcel in drafted.parcels
        for line, sending in zip(parcel.lines, _sending(parcel), strict=True)
    ]
    OrderCreator().write_lines(rows, drafted.lines)
    return rows


def _sending(parcel: ParcelDraft) -> list[dict[str, int]]:
    """The price of sending a parcel on its lines: who pays which part, each exact in its sum."""
    weights = [line_total(line) - line_discount(line) for line in parcel.lines]
    parts = {
        "shipping_paid": parcel.option.price - parcel.discount,
        "shipping_subsidy": parcel.by_platform,
        "shipping_by_seller": parcel.by_seller,
    }
    shares = {name: split(amount, weights) for name, amount in parts.items()}
    return [{name: share[index] for name, share in shares.items()} for index in range(len(weights))]


def _write_discounts(order: Order, lines: Sequence[Line], drafted: Draft) -> None:
    """Record what was taken off and count the uses; only now that stock is taken (discounts)."""
    creator = OrderCreator()
    applications = list(drafted.basket.offer_applications)
    written = creator.write_discounts(order, applications, drafted.basket)
    creator.write_line_discounts(lines, drafted.lines, written)
    discounts.count(
        order=order,
        applications=[each for each in applications if each["offer"].pk in written],
    )


def _line(order: Order, line: Any, sending: dict[str, int]) -> Line:
    """One order line with its money frozen; goods are reserved right after."""
    before, discount = line_total(line), line_discount(line)
    by_seller, by_platform = line_discounts(line)
    record, product = line.stockrecord, line.product
    return Line(
        order=order,
        partner=record.partner,
        partner_name=clip(Line, "partner_name", record.partner.name),
        partner_sku=record.partner_sku,
        stockrecord=record,
        product=product,
        title=clip(Line, "title", product.get_title()),
        upc=product.upc,
        quantity=line.quantity,
        line_price_excl_tax=before - discount,
        line_price_incl_tax=before - discount,
        line_price_before_discounts_excl_tax=before,
        line_price_before_discounts_incl_tax=before,
        unit_price_excl_tax=line.unit_price_excl_tax,
        unit_price_incl_tax=line.unit_price_incl_tax,
        num_allocated=0,
        stock_item_id=record.drawn_from.pk,
        promised_on=record.harvest.harvest_date if record.harvest else None,
        units_per_sale=record.units_per_sale,
        reserved=line.quantity,
        list_price=before,
        seller_discount=by_seller,
        platform_discount=by_platform,
        **sending,
    )


def _reserve(lines: Sequence[Line], drafted: Draft) -> None:
    demands = [
        stock.Demand(
            item_id=line.stock_item_id,
            quantity=line.quantity * line.units_per_sale,
            ref=line.stock_ref,
            step=line.units_per_sale,
        )
        for line in lines
    ]
    try:
        stock.reserve_many(demands=demands)
    except stock.NotEnough as refusal:
        raise CannotPlace([_shortfall(short, drafted) for short in refusal.shorts]) from refusal


def _shortfall(short: stock.Short, drafted: Draft) -> Problem:
    """What is missing, in the words of the basket: sold out, or this much is left."""
    lines = [line for line in drafted.lines if line.stockrecord.drawn_from.pk == short.item_id]
    unit = lines[0].stockrecord.stock_item.base_unit
    names = list(dict.fromkeys(line.product.get_title() for line in lines))
    smallest = min(line.stockrecord.units_per_sale for line in lines)
    code = "short_stock" if short.free >= smallest else "sold_out"
    text = {
        "sold_out": _("%(product)s has just sold out. The rest of your basket is kept."),
        "short_stock": _(
            "%(product)s: only %(free)s left, your basket asks for %(wanted)s. Choose fewer."
        ),
    }[code]
    words = {
        "product": ", ".join(names),
        "free": quantity_text(short.free, unit),
        "wanted": quantity_text(short.wanted, unit),
    }
    return Problem(
        code=code,
        text=text % words,
        basket_line_id=lines[0].pk,
        cooperative_id=lines[0].stockrecord.partner_id,
        facts={**words, "free_units": short.free, "wanted_units": short.wanted, "unit": unit},
    )


def _write_parcels(order: Order, lines: Sequence[Line], drafted: Draft, *, note: str) -> Written:
    rows = [
        _parcel(order, parcel, sequence, note)
        for sequence, parcel in enumerate(drafted.parcels, start=1)
    ]
    Parcel.objects.bulk_create(rows)
    remaining = iter(lines)
    contents = [
        ParcelLine(parcel=row, line=next(remaining), quantity=line.quantity)
        for row, parcel in zip(rows, drafted.parcels, strict=True)
        for line in parcel.lines
    ]
    ParcelLine.objects.bulk_create(contents)
    remember(order.lines.all(), lines)
    remember(order.parcels.all(), rows)
    for row in rows:
        remember(row.parcel_lines.all(), [each for each in contents if each.parcel is row])
    return Written(order=order, parcels=tuple(rows))


def remember(related: Any, rows: Sequence[Any]) -> None:
    """Keep rows just written as if they had been prefetched, so that nobody reads them again."""
    owner, name = related._hints["instance"], related.model
    related._result_cache = list(rows)
    related._prefetch_done = True
    owner.__dict__.setdefault("_prefetched_objects_cache", {})[NAMES[name]] = related


def _parcel(order: Order, parcel: ParcelDraft, sequence: int, note: str) -> Parcel:
    today = timezone.localdate()
    ready = dates.ready_of(parcel.lines, today=today)
    by = dates.ship_by(partner=parcel.partner, ready=ready)
    if parcel.pickup_on is not None:
        by = dates.pickup_by(parcel.partner, parcel.pickup_on)
    return Parcel(
        order=order,
        cooperative=parcel.partner,
        sequence=sequence,
        courier=clip(Parcel, "courier", parcel.option.courier),
        service=clip(Parcel, "service", parcel.option.service_name),
        shipping_cost=parcel.option.price,
        weight_grams=parcel.grams,
        quote=parcel.as_quoted(),
        ready_on=ready if ready > today else None,
        ship_by=by,
        note=clip(Parcel, "note", note),
    )
