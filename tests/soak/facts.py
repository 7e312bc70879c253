"""What the books and the marketplace say at the end, as plain data for the invariants."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A stock item in base units: its counters, and what movements and lines add up to."""

    name: str
    on_hand: int
    allocated: int
    moved_on_hand: int
    moved_allocated: int
    held_by_lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an order of ours, in packs; money in rupiah for the whole line."""

    sku: str
    quantity: int
    reserved: int
    shortage: int
    shipped: int
    cancelled: int
    unit_price: int
    price: int
    shipping_paid: int
    discount: int
    item_cooperative: int | None
    parcel_cooperatives: tuple[int, ...]

    @property
    def parts(self) -> int:
        """What the quantity must be made of."""
        return self.reserved + self.shortage + self.shipped + self.cancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order of ours; ``shop`` is the marketplace shop it came from, empty for our own."""

    number: str
    shop: str
    external_number: str
    phone: str
    payment_state: str
    parcel_states: tuple[str, ...]
    total: int
    shipping: int
    parcels_cost: int
    needs_decision: bool
    decision: str
    has_deadline: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketOrder:
    """An order as the marketplace has it; ``cooperative`` is whose shop it is."""

    shop: str
    number: str
    state: str
    cooperative: int
    wanted: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A listing: what our books say it should show and what buyers see.

    ``is_bound``: in escrow ``ours`` is its grant, of which it may show less, never more.
    """

    shop: str
    sku: str
    ours: int
    theirs: int
    is_bound: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether buyers see another number than they should."""
        return self.theirs > self.ours if self.is_bound else self.theirs != self.ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What a guest of our own shop was told, and the orders under that guest's number."""

    phone: str
    outcome: str
    told: tuple[str, ...]
    orders: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A voucher: its limit, what it says of its uses, and the orders that have it."""

    code: str
    limit: int
    counted: int
    uses: int
    discounted_orders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The mail that an order of our own shop came in: rows, tries, and copies in the mailbox."""

    order: str
    rows: int
    attempts: int
    is_sent: bool
    delivered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """A page with which the shop broke before a buyer's eyes; ``at`` is seconds of the history."""

    at: float
    request: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A notification that is not worked on, or a parked piece of work."""

    what: str
    state: str
    age: float
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One look at the counters during the run; ``broken`` names the items that were wrong."""

    at: float
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything the invariants look at."""

    items: tuple[Item, ...] = ()
    orders: tuple[Order, ...] = ()
    market_orders: tuple[MarketOrder, ...] = ()
    shown: tuple[Shown, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    codes: tuple[Code, ...] = ()
    told: tuple[Told, ...] = ()
    error_pages: tuple[ErrorPage, ...] = ()
    forgives_pages: bool = False
    waiting: tuple[Waiting, ...] = ()
    unsettled: tuple[str, ...] = ()
    unstored: tuple[str, ...] = ()
    samples: tuple[Sample, ...] = ()
    untouched_before: dict[str, str] = field(default_factory=dict)
    untouched_after: dict[str, str] = field(default_factory=dict)
    is_escrow: bool = False
    hot_packs: int = 0
    hot_orders: int = 0
