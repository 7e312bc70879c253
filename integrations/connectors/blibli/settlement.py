"""What Blibli pays out: told in the details of each delivered item, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from integrations.channels.errors import BadPayload, ChannelError
from integrations.channels.payload import Payload
from integrations.channels.words import Page, Rupiah, Settlement, SettlementKind, SettlementLine
from integrations.connectors.blibli import mapping, reading
from integrations.connectors.blibli.client import BlibliClient
from integrations.connectors.blibli.mapping import Item

# An item that is paid out now was paid by its buyer at most this long ago.
PAID_WITHIN = timedelta(days=45)

FEES: dict[str, SettlementKind] = {
    "sales": SettlementKind.SALE,
    "itemPrice": SettlementKind.SALE,
    "commission": SettlementKind.COMMISSION,
    "transactionFee": SettlementKind.PAYMENT_FEE,
    "paymentFee": SettlementKind.PAYMENT_FEE,
    "paymentFeeBySeller": SettlementKind.PAYMENT_FEE,
    "serviceFee": SettlementKind.SERVICE_FEE,
    "handlingFee": SettlementKind.SERVICE_FEE,
    "sellerPromo": SettlementKind.CAMPAIGN_FEE,
    "promo": SettlementKind.CAMPAIGN_FEE,
    "sellerShipping": SettlementKind.SHIPPING,
    "shipping": SettlementKind.SHIPPING,
    "shippingCost": SettlementKind.SHIPPING,
    "pph23": SettlementKind.TAX,
    "tax": SettlementKind.TAX,
    "adjustment": SettlementKind.ADJUSTMENT,
}
# What Blibli takes, whatever sign it is written with.
TAKEN = frozenset(
    {
        SettlementKind.COMMISSION,
        SettlementKind.PAYMENT_FEE,
        SettlementKind.SERVICE_FEE,
        SettlementKind.CAMPAIGN_FEE,
        SettlementKind.TAX,
    }
)
TOTALS = ("totalPayment", "payout", "total", "settlementAmount", "amount")
TIMES = ("paymentDate", "settlementDate", "settlementTimestamp", "date")


def settlement_page(
    client: BlibliClient, since: datetime, until: datetime, cursor: str | None
) -> Page[Settlement | ChannelError]:
    """The payouts of one page of delivered items, each item a settlement of its own."""
    page = int(cursor or "0")
    items, is_last = reading.delivered(client, since - PAID_WITHIN, until, page)
    found: list[Settlement | ChannelError] = []
    for item in items:
        if item.status == "D":
            found += _of_item(client, item, since, until)
    return Page(items=tuple(found), next_cursor=None if is_last else str(page + 1))


def _of_item(
    client: BlibliClient, item: Item, since: datetime, until: datetime
) -> list[Settlement | ChannelError]:
    detail = reading.detail_of(client, item.item_id)
    paid = detail.optional("financeSettlement")
    if paid is None or not paid.value:
        return []
    try:
        settlement = _settlement(item, paid)
    except BadPayload as error:
        raw = paid.redacted(mapping.PERSONAL)
        return [BadPayload(error.path, error.reason, ref=item.order_id, raw=raw)]
    return [settlement] if since <= settlement.released_at <= until else []


def _settlement(item: Item, paid: Payload) -> Settlement:
    if not isinstance(paid.value, Mapping):
        raise BadPayload(paid.path, "not an object")
    told = mapping.first_at(paid, *TOTALS)
    when = mapping.first_at(paid, *TIMES)
    if told is None or when is None:
        raise BadPayload(f"{paid.path}.{TOTALS[0] if told is None else TIMES[0]}")
    total = told.rupiah()
    lines = [
        _line(item, name, kind, found.rupiah())
        for name, kind in FEES.items()
        if (found := paid.optional(name)) and found.rupiah()
    ]
    rest = total - sum((line.amount for line in lines), Rupiah(0))
    if rest:
        lines.append(_line(item, "rest", SettlementKind.OTHER, rest))
    return Settlement(
        statement_id=item.item_id,
        released_at=mapping.moment(when),
        total=total,
        lines=tuple(lines),
    )


def _line(item: Item, name: str, kind: SettlementKind, amount: Rupiah) -> SettlementLine:
    return SettlementLine(
        line_id=f"{item.item_id}:{name}",
        external_order_id=item.order_id,
        kind=kind,
        amount=-abs(amount) if kind in TAKEN else amount,
        raw_kind=name,
    )
