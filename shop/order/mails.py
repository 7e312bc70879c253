"""What we write to buyers: rendered in their language when it happens, sent by the outbox.

Amounts and dates are written out here, so that the templates hold words and layout only. An
order without e-mail address, or from a channel (which writes to its buyers itself), gets none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.formats import long_date, moment_with_zone, phone, rupiah
from shop.outbox.mail import enqueue_mail

from . import dates
from .models import CancelRequest, CancelState, Order, Parcel, ParcelState, PaymentState
from .signals import order_told

Row = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HowToPay:
    """What a buyer has to do: the exact amount, by when, and rows like (bank, number)."""

    method: str
    amount: int
    rows: tuple[Row, ...] = ()
    due: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One parcel in a mail."""

    title: str
    note: str
    rows: tuple[Row, ...]


def _in_its_language(write: Callable[..., None]) -> Callable[..., None]:
    """Whoever moves the order may read another language than its buyer."""

    @wraps(write)
    def written(*, order: Order, **facts: Any) -> None:
        with translation.override(order.language):
            write(order=order, **facts)

    return written


def order_address(order: Order) -> str:
    """The absolute address of the order's page, for people without an account."""
    with translation.override(order.language):
        return settings.SITE_URL + reverse("storefront:order", args=[order.token])


def _address_of(order: Order, page: str) -> str:
    """The absolute address of one of the order's own pages."""
    with translation.override(order.language):
        return settings.SITE_URL + reverse(f"storefront:{page}", args=[order.token])


@_in_its_language
def order_received(
    *, order: Order, pay: HowToPay | None = None, parcels: Sequence[Parcel] | None = None
) -> None:
    """The order is in, and how to pay it; ``pay`` is None when it is paid at the door.

    ``parcels`` are those of the order with their contents, where the caller has them at hand.
    """
    _send(
        order,
        "received",
        parcels=parcels if parcels is not None else _live_parcels(order),
        pay=pay,
        pay_amount=rupiah(pay.amount) if pay else "",
        pay_due=moment_with_zone(pay.due) if pay else "",
    )


@_in_its_language
def payment_confirmed(*, order: Order) -> None:
    """The money is there and the cooperatives begin to pack."""
    _send(order, "paid", parcels=_live_parcels(order))


@_in_its_language
def packed(*, order: Order, parcel: Parcel) -> None:
    """The box of one parcel is closed and waits for the courier."""
    section = _section(order, parcel, of=_parcel_count(order))
    _send(
        order,
        "packed",
        key=str(parcel.pk),
        sections=[section],
        cooperative=parcel.cooperative.name,
    )


@_in_its_language
def shipped(*, order: Order, parcel: Parcel) -> None:
    """The last parcel, or the only one, is on its way."""
    section = _section(order, parcel, of=_parcel_count(order))
    _send(order, "shipped", key=str(parcel.pk), sections=[section], **_way_of(parcel))


@_in_its_language
def partly_shipped(*, order: Order, parcel: Parcel) -> None:
    """One parcel is on its way, and others of the order are still to come: which, and by when."""
    parcels = _live_parcels(order)
    waiting = [each for each in parcels if each.state in {ParcelState.TO_PACK, ParcelState.PACKED}]
    _send(
        order,
        "partly_shipped",
        key=str(parcel.pk),
        sections=[_section(order, parcel, of=len(parcels))],
        waiting=[_section(order, each, of=len(parcels)) for each in waiting],
        **_way_of(parcel),
    )


@_in_its_language
def promised(*, order: Order, parcel: Parcel, event_id: int) -> None:
    """What is in a parcel leaves later than was said: by which day, ``parcel.promised_on``.

    Told for every promise (``event_id`` is its place in the timeline), also for an earlier day.
    """
    _send(
        order,
        "promised",
        key=f"{parcel.pk}-{event_id}",
        sections=[_section(order, parcel, of=_parcel_count(order))],
        cooperative=parcel.cooperative.name,
        day=long_date(parcel.promised_on),
        is_collected=parcel.is_collected,
    )


def _way_of(parcel: Parcel) -> dict[str, str]:
    carrier = " ".join(part for part in (parcel.courier, parcel.service) if part)
    return {"carrier": carrier, "tracking_number": parcel.tracking_number}


@_in_its_language
def ready_to_collect(*, order: Order, parcel: Parcel) -> None:
    """A parcel the buyer fetches is packed: where to come."""
    cooperative = parcel.cooperative
    _send(
        order,
        "ready",
        key=str(parcel.pk),
        sections=[_section(order, parcel, of=_parcel_count(order))],
        cooperative=cooperative.name,
        place=", ".join(
            part for part in (cooperative.origin_line, cooperative.regency_name) if part
        ),
        whatsapp=phone(cooperative.whatsapp),
    )


