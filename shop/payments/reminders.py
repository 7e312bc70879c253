"""One mail before the goods of an unpaid order are free for others again."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import translation

from shop.order import mails
from shop.order.models import PaymentState
from shop.outbox.models import Message

from .models import PaymentRequest, RequestState
from .selectors import how_to_pay
from .services import Clock

BEFORE = timedelta(hours=6)
# Whoever ordered a moment ago has just read how to pay.
NOT_SOONER = timedelta(hours=3)


def to_remind(now) -> QuerySet[PaymentRequest]:  # type: ignore[no-untyped-def]
    """Requests that end within six hours, are some hours old and whose buyer was not reminded."""
    key = Concat(
        Value("order:"),
        Cast(OuterRef("order_id"), CharField()),
        Value(":pay_soon"),
        output_field=CharField(),
    )
    return (
        PaymentRequest.objects.filter(
            state=RequestState.AWAITING,
            paid_amount=0,
            expires_at__gt=now,
            expires_at__lte=now + BEFORE,
            created_at__lte=now - NOT_SOONER,
            order__payment_state=PaymentState.AWAITING,
            order__lapsed_at__isnull=True,
        )
        .exclude(order__guest_email="", order__user__isnull=True)
        .annotate(was_told=Exists(Message.objects.filter(kind="email", dedup_key=key)))
        .filter(was_told=False)
        .select_related("order", "account")
        .order_by(F("expires_at"), "pk")
    )


def remind_due(*, clock: Clock, budget: int) -> int:
    """Write to up to ``budget`` buyers; returns how many. Twice for one order is one mail."""
    written = 0
    for request in to_remind(clock())[:budget]:
        with translation.override(request.order.language):
            pay = how_to_pay(request)
        if pay is not None:
            mails.pay_soon(order=request.order, pay=pay)
            written += 1
    return written
