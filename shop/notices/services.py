"""Ask for messages about an order, once per event, and call them back."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from shop.order.models import Order, Parcel, ParcelState
from shop.outbox.models import Message, State
from shop.outbox.services import enqueue
from shop.privacy import consents
from shop.transactions import retries_contention

from . import quiet, selectors, words
from .models import Event

KIND = "whatsapp"
# Both mails say the same to a phone; and the key of these events is the parcel's.
SAME_AS = {"partly_shipped": Event.SHIPPED}
OF_A_PARCEL = frozenset({Event.PACKED, Event.SHIPPED, Event.PROMISED, Event.READY, Event.DELIVERED})


def begin(*, order: Order, user_id: int | None, version: str, language: str) -> None:
    """A buyer ticked the messages at the checkout: write it down, and tell of the order itself."""
    consents.record(
        purpose=consents.Purpose.WHATSAPP,
        is_given=True,
        source=consents.Source.CHECKOUT,
        version=version,
        user_id=user_id,
        order_id=order.pk,
        language=language,
    )
    tell(order=order, event=Event.RECEIVED)


def tell(*, order: Order, event: str, key: str = "", now: datetime | None = None) -> Message | None:
    """Ask for one message in the caller's transaction; None when there is nothing to send.

    That is so without a number of our own or of the buyer, without a yes, and without a template.
    """
    event = SAME_AS.get(event, event)
    if event not in Event.values or not (selectors.is_offered() and order.contact_phone):
        return None
    if not consents.wants_whatsapp(order_id=order.pk, user_id=order.user_id):
        return None
    template = selectors.template_for(event, order.language)
    if template is None:
        return None
    parcel = _parcel(order, event, key)
    zone = quiet.zone_of(parcel.cooperative.district_id or "" if parcel else "")
    named = ("order", str(order.pk), event, key)
    return enqueue(
        kind=KIND,
        dedup_key=":".join(part for part in named if part),
        lane=f"{KIND}:{zone}",
        cooperative_id=parcel.cooperative_id if parcel and event in OF_A_PARCEL else None,
        payload={
            "to": order.contact_phone.removeprefix("+"),
            "order_id": order.pk,
            "template": template.name,
            "language": template.language,
            "values": words.filled(template.words, order, parcel),
            "zone": zone,
        },
        not_before=quiet.allowed_from(now or timezone.now(), zone),
    )


def _parcel(order: Order, event: str, key: str) -> Parcel | None:
    """The parcel an event is about, else the first that will come."""
    rows = order.parcels.select_related("cooperative").order_by("sequence")
    # What can happen to a parcel more than once has more after its number.
    number = key.partition("-")[0]
    if event in OF_A_PARCEL and number.isdigit():
        return rows.filter(pk=int(number)).first()
    return rows.exclude(state=ParcelState.CANCELLED).first() or rows.first()


@retries_contention
def call_back(*, order_ids: list[int]) -> int:
    """Take back what waits for these orders; what is being sent cannot be taken back."""
    rows = Message.objects.filter(kind=KIND, state=State.QUEUED, payload__order_id__in=order_ids)
    return rows.update(state=State.CANCELLED, updated_at=timezone.now())


def stop_for_order(*, order_id: int, version: str = "", language: str = "id") -> bool:
    """A buyer takes it back for one order; False when there was nothing to take back."""
    if not consents.wants_whatsapp(order_id=order_id):
        return False
    consents.record(
        purpose=consents.Purpose.WHATSAPP,
        is_given=False,
        source=consents.Source.ORDER,
        version=version,
        order_id=order_id,
        language=language,
    )
    call_back(order_ids=[order_id])
    return True


def stop_for_number(*, number: str) -> int:
    """Somebody answered with the stop word: no more messages to this number, whoever's it is.

    ``number`` has digits only. Returns for how many orders it was taken back.
    """
    orders = Order.objects.filter(contact_phone=f"+{number}").order_by("-pk")
    given = consents.with_whatsapp(list(orders.values_list("pk", "user_id")[:500]))
    for order_id, user_id in given:
        consents.record(
            purpose=consents.Purpose.WHATSAPP,
            is_given=False,
            source=consents.Source.MESSAGE,
            user_id=user_id,
            order_id=order_id,
        )
    call_back(order_ids=[order_id for order_id, _user_id in given])
    return len(given)


def answer_for_account(*, user_id: int, is_given: bool, version: str, language: str) -> bool:
    """Say yes or no on the account page; False when that was the answer already."""
    if is_given:
        is_known = consents.account_wants_whatsapp_always(user_id=user_id)
    else:
        is_known = not consents.account_wants_whatsapp(user_id=user_id)
    if is_known:
        return False
    consents.record(
        purpose=consents.Purpose.WHATSAPP,
        is_given=is_given,
        source=consents.Source.ACCOUNT,
        version=version,
        user_id=user_id,
        language=language,
    )
    if not is_given:
        rows = Order.objects.filter(user_id=user_id).order_by("-pk")
        call_back(order_ids=list(rows.values_list("pk", flat=True)[:500]))
    return True
