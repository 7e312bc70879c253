"""Ask for money, take it in, and never lose any.

Keyword-only, joins the caller's transaction, safe to call again. A request's amount is fixed
when it is made. What arrives is written as a receipt first; then it pays the order, or the
request is ``held`` and a person accepts or returns it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.audit.models import Action
from shop.order import services as orders
from shop.order.models import Order, PaymentState
from shop.transactions import retries_contention

from . import history
from .far import ask_close, begin, check, receive
from .models import PaymentProof, PaymentRequest, Receipt, RequestState
from .proofs import BadProof, Upload, redraw
from .providers import registry
from .providers.base import (
    Method,
    NoCodeLeft,
    NotOffered,
    OrderLike,
    ParcelLike,
    PaymentError,
    Provider,
)
from .refunds import accept, accept_and_return_rest, refunded, return_money, wish
from .selectors import order_like_of

if TYPE_CHECKING:
    from shop.accounts.models import User

__all__ = [
    "BadProof",
    "Method",
    "NoCodeLeft",
    "NotOffered",
    "OrderLike",
    "Outcome",
    "ParcelLike",
    "PaymentError",
    "accept",
    "accept_and_return_rest",
    "add_proof",
    "begin",
    "check",
    "confirm",
    "expire_due",
    "methods",
    "receive",
    "refunded",
    "reject_proof",
    "return_money",
    "start",
    "start_new",
    "wish",
]

Clock = Callable[[], datetime]

# Transfers arrive late; until then nobody else gets the same amount on the account.
GRACE = timedelta(days=3)
MAX_PROOFS = 10
TAKES_PROOFS = frozenset({RequestState.AWAITING, RequestState.EXPIRED, RequestState.HELD})


def hold() -> timedelta:
    """How long goods wait for money: one truth for orders, requests and providers' pages."""
    return timedelta(hours=settings.ORDER_HOLD_HOURS)


class Outcome(StrEnum):
    """What a sum that arrived did."""

    PAID = "paid"
    REVIVED = "revived"
    PARTLY = "partly"
    HELD = "held"
    ALREADY = "already"


def methods(*, order_like: OrderLike) -> list[Method]:
    """Every way to pay in the active language, with the reason where it is not offered."""
    return [
        provider.method(order_like)
        for provider in registry.PROVIDERS.values()
        if provider.is_set_up()
    ]


@retries_contention
def start(*, order: Order, provider: str, clock: Clock) -> PaymentRequest:
    """Ask for the order's money; the same order and provider again get the open request.

    Another open request of the order ends, here and at its provider, but its amount stays taken
    for the grace period.
    Raises NotOffered, NoCodeLeft, or PaymentError for an order that is not waiting for money.
    """
    chosen = registry.get(provider)
    try:
        with transaction.atomic():
            return open_request(order, chosen, clock)
    except IntegrityError:
        # Asked from two windows at once: both show the request that was first.
        first = open_requests(order).filter(provider=provider).first()
        if first is None:
            raise
        return first


def open_request(order: Order, chosen: Provider, clock: Clock) -> PaymentRequest:
    """The order's request with this provider, made now if there is none."""
    require_open(order, chosen.code)
    asked = list(open_requests(order))
    for other in asked:
        if other.provider == chosen.code:
            return other
    if asked:
        open_requests(order).update(state=RequestState.CANCELLED, updated_at=clock())
        for other in asked:
            ask_close(other)
    return ask(order, chosen, clock)


def start_new(*, order: Order, provider: str, clock: Clock) -> PaymentRequest:
    """As ``start``, for an order this transaction has just written.

    Nobody else sees such an order, so its state and its requests need not be read again.
    """
    require_state(order.payment_state, order.lapsed_at, provider)
    return ask(order, registry.get(provider), clock)


def ask(order: Order, chosen: Provider, clock: Clock) -> PaymentRequest:
    """Write the request of an order that has none with this provider."""
    expires_at = order.lapses_at or clock() + hold()
    return chosen.open(order=order, order_like=order_like_of(order), expires_at=expires_at)


