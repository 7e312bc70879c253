"""Open, answer and end complaints. Every change is decided in one conditional UPDATE.

Photos are drawn anew by the caller before (``shop.payments.proofs.redraw``): that takes a moment
and has no place in a transaction. Money is only promised here; it goes back through the desk's
Uang, as every other refund does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop import formats
from shop.audit import services as audit
from shop.audit.facts import Facts
from shop.audit.models import Action
from shop.order import mails
from shop.order.complaining import mark_complaint
from shop.order.errors import NotAllowed
from shop.order.models import Parcel, ParcelState
from shop.order.refunds import left_of, refund_line
from shop.order.transitions import move
from shop.stock import services as stock
from shop.transactions import retries_contention

from . import selectors
from .models import (
    Answer,
    Complaint,
    ComplaintLine,
    ComplaintPhoto,
    ComplaintState,
    Reason,
    Wish,
)

if TYPE_CHECKING:
    from shop.accounts.models import User

MOST_PHOTOS = 4
LONGEST_TEXT = 1000
ARRIVED = frozenset({ParcelState.DELIVERED, ParcelState.COMPLETED})


def may_complain(parcel: Parcel, now: datetime) -> bool:
    """Whether a buyer may still open a complaint: it has left, and arrived not too long ago."""
    if parcel.state == ParcelState.SHIPPED:
        return True
    if parcel.state not in ARRIVED:
        return False
    arrived = parcel.delivered_at or parcel.shipped_at or now
    return now <= arrived + timedelta(days=settings.COMPLAINT_DAYS)


@retries_contention
def open_complaint(
    *,
    parcel_id: int,
    reason: str,
    wish: str,
    quantities: Mapping[int, int],
    text: str = "",
    photos: Sequence[ContentFile[bytes]] = (),
) -> Complaint:
    """The buyer says what is wrong. ``quantities`` is {order line id: packs} of this parcel.

    A parcel that has not arrived is missing as a whole. Raises ``NotAllowed`` when it is too late
    or too early, when nothing is chosen, and when one is open already.
    """
    if reason not in Reason.values or wish not in Wish.values:
        raise NotAllowed("choose", _("Please choose what is wrong and what you would like."))
    now = timezone.now()
    try:
        with transaction.atomic():
            complaint = Complaint.objects.create(
                parcel_id=parcel_id,
                reason=reason,
                wish=wish,
                text=text[:LONGEST_TEXT],
                due_at=now + timedelta(hours=settings.COMPLAINT_ANSWER_HOURS),
            )
            parcel = mark_complaint(parcel_id=parcel_id, is_open=True)
            _require_open_to_complaints(parcel, now)
            _write_lines(complaint, parcel, quantities)
            for photo in photos[:MOST_PHOTOS]:
                ComplaintPhoto.objects.create(complaint=complaint, file=photo)
            mails.complaint_received(order=parcel.order, parcel=parcel, complaint=complaint.pk)
    except IntegrityError as error:
        if not Complaint.objects.filter(parcel_id=parcel_id, state=ComplaintState.OPEN).exists():
            raise
        raise NotAllowed(
            "open_already", _("You have already reported a problem with this parcel.")
        ) from error
    return complaint


@retries_contention
def withdraw(*, complaint_id: int) -> bool:
    """The buyer says it is solved. False when it is not open any more."""
    with transaction.atomic():
        changed = Complaint.objects.filter(pk=complaint_id, state=ComplaintState.OPEN).update(
            state=ComplaintState.WITHDRAWN, answered_at=timezone.now()
        )
        if changed:
            parcel_id = Complaint.objects.values_list("parcel_id", flat=True).get(pk=complaint_id)
            mark_complaint(parcel_id=parcel_id, is_open=False)
    return changed == 1


@retries_contention
def answer(
    *,
    complaint_id: int,
    kind: str,
    text: str,
    actor: User | None,
    refund_amount: int = 0,
    goods_come_back: bool = False,
) -> bool:
    """The cooperative answers once. False when it was answered or taken back before.

    ``refund_amount`` in rupiah is promised to the buyer, at most what this parcel cost. With
    ``goods_come_back`` the buyer sends them to us: the words say where to, and the parcel waits for
    them. Raises ``NotAllowed`` for an amount outside of that, a refusal without a reason and a
    return without words.
    """
    text = text.strip()[:LONGEST_TEXT]
    _require_whole_answer(kind, text, refund_amount)
    if goods_come_back and not text:
        raise NotAllowed("no_address", _("Say where the goods are to be sent. The buyer reads it."))
    with transaction.atomic():
        changed = Complaint.objects.filter(pk=complaint_id, state=ComplaintState.OPEN).update(
            state=ComplaintState.ANSWERED,
            answer=kind,
            answer_text=text,
            refund_amount=refund_amount,
            answered_at=timezone.now(),
            answered_by=actor,
        )
        if not changed:
            return False
        complaint = Complaint.objects.get(pk=complaint_id)
        parcel = mark_complaint(parcel_id=complaint.parcel_id, is_open=False)
        if refund_amount:
            _promise(complaint, parcel, actor)
        if goods_come_back and kind != Answer.REFUSE:
            move(parcel_id=parcel.pk, to=ParcelState.RETURN_REQUESTED, actor=actor, source="desk")
        facts = {"answer": kind, "amount": refund_amount} if refund_amount else {"answer": kind}
        _note_history(Action.COMPLAINT, parcel, actor, facts)
        mails.complaint_answered(
            order=parcel.order,
            parcel=parcel,
            complaint=complaint.pk,
            answer=kind,
            words=text,
            amount=refund_amount,
        )
    return True


@retries_contention
def sent_again(*, complaint_id: int, tracking_number: str, actor: User | None) -> bool:
    """The replacement has left: its goods leave stock, once. False when it was noted before.

    Raises ``shop.stock`` errors when the goods are not there.
    """
    with transaction.atomic():
        changed = Complaint.objects.filter(
            pk=complaint_id, answer=Answer.RESEND, resent_at__isnull=True
        ).update(resent_at=timezone.now(), resent_number=tracking_number[:80])
        if not changed:
            return False
        complaint = Complaint.objects.select_related("parcel__order").get(pk=complaint_id)
        _note_history(Action.SENT_AGAIN, complaint.parcel, actor, {})
        rows = complaint.lines.select_related("line").order_by("line__stock_item_id", "pk")
        for row in rows:
            if row.line.stock_item_id is not None:
                stock.adjust(
                    item_id=row.line.stock_item_id,
                    difference=-row.quantity * row.line.units_per_sale,
                    ref=f"complaint:{complaint.pk}:{row.line_id}",
                    reason=_("Sent again: %(number)s") % {"number": complaint.parcel.number},
                    actor=actor,
                )
        mails.sent_again(
            order=complaint.parcel.order,
            parcel=complaint.parcel,
            complaint=complaint.pk,
            tracking_number=tracking_number,
        )
    return True


def _require_open_to_complaints(parcel: Parcel, now: datetime) -> None:
    if not parcel.order.is_ours or not may_complain(parcel, now):
        raise NotAllowed(
            "too_late",
            _("Problems can be reported from sending until %(days)s days after arrival.")
            % {"days": settings.COMPLAINT_DAYS},
        )


def _write_lines(complaint: Complaint, parcel: Parcel, quantities: Mapping[int, int]) -> None:
    """Keep what it is about; never more than the parcel holds, never another parcel's."""
    rows = list(parcel.parcel_lines.order_by("pk"))
    if complaint.reason == Reason.NOT_ARRIVED:
        quantities = {row.line_id: row.quantity for row in rows}
    chosen = {
        row.line_id: min(quantities.get(row.line_id, 0), row.quantity)
        for row in rows
        if quantities.get(row.line_id, 0) > 0
    }
    if not chosen:
        raise NotAllowed("no_lines", _("Please say which goods it is about."))
    ComplaintLine.objects.bulk_create(
        ComplaintLine(complaint=complaint, line_id=line_id, quantity=packs)
        for line_id, packs in chosen.items()
    )


