"""The one page of the checkout: parcels with their ways of sending, ways to pay, the total.

The browser sends back what it showed (prices, quantities, the total) next to what it chose. None
of it is believed: it is compared with what is true when the order is placed, and every
difference is shown before anything is ordered.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.core.signing import BadSignature, Signer
from django.http import QueryDict
from django.utils.translation import gettext as _

from shop.basket.models import Basket
from shop.order.drafts import shipping_offer_shares
from shop.order.models import Order
from shop.order.numbers import fingerprint
from shop.order.requests import ParcelChoice, SeenLine
from shop.payments.providers.base import Method, OrderLike, ParcelLike
from shop.payments.services import methods
from shop.storefront import phones
from shop.storefront.basket_page import BasketPage, BasketParcel, Way, basket_page
from shop.storefront.typed import one_line

LONGEST_KEY = 64
CASH = "cod"
MOST_DIGITS = 10
SIGNER = Signer(salt="storefront.checkout.basket")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelBlock:
    """A parcel and how it may be sent."""

    parcel: BasketParcel
    ways: tuple[Way, ...]
    wanted_day: str = ""

    @property
    def days(self) -> list[tuple[str, date, bool]]:
        """The days for fetching it: as it is sent back, as a date, whether it is chosen."""
        days = [(day.isoformat(), day) for day in self.parcel.pickup_days]
        return [(value, day, value == self.wanted_day) for value, day in days]

    @property
    def chosen(self) -> Way | None:
        """The way that will be taken."""
        return next((way for way in self.ways if way.is_chosen), None)

    @property
    def cash_way(self) -> Way | None:
        """The way to take when it is paid at the door: the chosen one, else the cheapest."""
        collecting = [way for way in self.ways if way.option.allows_cod]
        if self.chosen in collecting:
            return self.chosen
        return next(iter(collecting), None)

    @property
    def tells_cash(self) -> bool:
        """Whether it is worth saying which ways collect money: some do and some do not."""
        takes = {way.option.allows_cod for way in self.ways if not way.is_pickup}
        return len(takes) > 1 and self.parcel.cooperative.cod_limit is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What the form sent besides contact and address. Broken values are as good as none."""

    key: str
    basket_id: int | None = None
    choices: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    days: Mapping[int, str] = field(default_factory=dict)
    seen_lines: tuple[SeenLine, ...] = ()
    pay: str = ""
    shown_total: int | None = None
    place_query: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCash:
    """A parcel whose chosen way collects no money, and the one that does; ``more`` in rupiah."""

    number: int
    name: str
    field: str
    way: Way
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutPage:
    """Everything the page shows. Money in whole rupiah."""

    basket: BasketPage
    blocks: tuple[ParcelBlock, ...]
    methods: tuple[Method, ...]
    pay: str
    total: int
    shipping_discount: int = 0
    to_cash: tuple[ToCash, ...] = ()

    @property
    def shipping(self) -> int | None:
        """What the chosen ways cost; nothing while a parcel has none."""
        chosen = [block.chosen for block in self.blocks]
        return sum(way.pays for way in chosen if way) if all(chosen) else None

    @property
    def goods_to_pay(self) -> int:
        """What the total holds besides the chosen ways of sending."""
        return self.total - (self.shipping or 0)

    @property
    def can_place(self) -> bool:
        """Every parcel has a way and something can be paid with."""
        is_fine = not (self.basket.is_short or self.basket.is_below_minimum)
        return bool(self.blocks) and self.shipping is not None and is_fine

    @property
    def seen(self) -> list[str]:
        """The lines as they are shown, for the form."""
        return [
            f"{article.line_id}:{article.price}:{article.quantity}"
            for article in self.basket.articles
        ]


def new_key() -> str:
    """What makes a second press of the button harmless."""
    return secrets.token_urlsafe(16)


def order_key(key: str) -> str:
    """How an order placed with this key is found again."""
    return fingerprint(Order.SHOP, key)


def sign_basket(basket: Basket) -> str:
    """The basket's number as the form carries it, for presses after the order was placed."""
    return SIGNER.sign(basket.pk)


def read(form: QueryDict) -> Posted:
    """Understand what was sent."""
    key = one_line(form.get("key", ""), LONGEST_KEY)
    lines = (_numbers(text, 3) for text in form.getlist("seen")[:100])
    choices = {}
    for name in form:
        cooperative_id = _number(name.removeprefix("ship_"))
        code, _colon, price = form[name].partition(":")
        if name.startswith("ship_") and cooperative_id and _number(price) is not None:
            choices[cooperative_id] = (code, _number(price) or 0)
    return Posted(
        key=key or new_key(),
        basket_id=_signed(form.get("basket", "")),
        choices=choices,
        days={
            number: one_line(form[name], 10)
            for name in form
            if name.startswith("day_") and (number := _number(name.removeprefix("day_")))
        },
        seen_lines=tuple(
            SeenLine(basket_line_id=line[0], unit_price=line[1], quantity=line[2])
            for line in lines
            if line
        ),
        pay=one_line(form.get("pay", ""), 32),
        shown_total=_number(form.get("shown_total", "")),
        place_query=one_line(form.get("place_query", ""), 80),
        steps=tuple(one_line(form.get(f"place_{level}", ""), 13) for level in range(1, 5)),
    )