def open_requests(order: Order) -> QuerySet[PaymentRequest]:
    """What the order is asked to pay now; the database allows one per provider."""
    return PaymentRequest.objects.filter(order=order, state=RequestState.AWAITING)


def require_open(order: Order, provider: str) -> None:
    """Refuse orders that wait for no money, and cash for an order that was not placed as such."""
    fields = Order.objects.values_list("payment_state", "lapsed_at")
    payment_state, lapsed_at = fields.get(pk=order.pk)
    require_state(payment_state, lapsed_at, provider)


def require_state(payment_state: str, lapsed_at: datetime | None, provider: str) -> None:
    """The rule itself, for a state that is known."""
    if payment_state not in {PaymentState.AWAITING, PaymentState.COD} or lapsed_at is not None:
        raise PaymentError("order_closed", _("This order is not waiting for a payment."))
    if (payment_state == PaymentState.COD) != (provider == "cod"):
        raise NotOffered("other_method", _("This order was placed with another way to pay."))


@retries_contention
def confirm(*, request_id: int, amount: int, actor: User | None, reference: str = "") -> Outcome:
    """So many rupiah arrived for a request. The same sum and reference again change nothing.

    The right amount pays the order, late money revives it while there are goods. Anything else
    (wrong amount, order gone, paid twice) is held and listed until somebody decides.
    """
    if isinstance(amount, bool) or not isinstance(amount, int) or amount < 1:
        raise ValueError(f"An amount is a whole number of rupiah above zero, not {amount!r}.")
    with transaction.atomic():
        if not write_receipt(request_id, amount, actor, reference):
            return Outcome.ALREADY
        PaymentRequest.objects.filter(pk=request_id).update(paid_amount=F("paid_amount") + amount)
        request = PaymentRequest.objects.get(pk=request_id)
        outcome = apply_money(request)
        PaymentRequest.objects.filter(pk=request_id).update(
            state=STATE_AFTER[outcome],
            paid_at=timezone.now(),
            updated_at=timezone.now(),
            decided_by=actor,
            reference=reference or request.reference,
        )
        after = {"amount": amount, "state": STATE_AFTER[outcome].value}
        history.note(Action.CONFIRMED, request_id, actor, after=after)
    return outcome


STATE_AFTER = {
    Outcome.PAID: RequestState.PAID,
    Outcome.REVIVED: RequestState.PAID,
    Outcome.PARTLY: RequestState.AWAITING,
    Outcome.HELD: RequestState.HELD,
}


def write_receipt(request_id: int, amount: int, actor: User | None, reference: str) -> bool:
    """Store the sum before anything acts on it; False when it was stored before."""
    try:
        with transaction.atomic():
            Receipt.objects.create(
                request_id=request_id, amount=amount, reference=reference, actor=actor
            )
    except IntegrityError:
        same = Receipt.objects.filter(request_id=request_id, amount=amount, reference=reference)
        if not same.exists():
            raise
        return False
    return True


def apply_money(request: PaymentRequest) -> Outcome:
    """Let what has arrived in all pay the order, or say why it cannot."""
    was_open = request.state in {
        RequestState.AWAITING,
        RequestState.EXPIRED,
        RequestState.CANCELLED,
        RequestState.HELD,
    }
    missing = request.amount - request.paid_amount
    if was_open and missing == 0:
        return pay_order(request)
    if missing > 0 and request.state == RequestState.AWAITING and in_parts(request):
        orders.note_paying(order_id=request.order_id)
        return Outcome.PARTLY
    orders.hold_money(order_id=request.order_id)
    return Outcome.HELD


def in_parts(request: PaymentRequest) -> bool:
    """Whether less than the whole is what one expects first."""
    return registry.get(request.provider).collects_in_parts


def pay_order(request: PaymentRequest) -> Outcome:
    """The whole amount of the request is there; an order held before may now be paid."""
    did = orders.mark_paid(order_id=request.order_id)
    if did == orders.Outcome.PAID:
        return Outcome.PAID
    if did == orders.Outcome.REVIVED:
        return Outcome.REVIVED
    if did == orders.Outcome.ALREADY and orders.accept_money(order_id=request.order_id):
        return Outcome.PAID
    return Outcome.HELD


