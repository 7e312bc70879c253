"""What an order paid out, line by line. Pure."""

from __future__ import annotations

from integrations.channels.payload import Payload
from integrations.channels.words import Settlement, SettlementKind, SettlementLine

# What Shopee adds to (+1) or keeps back from (-1) the seller's money, by our kind.
_INCOME: tuple[tuple[str, SettlementKind, int], ...] = (
    ("voucher_from_shopee", SettlementKind.PLATFORM_SUBSIDY, 1),
    ("shopee_discount", SettlementKind.PLATFORM_SUBSIDY, 1),
    ("buyer_paid_shipping_fee", SettlementKind.SHIPPING, 1),
    ("shopee_shipping_rebate", SettlementKind.SHIPPING, 1),
    ("actual_shipping_fee", SettlementKind.SHIPPING, -1),
    ("reverse_shipping_fee", SettlementKind.SHIPPING, -1),
    ("commission_fee", SettlementKind.COMMISSION, -1),
    ("service_fee", SettlementKind.SERVICE_FEE, -1),
    ("seller_order_processing_fee", SettlementKind.SERVICE_FEE, -1),
    ("seller_transaction_fee", SettlementKind.PAYMENT_FEE, -1),
    ("order_ams_commission_fee", SettlementKind.AFFILIATE_FEE, -1),
    ("campaign_fee", SettlementKind.CAMPAIGN_FEE, -1),
    ("withholding_tax", SettlementKind.TAX, -1),
    ("withholding_cit_tax", SettlementKind.TAX, -1),
    ("total_adjustment_amount", SettlementKind.ADJUSTMENT, 1),
)


def settlement_from(released: Payload, income: Payload) -> Settlement:
    """An order's payout from its line in the escrow list and its income detail.

    Shopee gives no formula, so what the named amounts do not explain stays visible as OTHER.
    """
    order_sn = released.field("order_sn").text()
    total = released.field("payout_amount").rupiah()
    shipping = income.rupiah_at("buyer_paid_shipping_fee")
    sale = income.field("buyer_total_amount").rupiah() - shipping
    amounts = [("buyer_total_amount", SettlementKind.SALE, sale)]
    amounts += [(name, kind, income.rupiah_at(name) * sign) for name, kind, sign in _INCOME]
    rest = total - sum(amount for _, _, amount in amounts)
    amounts.append(("", SettlementKind.OTHER, rest))
    return Settlement(
        statement_id=order_sn,
        released_at=released.field("escrow_release_time").seconds(),
        total=total,
        lines=tuple(
            SettlementLine(
                line_id=f"{order_sn}:{name or 'other'}",
                external_order_id=order_sn,
                kind=kind,
                amount=amount,
                raw_kind=name,
            )
            for name, kind, amount in amounts
            if amount
        ),
    )
