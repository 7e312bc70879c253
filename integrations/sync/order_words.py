"""A channel's order in the shop's words, and in the columns of our tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from integrations.channels.orders import OrderState, Recipient
from integrations.channels.words import ChannelOrder as Incoming
from integrations.channels.words import ChannelOrderLine as IncomingChannelLine
from integrations.channels.words import ChannelParcel
from integrations.sync.models import ChannelAccount, ChannelOrder, ChannelOrderLine, Listing
from shop.order.models import Order, PaymentState
from shop.order.requests import Address, Contact, IncomingLine, IncomingOrder
from shop.partner.models import StockRecord

# The state alone does not tell of these whether the buyer has paid.
MAY_BE_UNPAID = frozenset({OrderState.UNPAID, OrderState.CANCELLED, OrderState.UNKNOWN})


def key_of(line: IncomingChannelLine) -> tuple[str, str]:
    """What a line was bought from."""
    return line.external_listing_id, line.external_variant_id


def columns(incoming: Incoming) -> dict[str, Any]:
    """The row's own columns. What the channel does not tell (any more) is left as it was."""
    found: dict[str, Any] = {
        "raw_state": incoming.raw_state[:60],
        "external_created_at": incoming.created_at,
        "external_updated_at": incoming.updated_at,
        "payload": incoming.payload,
    }
    if incoming.state is not OrderState.UNKNOWN:
        found["state"] = incoming.state.value
    if incoming.ship_by is not None:
        found["ship_by"] = incoming.ship_by
    if incoming.parcels:
        found["external_parcel_id"] = incoming.parcels[0].external_parcel_id[:80]
        found["parcels"] = [parcel_facts(parcel) for parcel in incoming.parcels]
        number = first_number(incoming)
        if number:
            found["tracking_number"] = number[:80]
    return found


def parcel_facts(parcel: ChannelParcel) -> dict[str, str]:
    """One parcel of the channel as we keep it."""
    return {
        "id": parcel.external_parcel_id[:80],
        "courier": parcel.courier[:80],
        "tracking_number": parcel.tracking_number[:80],
        "state": parcel.raw_state[:60],
    }


def first_number(incoming: Incoming) -> str:
    """The first tracking number any of the parcels has."""
    return next((each.tracking_number for each in incoming.parcels if each.tracking_number), "")


def fingerprint(incoming: Incoming) -> str:
    """The order's facts in one word: channels write times in seconds, and much fits into one."""
    facts = (incoming.raw_state, incoming.lines, incoming.parcels, incoming.payload)
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def listings_of(account_id: int, found: Iterable[Incoming]) -> dict[tuple[str, str], Listing]:
    """What the lines of these orders were bought from, as far as we know it, by ``key_of``."""
    ids = {line.external_listing_id for incoming in found for line in incoming.lines}
    rows = Listing.objects.filter(account_id=account_id, external_listing_id__in=ids)
    return {(each.external_listing_id, each.external_variant_id): each for each in rows}


def line_rows(
    row: ChannelOrder, incoming: Incoming, listings: Mapping[tuple[str, str], Listing]
) -> list[ChannelOrderLine]:
    """The order's lines as rows of ours, each with the listing it was bought from."""
    return [line_row(row, line, listings.get(key_of(line))) for line in incoming.lines]


def line_row(
    row: ChannelOrder, line: IncomingChannelLine, listing: Listing | None
) -> ChannelOrderLine:
    """The line as a row of ours."""
    title = f"{line.title} {line.variant_name}".strip()
    return ChannelOrderLine(
        channel_order=row,
        external_line_id=line.external_line_id[:120],
        listing=listing,
        external_listing_id=line.external_listing_id[:80],
        external_variant_id=line.external_variant_id[:80],
        seller_sku=line.seller_sku[:120],
        title=title[:255],
        quantity=line.quantity,
        cancelled_quantity=line.cancelled_quantity,
        unit_price=int(line.unit_price),
    )


