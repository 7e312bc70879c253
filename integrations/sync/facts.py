"""What the engine tells the desk: plain facts, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from integrations.sync.errors_catalogue import Code, Entry, explain

ENDED_PERMISSION = frozenset({Code.AUTH_REVOKED, Code.KEYS_REFUSED, Code.SECRET_DOES_NOT_OPEN})


class Colour(StrEnum):
    """Red: a person must act. Amber: look. Grey: resting on purpose. Green: all is well."""

    RED = "red"
    AMBER = "amber"
    GREY = "grey"
    GREEN = "green"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCard:
    """The health of one account in one sentence, and the numbers behind it.

    ``waiting`` are changes that will be sent, ``failed`` is work for a person, ``down_since``
    the beginning of the present outage, ``days_left`` until the permission ends (None: unknown).
    ``code`` addresses the error catalogue, "" when nothing is wrong.
    """

    account_id: int
    cooperative_id: int
    channel: str
    channel_label: str
    label: str
    colour: Colour
    sentence: str
    needs_person: bool = False
    is_on: bool = True
    waiting: int = 0
    failed: int = 0
    unmatched: int = 0
    drift: int = 0
    checked_at: datetime | None = None
    last_order_at: datetime | None = None
    down_since: datetime | None = None
    next_try_at: datetime | None = None
    recovered_at: datetime | None = None
    paused_since: datetime | None = None
    paused_until: datetime | None = None
    authorized_until: datetime | None = None
    days_left: int | None = None
    code: str = ""

    @property
    def entry(self) -> Entry | None:
        """Cause, remedy, who and button, when something is wrong."""
        return explain(self.code) if self.code else None

    @property
    def asks_permission(self) -> bool:
        """Whether giving permission (or the keys) again is what helps."""
        return self.code in ENDED_PERMISSION


class ParkedKind(StrEnum):
    """What kind of work is stuck; together with ``row_id`` it addresses ``services.retry``."""

    LISTING = "listing"
    ORDER = "order"
    GOODS = "goods"
    MESSAGE = "message"
    NOTIFICATION = "notification"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedItem:
    """One piece of stuck work. The last five are for "technical details"."""

    kind: ParkedKind
    row_id: int
    title: str
    since: datetime
    order_id: int | None = None
    listing_id: int | None = None
    parcel_id: int | None = None
    code: str = ""
    text: str = ""
    request_id: str = ""
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedCause:
    """Everything of one account that is stuck for one cause: one card with one button."""

    account_id: int | None
    channel: str
    channel_label: str
    account_label: str
    code: str
    items: tuple[ParkedItem, ...]

    @property
    def entry(self) -> Entry:
        """Title, cause, remedy, who and button."""
        return explain(self.code)

    @property
    def count(self) -> int:
        """How many pieces of work."""
        return len(self.items)


class Confidence(StrEnum):
    """How sure a suggested match is."""

    CERTAIN = "certain"
    MAYBE = "maybe"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A listing without a pack of ours, and the pack we think it is. ``reasons`` are in words."""

    listing_id: int
    title: str
    variant_name: str
    seller_sku: str
    image_url: str
    price: int | None
    confidence: Confidence
    stockrecord_id: int | None = None
    product_title: str = ""
    our_sku: str = ""
    our_price: int | None = None
    reasons: tuple[str, ...] = ()


