"""A parcel in the words of a courier: who, where, what is in it, and the money at the door."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from shop.address.models import Region
from shop.order.models import Order, Parcel, ParcelLine, PaymentState, ShippingAddress
from shop.order.selectors import share_of
from shop.shipping import biteship
from shop.shipping.biteship import Goods, Pickup, Stop

from .models import Booking


def why_not_by_courier(parcel: Parcel) -> str:
    """Why no courier can be asked for a parcel; empty when one can."""
    order, cooperative = parcel.order, parcel.cooperative
    address = order.shipping_address
    if not biteship.is_set_up():
        return _("Couriers cannot be asked for here: the key of Biteship is missing.")
    if not order.is_ours:
        return _("The channel chooses the courier of this parcel.")
    if parcel.is_collected:
        return _("The buyer fetches this parcel.")
    if not (cooperative.origin_line and cooperative.postal_code and cooperative.whatsapp):
        return _("The address, postal code or number of the cooperative is missing.")
    if address is None or not (address.line1 and order.contact_phone and postal_code_of(address)):
        return _("The buyer's address has no postal code.")
    rows = parcel.parcel_lines.select_related("line")
    if any(not grams for _row, grams in _weights(rows)):
        return _("The weight of an article is not known.")
    if order.payment_state == PaymentState.COD and cash_of(parcel) is None:
        return _("A part of an order paid at the door cannot be booked. Send it yourself.")
    return ""


def pickup_of(booking: Booking) -> Pickup:
    """Everything a courier has to know. Raises ``CourierRefused`` when it cannot be told."""
    parcel = booking.parcel
    order, cooperative = parcel.order, parcel.cooperative
    address = order.shipping_address
    if address is None:
        raise biteship.CourierRefused("no_address", "The order has no address.")
    lines = (address.line1, address.village, address.district, address.regency, address.province)
    return Pickup(
        reference=booking.reference,
        courier=booking.courier,
        service=booking.service,
        origin=Stop(
            name=cooperative.name,
            phone=local_phone(cooperative.whatsapp),
            address=f"{cooperative.origin_line}, {cooperative.regency_name}".strip(", "),
            postal_code=cooperative.postal_code,
        ),
        destination=Stop(
            name=order.contact_name,
            phone=local_phone(order.contact_phone),
            address=", ".join(part for part in lines if part),
            postal_code=postal_code_of(address),
            note=address.landmark,
        ),
        goods=goods_of(parcel),
        cash=_cash(order, parcel),
    )


def postal_code_of(address: ShippingAddress) -> str:
    """The buyer's postal code, else that of the first village of the place; empty for neither.

    Buyers may leave it empty; a courier's rates need one, and the address says the rest.
    """
    if address.postcode or not address.region_code:
        return address.postcode or ""
    code = address.region_code
    villages = Region.objects.filter(Q(code=code) | Q(code__startswith=f"{code}."))
    found = villages.exclude(postal_code="").order_by("code")
    return found.values_list("postal_code", flat=True).first() or ""


def goods_of(parcel: Parcel) -> tuple[Goods, ...]:
    """What is in the box, pack by pack."""
    rows = parcel.parcel_lines.select_related("line__product__parent").order_by("pk")
    return tuple(
        Goods(
            name=row.line.title,
            grams=grams,
            value=row.line.price // row.line.quantity,
            quantity=row.quantity,
        )
        for row, grams in _weights(rows)
    )


def cash_of(parcel: Parcel) -> int | None:
    """Rupiah the courier collects; None where a line travels in several parcels."""
    total = 0
    for row in parcel.parcel_lines.select_related("line"):
        line = row.line
        if row.quantity != line.quantity - line.cancelled:
            return None
        total += share_of(line=line, packs=row.quantity) + line.shipping_paid
    return total


def local_phone(number: str) -> str:
    """``+62812…`` as couriers want it: ``0812…``."""
    return f"0{number[3:]}" if number.startswith("+62") else number


def _cash(order: Order, parcel: Parcel) -> int:
    if order.payment_state != PaymentState.COD:
        return 0
    cash = cash_of(parcel)
    if cash is None:
        raise biteship.CourierRefused("split_cash", "A part of an order paid at the door.")
    return cash


def _weights(rows: object) -> list[tuple[ParcelLine, int]]:
    """Every row with the grams of one pack; 0 when nobody knows."""
    found = []
    for row in rows:  # type: ignore[attr-defined]
        product = row.line.product
        parent = product.parent if product and product.parent_id else None
        grams = product.weight_grams if product else 0
        found.append((row, grams or (parent.weight_grams if parent else 0)))
    return found