def join_lines(lines: Iterable[ChannelOrderLine], order: Order) -> None:
    """Say which line of our order each line of the channel's is."""
    by_reference = {line.partner_line_reference: line.pk for line in order.lines.all()}
    for line in lines:
        line.order_line_id = by_reference.get(line.external_line_id)


def packs_of(account: ChannelAccount, lines: Iterable[ChannelOrderLine]) -> dict[str, int]:
    """Line id → pack of ours: by the match of its listing, else by a code that only one pack has.

    The code helps with goods that were put up at the channel since we last read its list.
    """
    rows = list(lines)
    found = {
        row.external_line_id: row.listing.stockrecord_id
        for row in rows
        if row.listing is not None and row.listing.stockrecord_id is not None
    }
    unknown = {
        row.seller_sku
        for row in rows
        if row.external_line_id not in found and row.listing is None and row.seller_sku
    }
    by_code = dict(
        StockRecord.objects.filter(
            partner_id=account.cooperative_id, partner_sku__in=unknown
        ).values_list("partner_sku", "pk")
    )
    for row in rows:
        if row.listing is None and row.seller_sku in by_code:
            found.setdefault(row.external_line_id, by_code[row.seller_sku])
    return found


def incoming_order(
    *,
    row: ChannelOrder,
    incoming: Incoming,
    packs: Mapping[str, int],
    holders: Mapping[str, str],
) -> IncomingOrder:
    """The order as the shop's own services take it. ``holders``: line id → whose grant it is."""
    account = row.account
    shipping = int(incoming.shipping_paid or 0)
    return IncomingOrder(
        source=account.channel,
        source_label=account.label,
        account_key=str(account.pk),
        external_number=incoming.external_order_id,
        cooperative_id=account.cooperative_id,
        contact=Contact(
            name=incoming.buyer_name or incoming.recipient.name, phone=incoming.recipient.phone
        ),
        address=_address(incoming.recipient),
        placed_at=incoming.created_at,
        payment_state=payment_state(incoming),
        courier=incoming.courier,
        tracking_number=first_number(incoming),
        ship_by=incoming.ship_by,
        note=incoming.buyer_note,
        lines=tuple(
            _line(
                line,
                packs.get(line.external_line_id[:120]),
                shipping if index == 0 else 0,
                holders.get(line.external_line_id[:120], ""),
            )
            for index, line in enumerate(incoming.lines)
        ),
    )


def payment_state(incoming: Incoming) -> str:
    """Where the buyer's money is, as far as the channel tells."""
    if incoming.is_cod:
        return PaymentState.COD.value
    if incoming.state in MAY_BE_UNPAID and incoming.paid_at is None:
        return PaymentState.AWAITING.value
    return PaymentState.PAID.value


def _line(
    line: IncomingChannelLine, pack_id: int | None, shipping: int, holder: str
) -> IncomingLine:
    return IncomingLine(
        external_line_id=line.external_line_id[:120],
        title=f"{line.title} {line.variant_name}".strip(),
        sku=line.seller_sku,
        quantity=line.quantity,
        stockrecord_id=pack_id,
        list_price=int(line.unit_list_price) * line.quantity,
        seller_discount=int(line.seller_discount),
        platform_discount=int(line.platform_discount),
        shipping_paid=shipping,
        stock_holder=holder,
    )


def holders_of(lines: Iterable[ChannelOrderLine]) -> dict[str, str]:
    """Line id → whose grant its goods are sold from, for lines whose listing we know."""
    return {
        row.external_line_id: holder_of(row.listing_id)
        for row in lines
        if row.listing_id is not None
    }


def holder_of(listing_id: int) -> str:
    """The name of a listing among the holders of grants."""
    return f"listing:{listing_id}"


def _address(recipient: Recipient) -> Address | None:
    """What may be kept of where it goes; masked parts stay masked."""
    if not (recipient.address or recipient.city or recipient.province):
        return None
    return Address(
        line1=recipient.address,
        province=recipient.province,
        regency=recipient.city,
        district=recipient.district,
        village=recipient.village,
        postal_code=recipient.postal_code,
    )
