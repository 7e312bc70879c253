"""What couriers are told and tell about who receives a parcel."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shop.personal import Holding, Kept, Person, Rule, Why

from .models import Booking, CourierNotice


def _notices(person: Person) -> QuerySet:
    """What couriers told about pickups of the person's parcels."""
    booked = Booking.objects.filter(parcel__order_id__in=person.order_ids).exclude(external_id="")
    names = list(booked.values_list("external_id", flat=True))
    return CourierNotice.objects.filter(body__order_id__in=names)


def _empty_notices(keys: list[int]) -> int:
    return CourierNotice.objects.filter(pk__in=keys).update(body={})


HOLDINGS = (
    Holding(
        model="couriers.Booking",
        title=_("Pickups by couriers"),
        why=Why.ORDER,
        kept=Kept.WITH_ORDER,
        fields=("link", "problem"),
        order="parcel__order_id",
        shows=("parcel__order__number", "courier", "service", "waybill", "link", "created_at"),
        becomes={"link": "", "problem": ""},
    ),
    Holding(
        model="couriers.TrackingEvent",
        title=_("What couriers reported"),
        why=Why.ORDER,
        kept=Kept.WITH_ORDER,
        fields=("note", "place"),
        order="parcel__order_id",
        shows=("parcel__order__number", "status", "note", "place", "happened_at"),
        becomes={"note": "", "place": ""},
    ),
    Holding(
        model="couriers.CourierNotice",
        title=_("Messages of couriers"),
        why=Why.ORDER,
        kept=Kept.WEBHOOKS,
        fields=("body",),
        rows=_notices,
        becomes={"body": {}},
    ),
)
HARMLESS = {
    "couriers.Booking.reference": "our own number of the pickup",
    "couriers.TrackingEvent.key": "a digest",
    "couriers.CourierNotice.key": "a digest",
}
RULES = (
    Rule(
        code="messages_of_couriers",
        setting="WEBHOOK_BODY_DAYS",
        about="bodies of couriers' messages",
        due=lambda before: CourierNotice.objects.filter(created_at__lt=before).exclude(body={}),
        act=_empty_notices,
    ),
)
