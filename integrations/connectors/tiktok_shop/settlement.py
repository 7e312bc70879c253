"""Statements: one per day, with what each order brought and cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from math import ceil, floor

from integrations.channels.errors import BadPayload, ChannelError
from integrations.channels.payload import Payload
from integrations.channels.words import (
    Page,
    Rupiah,
    Settlement,
    SettlementKind,
    SettlementLine,
)
from integrations.connectors.tiktok_shop import mapping
from integrations.connectors.tiktok_shop.client import STATEMENTS, TRANSACTIONS, TikTokClient
from integrations.connectors.tiktok_shop.reading import next_cursor, paging

STATEMENTS_PER_PAGE = 10  # each costs at least one more call; together they stay below the burst
TRANSACTIONS_PER_PAGE = 100

# Signed as the seller sees them: what TikTok keeps comes negative.
_AMOUNTS = (
    ("revenue_amount", SettlementKind.SALE),
    ("shipping_cost_amount", SettlementKind.SHIPPING),
    ("adjustment_amount", SettlementKind.ADJUSTMENT),
)
# A fee's kind by what its name holds; the first match counts, new fees are service fees.
_FEES = (
    ("affiliate", SettlementKind.AFFILIATE_FEE),
    ("tap_shop_ads", SettlementKind.AFFILIATE_FEE),
    ("commission", SettlementKind.COMMISSION),
    ("referral", SettlementKind.COMMISSION),
    ("transaction_fee", SettlementKind.PAYMENT_FEE),
    ("credit_card", SettlementKind.PAYMENT_FEE),
    ("ad_fee", SettlementKind.CAMPAIGN_FEE),
    ("campaign", SettlementKind.CAMPAIGN_FEE),
    ("flash_sale", SettlementKind.CAMPAIGN_FEE),
)


def settlement_page(
    client: TikTokClient, since: datetime, until: datetime, cursor: str | None
) -> Page[Settlement | ChannelError]:
    """One page of statements, each with all its transactions."""
    window = (
        ("sort_field", "statement_time"),
        ("sort_order", "ASC"),
        ("statement_time_ge", str(floor(since.timestamp()))),
        ("statement_time_lt", str(ceil(until.timestamp()) + 1)),
    )
    answer = client.call(STATEMENTS, query=(*paging(STATEMENTS_PER_PAGE, cursor), *window))
    return Page(
        items=tuple(_settlement(client, row) for row in answer.rows_at("statements")),
        next_cursor=next_cursor(answer),
    )


def _settlement(client: TikTokClient, statement: Payload) -> Settlement | ChannelError:
    try:
        statement_id = statement.field("id").text()
        return settlement_from(statement, list(_transactions(client, statement_id)))
    except BadPayload as error:
        return mapping.about(statement, error.path, error.reason)


def _transactions(client: TikTokClient, statement_id: str) -> Iterator[Payload]:
    cursor: str | None = None
    while True:
        query = (*paging(TRANSACTIONS_PER_PAGE, cursor), ("sort_field", "order_create_time"))
        answer = client.call(TRANSACTIONS, id=statement_id, query=query)
        rows = answer.optional("transactions") or answer.optional("statement_transactions")
        yield from rows.items() if rows else ()
        following = next_cursor(answer)
        if following is None or following == cursor:
            return
        cursor = following


def settlement_from(statement: Payload, transactions: list[Payload]) -> Settlement:
    """A statement and its transactions; what they do not explain stays visible as OTHER."""
    statement_id = statement.field("id").text()
    total = statement.field("settlement_amount").rupiah()
    seen: Counter[str] = Counter()
    lines: list[SettlementLine] = []
    for row in transactions:
        lines += _lines(row, seen)
    rest = total - sum(line.amount for line in lines)
    if rest:
        lines.append(_line(statement_id, "", "other", SettlementKind.OTHER, rest))
    return Settlement(
        statement_id=statement_id,
        released_at=statement.field("statement_time").seconds(),
        total=total,
        lines=tuple(lines),
    )


def _lines(row: Payload, seen: Counter[str]) -> list[SettlementLine]:
    """One transaction: sale, shipping, adjustment, every fee by name, and what is left."""
    order_id = row.text_at("order_id") or row.text_at("adjustment_order_id")
    transaction_id = row.text_at("id") or order_id
    seen[transaction_id] += 1
    if seen[transaction_id] > 1:
        transaction_id = f"{transaction_id}#{seen[transaction_id]}"
    amounts = [(name, kind, row.rupiah_at(name)) for name, kind in _AMOUNTS]
    amounts += _fees(row)
    rest = row.field("settlement_amount").rupiah() - sum(amount for _, _, amount in amounts)
    amounts.append(("other", SettlementKind.OTHER, rest))
    return [
        _line(transaction_id, order_id, name, kind, amount)
        for name, kind, amount in amounts
        if amount
    ]


def _fees(row: Payload) -> list[tuple[str, SettlementKind, Rupiah]]:
    """Fees and taxes one by one, or in one sum where TikTok does not name them."""
    found: list[tuple[str, SettlementKind, Rupiah]] = []
    breakdown = row.optional("fee_tax_breakdown")
    if breakdown is not None:
        found += [(name, _kind(name), amount) for name, amount in _named(breakdown, "fee")]
        found += [(name, SettlementKind.TAX, amount) for name, amount in _named(breakdown, "tax")]
    if not found:
        whole = row.rupiah_at("fee_tax_amount") or row.rupiah_at("fee_amount")
        found.append(("fee_tax_amount", SettlementKind.SERVICE_FEE, whole))
    return found


def _named(breakdown: Payload, group: str) -> list[tuple[str, Rupiah]]:
    inner = breakdown.optional(group)
    if inner is None or not isinstance(inner.value, Mapping):
        return []
    return [(name, inner.rupiah_at(name)) for name in inner.value]


def _kind(name: str) -> SettlementKind:
    return next((kind for part, kind in _FEES if part in name), SettlementKind.SERVICE_FEE)


def _line(
    owner: str, order_id: str, name: str, kind: SettlementKind, amount: Rupiah
) -> SettlementLine:
    return SettlementLine(
        line_id=f"{owner}:{name}",
        external_order_id=order_id,
        kind=kind,
        amount=amount,
        raw_kind="" if name == "other" else name,
    )
