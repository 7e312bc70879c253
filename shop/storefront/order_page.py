"""What a buyer sees of an order: one word, a line of progress, parcels with their history.

Names, street and number are masked unless the viewer has shown to be the buyer: whoever holds
the link may follow the parcels, not learn where somebody lives.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product
from shop import formats
from shop.order import dates, status
from shop.order.models import CancelRequest, Line, Order, Parcel, ParcelState, PaymentState
from shop.payments.models import PaymentRequest, RequestState
from shop.shipping.arrival import expected_of
from shop.shipping.defaults import PICKUP
from shop.storefront import after_order, cancelling, guests

DONE, NOW, NEXT = "done", "now", "next"
# The way of a parcel, oldest first, with the sentence for having got there.
WAY = (ParcelState.TO_PACK, ParcelState.PACKED, ParcelState.SHIPPED, ParcelState.DELIVERED)
SENT = {ParcelState.SHIPPED, ParcelState.DELIVERED, ParcelState.COMPLETED}
ARRIVED = {ParcelState.DELIVERED, ParcelState.COMPLETED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A line of a timeline; ``mood`` is done, now or next."""

    text: str
    mood: str
    moment: datetime | None = None
    expected: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Some packs of one article in a parcel."""

    title: str
    quantity: int
    picture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelView:
    """One parcel as its buyer sees it."""

    parcel: Parcel
    word: str
    mood: str
    contents: tuple[Content, ...]
    steps: tuple[Step, ...]
    arrives: str
    is_pickup: bool
    pickup: str
    deeds: after_order.ParcelDeeds | None
    wish: CancelRequest | None
    can_ask: bool

    @property
    def waits(self) -> bool:
        """Whether it has not left yet."""
        return self.parcel.state in {ParcelState.TO_PACK, ParcelState.PACKED}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """The whole order. ``is_open`` tells whether personal data is shown in full."""

    order: Order
    headline: str
    word: str
    explanation: str
    bars: tuple[Step, ...]
    parcels: tuple[ParcelView, ...]
    lines: tuple[Line, ...]
    request: PaymentRequest | None
    is_open: bool
    name: str
    street: str
    phone: str
    can_cancel: bool

    @property
    def can_ask(self) -> bool:
        """Something is prepared, so a person has to say whether it can still be stopped."""
        return not self.can_cancel and any(view.can_ask for view in self.parcels)

    @property
    def asked(self) -> tuple[ParcelView, ...]:
        """Parcels about which the cooperative is asked just now."""
        return tuple(view for view in self.parcels if view.parcel.cancel_due is not None)

    @property
    def is_waiting(self) -> bool:
        """Money is expected and may still be sent."""
        return (
            self.order.payment_state == PaymentState.AWAITING
            and self.request is not None
            and self.request.state == RequestState.AWAITING
            and self.word != status.buyers_word(ParcelState.CANCELLED)
        )

    @property
    def goods(self) -> int:
        """Rupiah for the goods, discounts taken off."""
        return sum(int(line.line_price_incl_tax) for line in self.lines)

    @property
    def shipping(self) -> int:
        """Rupiah for sending."""
        return int(self.order.shipping_incl_tax)

    @property
    def unique_code(self) -> int:
        """The last digits that make a transfer recognisable."""
        return self.request.unique_code if self.request else 0

    @property
    def total(self) -> int:
        """What the buyer pays, the unique code included."""
        return self.request.amount if self.request else int(self.order.total_incl_tax)


def order_page(order: Order, *, is_open: bool) -> OrderPage:
    """Read an order (``selectors.order_by_token``) for its page."""
    parcels = list(order.parcels.all())
    state = status.derive(
        payment_state=order.payment_state, parcel_states=[parcel.state for parcel in parcels]
    )
    address = order.shipping_address
    pictures = _pictures(order)
    deeds = after_order.deeds(order, is_open=is_open)
    wishes = cancelling.wishes(order) if is_open else {}
    name, street = order.contact_name, address.line1 if address else ""
    number = order.contact_phone
    return OrderPage(
        order=order,
        headline=_headline(state, parcels),
        word=status.buyers_word(state),
        explanation=status.explanation(state),
        bars=_bars(order, state, parcels),
        parcels=tuple(
            _view(parcel, order, pictures, deeds.get(parcel.pk), wishes.get(parcel.pk))
            for parcel in parcels
        ),
        lines=tuple(order.lines.all()),
        request=payment_request(order),
        is_open=is_open,
        name=name if is_open or order.erased_at else guests.mask_name(name),
        street=street if is_open else guests.mask_street(street),
        phone=formats.phone(number) if is_open else guests.mask_phone(number),
        can_cancel=cancelling.at_once(order, parcels),
    )


def payment_request(order: Order) -> PaymentRequest | None:
    """What the buyer was last asked to pay."""
    found = order.payment_requests.select_related("account").order_by("-pk")
    return found.first()


def _headline(state: str, parcels: Sequence[Parcel]) -> str:
    """The order in one sentence."""
    live = [parcel for parcel in parcels if parcel.state != ParcelState.CANCELLED]
    sent = sum(parcel.state in SENT for parcel in live)
    are_fetched = bool(live) and all(parcel.is_collected for parcel in live)
    sentences = {
        status.AWAITING: _("Waiting for your payment"),
        status.HELD: _("Your money has arrived, the goods are sold out"),
        status.PARTLY_SHIPPED: _("%(sent)d of %(all)d parcels on the way")
        % {"sent": sent, "all": len(live)},
        ParcelState.TO_PACK: _("Being packed"),
        ParcelState.PACKED: _("Ready, come and get it")
        if are_fetched
        else _("Packed, waiting for the courier"),
        ParcelState.SHIPPED: _("On the way"),
        ParcelState.DELIVERED: _("Arrived"),
        ParcelState.COMPLETED: _("Done"),
        ParcelState.CANCELLED: _("Cancelled"),
        ParcelState.RETURN_REQUESTED: _("Return requested"),
        ParcelState.RETURNED: _("Returned"),
    }
    return sentences[state]


def _bars(order: Order, state: str, parcels: Sequence[Parcel]) -> tuple[Step, ...]:
    """Five bars from ordered to done; none for a cancelled order."""
    if state in {ParcelState.CANCELLED, ParcelState.RETURNED}:
        return ()
    live = [parcel.state for parcel in parcels if parcel.state != ParcelState.CANCELLED]
    sent = sum(each in SENT for each in live)
    sending = _("Sent")
    if 0 < sent < len(live):
        sending = _("Sent %(sent)d/%(all)d") % {"sent": sent, "all": len(live)}
    is_settled = order.payment_state != PaymentState.AWAITING
    paid = _("Paid") if order.payment_state != PaymentState.COD else _("Pay at the door")
    reached = [
        (_("Ordered"), True),
        (paid, is_settled),
        (sending, bool(live) and sent == len(live)),
        (_("Arrived"), bool(live) and all(each in ARRIVED for each in live)),
        (_("Done"), state == ParcelState.COMPLETED),
    ]
    first_open = next((at for at, (_text, is_done) in enumerate(reached) if not is_done), 5)
    return tuple(
        Step(text=text, mood=DONE if at < first_open else NOW if at == first_open else NEXT)
        for at, (text, _is_done) in enumerate(reached)
    )


def _view(
    parcel: Parcel,
    order: Order,
    pictures: dict[int, str],
    deeds: after_order.ParcelDeeds | None,
    wish: CancelRequest | None,
) -> ParcelView:
    state = parcel.state
    moods = {ParcelState.CANCELLED: "no", ParcelState.RETURNED: "no"}
    moods |= dict.fromkeys(ARRIVED, "ok") | {ParcelState.SHIPPED: "note"}
    alone = status.derive(payment_state=order.payment_state, parcel_states=[state])
    return ParcelView(
        parcel=parcel,
        word=status.buyers_word(alone),
        mood=moods.get(ParcelState(state), ""),
        contents=tuple(
            Content(
                title=row.line.title,
                quantity=row.quantity,
                picture=pictures.get(row.line.product_id or 0, ""),
            )
            for row in parcel.parcel_lines.all()
        ),
        steps=_steps(parcel, order),
        arrives=_arrives(parcel),
        is_pickup=parcel.quote.get("code") == PICKUP,
        pickup=dates.pickup_words(parcel.quote),
        deeds=deeds,
        wish=wish,
        can_ask=cancelling.may_ask(parcel, order, wish),
    )


def _steps(parcel: Parcel, order: Order) -> tuple[Step, ...]:
    """The parcel's history, newest first, with what comes next above it."""
    happened = {
        event.to_state: event.created_at
        for event in parcel.events.all()
        if event.from_state != event.to_state  # a note is no step
    }
    if parcel.state == ParcelState.CANCELLED:
        ended = Step(text=_("Cancelled"), mood=NOW, moment=happened.get(ParcelState.CANCELLED))
        return (ended, Step(text=_("Ordered"), mood=DONE, moment=order.date_placed))
    words = {
        ParcelState.TO_PACK: _("Being packed"),
        ParcelState.PACKED: _("Packed by the cooperative"),
        ParcelState.SHIPPED: _("Handed to the courier"),
        ParcelState.DELIVERED: _("Arrived at the address"),
    }
    if parcel.is_collected:
        words |= {
            ParcelState.PACKED: _("Ready at the cooperative"),
            ParcelState.SHIPPED: _("Handed over to you"),
            ParcelState.DELIVERED: _("You have it"),
        }
    is_paid = order.payment_state != PaymentState.AWAITING
    reached = ParcelState.DELIVERED if parcel.state not in WAY else ParcelState(parcel.state)
    at = WAY.index(reached)
    steps = [Step(text=_("Ordered"), mood=DONE, moment=order.date_placed)]
    if not is_paid:
        steps.append(Step(text=_("Waiting for payment"), mood=NOW))
    for place, state in enumerate(WAY):
        if place > at + 1 and state != ParcelState.SHIPPED:
            continue
        mood = NEXT if place > at or not is_paid else NOW if place == at else DONE
        if mood == NOW and parcel.state == ParcelState.COMPLETED:
            mood = DONE
        steps.append(
            Step(
                text=words[state],
                mood=mood,
                moment=happened.get(state) if mood != NEXT else None,
                expected=_expected(state, parcel) if mood == NEXT else "",
            )
        )
    return tuple(reversed(steps))


def _expected(state: ParcelState, parcel: Parcel) -> str:
    """When a step is to come, as far as anybody can say."""
    if state == ParcelState.SHIPPED and parcel.ship_by and not parcel.is_collected:
        return _("at the latest %(day)s") % {"day": formats.short_date(_day(parcel.ship_by))}
    if state == ParcelState.DELIVERED and (arrives := _arrives(parcel)):
        return _("expected %(days)s") % {"days": arrives}
    return ""


def _arrives(parcel: Parcel) -> str:
    """The days the parcel is expected at the door, from when it left or has to leave."""
    leaves = parcel.shipped_at or parcel.ship_by
    if leaves is None or parcel.quote.get("code") == PICKUP:
        return ""
    days = expected_of(parcel.quote, _day(leaves))
    return formats.date_range(*days) if days else ""


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _pictures(order: Order) -> dict[int, str]:
    """Picture names of the ordered articles; a variant without one shows its parent's."""
    ids = {line.product_id for line in order.lines.all() if line.product_id}
    rows = Product.objects.filter(pk__in=ids).values_list("pk", "picture", "parent__picture")
    return {pk: picture or parent_picture or "" for pk, picture, parent_picture in rows}
