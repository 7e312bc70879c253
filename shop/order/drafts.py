"""A basket read again at the moment of ordering: today's prices, rates and discounts.

Nothing the buyer's browser sent is believed. What it showed is compared with what is true now,
and every difference becomes a ``Problem`` that the page can explain.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.basket.models import Basket
from shop.formats import long_date, rupiah
from shop.offer.applicator import Applicator
from shop.offer.models import Payer
from shop.offer.rounding import whole_rupiah
from shop.partner import opening
from shop.partner.strategy import Selector
from shop.shipping import free as free_shipping
from shop.shipping.defaults import PICKUP
from shop.shipping.free import Free
from shop.shipping.quotes import CannotQuote, Option, ParcelContents, item_of, quote_all

from . import dates
from .errors import CannotPlace, Problem
from .money import split, whole
from .requests import NewOrder

if TYPE_CHECKING:
    from shop.partner.models import Partner


@dataclass(slots=True, kw_only=True)
class ParcelDraft:
    """What one cooperative is about to send, and what is taken off the price of sending.

    Rupiah borne by the platform and by the cooperative; ``free`` is the rule behind a part.
    """

    partner: "Partner"
    lines: list[Any]
    option: Option
    grams: int
    by_platform: int = 0
    by_seller: int = 0
    free: Free | None = None
    pickup_on: date | None = None

    @property
    def goods(self) -> int:
        """What the goods in it cost after discounts."""
        return sum(line_total(line) - line_discount(line) for line in self.lines)

    @property
    def discount(self) -> int:
        """What is taken off the price of sending in all."""
        return self.by_platform + self.by_seller

    def as_quoted(self) -> dict[str, Any]:
        """What is frozen on the parcel: the option, and the rule that made it cheaper."""
        free = {"free_shipping": asdict(self.free)} if self.free else {}
        return self.option.as_json() | free | self._pickup()

    def _pickup(self) -> dict[str, Any]:
        """The day the buyer comes, and the hours of that day."""
        if self.pickup_on is None:
            return {}
        hours = opening.hours_on(self.partner, self.pickup_on)
        return {"pickup_on": self.pickup_on.isoformat(), "pickup_hours": hours}

    def take_off(self, amount: int, *, by_platform: bool) -> None:
        """Take rupiah off the price of sending."""
        if by_platform:
            self.by_platform += amount
        else:
            self.by_seller += amount


@dataclass(slots=True, kw_only=True)
class Draft:
    """A basket that may be ordered as it is."""

    basket: Basket
    user: Any
    parcels: list[ParcelDraft] = field(default_factory=list)

    @property
    def lines(self) -> list[Any]:
        """All basket lines, parcel by parcel."""
        return [line for parcel in self.parcels for line in parcel.lines]

    @property
    def goods(self) -> int:
        """What the goods cost after discounts, in rupiah."""
        return sum(line_total(line) - line_discount(line) for line in self.lines)

    @property
    def shipping(self) -> int:
        """What the buyer pays for sending, in rupiah."""
        return sum(parcel.option.price - parcel.discount for parcel in self.parcels)

    @property
    def total(self) -> int:
        """What the buyer pays in all, in rupiah."""
        return self.goods + self.shipping


def line_total(line: Any) -> int:
    """Price of a basket line before discounts, in whole rupiah."""
    return whole(line.line_price_incl_tax)


def line_discount(line: Any) -> int:
    """What offers and vouchers take off a basket line, in whole rupiah."""
    return whole(line.discount_value)


def line_discounts(line: Any) -> tuple[int, int]:
    """The discount of a basket line by who pays it: the cooperative, the platform."""
    by_platform = sum(
        whole(Decimal(part.amount))
        for part in line.discounts.all()
        if part.offer is not None and part.offer.payer == Payer.PLATFORM
    )
    return line_discount(line) - by_platform, by_platform


def read_basket(*, basket: Basket, user: Any) -> Basket:
    """Give a basket today's prices and offers."""
    basket.strategy = Selector().strategy(user=user)
    basket.reset_offer_applications()
    Applicator().apply(basket, user)
    return basket


def draft(*, new: NewOrder, basket: Basket) -> Draft:
    """The order as it would be now; raises ``CannotPlace`` with every problem found."""
    user = basket.owner or AnonymousUser()
    read_basket(basket=basket, user=user)
    problems = [*_address_problems(new), *_line_problems(new, basket)]
    if problems:
        raise CannotPlace(problems)
    drafted = Draft(basket=basket, user=user)
    groups = by_cooperative(basket)
    contents = [contents_of(partner=partner, lines=lines) for partner, lines in groups]
    quotes = quote_all(parcels=contents, destination_code=new.address.region_code)
    for (partner, lines), parcel, options in zip(groups, contents, quotes, strict=True):
        try:
            option = _chosen(new, partner, options)
            drafted.parcels.append(
                ParcelDraft(partner=partner, lines=lines, option=option, grams=parcel.grams)
            )
            _require_minimum(drafted.parcels[-1])
            drafted.parcels[-1].pickup_on = _pickup_day(new, drafted.parcels[-1])
        except CannotPlace as refusal:
            problems += refusal.problems
    if problems:
        raise CannotPlace(problems)
    _free_shipping(new, drafted)
    _discount_shipping(drafted)
    if new.pays_cash_on_delivery:
        _require_cash_allowed(drafted)
    _check_total(new, drafted)
    return drafted


