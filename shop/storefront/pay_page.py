"""What the page to pay shows: where to, how much, how long, and what became of the money."""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno

from shop.order.models import PaymentState
from shop.payments import qris
from shop.payments.models import BankAccount, PaymentProof, PaymentRequest, RequestState
from shop.payments.providers import registry
from shop.payments.providers.base import Method
from shop.payments.providers.manual_transfer import accounts_of
from shop.payments.selectors import order_like_of
from shop.payments.services import methods
from shop.storefront.order_page import OrderPage

COD = "cod"
# Pixels of one module: large enough to be scanned from a second phone.
SCALE, BORDER = 8, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPage:
    """One request for money as its buyer sees it."""

    page: OrderPage
    request: PaymentRequest
    proofs: tuple[PaymentProof, ...]
    merchant: qris.Merchant | None
    others: tuple[Method, ...]
    accounts: tuple[BankAccount, ...] = ()

    @property
    def is_far(self) -> bool:
        """Paid on a provider's own page."""
        return registry.get_far(self.request.provider) is not None

    @property
    def missing(self) -> int:
        """Rupiah that still lack of what was asked, once something came."""
        came = self.request.paid_amount
        is_short = self.is_held and 0 < came < self.request.amount
        return self.request.amount - came if is_short else 0

    @property
    def too_much(self) -> int:
        """Rupiah that came beyond what was asked."""
        return max(0, self.request.paid_amount - self.request.amount) if self.is_held else 0

    @property
    def is_held(self) -> bool:
        """Money is there and a person decides about it."""
        return self.request.state == RequestState.HELD

    @property
    def is_sold_out(self) -> bool:
        """The right sum came too late and the goods are gone: the buyer may say a wish."""
        return self.is_held and self.page.order.lapsed_at is not None

    @property
    def is_waiting(self) -> bool:
        """Money is expected now."""
        return self.page.is_waiting

    @property
    def may_try_again(self) -> bool:
        """This request ended but the order still waits: another one may be opened."""
        order = self.page.order
        ended = {RequestState.EXPIRED, RequestState.CANCELLED, RequestState.REVERSED}
        is_open = order.payment_state == PaymentState.AWAITING and order.lapsed_at is None
        return is_open and self.request.state in ended

    @property
    def takes_proof(self) -> bool:
        """A picture helps: money goes to an account or a QRIS that a person looks at."""
        arrives = self.request.account_id or self.request.qris_id
        return bool(arrives) and (
            self.is_waiting or self.missing > 0 or self.request.state == RequestState.EXPIRED
        )


def pay_page(page: OrderPage, request: PaymentRequest) -> PayPage:
    """Read everything the page needs."""
    code = request.qris
    may_choose = page.is_waiting or page.order.payment_state == PaymentState.AWAITING
    others = methods(order_like=order_like_of(page.order)) if may_choose else []
    return PayPage(
        page=page,
        request=request,
        accounts=tuple(accounts_of(request)) if request.account_id else (),
        proofs=tuple(request.proofs.all()),
        merchant=qris.merchant(code.payload) if code else None,
        others=tuple(
            each
            for each in others
            if each.is_offered
            and each.code != COD
            and (each.code != request.provider or not page.is_waiting)
        ),
    )


def draw_qris(request: PaymentRequest, kind: str) -> bytes:
    """The code with the amount inside, as ``svg`` or ``png``. Raises ``ValueError``."""
    if request.qris is None:
        raise ValueError("no code")
    text = qris.with_amount(request.qris.payload, request.amount)
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind=kind, scale=SCALE, border=BORDER)
    return drawn.getvalue()
