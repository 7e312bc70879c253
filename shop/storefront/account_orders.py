"""The orders of an account: by tab, by words, page by page. The cost does not grow with them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from shop.accounts.models import User
from shop.order import status
from shop.order.models import Line, Order
from shop.order.tabs import Tab, in_tab

PAGE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An order in the list. ``total`` in rupiah, ``others`` more kinds of goods."""

    number: str
    placed_at: datetime
    total: int
    word: str
    explanation: str
    title: str
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some orders, newest first; ``newer`` and ``older`` are order numbers to go on from."""

    rows: tuple[Row, ...]
    newer: str = ""
    older: str = ""


def page_of(
    *, user: User, tab: Tab | None = None, text: str = "", after: str = "", before: str = ""
) -> Page:
    """Orders older than the order ``after``, or newer than ``before``; unknown ones are ignored."""
    orders = _found(_mine(user), tab, text)
    edge = _mine(user).filter(number=after or before).values_list("pk", flat=True).first()
    backwards = bool(before and not after and edge)
    if edge:
        orders = orders.filter(pk__gt=edge) if backwards else orders.filter(pk__lt=edge)
    order_by = "pk" if backwards else "-pk"
    some = list(orders.prefetch_related("parcels", "lines").order_by(order_by)[: PAGE + 1])
    has_more = len(some) > PAGE
    some = some[:PAGE]
    if backwards:
        some.reverse()
    if not some:
        return Page(rows=())
    has_newer, has_older = (has_more, True) if backwards else (bool(edge), has_more)
    return Page(
        rows=tuple(_row(order) for order in some),
        newer=some[0].number if has_newer else "",
        older=some[-1].number if has_older else "",
    )


def latest(*, user: User, limit: int = 3) -> tuple[Row, ...]:
    """The newest few."""
    orders = _mine(user).prefetch_related("parcels", "lines").order_by("-pk")[:limit]
    return tuple(_row(order) for order in orders)


def by_number(*, user: User, number: str) -> Order | None:
    """One of the account's own orders; another's is the same as none."""
    return _mine(user).filter(number=number).first()


def _mine(user: User) -> QuerySet[Order]:
    return Order.objects.filter(user=user)


def _found(orders: QuerySet[Order], tab: Tab | None, text: str) -> QuerySet[Order]:
    if tab is not None:
        orders = orders.filter(in_tab(tab))
    if text:
        goods = Line.objects.filter(order=OuterRef("pk"), title__icontains=text)
        number = "".join(text.split())
        orders = orders.filter(Q(number__icontains=number) | Q(Exists(goods)))
    return orders


def _row(order: Order) -> Row:
    states = [parcel.state for parcel in order.parcels.all()]
    state = status.derive(payment_state=order.payment_state, parcel_states=states)
    titles = list(dict.fromkeys(line.title for line in order.lines.all()))
    return Row(
        number=order.number,
        placed_at=order.date_placed,
        total=int(order.total_incl_tax),
        word=status.buyers_word(state),
        explanation=status.explanation(state),
        title=titles[0] if titles else "",
        others=max(0, len(titles) - 1),
    )
