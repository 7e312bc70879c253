"""Payments with a machine on the other side: begin, listen, ask, believe, send back.

A notification is stored and rings a bell (an outbox row); the worker asks the provider and only
that answer changes anything. Bells also ring by themselves before and after a payment ends, so
that a notification that never comes is not missed. No call is made inside a transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shop.order import services as orders
from shop.outbox.models import Message
from shop.outbox.registry import NotSent, OutcomeUnknown, Refused, Retry, Sent, StillUnknown
from shop.outbox.services import enqueue
from shop.transactions import retries_contention

from .models import PaymentRequest, ProviderEvent, RequestState
from .providers import registry
from .providers.base import (
    FarError,
    FarProvider,
    FarRefused,
    FarState,
    FarStatus,
    NotGenuine,
    PaymentError,
)

logger = logging.getLogger(__name__)

CHECK, REFUND, CLOSE = "payment.check", "payment.refund", "payment.close"
BUSY = timedelta(seconds=30)
TURN = timedelta(seconds=30)  # longer than one attempt takes
# When we ask without being told, counted from the moment the payment ends.
ASK_AT = (timedelta(minutes=-5), timedelta(minutes=5), timedelta(hours=24))
OPEN = frozenset({RequestState.AWAITING, RequestState.EXPIRED, RequestState.CANCELLED})
HAS_MONEY = frozenset({RequestState.PAID, RequestState.REFUND_DUE, RequestState.REFUNDED})


def far(request: PaymentRequest) -> FarProvider:
    """The machine behind a request. Raises PaymentError when there is none."""
    found = registry.get_far(request.provider)
    if found is None:
        raise PaymentError("no_far_side", f"{request.provider} has nobody to ask.")
    return found


def load(request_id: int) -> PaymentRequest:
    """The request with its order."""
    return PaymentRequest.objects.select_related("order").get(pk=request_id)


def begin(*, request_id: int) -> str:
    """Where the buyer pays; empty while another window is asking. Made once. Raises FarError."""
    request = load(request_id)
    if request.pay_url or request.state != RequestState.AWAITING or not may_begin(request):
        return request.pay_url
    if load(request_id).state != RequestState.AWAITING:
        return ""  # the buyer has left for another way meanwhile; ``close`` waits for our turn
    try:
        url = far(request).begin(request)
    except FarError:
        may_begin(request, ended=True)
        raise
    with transaction.atomic():
        PaymentRequest.objects.filter(pk=request_id, pay_url="").update(pay_url=url[:500])
        watch(request)
    return url


@retries_contention
def may_begin(request: PaymentRequest, *, ended: bool = False) -> bool:
    """One at a time: a second page at the provider would kill the first one's link.

    ``ended`` gives the turn back at once after a failure.
    """
    now = timezone.now()
    key = {"provider": request.provider, "event_key": f"begin:{request.pk}"}
    ProviderEvent.objects.bulk_create([ProviderEvent(**key)], ignore_conflicts=True)
    turn = ProviderEvent.objects.filter(**key)
    if ended:
        return turn.update(handled_at=None) == 1
    return (
        turn.filter(Q(handled_at=None) | Q(handled_at__lt=now - TURN)).update(handled_at=now) == 1
    )


def has_turn(request_id: int) -> bool:
    """Whether somebody may be making the page right now."""
    turn = ProviderEvent.objects.filter(
        event_key=f"begin:{request_id}", handled_at__gte=timezone.now() - TURN
    )
    return turn.exists()


def watch(request: PaymentRequest) -> None:
    """Bells that ring even when nobody tells us anything."""
    end = request.expires_at or timezone.now() + timedelta(hours=settings.ORDER_HOLD_HOURS)
    for number, after in enumerate(ASK_AT):
        ring(request.pk, f"watch-{number}", provider=request.provider, not_before=end + after)


def ring(request_id: int, event: str, *, provider: str, not_before=None) -> None:  # type: ignore[no-untyped-def]
    """Ask the provider about a request, once per event."""
    enqueue(
        kind=CHECK,
        dedup_key=f"{request_id}:{event}",
        payload={"request_id": request_id},
        lane=provider,
        not_before=not_before,
    )


@retries_contention
def receive(*, provider: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Store a genuine notification and ring the bell; False when it was stored before.

    Raises ``NotGenuine`` for a forged one and for a provider we do not use. One about a payment
    we never asked for is kept and changes nothing.
    """
    found = registry.get_far(provider)
    if found is None or not found.is_set_up():
        raise NotGenuine("unknown_provider", f"{provider} is not used here.")
    notice = found.notice(headers=headers, body=body)
    with transaction.atomic():
        event = ProviderEvent(provider=provider, event_key=notice.event_key, body=notice.body)
        ProviderEvent.objects.bulk_create([event], ignore_conflicts=True)
        stored = ProviderEvent.objects.get(provider=provider, event_key=notice.event_key)
        taken = ProviderEvent.objects.filter(pk=stored.pk, handled_at=None).update(
            handled_at=timezone.now()
        )
        if not taken:
            return False
        asked = PaymentRequest.objects.filter(provider=provider, external_id=notice.external_id)
        request_id = asked.values_list("pk", flat=True).first()
        if request_id is None:
            logger.warning("payment provider=%s notified about an unknown payment", provider)
        else:
            ring(request_id, notice.event_key, provider=provider)
    return True


