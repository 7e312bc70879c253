"""One parcel with everything its sheet shows, looked up from the user's own cooperatives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from desk import words
from desk.access import Desk
from desk.orders import marks, moneybox
from desk.orders.listing import is_pickup
from integrations.sync import selectors as sync
from integrations.sync.facts import ShipmentView, ShipState
from integrations.sync.services import NotAChannelParcel
from shop import formats
from shop.order import dates
from shop.order.missing import missing_of, with_earlier
from shop.order.models import Line, Parcel, ParcelEvent, ParcelLine, ParcelState, PaymentState
from shop.shipping.parcels import colli_words

S = ParcelState
IN_STORE = frozenset({S.TO_PACK, S.PACKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One article in the box."""

    row: ParcelLine
    line: Line
    packs: str
    picture: str
    missing: int
    is_known: bool

    @property
    def outside(self) -> int:
        """Packs that left and have not come back."""
        return min(self.row.quantity, self.line.shipped - self.line.taken_back)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened, in words."""

    moment: datetime
    text: str
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One station on the way of the parcel."""

    label: str
    moment: datetime | None
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The whole screen of one parcel."""

    parcel: Parcel
    contents: tuple[Content, ...]
    steps: tuple[Step, ...]
    events: tuple[Event, ...]
    shipment: ShipmentView | None
    money: moneybox.MoneyBox
    why_not: str
    packs: str
    unticked: tuple[Content, ...]
    is_own: bool
    is_pickup: bool
    pickup: str
    colli: str
    whatsapp: str

    @property
    def missing(self) -> int:
        """Packs that are not there."""
        return sum(content.missing for content in self.contents)

    @property
    def is_in_store(self) -> bool:
        """Whether the goods still stand here."""
        return self.parcel.state in IN_STORE

    @property
    def is_arranged(self) -> bool:
        """Whether the channel has been asked, or will be in a minute."""
        return self.shipment is not None and self.shipment.state != ShipState.NOT_ASKED

    @property
    def may_be_sent(self) -> bool:
        """Whether a button to send stands on the sheet."""
        failed = self.shipment is not None and self.shipment.state == ShipState.FAILED
        return self.is_in_store and not self.why_not and (not self.is_arranged or failed)


def parcel_for(desk: Desk, parcel_id: int) -> tuple[Desk, Parcel]:
    """A parcel of the user's cooperatives and the desk it is on; 404 for those of others."""
    contents = with_earlier(
        ParcelLine.objects.select_related(
            "line__stock_item", "line__product__parent", "line__stockrecord"
        )
    ).order_by("pk")
    parcel = (
        Parcel.objects.filter(pk=parcel_id, cooperative_id__in=desk.ids)
        .select_related("cooperative", "order__shipping_address", "order__channel_order__account")
        .prefetch_related(
            Prefetch("parcel_lines", contents),
            Prefetch("events", ParcelEvent.objects.select_related("actor")),
        )
        .first()
    )
    if parcel is None:
        raise Http404
    return desk.at(parcel.cooperative), parcel


def sheet(parcel: Parcel, now: datetime) -> Sheet:
    """Everything about a parcel that ``parcel_for`` found."""
    contents = tuple(_content(row) for row in parcel.parcel_lines.all())
    shipment = _shipment(parcel)
    return Sheet(
        parcel=parcel,
        contents=contents,
        steps=_steps(parcel),
        events=_events(parcel),
        shipment=shipment,
        money=moneybox.of(parcel),
        why_not=why_not(parcel, now),
        packs=packs_of(parcel),
        unticked=tuple(each for each in contents if not each.row.is_packed),
        is_own=words.is_own(parcel.order.source),
        is_pickup=is_pickup(parcel),
        pickup=dates.pickup_words(parcel.quote),
        colli=colli_words(parcel.quote),
        whatsapp=_whatsapp(parcel),
    )


def packs_of(parcel: Parcel) -> str:
    """ "3 packs" for everything in the box."""
    return words.packs_of_lines([(row.line, row.quantity) for row in parcel.parcel_lines.all()])