def by_cooperative(basket: Basket) -> list[tuple["Partner", list[Any]]]:
    """Basket lines by the cooperative that sends them, in the order the buyer added them."""
    groups: dict[int, tuple[Partner, list[Any]]] = {}
    for line in basket.all_lines():
        if not line.quantity:
            continue
        partner = line.stockrecord.partner
        groups.setdefault(partner.pk, (partner, []))[1].append(line)
    return list(groups.values())


def contents_of(*, partner: "Partner", lines: list[Any]) -> ParcelContents:
    """The parcel of some basket lines, as rates are asked for it."""
    return ParcelContents(
        cooperative_id=partner.pk,
        origin_code=partner.district_id or "",
        items=tuple(
            item_of(line.product, quantity=line.quantity, value=whole(line.unit_price_incl_tax))
            for line in lines
        ),
        goods=sum(line_total(line) - line_discount(line) for line in lines),
        services_off=frozenset(partner.services_off),
        cash_off=frozenset(partner.cash_off),
    )


def _address_problems(new: NewOrder) -> Iterator[Problem]:
    if not (new.contact.name and new.contact.phone and new.address.line1):
        yield Problem(
            code="address_incomplete",
            text=_("We need your name, your phone number and your address."),
        )


def _line_problems(new: NewOrder, basket: Basket) -> Iterator[Problem]:
    lines = [line for line in basket.all_lines() if line.quantity]
    if not lines:
        yield Problem(code="empty_basket", text=_("Your basket is empty."))
    seen = {line.basket_line_id: line for line in new.seen_lines}
    for line in lines:
        if not is_sellable(line):
            yield _about(line, "not_for_sale", _("%(product)s is no longer sold."))
            continue
        price = whole(line.unit_price_incl_tax)
        shown = seen.get(line.pk)
        if shown is not None and shown.quantity != line.quantity:
            yield _about(
                line,
                "quantity_changed",
                _("Your basket now holds %(new)s × %(product)s instead of %(old)s."),
                old=shown.quantity,
                new=line.quantity,
            )
        before = shown.unit_price if shown is not None else _remembered(line, price)
        if before != price:
            yield _about(
                line,
                "price_changed",
                _("The price of %(product)s changed from %(old)s to %(new)s."),
                old=before,
                new=price,
                money=True,
            )
        coming = line.stockrecord.harvest
        if coming is not None and line.promised_on != coming.harvest_date:
            yield _about(
                line,
                "preorder_changed",
                _("%(product)s now comes from the harvest of %(day)s. Look at it again."),
                day=long_date(coming.harvest_date),
            )


def is_sellable(line: Any) -> bool:
    """Whether a basket line may still be ordered, stock aside."""
    product, record = line.product, line.stockrecord
    parent = product.parent if product.parent_id else product
    return bool(
        product.is_public
        and parent.is_public
        and record.partner.is_active
        and record.stock_item_id is not None
        and line.purchase_info.price.exists
    )


def _remembered(line: Any, price: int) -> int:
    return price if line.price_incl_tax is None else whole(line.price_incl_tax)


def _about(line: Any, code: str, text: str, money: bool = False, **facts: Any) -> Problem:
    words: dict[str, int | str] = dict(facts)
    if money:
        words = {name: rupiah(amount) for name, amount in facts.items()}
    return Problem(
        code=code,
        text=text % {"product": line.product.get_title(), **words},
        basket_line_id=line.pk,
        cooperative_id=line.stockrecord.partner_id,
        facts={"product": line.product.get_title(), **facts},
    )


def _chosen(new: NewOrder, partner: "Partner", options: tuple[Option, ...] | CannotQuote) -> Option:
    """The option the buyer chose, at the price that was shown."""
    choice = next((each for each in new.choices if each.cooperative_id == partner.pk), None)
    if choice is None:
        raise _refusal(
            partner, "no_choice", _("Choose how the parcel from %(cooperative)s is sent.")
        )
    if isinstance(options, CannotQuote):
        raise CannotPlace([Problem(code="no_rate", text=options.text, cooperative_id=partner.pk)])
    option = next((each for each in options if each.code == choice.option_code), None)
    if option is None:
        raise _refusal(
            partner,
            "no_choice",
            _("This way of sending is not offered any more. Choose another for %(cooperative)s."),
        )
    if choice.seen_price not in (None, option.price):
        raise _refusal(
            partner,
            "rate_changed",
            _("Shipping from %(cooperative)s now costs %(new)s."),
            new=rupiah(option.price),
        )
    return option


