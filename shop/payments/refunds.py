"""What a person decides about money that does not simply pay an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.order import services as orders
from shop.order.models import Order, PaymentState
from shop.transactions import retries_contention

from .models import PaymentRequest, RequestState
from .providers.base import PaymentError

if TYPE_CHECKING:
    from shop.accounts.models import User


@retries_contention
def accept(*, request_id: int, actor: User | None, note: str) -> bool:
    """Held money is taken as it is, as payment of the order. False when it is not held.

    A lapsed order revives. Raises PaymentError when its goods are gone: the money can only be
    returned, or wait.
    """
    with transaction.atomic():
        taken = PaymentRequest.objects.filter(pk=request_id, state=RequestState.HELD).update(
            state=RequestState.PAID, decided_by=actor, note=note[:255], updated_at=timezone.now()
        )
        if not taken:
            return False
        pay_with_held(PaymentRequest.objects.select_related("order").get(pk=request_id).order)
    return True


def pay_with_held(order: Order) -> None:
    """Let the accepted money pay the order; one that is paid already stays as it is."""
    if order.payment_state == PaymentState.COD:
        orders.mark_paid(order_id=order.pk)
    if order.payment_state != PaymentState.HELD or orders.accept_money(order_id=order.pk):
        return
    if order.lapsed_at is None or not orders.revive(order_id=order.pk):
        raise PaymentError(
            "goods_gone", _("The goods of this order are gone. Return the money instead.")
        )


@retries_contention
def return_money(*, request_id: int, amount: int, actor: User | None, note: str) -> bool:
    """Decide that ``amount`` rupiah of what came go back. False when that is not open.

    The transfer itself is made by hand; ``refunded`` says that it was.
    """
    if amount < 1:
        raise ValueError(f"A refund is more than nothing: {amount}.")
    changed = PaymentRequest.objects.filter(
        pk=request_id,
        state__in=[RequestState.HELD, RequestState.PAID],
        paid_amount__gte=amount,
    ).update(
        state=RequestState.REFUND_DUE,
        refund_amount=amount,
        decided_by=actor,
        note=note[:255],
        updated_at=timezone.now(),
    )
    return changed == 1


@retries_contention
def refunded(*, request_id: int, actor: User | None, reference: str) -> bool:
    """The money went back. False when no refund was due.

    Where the right amount stays with us, only what was too much went back and the payment
    stands. The order learns of it unless another request pays for it.
    """
    with transaction.atomic():
        changed = PaymentRequest.objects.filter(
            pk=request_id, state=RequestState.REFUND_DUE
        ).update(
            state=RequestState.REFUNDED,
            decided_by=actor,
            reference=reference[:120],
            updated_at=timezone.now(),
        )
        if not changed:
            return False
        request = PaymentRequest.objects.get(pk=request_id)
        if request.paid_amount - request.refund_amount == request.amount:
            PaymentRequest.objects.filter(pk=request_id).update(state=RequestState.PAID)
        elif not paid_otherwise(request):
            orders.mark_refunded(order_id=request.order_id, amount=request.refund_amount)
    return True


def paid_otherwise(request: PaymentRequest) -> bool:
    """Whether the order stands paid by another request: this money came twice."""
    order = Order.objects.get(pk=request.order_id)
    others = PaymentRequest.objects.filter(order=order, state=RequestState.PAID)
    return order.payment_state == PaymentState.PAID and others.exists()
