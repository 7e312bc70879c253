"""What Lazada pays out, order by order and week by week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from integrations.channels.errors import BadPayload, ChannelError
from integrations.channels.payload import Payload
from integrations.channels.words import Page, Rupiah, Settlement, SettlementKind, SettlementLine
from integrations.connectors.lazada import mapping
from integrations.connectors.lazada.client import LazadaClient

ROWS_PER_CALL = 500
# Lines carry the day they were booked; they are paid with the statement of their week, later.
PAID_WITHIN = timedelta(days=21)
_WEEK = timedelta(days=7)

FEE_TYPES: dict[str, SettlementKind] = {
    "3": SettlementKind.PAYMENT_FEE,
    "16": SettlementKind.COMMISSION,
}
# Names for the other types, the first word that fits.
FEE_NAMES: tuple[tuple[str, SettlementKind], ...] = (
    ("commission", SettlementKind.COMMISSION),
    ("payment fee", SettlementKind.PAYMENT_FEE),
    ("item price", SettlementKind.SALE),
    ("shipping", SettlementKind.SHIPPING),
    ("affiliate", SettlementKind.AFFILIATE_FEE),
    ("campaign", SettlementKind.CAMPAIGN_FEE),
    ("sponsored", SettlementKind.CAMPAIGN_FEE),
    ("subsid", SettlementKind.PLATFORM_SUBSIDY),
    ("voucher", SettlementKind.PLATFORM_SUBSIDY),
    ("tax", SettlementKind.TAX),
    ("wht", SettlementKind.TAX),
    ("adjust", SettlementKind.ADJUSTMENT),
    ("fee", SettlementKind.SERVICE_FEE),
)


def settlement_page(
    client: LazadaClient, since: datetime, until: datetime, cursor: str | None
) -> Page[Settlement | ChannelError]:
    """The paid lines of one calendar week, whole, so that no order is cut by a page."""
    last_day = until.astimezone(mapping.WIB).date()
    first_day = (since - PAID_WITHIN).astimezone(mapping.WIB).date()
    monday = date.fromisoformat(cursor) if cursor else first_day - _days(first_day.weekday())
    sunday = monday + _days(6)
    rows = _rows(client, monday, min(sunday, last_day))
    return Page(
        items=tuple(_settlements(rows, monday)),
        next_cursor=None if sunday >= last_day else (monday + _WEEK).isoformat(),
    )


def _days(count: int) -> timedelta:
    return timedelta(days=count)


def _rows(client: LazadaClient, first: date, last: date) -> list[Payload]:
    rows: list[Payload] = []
    while True:
        answer = client.get(
            "/finance/transaction/details/get",
            (
                ("start_time", first.isoformat()),
                ("end_time", last.isoformat()),
                ("limit", str(ROWS_PER_CALL)),
                ("offset", str(len(rows))),
            ),
        )
        found = answer.rows_at("data")
        rows += found
        if len(found) < ROWS_PER_CALL:
            return rows


def _settlements(rows: Sequence[Payload], monday: date) -> list[Settlement | ChannelError]:
    orders: dict[str, list[Payload]] = {}
    for row in rows:
        if row.text_at("paid_status").lower() in {"paid", "1", "true", "yes"}:
            orders.setdefault(row.text_at("order_no"), []).append(row)
    return [_settlement(order_id, found, monday) for order_id, found in orders.items()]


def _settlement(order_id: str, rows: Sequence[Payload], monday: date) -> Settlement | ChannelError:
    statement_id = f"{order_id or 'shop'}:{monday.isoformat()}"
    try:
        lines = tuple(
            SettlementLine(
                line_id=f"{statement_id}:{place}",
                external_order_id=order_id,
                kind=kind_of(row),
                amount=amount_of(row),
                raw_kind=row.text_at("fee_name") or row.text_at("fee_type"),
            )
            for place, row in enumerate(rows)
        )
        released = max(_booked(row) for row in rows)
    except BadPayload as error:
        raw = Payload([row.value for row in rows]).redacted(mapping.PERSONAL)
        return BadPayload(error.path, error.reason, ref=order_id or statement_id, raw=raw)
    total = sum((line.amount for line in lines), Rupiah(0))
    return Settlement(statement_id=statement_id, released_at=released, total=total, lines=lines)


def kind_of(row: Payload) -> SettlementKind:
    """What a line is about: by its type where that is documented, else by its name."""
    known = FEE_TYPES.get(row.text_at("fee_type"))
    name = row.text_at("fee_name").lower()
    return known or next((kind for word, kind in FEE_NAMES if word in name), SettlementKind.OTHER)


def amount_of(row: Payload) -> Rupiah:
    """An amount with its sign; thousands may be set apart by commas."""
    found = row.field("amount")
    text = found.text() if isinstance(found.value, str) else found.value
    plain = text.replace(",", "") if isinstance(text, str) else text
    return Payload(plain, found.path).rupiah()


def _booked(row: Payload) -> datetime:
    """ "2026-09-07", "07 Sep 2026", or any moment."""
    found = row.field("transaction_date")
    try:
        day = datetime.strptime(found.text(), "%d %b %Y")
    except ValueError:
        return mapping.moment(found)
    return mapping.moment(Payload(day.isoformat(), found.path))