def _pickup_day(new: NewOrder, parcel: ParcelDraft) -> date | None:
    """The day the buyer comes for the parcel: the chosen one, still open, or the first there is."""
    if parcel.option.code != PICKUP:
        return None
    partner = parcel.partner
    ready = dates.ready_of(parcel.lines, today=timezone.localdate())
    packed = timezone.localtime(dates.ship_by(partner=partner, ready=ready)).date()
    days = dates.pickup_days(partner, first=packed)
    choice = next(each for each in new.choices if each.cooperative_id == partner.pk)
    if choice.pickup_day is None:
        return next(iter(days), packed)
    if choice.pickup_day not in days:
        raise _refusal(
            partner,
            "pickup_day_gone",
            _("%(cooperative)s is closed on the day you chose, or not ready. Choose another day."),
        )
    return choice.pickup_day


def _require_minimum(parcel: ParcelDraft) -> None:
    """Refuse a parcel of fewer goods than its cooperative sends."""
    smallest = parcel.partner.minimum_order
    if parcel.goods < smallest:
        raise _refusal(
            parcel.partner,
            "below_minimum",
            _("%(cooperative)s sends orders from %(minimum)s. Add %(missing)s more."),
            minimum=rupiah(smallest),
            missing=rupiah(smallest - parcel.goods),
        )


def _require_cash_allowed(drafted: Draft) -> None:
    """Refuse an order paid at the door when one of its parcels cannot be."""
    for parcel in drafted.parcels:
        if not _may_pay_at_the_door(parcel):
            raise _refusal(
                parcel.partner,
                "no_cash_on_delivery",
                _("The parcel from %(cooperative)s cannot be paid at the door."),
            )


def _may_pay_at_the_door(parcel: ParcelDraft) -> bool:
    limit = parcel.partner.cod_limit
    due = parcel.goods + parcel.option.price - parcel.discount
    return bool(parcel.option.allows_cod and limit and due <= limit)


def _free_shipping(new: NewOrder, drafted: Draft) -> None:
    """Take off what the free-shipping rules of this moment give each parcel."""
    rules = free_shipping.rules_now(
        cooperative_ids=[parcel.partner.pk for parcel in drafted.parcels]
    )
    for parcel in drafted.parcels:
        parcel.free = free_shipping.best(
            rules=rules,
            cooperative_id=parcel.partner.pk,
            origin=parcel.partner.district_id or "",
            destination=new.address.region_code,
            goods=parcel.goods,
            price=parcel.option.price,
        )
        if parcel.free:
            parcel.take_off(parcel.free.amount, by_platform=parcel.free.is_paid_by_platform)


def _discount_shipping(drafted: Draft) -> None:
    """Take the first shipping offer off what its parcels still cost, shared by these prices."""
    if not drafted.basket.has_shipping_discounts:
        return
    application = drafted.basket.shipping_discounts[0]
    offer = application["offer"]
    parcels = {parcel.partner.pk: parcel for parcel in drafted.parcels}
    costs = {pk: each.option.price - each.discount for pk, each in parcels.items()}
    shares = shipping_offer_shares(offer, costs, currency=drafted.basket.currency)
    application["discount"] = Decimal(sum(shares.values()))
    for partner_id, share in shares.items():
        parcels[partner_id].take_off(share, by_platform=offer.payer == Payer.PLATFORM)


def shipping_offer_shares(offer: Any, costs: Mapping[int, int], *, currency: str) -> dict[int, int]:
    """What an offer on sending takes off each parcel, by cooperative; only off its own."""
    mine = {pk: cost for pk, cost in costs.items() if offer.cooperative_id in {None, pk}}
    total = sum(mine.values())
    amount = offer.shipping_discount(Decimal(total), currency)
    discount = min(whole(whole_rupiah(amount)), total)
    return dict(zip(mine, split(discount, list(mine.values())), strict=True))


def _check_total(new: NewOrder, drafted: Draft) -> None:
    if new.seen_total == drafted.total:
        return
    raise CannotPlace(
        [
            Problem(
                code="total_changed",
                text=_("The total changed from %(old)s to %(new)s. Please look at it again.")
                % {"old": rupiah(new.seen_total), "new": rupiah(drafted.total)},
                facts={"old": new.seen_total, "new": drafted.total},
            )
        ]
    )


def _refusal(partner: "Partner", code: str, text: str, **words: str) -> CannotPlace:
    said = text % {"cooperative": partner.name, **words}
    return CannotPlace([Problem(code=code, text=said, cooperative_id=partner.pk)])
