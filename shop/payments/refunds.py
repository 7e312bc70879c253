"""What a person decides about money that does not simply pay an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.audit.models import Action
from shop.order import services as orders
from shop.order.models import Order, PaymentState
from shop.transactions import retries_contention

from . import far, history
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
        history.note(Action.ACCEPTED, request_id, actor)
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
def return_money(
    *, request_id: int, amount: int, actor: User | None, note: str, by_hand: bool = False
) -> bool:
    """Decide that ``amount`` rupiah of what came go back. False when that is not open.

    A provider that can sends it by itself, unless ``by_hand``; otherwise a person transfers it.
    Either way ``refunded`` says that it happened. One refund at a time, as many as there is money.
    """
    if amount < 1:
        raise ValueError(f"A refund is more than nothing: {amount}.")
    with transaction.atomic():
        changed = PaymentRequest.objects.filter(
            pk=request_id,
            state__in=[RequestState.HELD, RequestState.PAID],
            paid_amount__gte=F("refunded_amount") + amount,
        ).update(
            state=RequestState.REFUND_DUE,
            refund_amount=amount,
            decided_by=actor,
            note=note[:255],
            updated_at=timezone.now(),
        )
        if changed:
            history.note(Action.RETURN_DECIDED, request_id, actor, after={"amount": amount})
        if changed and not by_hand:
            far.ask_refund(PaymentRequest.objects.get(pk=request_id))
    return changed == 1


@retries_contention
def accept_and_return_rest(*, request_id: int, actor: User | None, note: str) -> int:
    """Too much came: the order is paid with what it costs, the rest is due back.

    Returns the rest in rupiah; 0 when nothing was too much or it was decided before. Raises
    PaymentError as ``accept`` does.
    """
    with transaction.atomic():
        request = PaymentRequest.objects.get(pk=request_id)
        rest = request.paid_amount - request.amount
        if rest < 1 or not accept(request_id=request_id, actor=actor, note=note):
            return 0
        return_money(request_id=request_id, amount=rest, actor=actor, note=note)
    return rest


@retries_contention
def refunded(*, request_id: int, actor: User | None, reference: str) -> bool:
    """The money went back. False when no refund was due.

    Where the right amount stays with us, only what was too much went back. Otherwise the order
    learns of it, unless another request pays for it. What is left of a payment may go back later.
    """
    with transaction.atomic():
        changed = PaymentRequest.objects.filter(
            pk=request_id, state=RequestState.REFUND_DUE
        ).update(
            state=RequestState.REFUNDED,
            refunded_amount=F("refunded_amount") + F("refund_amount"),
            decided_by=actor or F("decided_by"),
            reference=reference[:120],
            updated_at=timezone.now(),
        )
        if not changed:
            return False
        request = PaymentRequest.objects.select_related("order").get(pk=request_id)
        facts = {"amount": request.refund_amount}
        history.note(Action.RETURNED, request_id, actor, after=facts)
        left = request.paid_amount - request.refunded_amount
        if left:
            is_held = request.order.payment_state == PaymentState.HELD
            state = RequestState.HELD if is_held else RequestState.PAID
            PaymentRequest.objects.filter(pk=request_id).update(state=state)
        # The part of this refund that was the order's own money, not what had come too much.
        before = min(request.amount, left + request.refund_amount)
        own = before - min(request.amount, left)
        if own and not paid_otherwise(request):
            orders.mark_refunded(order_id=request.order_id, amount=own)
    return True


@retries_contention
def wish(*, request_id: int, wants_money: bool) -> bool:
    """The buyer says what should become of held money; staff decide. False when none is held."""
    text = _("The buyer wants the money back.") if wants_money else _("The buyer waits for goods.")
    changed = PaymentRequest.objects.filter(pk=request_id, state=RequestState.HELD).update(
        note=text, updated_at=timezone.now()
    )
    return changed == 1


def paid_otherwise(request: PaymentRequest) -> bool:
    """Whether the order stands paid by another request: this money came twice."""
    order = Order.objects.get(pk=request.order_id)
    others = PaymentRequest.objects.filter(order=order, state=RequestState.PAID).exclude(
        pk=request.pk
    )
    return order.payment_state == PaymentState.PAID and others.exists()