class Change(StrEnum):
    """What the first push would do to a number. In order of danger."""

    SOLD_OUT = "sold_out"
    UP = "up"
    DOWN = "down"
    SAME = "same"
    NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRunRow:
    """ "Here 25, at Shopee 30 → will become 25". Numbers are packs. ``there`` None: not told.

    ``rule`` is the account's rule with its numbers in words. ``shown_before`` is what an earlier
    dry run said, when that differs now.
    """

    listing_id: int
    title: str
    seller_sku: str
    here: int
    there: int | None
    becomes: int
    change: Change
    rule: str
    sentence: str
    shown_before: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What switching on would send, most dangerous rows first. Nothing has been sent."""

    account_id: int
    computed_at: datetime
    rows: tuple[DryRunRow, ...]

    def count(self, change: Change) -> int:
        """How many rows would change like that."""
        return sum(row.change is change for row in self.rows)

    @property
    def to_send(self) -> int:
        """How many numbers differ and would be sent, zeros included."""
        return sum(row.change in {Change.SOLD_OUT, Change.UP, Change.DOWN} for row in self.rows)

    @property
    def is_all_zero(self) -> bool:
        """Everything would be sold out: the warehouse has not been counted."""
        wanted = [row for row in self.rows if row.change is not Change.NOT_SENT]
        return bool(wanted) and all(row.becomes == 0 for row in wanted)


class ShipState(StrEnum):
    """How far a parcel's shipment has got with its channel."""

    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    """Will be sent at ``not_before``; can still be undone."""
    SENDING = "sending"
    ARRANGED = "arranged"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelParcelView:
    """One of several parcels the channel has split an order into. Texts may be empty."""

    external_parcel_id: str
    courier: str
    tracking_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentView:
    """A parcel's shipment for the screen. ``elsewhere_at``: arranged in the channel's own app.

    ``parcels`` is filled where the channel has split the order into several.
    """

    parcel_id: int
    state: ShipState
    channel_label: str
    message_id: int | None = None
    not_before: datetime | None = None
    arranged_at: datetime | None = None
    elsewhere_at: datetime | None = None
    tracking_number: str = ""
    parcels: tuple[ChannelParcelView, ...] = ()
    code: str = ""
    text: str = ""

    @property
    def entry(self) -> Entry | None:
        """Cause and remedy, when it failed."""
        return explain(self.code) if self.code else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelWish:
    """A buyer who asks to cancel, and until when the channel waits for the answer."""

    channel_order_id: int
    order_id: int
    external_order_id: str
    channel: str
    channel_label: str
    answer_by: datetime | None
    parcel_ids: tuple[int, ...] = field(default=())
    answered: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPreviewRow:
    """What new rules do to one listing. Packs and whole rupiah; None: there is no number."""

    listing_id: int
    title: str
    seller_sku: str
    stock_now: int | None
    stock_then: int | None
    price_now: int | None
    price_then: int | None

    @property
    def stock_changes(self) -> bool:
        """Whether another number of packs is shown."""
        return self.stock_then is not None and self.stock_now != self.stock_then

    @property
    def price_changes(self) -> bool:
        """Whether another price is shown."""
        return self.price_then is not None and self.price_now != self.price_then

    @property
    def is_sold_out(self) -> bool:
        """Whether it would show sold out, and does not now."""
        return self.stock_changes and self.stock_then == 0

    @property
    def price_falls(self) -> bool:
        """Whether it gets cheaper."""
        return (
            self.price_now is not None
            and self.price_then is not None
            and self.price_then < self.price_now
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPreview:
    """What new rules would change: counts of all listings, and the first of the rows."""

    total: int
    changed: int
    stock_changes: int
    sold_out: int
    price_changes: int
    price_falls: int
    rows: tuple[RulesPreviewRow, ...]

    @property
    def more(self) -> int:
        """How many changed rows are not among ``rows``."""
        return self.changed - len(self.rows)


class Waiting(StrEnum):
    """Why a channel does not show ours."""

    SOON = "soon"
    """It will be sent by itself."""
    STUCK = "stuck"
    RESTS = "rests"
    OFF = "off"
    """Sending is not switched on."""
    LEFT = "left"
    """Nobody asked for it: linking a shop changes no price there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One number (packs) or price (whole rupiah) that a channel shows otherwise than we want."""

    listing_id: int
    aspect: str
    title: str
    seller_sku: str
    ours: int
    theirs: int
    waiting: Waiting
    can_take_theirs: bool

    @property
    def key(self) -> str:
        """How forms name the row."""
        return f"{self.listing_id}-{self.aspect}"


class CheckState(StrEnum):
    """How far a comparison of both sides is."""

    RESTING = "resting"
    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """A comparison for the screen. ``put_right`` is what the last one found and sends anew."""

    state: CheckState
    read: int
    expected: int
    checked_at: datetime | None
    put_right: int
    drift: int
    code: str = ""
    next_at: datetime | None = None

    @property
    def entry(self) -> Entry | None:
        """Cause and remedy, when it failed."""
        return explain(self.code) if self.code else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a press of "try again" has got. What is gone meanwhile counts as done."""

    total: int
    waiting: int
    failed: int

    @property
    def done(self) -> int:
        """Rows that are in order now."""
        return max(0, self.total - self.waiting - self.failed)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingFacts:
    """What a listing shows under its rules. Packs and whole rupiah; None: there is no number."""

    stock: int | None
    stock_words: str
    price: int | None
    price_words: str
    there: int | None
    price_there: int | None
