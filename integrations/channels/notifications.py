"""What a channel's notification tells us: only that something changed. The truth is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class HintKind(StrEnum):
    """What kind of thing changed."""

    ORDER = "order"
    PARCEL = "parcel"
    LISTING = "listing"
    STOCK = "stock"
    RETURN = "return"
    AUTHORIZED = "authorized"
    DEAUTHORIZED = "deauthorized"
    AUTHORIZATION_ENDING = "authorization_ending"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Something changed at a shop.

    `external_id` is the order (ORDER, PARCEL, RETURN) or the listing (LISTING, STOCK), "" where the
    notification names none. `raw_kind` is the channel's own word or number for the event.
    """

    kind: HintKind
    external_shop_id: str
    external_id: str = ""
    raw_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDelivery:
    """A notification that is proven to come from the channel.

    `delivery_key` is the same for every repetition of one delivery and different for any other.
    `hints` is empty for test messages and events that concern no one.
    """

    delivery_key: str
    hints: tuple[Hint, ...] = ()
