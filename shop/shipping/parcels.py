"""What a parcel holds, and one way of sending it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from shop.formats import weight

from .colli import Pack


def courier_of(code: str) -> str:
    """The courier of a broker's service (``jne`` of ``jne.reg``); the code itself for others."""
    return code.partition(".")[0]


def colli_words(quote: Mapping[str, Any]) -> str:
    """``2 koli: 50 kg + 25 kg``, from what is frozen on a parcel; empty for a single box."""
    grams = quote.get("colli") or ()
    if len(grams) < 2:
        return ""
    weights = " + ".join(weight(each) for each in grams)
    return _("%(count)s boxes: %(weights)s") % {"count": len(grams), "weights": weights}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article of a parcel; measures and ``value`` in rupiah are of one pack.

    ``name`` is for refusals and for the courier.
    """

    weight_grams: int
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    quantity: int = 1
    name: str = ""
    value: int = 0

    @property
    def packs(self) -> tuple[Pack, ...]:
        """Every pack by itself; no volume when a side is unknown."""
        sides = (self.length_mm, self.width_mm, self.height_mm)
        cubic_mm = self.length_mm * self.width_mm * self.height_mm
        pack = Pack(grams=self.weight_grams, cubic_mm=cubic_mm, longest_mm=max(sides))
        return (pack,) * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelContents:
    """Everything one cooperative sends in one order.

    ``goods`` is rupiah after discounts. The sets are codes of services (``kargo``, ``jne.reg``)
    or couriers (``jne``): what the cooperative does not offer, and what collects no money for it.
    """

    cooperative_id: int
    origin_code: str
    items: tuple[Item, ...]
    goods: int = 0
    services_off: frozenset[str] = frozenset()
    cash_off: frozenset[str] = frozenset()

    @property
    def grams(self) -> int:
        """Real weight of the parcel."""
        return sum(item.weight_grams * item.quantity for item in self.items)

    @property
    def packs(self) -> tuple[Pack, ...]:
        """Every pack of every article."""
        return tuple(pack for item in self.items for pack in item.packs)

    def offers(self, code: str) -> bool:
        """Whether the cooperative sends this way."""
        return not self.services_off & {code, courier_of(code)}

    def collects(self, code: str) -> bool:
        """Whether money may be collected at the door this way."""
        return not self.cash_off & {code, courier_of(code)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to send a parcel; ``price`` in whole rupiah, ``rule`` names the row behind it.

    ``is_fallback``: a price of the table because couriers gave none. ``colli``: real grams of
    each box where the table splits a parcel; a courier's own price says nothing about boxes.
    ``weekdays``: the days of own delivery, ``135`` is Monday, Wednesday, Friday; empty: any.
    """

    code: str
    service_name: str
    courier: str
    price: int
    days_from: int
    days_to: int
    charged_kilograms: int
    allows_cod: bool
    rule: str
    is_fallback: bool = False
    charged_grams: int = 0
    colli: tuple[int, ...] = ()
    surcharge: int = 0
    weekdays: str = ""

    @property
    def colli_count(self) -> int:
        """How many boxes; 1 where nobody says more."""
        return max(1, len(self.colli))

    def as_json(self) -> dict[str, Any]:
        """What is frozen on the parcel."""
        return asdict(self)


class CannotQuote(Exception):
    """No price can be given. ``reason_code`` is for programs, ``text`` for people."""

    def __init__(self, reason_code: str, text: str) -> None:
        self.reason_code = reason_code
        self.text = text
        super().__init__(f"{reason_code}: {text}")
