"""Ways to pay on the gateway's page, and what a shop may do with each afterwards."""

from dataclasses import dataclass

from integrations.sandbox.core.states import DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One way. `kind` is the word in `payment_type`; `bank` what stands beside it."""

    title: str
    group: str
    kind: str
    bank: str = ""
    refund_days: int = 0  # 0: paid back by hand
    can_reverse: bool = False


METHODS: dict[str, Method] = {
    "qris": Method(title="QRIS", group="QRIS", kind="qris", bank="gopay", refund_days=45),
    "gopay": Method(title="GoPay", group="Dompet digital", kind="gopay", refund_days=45),
    "shopeepay": Method(
        title="ShopeePay", group="Dompet digital", kind="shopeepay", refund_days=365
    ),
    "bca_va": Method(title="BCA", group="Virtual account", kind="bank_transfer", bank="bca"),
    "bni_va": Method(title="BNI", group="Virtual account", kind="bank_transfer", bank="bni"),
    "bri_va": Method(title="BRI", group="Virtual account", kind="bank_transfer", bank="bri"),
    "permata_va": Method(
        title="Permata",
        group="Virtual account",
        kind="bank_transfer",
        bank="permata",
        can_reverse=True,
    ),
    "echannel": Method(
        title="Mandiri Bill", group="Virtual account", kind="echannel", can_reverse=True
    ),
    "indomaret": Method(
        title="Indomaret", group="Gerai", kind="cstore", bank="indomaret", can_reverse=True
    ),
    "alfamart": Method(title="Alfamart", group="Gerai", kind="cstore", bank="alfamart"),
}
REFUND_WITHIN = {code: method.refund_days * DAY for code, method in METHODS.items()}
