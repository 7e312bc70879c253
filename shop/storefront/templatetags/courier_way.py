"""What couriers told about a parcel, below its tracking number."""

from typing import Any

from django import template

from shop.couriers import tracking
from shop.order.models import Parcel, ParcelState

register = template.Library()
IN_STORE = {ParcelState.TO_PACK, ParcelState.PACKED}


@register.inclusion_tag("storefront/order_way.html")
def courier_way(parcel: Parcel) -> dict[str, Any]:
    """The way of a parcel, newest first; asks nothing of one that has not left."""
    is_here = parcel.state in IN_STORE and not parcel.tracking_number
    return {"events": () if is_here else tracking.events(parcel)}