def checkout_page(
    basket: Basket, posted: Posted, destination_code: str, *, phone: str = ""
) -> CheckoutPage:
    """The page for this basket; what was chosen before stays chosen while it is offered.

    Place and ``phone``, as it was typed, decide whether the parcels may be paid at the door:
    better said here than after the button was pressed.
    """
    shown = basket_page(basket, destination_code=destination_code)
    blocks = tuple(_block(parcel, posted) for parcel in shown.parcels)
    costs = {block.parcel.cooperative.pk: block.chosen.pays for block in blocks if block.chosen}
    shipping = sum(costs.values())
    discount = _shipping_discount(basket, costs)
    total = shown.goods + shipping - discount
    like = _like(blocks, total, destination_code, phone)
    offered = tuple(methods(order_like=like))
    switches = _switches(blocks, offered, like)
    usable = [method.code for method in offered if method.is_offered]
    can_keep = [*usable, *([CASH] if switches else [])]
    return CheckoutPage(
        basket=shown,
        blocks=blocks,
        methods=tuple(_in_words(method, blocks) for method in offered),
        pay=posted.pay if posted.pay in can_keep else next(iter(usable), ""),
        total=total,
        shipping_discount=discount,
        to_cash=switches,
    )


def _switches(
    blocks: tuple[ParcelBlock, ...], offered: Sequence[Method], like: OrderLike
) -> tuple[ToCash, ...]:
    """What has to change so that everything can be paid at the door; nothing when that is not all.

    Empty too when it can be paid at the door already, or not whatever courier is chosen.
    """
    if CASH not in {method.code for method in offered if not method.is_offered}:
        return ()
    found = []
    parcels = list(like.parcels)
    for place, block in enumerate(blocks):
        way, chosen = block.cash_way, block.chosen
        if way is None or chosen is None:
            return ()
        if way == chosen:
            continue
        amount = parcels[place].amount - chosen.pays + way.pays
        parcels[place] = replace(parcels[place], amount=amount, allows_cod=True)
        found.append(
            ToCash(
                number=place + 1,
                name=block.parcel.cooperative.name,
                field=f"ship_{block.parcel.cooperative.pk}",
                way=way,
                more=way.pays - chosen.pays,
            )
        )
    total = like.total + sum(each.more for each in found)
    then = replace(like, total=total, parcels=tuple(parcels))
    is_enough = any(m.code == CASH and m.is_offered for m in methods(order_like=then))
    return tuple(found) if is_enough else ()


def _in_words(method: Method, blocks: tuple[ParcelBlock, ...]) -> Method:
    """Says that no courier collects there, instead of blaming the choice."""
    if method.code != CASH or method.is_offered:
        return method
    for block in blocks:
        if block.ways and block.cash_way is None:
            text = _("No courier to this address collects money for the parcel from %(name)s.")
            return replace(method, why_not=text % {"name": block.parcel.cooperative.name})
    return method


def choices(posted: Posted) -> tuple[ParcelChoice, ...]:
    """The chosen ways with the prices that stood beside them."""
    return tuple(
        ParcelChoice(
            cooperative_id=cooperative_id,
            option_code=code,
            seen_price=price,
            pickup_day=_date(posted.days.get(cooperative_id, "")),
        )
        for cooperative_id, (code, price) in sorted(posted.choices.items())
    )


def _block(parcel: BasketParcel, posted: Posted) -> ParcelBlock:
    wanted = posted.choices.get(parcel.cooperative.pk, ("", 0))[0]
    codes = [option.code for option in parcel.options]
    collecting = [option.code for option in parcel.options if option.allows_cod]
    # The cheapest; for who has said so, the cheapest that collects the money.
    first = next(iter(collecting if posted.pay == CASH and collecting else codes), "")
    chosen = wanted if wanted in codes else first
    ways = (replace(way, is_chosen=way.option.code == chosen) for way in parcel.ways)
    day = posted.days.get(parcel.cooperative.pk, "")
    return ParcelBlock(parcel=parcel, ways=tuple(ways), wanted_day=day)


def _shipping_discount(basket: Basket, costs: Mapping[int, int]) -> int:
    """What the first offer on sending takes off, as placing the order will compute it."""
    if not basket.has_shipping_discounts:
        return 0
    offer = basket.shipping_discounts[0]["offer"]
    return sum(shipping_offer_shares(offer, costs, currency=basket.currency).values())


def _like(blocks: tuple[ParcelBlock, ...], total: int, region: str, phone: str) -> OrderLike:
    """The order as it would be, for those who decide how it may be paid."""
    parcels = tuple(
        ParcelLike(
            cooperative_id=block.parcel.cooperative.pk,
            amount=block.parcel.goods + block.chosen.pays,
            allows_cod=block.chosen.option.allows_cod,
        )
        for block in blocks
        if block.chosen
    )
    return OrderLike(total=total, parcels=parcels, region=region, phone=_e164(phone))


def _e164(typed: str) -> str:
    """The number as orders keep it; nothing while it is no number."""
    try:
        return phones.e164(typed)
    except phones.NotAPhoneNumber:
        return ""


def _signed(text: str) -> int | None:
    try:
        return _number(SIGNER.unsign(text))
    except BadSignature:
        return None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_number else None


def _numbers(text: str, count: int) -> tuple[int, ...]:
    """Numbers joined by colons; anything else is empty."""
    parts = tuple(_number(part) for part in text.split(":"))
    if len(parts) != count:
        return ()
    return tuple(part for part in parts if part is not None) if None not in parts else ()
