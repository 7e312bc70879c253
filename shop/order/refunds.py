"""Giving money of a line back without touching its goods, and who is left with what (D12).

Money, goods and the seller's share are separate facts of a line: a refund changes neither
stock nor parcels, and a cancelled pack or one that came back (cancelling.py) is no refund by
itself. What everybody is left with is derived here and always adds up.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shop.transactions import retries_contention

from .decisions import ask
from .errors import NotAllowed
from .locking import lock
from .models import Line, LineRefund
from .money_in import RETURNABLE
from .selectors import share_of, unsent_lines

if TYPE_CHECKING:
    from shop.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Who is left with what of one line, in rupiah; ``buyer`` is what the buyer paid in the end.

    ``courier`` is the price of sending. ``seller`` and ``platform`` may be below zero.
    """

    buyer: int
    seller: int
    courier: int
    platform: int

    def __post_init__(self) -> None:
        if self.buyer != self.seller + self.courier + self.platform:
            raise ValueError("money of a line got lost")


@retries_contention
def refund_line(
    *,
    line_id: int,
    amount: int,
    ref: str,
    reason: str = "",
    by_platform: bool = False,
    actor: "User | None" = None,
) -> bool:
    """Decide that the buyer gets ``amount`` rupiah of a line back; the goods stay as they are.

    The money itself is sent by the payment services: until then the order asks for it. False
    when ``ref`` was decided before. Raises ``NotAllowed`` for more than the buyer has paid for
    the line and not got back, or an order without money.
    """
    if amount <= 0:
        raise ValueError("a refund is more than nothing")
    with transaction.atomic():
        order_id = Line.objects.values_list("order_id", flat=True).get(pk=line_id)
        locked = lock(order_id=order_id)
        line = locked.lines[line_id]
        if LineRefund.objects.filter(line=line, ref=ref).exists():
            return False
        if locked.order.payment_state not in RETURNABLE:
            raise NotAllowed("no_money", _("There is no money of this order to give back."))
        unsent = unsent_lines(lines=locked.lines.values(), parcels=locked.parcels)
        _add(line, amount, by_platform=by_platform, is_unsent=line.pk in unsent)
        LineRefund.objects.create(
            line=line,
            amount=amount,
            by_platform=by_platform,
            ref=ref,
            reason=reason[:255],
            actor=actor,
        )
        ask(locked)
    return True


def shares(line: Line, *, is_unsent: bool = False) -> Shares:
    """Who is left with what of a line; ``is_unsent`` when its parcel never left.

    Needs ``fees`` at hand.
    """
    fees = sum(fee.amount for fee in line.fees.all())
    cancelled = share_of(line=line, packs=line.cancelled) if line.cancelled else 0
    of_platform = line.platform_discount * line.cancelled // line.quantity
    is_gone = is_unsent and line.cancelled == line.quantity
    paid, subsidy, by_seller = (
        (0, 0, 0)
        if is_gone
        else (line.shipping_paid, line.shipping_subsidy, line.shipping_by_seller)
    )
    back = min(line.money_back, line.price + paid - cancelled)
    platform_pays = min(line.money_back_by_platform, back)
    return Shares(
        buyer=line.price - cancelled + paid - back,
        seller=(
            line.list_price
            - line.seller_discount
            - cancelled
            - of_platform
            - by_seller
            - fees
            - (back - platform_pays)
        ),
        courier=paid + subsidy + by_seller,
        platform=(fees - line.platform_discount + of_platform - subsidy - platform_pays),
    )


def left_of(line: Line, *, is_unsent: bool = False) -> int:
    """Rupiah of a line that may still be promised back: what the buyer paid for goods and sending,
    less what goes back for cancelled packs and what was promised before.

    The one cap of all who give money back: the desk, and answers to complaints. ``is_unsent``
    when the line's parcel never leaves, so that its sending goes back by itself.
    """
    going = share_of(line=line, packs=line.cancelled) if line.cancelled else 0
    if is_unsent and line.cancelled == line.quantity:
        going += line.shipping_paid
    return max(0, line.price + line.shipping_paid - going - line.money_back)


def _add(line: Line, amount: int, *, by_platform: bool, is_unsent: bool) -> None:
    """Add to what goes back of the line, if that much was paid and is not going back already."""
    left = left_of(line, is_unsent=is_unsent)
    if amount > left:
        raise NotAllowed("too_much", _("The buyer has not paid that much for this line."))
    platform_part = amount if by_platform else 0
    changed = Line.objects.filter(
        pk=line.pk, money_back=line.money_back, cancelled=line.cancelled
    ).update(
        money_back=F("money_back") + amount,
        money_back_by_platform=F("money_back_by_platform") + platform_part,
    )
    if not changed:
        raise NotAllowed("changed", _("This line has just changed. Look at it again."))
    line.money_back += amount
    line.money_back_by_platform += platform_part
