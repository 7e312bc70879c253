"""Voucher codes in a basket. Oscar decides what a voucher is worth; one at a time is used."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from shop import formats
from shop.basket.models import Basket
from shop.order import drafts
from shop.storefront.throttle import count_try
from shop.voucher.models import Voucher

LONGEST_CODE = 40
TRIES_PER_ADDRESS = 20


class CannotUse(Exception):
    """The code helps nothing; the message is a sentence for the buyer."""


def use(*, basket: Basket, code: str, user: Any, address: str) -> Voucher:
    """Put the voucher with this code into the basket in place of any other.

    Raises ``CannotUse``, and ``TooManyTries`` when one network address guesses too much or when
    tries cannot be counted now. A code that does nothing for this basket is not kept.
    """
    count_try(f"voucher.{address}", TRIES_PER_ADDRESS)
    voucher = Voucher.objects.filter(code__iexact=code[:LONGEST_CODE]).first()
    if voucher is None:
        raise CannotUse(_("We do not know this code. Check how it is written."))
    _require_usable(voucher, user)
    before = list(basket.vouchers.all())
    basket.vouchers.set([voucher])
    if not _helps(basket, voucher, user):
        basket.vouchers.set(before)
        raise CannotUse(_why_not(voucher))
    return voucher


def take_away(*, basket: Basket) -> None:
    """Use no voucher."""
    basket.vouchers.clear()


def _helps(basket: Basket, voucher: Voucher, user: Any) -> bool:
    """Whether the basket costs less with the voucher."""
    again = Basket.objects.get(pk=basket.pk)
    drafts.read_basket(basket=again, user=user)
    used = [application["voucher"] for application in again.offer_applications]
    return voucher in used


def _require_usable(voucher: Voucher, user: Any) -> None:
    """Say in words why a code that exists cannot be used by this visitor now."""
    if voucher.start_datetime > timezone.now():
        day = formats.long_date(timezone.localtime(voucher.start_datetime).date())
        raise CannotUse(_("This code can be used from %(day)s.") % {"day": day})
    if voucher.is_expired():
        raise CannotUse(_("This code is no longer valid."))
    is_free, reason = voucher.is_available_to_user(user)
    if not is_free:
        raise CannotUse(reason)


def _why_not(voucher: Voucher) -> str:
    """What a basket lacks for a code: the goods of a cooperative, or enough of them."""
    offer = voucher.offers.select_related("cooperative", "condition").first()
    if offer is None:
        return _("This code does nothing for what is in your basket.")
    condition = offer.condition
    if condition.type == condition.VALUE and condition.value:
        least = formats.rupiah(int(condition.value))
        return _("This code is for goods of at least %(least)s.") % {"least": least}
    if offer.cooperative is not None:
        name = offer.cooperative.name
        return _("This code is only for goods of %(cooperative)s.") % {"cooperative": name}
    return _("This code does nothing for what is in your basket.")