def _require_whole_answer(kind: str, text: str, refund_amount: int) -> None:
    if kind not in Answer.values:
        raise NotAllowed("choose", _("Please choose an answer."))
    if kind == Answer.REFUSE and not text:
        raise NotAllowed("no_reason", _("Say why. The buyer reads it."))
    if (kind == Answer.REFUND) != (refund_amount > 0):
        raise NotAllowed("amount", _("How much goes back? Write an amount in rupiah."))


def _note_history(action: Action, parcel: Parcel, actor: User | None, after: Facts) -> None:
    change = audit.Change(
        action=action, cooperative_id=parcel.cooperative_id, target=parcel.number, after=after
    )
    audit.note(change, actor=actor)


def _promise(complaint: Complaint, parcel: Parcel, actor: User | None) -> None:
    """Owe the money to the buyer: first for what the complaint is about, then for the rest."""
    most = selectors.refundable(parcel)
    if complaint.refund_amount > most:
        raise NotAllowed(
            "too_much",
            _("At most %(amount)s can go back for this parcel.") % {"amount": formats.rupiah(most)},
        )
    rest = complaint.refund_amount
    for line in selectors.lines_to_refund(complaint, parcel):
        part = min(rest, left_of(line))
        if part:
            refund_line(
                line_id=line.pk,
                amount=part,
                ref=f"complaint:{complaint.pk}",
                reason=str(complaint.get_reason_display()),
                actor=actor,
            )
            rest -= part
