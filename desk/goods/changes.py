"""Changes of stock and price that somebody typed: said in words first, then written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.goods import amounts
from shop import formats
from shop.accounts.models import User
from shop.partner.models import StockRecord
from shop.partner.services import set_price
from shop.stock import services as stock
from shop.stock.models import Kind, StockItem, StockMovement

# A price that moves by more than half is asked about again.
SUSPICIOUS = 2


def reasons() -> dict[str, str]:
    """Why stock becomes less; kept with the movement."""
    return {
        "rusak": _("damaged"),
        "hilang": _("lost"),
        "dipakai": _("used by ourselves"),
        "salah": _("written down wrongly"),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that differs, in words. ``error`` stops it, ``ask`` needs a tick first."""

    key: str
    title: str
    picture: str
    typed: str
    was: str
    sentence: str = ""
    error: str = ""
    ask: str = ""
    needs_reason: bool = False
    reason: str = ""
    is_confirmed: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether it may be written down as it is."""
        asked = bool(self.ask) and not self.is_confirmed
        return not (self.error or asked or (self.needs_reason and not self.reason))


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPlan:
    """What a stock field means: how the number moves. ``to`` is the number afterwards."""

    kind: Kind
    quantity: int
    to: int


def plan(item: StockItem, typed: amounts.Typed) -> StockPlan:
    """A sum is a receipt, a difference a correction, a plain number a count. In base units."""
    if typed.difference > 0:
        return StockPlan(
            kind=Kind.RECEIVE, quantity=typed.difference, to=item.on_hand + typed.difference
        )
    if typed.difference < 0:
        return StockPlan(
            kind=Kind.ADJUST, quantity=typed.difference, to=item.on_hand + typed.difference
        )
    counted = typed.base or 0
    return StockPlan(kind=Kind.COUNT, quantity=counted - item.on_hand, to=counted)


def stock_change(
    item: StockItem, typed: str, was: str, answers: Mapping[str, str], picture: str = ""
) -> Change | None:
    """The stock field of an item; None when nothing was changed. ``was`` is what it showed."""
    key = f"stok_{item.pk}"
    if typed.strip() == was.strip() or not typed.strip():
        return None
    facts = {"key": key, "title": item.name, "picture": picture, "typed": typed, "was": was}
    try:
        read = amounts.read(typed, item.base_unit)
    except amounts.BadAmount as error:
        return Change(**facts, error=error.text)
    wanted = plan(item, read)
    if wanted.quantity == 0:
        return None
    reason = answers.get(f"sebab_{key}", "")
    return Change(
        **facts,
        sentence=sentence(item, read, wanted),
        error=below_ordered(item, wanted),
        ask=changed_meanwhile(item, was),
        needs_reason=wanted.kind == Kind.ADJUST,
        reason=reason if reason in reasons() else "",
        is_confirmed=answers.get(f"ya_{key}", "") == "1",
    )


def sentence(item: StockItem, typed: amounts.Typed, wanted: StockPlan) -> str:
    """ "192 + 25 = 217. Will be noted: 25 came in." """
    unit = item.base_unit
    amount = formats.quantity(abs(wanted.quantity), unit)
    facts = {
        "before": formats.quantity(item.on_hand, unit),
        "after": formats.quantity(wanted.to, unit),
        "amount": amount,
        "sign": "+" if wanted.quantity > 0 else "−",
    }
    if wanted.kind == Kind.COUNT:
        text = _(
            "Noted %(before)s, you counted %(after)s. Will be noted: count, %(sign)s%(amount)s."
        )
    elif wanted.kind == Kind.RECEIVE:
        text = _("%(before)s + %(amount)s = %(after)s. Will be noted: %(amount)s came in.")
    else:
        text = _("%(before)s − %(amount)s = %(after)s. Will be noted: %(amount)s less.")
    return text % facts


def below_ordered(item: StockItem, wanted: StockPlan) -> str:
    """The number cannot fall below what buyers have ordered."""
    if wanted.to >= item.allocated or wanted.quantity > 0:
        return ""
    return _(
        "%(amount)s is ordered already. The number cannot be less. If the goods are really not "
        "there, count them on the stock card."
    ) % {"amount": formats.quantity(item.allocated, item.base_unit)}


def changed_meanwhile(item: StockItem, was: str) -> str:
    """Somebody else, or a sale, moved the number while this was typed."""
    now = amounts.shown(item.on_hand, item.base_unit)
    if not was or was == now:
        return ""
    return _("Meanwhile it changed: it was %(was)s, now it is %(now)s. Go on?") % {
        "was": was,
        "now": now,
    }


def price_change(
    record: StockRecord,
    typed: str,
    was: str,
    answers: Mapping[str, str],
    *,
    channels: int,
    picture: str = "",
) -> Change | None:
    """The price field of a pack; None when nothing was changed."""
    key = f"harga_{record.pk}"
    if typed.strip() == was.strip():
        return None
    facts = {
        "key": key,
        "title": record.product.get_title(),
        "picture": picture,
        "typed": typed,
        "was": was,
    }
    try:
        new = amounts.price(typed)
    except amounts.BadAmount as error:
        return Change(**facts, error=error.text)
    old = int(record.price or 0)
    if new == old:
        return None
    asks = [text for text in (_price_meanwhile(old, was), _suspicious(old, new)) if text]
    return Change(
        **facts,
        sentence=_price_sentence(old, new, channels),
        ask=" ".join(asks),
        is_confirmed=answers.get(f"ya_{key}", "") == "1",
    )


def _price_sentence(old: int, new: int, channels: int) -> str:
    text = _("Old price %(old)s, new %(new)s (up %(by)s).")
    if new < old:
        text = _("Old price %(old)s, new %(new)s (down %(by)s).")
    if not old:
        text = _("New price %(new)s.")
    told = text % {
        "old": formats.rupiah(old),
        "new": formats.rupiah(new),
        "by": formats.rupiah(abs(new - old)),
    }
    if channels:
        told += " " + ngettext(
            "Changes in %(count)s channel too.", "Changes in %(count)s channels too.", channels
        ) % {"count": channels}
    return told


def _suspicious(old: int, new: int) -> str:
    if not old or (old <= new * SUSPICIOUS and new <= old + old // SUSPICIOUS):
        return ""
    facts = {"old": formats.rupiah(old), "new": formats.rupiah(new)}
    if new < old:
        return _("The price falls from %(old)s to %(new)s. Is that right?") % facts
    return _("The price rises from %(old)s to %(new)s. Is that right?") % facts


def _price_meanwhile(old: int, was: str) -> str:
    now = formats.number(old)
    if not was or was == now:
        return ""
    return _("Meanwhile it changed: it was %(was)s, now it is %(now)s. Go on?") % {
        "was": was,
        "now": now,
    }


# --- writing it down -----------------------------------------------------------------------------


def write_stock(
    *, item: StockItem, wanted: StockPlan, ref: str, reason: str, actor: User
) -> StockMovement:
    """One movement; the same ref again changes nothing. Raises ``StockError``."""
    if wanted.kind == Kind.RECEIVE:
        stock.receive(
            item_id=item.pk, quantity=wanted.quantity, ref=ref, reason=reason, actor=actor
        )
    elif wanted.kind == Kind.ADJUST:
        stock.adjust(
            item_id=item.pk, difference=wanted.quantity, ref=ref, reason=reason, actor=actor
        )
    else:
        count_once(item=item, counted=wanted.to, ref=ref, reason=reason, actor=actor)
    return StockMovement.objects.get(item=item, kind=wanted.kind, ref=ref)


def count_once(*, item: StockItem, counted: int, ref: str, reason: str, actor: User) -> None:
    """A count made now. A second press has another "now", so the first one's is used."""
    earlier = StockMovement.objects.filter(item=item, kind=Kind.COUNT, ref=ref).first()
    stock.count(
        item_id=item.pk,
        counted=counted,
        counted_at=earlier.happened_at if earlier else timezone.now(),
        ref=ref,
        reason=reason,
        actor=actor,
    )


def write_price(*, record: StockRecord, price: int, actor: User) -> None:
    """The new price."""
    set_price(stockrecord_id=record.pk, price=price, actor=actor)