@_in_its_language
def parcel_cancelled(*, order: Order, parcel: Parcel) -> None:
    """One parcel will not come; the rest of the order stays."""
    section = _section(order, parcel, of=_parcel_count(order))
    _send(order, "parcel_cancelled", key=str(parcel.pk), sections=[section])


@_in_its_language
def order_cancelled(*, order: Order, reason: str = "") -> None:
    """Nothing of the order will come."""
    _send(order, "cancelled", reason=reason)


@_in_its_language
def lapsed(*, order: Order) -> None:
    """The order was not paid in time; its goods are free again."""
    _send(order, "lapsed")


@_in_its_language
def money_held(*, order: Order) -> None:
    """The money came too late and the goods are gone: it is kept until somebody decides."""
    _send(order, "money_held")


@_in_its_language
def delivered(*, order: Order, parcel: Parcel) -> None:
    """A parcel has arrived: confirm it, report a problem, or tell others how it was."""
    _send(
        order,
        "delivered",
        key=str(parcel.pk),
        sections=[_section(order, parcel, of=_parcel_count(order))],
        review_url=_address_of(order, "review_write"),
    )


@_in_its_language
def has_it_come(*, order: Order, parcel: Parcel, days: int) -> None:
    """A parcel left so many days ago and nobody has said that it arrived: did it?"""
    _send(
        order,
        "has_it_come",
        key=str(parcel.pk),
        sections=[_section(order, parcel, of=_parcel_count(order))],
        cooperative=parcel.cooperative.name,
        days=days,
        arrived_url=settings.SITE_URL
        + reverse("storefront:arrived", args=[order.token, parcel.sequence]),
        **_way_of(parcel),
    )


@_in_its_language
def pay_soon(*, order: Order, pay: HowToPay) -> None:
    """A while before unpaid goods are free for others again."""
    _send(
        order,
        "pay_soon",
        pay=pay,
        pay_amount=rupiah(pay.amount),
        pay_due=moment_with_zone(pay.due) if pay.due else "",
    )


@_in_its_language
def reversed_by_bank(*, order: Order) -> None:
    """The bank or the payment service took the money back: the order waits for it until then."""
    until = order.lapses_at
    live = order.parcels.exclude(state=ParcelState.CANCELLED)
    has_left = live.exclude(state__in=[ParcelState.TO_PACK, ParcelState.PACKED]).exists()
    _send(
        order,
        "reversed",
        key=f"{until:%Y%m%d%H%M%S}" if until else "",
        total=rupiah(int(order.total_incl_tax)),
        until=moment_with_zone(until) if until else "",
        has_left=has_left,
        pay_url=_address_of(order, "payment"),
    )


@_in_its_language
def refund_sent(*, order: Order, amount: int) -> None:
    """Rupiah have gone back; ``order.refunded_amount`` counts all of them until now."""
    _send(order, "refund_sent", key=str(order.refunded_amount), amount=rupiah(amount))


@_in_its_language
def cancel_asked(*, order: Order, parcel: Parcel, wish: CancelRequest) -> None:
    """The wish to cancel a prepared parcel has reached the cooperative."""
    _send(
        order,
        "cancel_asked",
        key=str(wish.pk),
        sections=[_section(order, parcel, of=_parcel_count(order))],
        cooperative=parcel.cooperative.name,
        until=moment_with_zone(wish.due_at),
    )


@_in_its_language
def cancel_answered(*, order: Order, parcel: Parcel, wish: CancelRequest) -> None:
    """Whether a prepared parcel is cancelled, and why not."""
    _send(
        order,
        "cancel_answered",
        key=str(wish.pk),
        sections=[_section(order, parcel, of=max(1, _parcel_count(order)))],
        cooperative=parcel.cooperative.name,
        is_accepted=wish.state == CancelState.ACCEPTED,
        has_paid=order.payment_state in {PaymentState.PAID, PaymentState.REFUNDED_PARTLY},
        answer=wish.answer,
    )


@_in_its_language
def complaint_received(*, order: Order, parcel: Parcel, complaint: int) -> None:
    """What the buyer reported has reached the cooperative."""
    _send(
        order,
        "complaint_received",
        key=str(complaint),
        cooperative=parcel.cooperative.name,
        whatsapp=phone(parcel.cooperative.whatsapp),
    )


@_in_its_language
def complaint_answered(
    *, order: Order, parcel: Parcel, complaint: int, answer: str, words: str, amount: int
) -> None:
    """What the cooperative does about a complaint: ``refund``, ``resend`` or ``refuse``."""
    _send(
        order,
        "complaint_answered",
        key=str(complaint),
        cooperative=parcel.cooperative.name,
        answer=answer,
        answer_text=words,
        amount=rupiah(amount),
    )


