"""The courier part of a parcel's sheet: ask for one, follow it, sort out what went wrong."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.access import Desk, desk_view
from desk.frame import page
from desk.orders import sheet as sheets
from shop.couriers import services, tracking
from shop.couriers.models import Booking
from shop.couriers.parcels import goods_of, postal_code_of, why_not_by_courier
from shop.couriers.words import of_status
from shop.order import services as orders
from shop.order.errors import NotAllowed
from shop.order.models import Parcel, ParcelState, PaymentState
from shop.outbox.models import Message, State
from shop.shipping import biteship
from shop.shipping.biteship import CourierError, Rate
from shop.transactions import calls_network


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What the sheet shows about the courier. ``why_not`` is empty when one can be asked for."""

    booking: Booking | None
    word: str
    is_stuck: bool
    events: tuple[tracking.Event, ...]
    can_ask: bool
    why_not: str

    @property
    def is_asking(self) -> bool:
        """Our request is on its way and nobody has answered yet."""
        return self.booking is not None and self.booking.state in {"asked", "cancelling"}

    @property
    def is_back(self) -> bool:
        """The courier brought it back and nobody has said so here yet."""
        return self.booking is not None and self.booking.status == "returned"


def panel(shown: sheets.Sheet) -> Panel | None:
    """The panel of our own parcels that are sent; None for those of channels and fetched ones."""
    parcel = shown.parcel
    if not shown.is_own or shown.is_pickup:
        return None
    booking = tracking.latest_booking(parcel)
    is_open = booking is not None and booking.is_open
    why_not = why_not_by_courier(parcel) if shown.is_in_store else ""
    return Panel(
        booking=booking,
        word=of_status(booking.status) if booking and booking.status else "",
        is_stuck=is_open and _is_stuck(booking),
        events=tracking.events(parcel) if booking else (),
        can_ask=shown.may_be_sent and not is_open and not why_not,
        why_not=why_not if biteship.is_set_up() else "",
    )


def _is_stuck(booking: Booking | None) -> bool:
    return booking is not None and (
        Message.objects.filter(
            kind__in=[services.BOOK, services.CANCEL],
            dedup_key=booking.reference,
            state=State.PARKED,
        ).exists()
    )


def rates_for(parcel: Parcel) -> tuple[list[Rate], str]:
    """What couriers ask for this box now, cheapest first, and words when nobody could say.

    One paid at the door is offered only to those who collect money. Calls out; must run outside
    a transaction.
    """
    address = parcel.order.shipping_address
    try:
        found = biteship.rates(
            origin=parcel.cooperative.postal_code,
            destination=postal_code_of(address) if address else "",
            couriers=_couriers(),
            goods=goods_of(parcel),
        )
    except CourierError:
        return [], _("The couriers do not answer just now. Try again, or send it yourself.")
    if parcel.order.payment_state == PaymentState.COD:
        found = [rate for rate in found if rate.takes_cash]
    if not found:
        return [], _("No courier goes to this address. Send it yourself.")
    return sorted(found, key=lambda rate: rate.price), ""


def _couriers() -> list[str]:
    return list(settings.BITESHIP_COURIERS)


@calls_network
@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("")
def ask(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """Choose a courier and ask it to come."""
    desk, found = sheets.parcel_for(desk, parcel_id)
    desk.require("ship")
    reason = why_not_by_courier(found) or _why_not_now(found)
    if reason:
        messages.error(request, reason)
        return _to(found)
    if request.method == "POST":
        courier, _colon, service = request.POST.get("layanan", "").partition(":")
        if courier in _couriers() and service.isalnum() and len(service) <= 20:
            return _book(request, desk, found, courier, service)
        messages.error(request, _("Choose a courier first."))
    rates, problem = rates_for(found)
    names = [f"{rate.courier}.{rate.service}" for rate in rates]
    wanted = str(found.quote.get("code", ""))  # what the buyer chose and paid
    chosen = wanted if wanted in names else next(iter(names), "")
    context = {"parcel": found, "rates": rates, "problem": problem, "chosen": chosen}
    return page(request, desk, "ask_courier.html", context, current="orders")


def _why_not_now(parcel: Parcel) -> str:
    if parcel.state not in sheets.IN_STORE:
        return _("This parcel has left already. Nothing was changed.")
    return sheets.why_not(parcel, timezone.now())


def _book(
    request: HttpRequest, desk: Desk, parcel: Parcel, courier: str, service: str
) -> HttpResponse:
    try:
        services.book(parcel_id=parcel.pk, courier=courier, service=service, actor=desk.user)
        messages.success(request, _("The courier is being asked. The answer shows here soon."))
    except NotAllowed as refusal:
        messages.error(request, refusal.text)
    return _to(parcel)


@require_POST
@desk_view("")
def change(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """One button of the panel: call off, try again, seen, it is back with us."""
    desk, found = sheets.parcel_for(desk, parcel_id)
    desk.require("ship")
    booking = get_object_or_404(Booking, pk=_number(request.POST.get("pesanan")), parcel=found)
    what = request.POST.get("aksi", "")
    if what == "batal" and services.call_off(booking_id=booking.pk, reason=_("not ready")):
        messages.success(request, _("The courier is being called off."))
    elif what == "coba" and services.try_again(booking_id=booking.pk):
        messages.success(request, _("Asked again. The answer shows here soon."))
    elif what == "beres" and services.note_seen(booking_id=booking.pk):
        messages.success(request, _("Noted."))
    elif what == "kembali" and booking.status == "returned":
        _came_back(request, desk, booking)
    else:
        messages.warning(request, _("Nothing was changed."))
    return _to(found)


def _came_back(request: HttpRequest, desk: Desk, booking: Booking) -> None:
    try:
        orders.walk(parcel_id=booking.parcel_id, to=ParcelState.RETURNED, actor=desk.user,
                    source="desk")  # fmt: skip
        services.note_seen(booking_id=booking.pk)
        messages.success(request, _("Noted: the parcel is back. Tick what is fit to sell."))
    except NotAllowed as refusal:
        messages.error(request, refusal.text)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0


def _to(parcel: Parcel) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk:parcel", args=[parcel.pk]) + "#kurir")