def check(*, request_id: int) -> FarState:
    """Ask the provider and believe the answer. Raises FarError; nothing changed then."""
    request = load(request_id)
    status = far(request).status(request)
    believe(request_id=request_id, status=status)
    return status.state


@retries_contention
def believe(*, request_id: int, status: FarStatus) -> None:
    """Let the provider's answer change the request, forward only; twice is the same as once."""
    with transaction.atomic():
        # Locks the request: two answers are believed one after the other.
        words = {"paid_with": status.paid_with} if status.paid_with else {}
        PaymentRequest.objects.filter(pk=request_id).update(updated_at=timezone.now(), **words)
        request = PaymentRequest.objects.get(pk=request_id)
        if status.state in {FarState.PAID, FarState.REFUNDED}:
            take(request, status)
        if status.state == FarState.REFUNDED:
            note_refunds(request, status)
        elif status.state == FarState.REVERSED:
            reverse(request)
        elif status.state == FarState.ENDED:
            end(request)


def take(request: PaymentRequest, status: FarStatus) -> None:
    """The money is there. Any other sum than we asked for is held for a person."""
    from .services import confirm

    if request.state == RequestState.REVERSED:
        return
    confirm(
        request_id=request.pk,
        amount=status.amount,
        actor=None,
        reference=status.reference or request.external_id,
    )


def end(request: PaymentRequest) -> None:
    """No money will come by this request. After the money had come it was taken back."""
    if request.state in HAS_MONEY:
        reverse(request)
        return
    PaymentRequest.objects.filter(pk=request.pk, state=RequestState.AWAITING).update(
        state=RequestState.EXPIRED
    )


def reverse(request: PaymentRequest) -> None:
    """The bank or the provider took the money back from us: the order waits for money again."""
    changed = PaymentRequest.objects.filter(
        pk=request.pk, state__in=[*HAS_MONEY, RequestState.HELD]
    ).update(state=RequestState.REVERSED)
    if not changed:
        return
    logger.warning("payment request=%s was reversed", request.pk)
    others = PaymentRequest.objects.filter(order_id=request.order_id, state=RequestState.PAID)
    if not others.exists():
        until = timezone.now() + timedelta(hours=settings.ORDER_HOLD_HOURS)
        orders.reverse(order_id=request.order_id, until=until)


def note_refunds(request: PaymentRequest, status: FarStatus) -> None:
    """What went back, also when somebody sent it in the provider's own dashboard."""
    from .refunds import refunded, return_money

    request.refresh_from_db()
    if request.state == RequestState.REFUND_DUE:
        if refund_key(request) in status.refund_keys:
            refunded(request_id=request.pk, actor=None, reference=refund_key(request))
        return
    more = min(status.refunded, request.paid_amount) - request.refunded_amount
    if more > 0 and request.state in {RequestState.PAID, RequestState.HELD}:
        return_money(request_id=request.pk, amount=more, actor=None, note="", by_hand=True)
        refunded(request_id=request.pk, actor=None, reference=status.reference)