def why_not(parcel: Parcel, now: datetime) -> str:
    """Why the parcel must not be packed and sent now; "" when it may."""
    if parcel.state not in IN_STORE:
        return ""
    if marks.wants_cancel(parcel):
        return _("The buyer asks to cancel. Answer first.")
    if parcel.on_hold:
        return _("On hold: %(reason)s.") % {"reason": parcel.hold_reason or _("no reason given")}
    if parcel.order.payment_state == PaymentState.AWAITING:
        return _("The order has not been paid yet.")
    if parcel.order.payment_state == PaymentState.HELD:
        return _("The money is on hold until somebody decides.")
    if marks.has_unknown(parcel):
        return _("Some goods are not known yet. Match them first.")
    missing = marks.missing_lines(parcel)
    if missing:
        return _("%(packs)s missing.") % {"packs": words.packs_of_lines(missing)}
    return ""


def _content(row: ParcelLine) -> Content:
    line = row.line
    product = line.product
    parent = product.parent if product and product.is_child else None
    picture = (product.picture if product else "") or (parent.picture if parent else "")
    return Content(
        row=row,
        line=line,
        packs=words.packs_of_lines([(line, row.quantity)]),
        picture=picture,
        missing=missing_of(row),
        is_known=line.stock_item_id is not None,
    )


def _shipment(parcel: Parcel) -> ShipmentView | None:
    if marks.channel_order(parcel) is None:
        return None
    try:
        return sync.shipment(parcel.pk)
    except NotAChannelParcel:
        return None


def _whatsapp(parcel: Parcel) -> str:
    """A chat with a text that names the order; only where the buyer gave us the number."""
    order = parcel.order
    if not words.is_own(order.source) or not order.contact_phone.startswith("+"):
        return ""
    text = {
        S.TO_PACK: _("Hello %(name)s, we are packing your order %(number)s at %(shop)s."),
        S.PACKED: _("Hello %(name)s, your order %(number)s at %(shop)s is packed."),
        S.SHIPPED: _("Hello %(name)s, your order %(number)s of %(shop)s is on its way."),
    }.get(ParcelState(parcel.state), _("Hello %(name)s, about your order %(number)s at %(shop)s:"))
    facts = {
        "name": order.contact_name,
        "number": order.number,
        "shop": parcel.cooperative.name,
    }
    tracking = ""
    if parcel.state == S.SHIPPED and parcel.tracking_number:
        tracking = " " + _("Tracking number: %(courier)s %(number)s.") % {
            "courier": words.courier(parcel),
            "number": parcel.tracking_number,
        }
    return formats.whatsapp_link(order.contact_phone, text % facts + tracking)


# --- the way, and what happened ----------------------------------------------------------------

ORDER_OF_STATES = (S.TO_PACK, S.PACKED, S.SHIPPED, S.DELIVERED, S.COMPLETED)


def _steps(parcel: Parcel) -> tuple[Step, ...]:
    """Paid, packed, sent, done. Empty for parcels that left the straight way."""
    if parcel.state not in ORDER_OF_STATES:
        return ()
    order = parcel.order
    is_paid = order.payment_state not in {PaymentState.AWAITING, PaymentState.HELD}
    at = ORDER_OF_STATES.index(ParcelState(parcel.state))
    stations = (
        (
            _("Paid") if order.payment_state != PaymentState.COD else _("Paid at the door"),
            None,
            is_paid,
        ),
        (pgettext("station of a parcel", "Packed"), parcel.packed_at, at >= 1),
        (pgettext("station of a parcel", "Sent"), parcel.shipped_at, at >= 2),
        (pgettext("station of a parcel", "Done"), parcel.delivered_at, at >= 4),
    )
    current = next((i for i, (_l, _m, done) in enumerate(stations) if not done), len(stations))
    return tuple(
        Step(label=label, moment=moment, is_done=done, is_current=index == current)
        for index, (label, moment, done) in enumerate(stations)
    )


def _events(parcel: Parcel) -> tuple[Event, ...]:
    order = parcel.order
    channel = words.channel_label(order.source)
    found = [
        Event(
            moment=order.date_placed,
            text=_("Order came in from %(channel)s") % {"channel": channel},
        )
    ]
    for event in parcel.events.all():
        text = _event_text(event)
        if text:
            who = str(event.actor) if event.actor else _source(event.source)
            found.append(Event(moment=event.created_at, text=text, who=who))
    return tuple(found)


def _source(source: str) -> str:
    if source in {"", "desk", "shop", "decision", "lapse", "revive", "courier", "arrived", "asked"}:
        return ""
    return words.channel_label(source)


def _event_text(event: ParcelEvent) -> str:
    if event.from_state == event.to_state or not event.from_state:
        return event.note
    text = marks.state_word(event.to_state)
    return f"{text}: {event.note}" if event.note else text
