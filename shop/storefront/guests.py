"""Which orders this browser may see in full: those it placed or named a phone number for.

Order ids are kept in the session; the link alone shows an order with the personal data masked.
Guessing is slowed down by counters in the shared cache, and every wrong guess gets one answer.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from shop.order import status
from shop.order.models import Order
from shop.order.numbers import typed_number
from shop.storefront.throttle import count_try
from shop.storefront.typed import one_line

SESSION_KEY = "orders"
MOST_ORDERS = 50
DIGITS = 4
TRIES_PER_ADDRESS = 20
TRIES_PER_ORDER = 6


def may_see_all(request: HttpRequest, order: Order) -> bool:
    """Whether names and numbers are shown to this browser in full; never once they are erased."""
    if order.erased_at is not None:
        return False
    if request.user.is_authenticated and order.user_id == request.user.pk:
        return True
    return order.pk in request.session.get(SESSION_KEY, [])


def let_see(request: HttpRequest, order: Order) -> None:
    """Remember in the session that this browser may see the order."""
    known = [each for each in request.session.get(SESSION_KEY, []) if each != order.pk]
    request.session[SESSION_KEY] = [*known, order.pk][-MOST_ORDERS:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """An order in the list of this browser."""

    number: str
    token: str
    date_placed: datetime
    total: int
    word: str


def recent(request: HttpRequest, limit: int = 10) -> list[Recent]:
    """Orders this browser may see, newest first."""
    ids = request.session.get(SESSION_KEY, [])
    mine = models.Q(pk__in=ids)
    if request.user.is_authenticated:
        mine |= models.Q(user=request.user)
    orders = Order.objects.filter(mine).prefetch_related("parcels").order_by("-pk")[:limit]
    return [_recent(order) for order in orders]


def _recent(order: Order) -> Recent:
    states = [parcel.state for parcel in order.parcels.all()]
    state = status.derive(payment_state=order.payment_state, parcel_states=states)
    return Recent(
        number=order.number,
        token=order.token,
        date_placed=order.date_placed,
        total=int(order.total_incl_tax),
        word=status.buyers_word(state),
    )


def find(*, number: str, digits: str, address: str) -> Order | None:
    """The order with this number whose phone ends in these four digits.

    Right number with wrong digits and wrong number cost the same and look the same. Raises
    ``TooManyTries`` when one network address or one number was tried too often.
    """
    typed = typed_number(one_line(number, 40))
    count_try(f"address.{address}", TRIES_PER_ADDRESS)
    count_try(f"number.{typed}", TRIES_PER_ORDER)
    order = Order.objects.filter(number=typed, source=Order.SHOP).first()
    return order if matches(order, digits) else None


def confirm(*, order: Order, digits: str, address: str) -> bool:
    """Whether these are the last four digits of the order's phone; slowed down as ``find``."""
    count_try(f"address.{address}", TRIES_PER_ADDRESS)
    count_try(f"number.{order.number}", TRIES_PER_ORDER)
    return matches(order, digits)


def matches(order: Order | None, digits: str) -> bool:
    """Compare four digits in constant time; without an order against digits nobody has."""
    phone = order.contact_phone if order else ""
    expected = phone[-DIGITS:] if len(phone) >= DIGITS else "----"
    given = "".join(letter for letter in digits if letter.isascii() and letter.isdigit())
    return constant_time_compare(expected, given[-DIGITS:] if len(given) >= DIGITS else "????")


def mask_name(name: str) -> str:
    """The first word, the rest as stars: ``Sari W***``."""
    first, _blank, rest = name.strip().partition(" ")
    if not rest:
        return f"{first[:2]}***" if first else ""
    return f"{first} {rest[0]}***"


def mask_street(street: str) -> str:
    """The first two words of the street, without its number."""
    words = [word for word in street.split() if not any(letter.isdigit() for letter in word)]
    return f"{' '.join(words[:2])} ***".strip()


def mask_phone(phone: str) -> str:
    """Only the last two digits."""
    return f"•••• {phone[-2:]}" if phone else ""