@_in_its_language
def sent_again(*, order: Order, parcel: Parcel, complaint: int, tracking_number: str) -> None:
    """The replacement after a complaint has left."""
    _send(
        order,
        "sent_again",
        key=str(complaint),
        cooperative=parcel.cooperative.name,
        tracking_number=tracking_number,
    )


def subject(event: str, number: str) -> str:
    """The subject line of a mail, in the active language."""
    texts = {
        "received": _("Order %(number)s received"),
        "paid": _("Payment received, order %(number)s"),
        "packed": _("Packed: order %(number)s"),
        "shipped": _("On its way: order %(number)s"),
        "partly_shipped": _("Partly on its way: order %(number)s"),
        "promised": _("A new day for order %(number)s"),
        "ready": _("Ready to collect: order %(number)s"),
        "parcel_cancelled": _("One parcel of order %(number)s is cancelled"),
        "cancelled": _("Order %(number)s is cancelled"),
        "lapsed": _("Order %(number)s has ended without payment"),
        "money_held": _("Your payment for order %(number)s arrived late"),
        "delivered": _("Arrived: order %(number)s"),
        "has_it_come": _("Has order %(number)s come?"),
        "pay_soon": _("Order %(number)s waits for your payment"),
        "reversed": _("The payment of order %(number)s was taken back"),
        "refund_sent": _("Money is on its way back, order %(number)s"),
        "cancel_asked": _("We have your wish to cancel, order %(number)s"),
        "cancel_answered": _("An answer to your wish to cancel, order %(number)s"),
        "complaint_received": _("We have your report, order %(number)s"),
        "complaint_answered": _("An answer to your report, order %(number)s"),
        "sent_again": _("Sent again: order %(number)s"),
    }
    return texts[event] % {"number": number}


def _send(
    order: Order,
    event: str,
    *,
    key: str = "",
    parcels: Sequence[Parcel] = (),
    sections: Sequence[Section] = (),
    **words: Any,
) -> None:
    if not order.is_ours:
        return
    order_told.send(Order, order=order, event=event, key=key)
    address = order.guest_email or order.email
    if not address:
        return
    if parcels:
        sections = [_section(order, parcel, of=len(parcels)) for parcel in parcels]
        words["totals"] = _totals(order, len(parcels))
    context = {
        "order": order,
        "event": event,
        "subject": subject(event, order.number),
        "order_url": order_address(order),
        "site_url": settings.SITE_URL,
        "static_url": settings.SITE_URL + settings.STATIC_URL + "mail/",
        "shop_name": settings.OSCAR_SHOP_NAME,
        "sections": sections,
        **words,
    }
    enqueue_mail(
        dedup_key=":".join(part for part in ("order", str(order.pk), event, key) if part),
        to=address,
        subject=context["subject"],
        text=_plain(render_to_string(f"mail/{event}.txt", context)),
        html=render_to_string(f"mail/{event}.html", context),
    )


def _plain(text: str) -> str:
    """Text without the blank lines that template tags leave behind."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept) + "\n"


def _live_parcels(order: Order) -> list[Parcel]:
    return list(
        order.parcels.exclude(state=ParcelState.CANCELLED)
        .select_related("cooperative")
        .prefetch_related("parcel_lines__line")
        .order_by("sequence")
    )


def _totals(order: Order, parcels: int) -> list[Row]:
    shipping = ngettext("Shipping, %(count)s parcel", "Shipping, %(count)s parcels", parcels)
    return [
        (shipping % {"count": parcels}, rupiah(int(order.shipping_incl_tax))),
        (_("Total"), rupiah(int(order.total_incl_tax))),
    ]


def _parcel_count(order: Order) -> int:
    return order.parcels.exclude(state=ParcelState.CANCELLED).count()


def _section(order: Order, parcel: Parcel, *, of: int) -> Section:
    title = parcel.cooperative.name
    if of > 1:
        title = _("Parcel %(sequence)s, %(cooperative)s") % {
            "sequence": parcel.sequence,
            "cooperative": parcel.cooperative.name,
        }
    note = ""
    if parcel.ship_by and parcel.state in {ParcelState.TO_PACK, ParcelState.PACKED}:
        note = _("Sent by %(date)s at the latest") % {"date": long_date(parcel.ship_by)}
        if pickup := dates.pickup_words(parcel.quote):
            note = _("You fetch it on %(day)s") % {"day": pickup}
    rows = tuple(
        (f"{row.quantity} × {row.line.title}", rupiah(_share(row.line, row.quantity)))
        for row in parcel.parcel_lines.all()
    )
    return Section(title=title, note=note, rows=rows)


def _share(line: Any, quantity: int) -> int:
    return line.price * quantity // line.quantity if line.quantity else 0
