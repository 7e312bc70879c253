"""The words for what can go wrong, and the shape in which a failure is explained."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Code(StrEnum):
    """The words that stand in ``error_code`` columns and address an entry."""

    # From the channels' errors.
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    AUTH_EXPIRED = "auth_expired"
    AUTH_REVOKED = "auth_revoked"
    REJECTED = "rejected"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    BAD_PAYLOAD = "bad_payload"
    BAD_SIGNATURE = "bad_signature"
    CHANNEL_ERROR = "channel_error"
    # Told by the channel's own word, where the remedy is another one.
    KEYS_REFUSED = "keys_refused"
    QUOTA_USED_UP = "quota_used_up"
    # A shop on a site of its own.
    SITE_UNREACHABLE = "site_unreachable"
    SITE_CERTIFICATE = "site_certificate"
    SITE_REFUSED = "site_refused"
    SITE_MOVED = "site_moved"
    SITE_NO_API = "site_no_api"
    SITE_API_OFF = "site_api_off"
    SITE_UNREADABLE = "site_unreadable"
    # Our own side.
    SECRET_DOES_NOT_OPEN = "secret_does_not_open"  # noqa: S105
    BUG = "bug"
    # Listings and numbers.
    NO_STOCK_ITEM = "no_stock_item"
    PRICE_NOT_WHOLE = "price_not_whole"
    NO_PRICE = "no_price"
    ZERO_NEEDS_YES = "zero_needs_yes"
    LISTING_GONE = "listing_gone"
    STOCK_NOT_WRITABLE = "stock_not_writable"
    CANNOT_DO = "cannot_do"
    RESTS = "rests"
    ESCROW = "escrow"
    # Putting goods up.
    LISTING_INCOMPLETE = "listing_incomplete"
    NO_COURIER_THERE = "no_courier_there"
    PICTURE_NOT_FETCHED = "picture_not_fetched"
    CODE_TAKEN_THERE = "code_taken_there"
    # Orders.
    UNKNOWN_STATE = "unknown_state"
    UNKNOWN_GOODS = "unknown_goods"
    ORDER_NOT_TAKEN_OVER = "order_not_taken_over"
    SHORT_OF_STOCK = "short_of_stock"
    CANCEL_WISH = "cancel_wish"
    CANCELLED_AFTER_SHIPPING = "cancelled_after_shipping"
    CAME_BACK = "came_back"
    # What we send.
    OUTCOME_UNKNOWN = "outcome_unknown"
    OUTCOME_UNCLEAR = "outcome_unclear"
    BUYER_WANTS_TO_CANCEL = "buyer_wants_to_cancel"
    ORDER_CANCELLED = "order_cancelled"
    NOT_PAID_YET = "not_paid_yet"
    NOTHING_TO_ANSWER = "nothing_to_answer"
    NO_WAY_TO_SHIP = "no_way_to_ship"
    LABEL_NOT_MADE = "label_not_made"
    ACCOUNT_NOT_CONNECTED = "account_not_connected"
    # Linking.
    WRONG_SHOP = "wrong_shop"
    LINK_EXPIRED = "link_expired"
    WRONG_KEYS = "wrong_keys"
    SHOP_OF_ANOTHER = "shop_of_another"
    # Notifications and workers.
    UNKNOWN_SHOP = "unknown_shop"
    WORKER_STOPPED = "worker_stopped"


class Who(StrEnum):
    """Who acts."""

    NOBODY = "nobody"
    MANAGER = "manager"
    CATALOGUE = "catalogue"
    PACKER = "packer"
    OPERATOR = "operator"


WHO: dict[Who, Text] = {
    Who.NOBODY: _("Nobody: it mends itself"),
    Who.MANAGER: _("Manager"),
    Who.CATALOGUE: _("Stock keeper"),
    Who.PACKER: _("Packer"),
    Who.OPERATOR: _("Operator of the server"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One failure in words. ``button`` "" : there is nothing to press."""

    title: Text
    cause: Text
    remedy: Text
    who: Who
    button: Text = ""

    @property
    def who_in_words(self) -> Text:
        """Who acts, as shown."""
        return WHO[self.who]