def add_proof(*, request_id: int, upload: Upload, note: str = "") -> PaymentProof:
    """Store a clean copy of the buyer's picture. It marks nothing as paid.

    The first proof keeps the order a day longer, so that it does not lapse while staff look.
    Raises BadProof with a sentence for the buyer, PaymentError when no proof is wanted. Drawing
    the picture anew takes a moment: call it outside a transaction where possible.
    """
    require_proof_wanted(PaymentRequest.objects.get(pk=request_id))
    return store_proof(request_id, redraw(upload), note[:255])


@retries_contention
def store_proof(request_id: int, file: ContentFile[bytes], note: str) -> PaymentProof:
    """Write the clean picture, if it is still wanted."""
    with transaction.atomic():
        # Locks the request, so that the number of proofs below is the number there is.
        PaymentRequest.objects.filter(pk=request_id).update(updated_at=timezone.now())
        request = PaymentRequest.objects.get(pk=request_id)
        require_proof_wanted(request)
        is_first = not request.proofs.exists()
        proof = PaymentProof.objects.create(request=request, file=file, note=note)
        orders.note_paying(order_id=request.order_id)
        if is_first:
            keep_longer(request)
    return proof


def require_proof_wanted(request: PaymentRequest) -> None:
    """Refuse proofs of what is paid, of cash, and of the eleventh kind."""
    takes_pictures = request.account_id is not None or request.qris_id is not None
    if request.state not in TAKES_PROOFS or not takes_pictures:
        raise PaymentError("no_proof_wanted", _("This payment needs no proof any more."))
    if request.proofs.count() >= MAX_PROOFS:
        raise PaymentError(
            "too_many_proofs", _("You have sent ten pictures already. We are looking at them.")
        )


def keep_longer(request: PaymentRequest) -> None:
    """Give staff as long again to look."""
    until = timezone.now() + hold()
    if orders.extend_hold(order_id=request.order_id, until=until):
        PaymentRequest.objects.filter(pk=request.pk, expires_at__lt=until).update(expires_at=until)


@retries_contention
def reject_proof(*, proof_id: int, reason: str, actor: User | None) -> bool:
    """Staff looked and it proves nothing; False when that was said before."""
    with transaction.atomic():
        changed = PaymentProof.objects.filter(pk=proof_id, rejected_at__isnull=True).update(
            rejected_at=timezone.now(), rejected_reason=reason[:255], rejected_by=actor
        )
        if not changed:
            return False
        # Locks the request, as a new proof does: it comes before or after.
        mine = PaymentRequest.objects.filter(proofs=proof_id)
        mine.update(updated_at=timezone.now())
        request = mine.get()
        _look_again(request.order_id)
        history.note(Action.PROOF_REFUSED, request.pk, actor)
    return True


def _look_again(order_id: int) -> None:
    """The buyer is not paying after all, unless another proof or a part of the money is there."""
    # A proof for another request comes before or after, not between.
    Order.objects.select_for_update().get(pk=order_id)
    requests = PaymentRequest.objects.filter(order_id=order_id)
    proofs = PaymentProof.objects.filter(request__in=requests, rejected_at=None)
    parts = requests.filter(paid_amount__gt=F("refunded_amount"))
    if not proofs.exists() and not parts.exists():
        orders.note_not_paying(order_id=order_id)


def expire_due(*, clock: Clock, budget: int) -> int:
    """Close up to ``budget`` requests whose time is over, and free old amounts.

    Returns how many were closed. Money that still comes is taken by ``confirm`` as before.
    """
    now = clock()
    over = PaymentRequest.objects.filter(state=RequestState.AWAITING, expires_at__lte=now)
    ids = list(over.order_by("expires_at").values_list("pk", flat=True)[:budget])
    closed = sum(
        over.filter(pk=request_id).update(state=RequestState.EXPIRED, updated_at=now)
        for request_id in ids
    )
    PaymentRequest.objects.filter(holds_amount=True, expires_at__lte=now - GRACE).exclude(
        state=RequestState.AWAITING
    ).update(holds_amount=False)
    return closed