# --- Ending what is not wanted any more ----------------------------------------------------------
def ask_close(request: PaymentRequest) -> None:
    """Let the provider end a payment the buyer left for another way; nothing for other ways.

    Money that comes all the same is believed like any other.
    """
    if registry.get_far(request.provider) is None:
        return
    enqueue(
        kind=CLOSE,
        dedup_key=str(request.pk),
        payload={"request_id": request.pk},
        lane=request.provider,
    )


def close(*, request_id: int) -> FarState:
    """End it there, then ask what it is now. Raises FarError; may be repeated."""
    is_beginning = has_turn(request_id)
    request = load(request_id)
    if not request.pay_url:
        if is_beginning:
            # It would outlive this.
            raise FarError("page_in_the_making", "The page is being made just now.")
        return FarState.NOT_STARTED
    far(request).close(request)
    return check(request_id=request_id)


def deliver_close(message: Message) -> Sent:
    """Outbox: end one payment at its provider."""
    try:
        state = close(request_id=message.payload["request_id"])
    except FarRefused as error:
        raise Refused(error.code, error.text) from error
    except FarError as error:
        raise Retry(BUSY, error.code, error.text) from error
    return Sent(external_id=state.value)


# --- Sending money back --------------------------------------------------------------------------
def refund_key(request: PaymentRequest) -> str:
    """Our name for the refund that is due: what went back before tells one from the next."""
    return f"{request.external_id}-r{request.refunded_amount}-{request.refund_amount}"[:80]


def ask_refund(request: PaymentRequest) -> bool:
    """Let the provider send back what is due; False when a person has to do it."""
    found = registry.get_far(request.provider)
    if found is None or not found.can_refund(request):
        return False
    key = refund_key(request)
    enqueue(
        kind=REFUND,
        dedup_key=f"{request.pk}:{key}",
        payload={
            "request_id": request.pk,
            "key": key,
            "amount": request.refund_amount,
            "reason": request.note,
        },
        lane=request.provider,
    )
    return True


def deliver_check(message: Message) -> Sent:
    """Outbox: ask about one request. Asking changes nothing there, so it may be repeated."""
    try:
        state = check(request_id=message.payload["request_id"])
    except FarRefused as error:
        raise Refused(error.code, error.text) from error
    except FarError as error:
        raise Retry(BUSY, error.code, error.text) from error
    return Sent(external_id=state.value)


def deliver_refund(message: Message) -> Sent:
    """Outbox: send money back. The key makes a repeat harmless, an unclear answer is looked up."""
    told = message.payload
    request = load(told["request_id"])
    if request.state != RequestState.REFUND_DUE or refund_key(request) != told["key"]:
        return Sent()  # a person has noted it meanwhile
    try:
        far(request).refund(request, amount=told["amount"], key=told["key"], reason=told["reason"])
    except FarRefused as error:
        raise Refused(error.code, error.text) from error
    except FarError as error:
        if error.is_unknown:
            raise OutcomeUnknown(error.code, error.text) from error
        raise Retry(BUSY, error.code, error.text) from error
    return went_back(message)


def look_up_refund(message: Message) -> Sent | NotSent | StillUnknown:
    """Outbox: whether a refund with our key is among theirs."""
    request = load(message.payload["request_id"])
    try:
        status = far(request).status(request)
    except FarError:
        return StillUnknown()
    if message.payload["key"] in status.refund_keys:
        return went_back(message)
    return NotSent()


def went_back(message: Message) -> Sent:
    """Note it where people see it."""
    from .refunds import refunded

    key = str(message.payload["key"])
    refunded(request_id=message.payload["request_id"], actor=None, reference=key)
    return Sent(external_id=key)
