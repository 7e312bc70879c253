"""Baskets, placed orders and orders from elsewhere, made through the services."""

import itertools
from collections.abc import Callable, Iterable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.address.models import Region
from shop.basket.models import Basket
from shop.order import services
from shop.order.models import Order, Parcel
from shop.order.requests import (
    Address,
    Contact,
    IncomingLine,
    IncomingOrder,
    NewOrder,
    ParcelChoice,
)
from shop.partner.models import Partner, StockRecord
from shop.partner.strategy import Selector
from tests.factories_stock import make_cooperative, make_item, make_offer

_numbers = itertools.count(1)
JAKARTA = "31.71.01.1001"
HOME = Address(
    line1="Jl. Kebon Kacang 12",
    region_code=JAKARTA,
    province="DKI Jakarta",
    regency="Kota Jakarta Pusat",
    district="Gambir",
    village="Gambir",
    postal_code="10110",
)
SARI = Contact(name="Ibu Sari", phone="+6281234567890", email="sari@example.com")


def make_origin(cooperative: Partner, code: str = "12.16.05", name: str = "Lintongnihuta") -> None:
    """Give a cooperative the district its parcels start from."""
    Region.objects.get_or_create(
        code=code, defaults={"name": name, "level": 3, "path": name, "search_name": name.lower()}
    )
    cooperative.district_id = code
    cooperative.cod_limit = 1_000_000
    cooperative.save(update_fields=["district_id", "cod_limit"])


def make_shelf(
    *, on_hand: int = 30_000, price: int = 95_000, units_per_sale: int = 1000, name: str = ""
) -> StockRecord:
    """Something one can buy: a cooperative with an origin, a stock item and an offer."""
    cooperative = make_cooperative(name)
    make_origin(cooperative)
    item = make_item(on_hand=on_hand, cooperative=cooperative)
    return make_offer(item=item, price=price, units_per_sale=units_per_sale)


def make_basket(*wanted: tuple[StockRecord, int], owner: object = None) -> Basket:
    """A basket with so many packs of each record."""
    basket = Basket.objects.create(owner=owner)
    basket.strategy = Selector().strategy()
    for record, packs in wanted:
        basket.add_product(record.product, packs)
    return basket


def total_of(basket: Basket, shipping: int = 0) -> int:
    """What goods at today's prices and sending cost together."""
    goods = sum(
        int(line.stockrecord.price) * line.quantity
        for line in basket.lines.select_related("stockrecord")
    )
    return goods + shipping


def make_request(basket: Basket, **changes: object) -> NewOrder:
    """Everybody's parcel picked up, so that totals in tests are those of the goods."""
    partner_ids = basket.lines.values_list("stockrecord__partner_id", flat=True)
    facts: dict = {
        "idempotency_key": f"key-{next(_numbers)}",
        "basket_id": basket.pk,
        "user_id": basket.owner_id,
        "contact": SARI,
        "address": HOME,
        "choices": tuple(
            ParcelChoice(cooperative_id=partner_id, option_code="ambil")
            for partner_id in dict.fromkeys(partner_ids)
        ),
        "seen_total": total_of(basket),
    }
    return NewOrder(**(facts | changes))


def make_order(*wanted: tuple[StockRecord, int], **changes: object) -> Order:
    """A placed order of our own shop, not paid yet."""
    return services.place(new=make_request(make_basket(*wanted), **changes))


def make_paid_order(*wanted: tuple[StockRecord, int], **changes: object) -> Order:
    """A placed order whose money has come."""
    order = make_order(*wanted, **changes)
    services.mark_paid(order_id=order.pk)
    order.refresh_from_db()
    return order


def incoming(
    cooperative: Partner, lines: Iterable[IncomingLine], **changes: object
) -> IncomingOrder:
    """An order from a channel."""
    facts: dict = {
        "source": "shopee",
        "account_key": "12",
        "external_number": f"2409{next(_numbers):06d}",
        "cooperative_id": cooperative.pk,
        "lines": tuple(lines),
        "payment_state": "paid",
    }
    return IncomingOrder(**(facts | changes))


def incoming_line(record: StockRecord | None = None, packs: int = 1, **changes: object):
    """A line of it, of a known article or of none."""
    facts: dict = {
        "external_line_id": f"line-{next(_numbers)}",
        "title": "Kopi dari Shopee",
        "quantity": packs,
        "list_price": 100_000 * packs,
        "stockrecord_id": record.pk if record else None,
    }
    return IncomingLine(**(facts | changes))


def sent(*records: StockRecord) -> dict:
    """Arguments of an order of one pack each whose parcels a courier brings to Jakarta."""
    return {
        "choices": tuple(
            ParcelChoice(cooperative_id=record.partner_id, option_code="reguler")
            for record in records
        ),
        "seen_total": sum(int(record.price) + 26_000 for record in records),
    }


def only_parcel(order: Order) -> Parcel:
    """The one parcel of an order."""
    return Parcel.objects.get(order=order)


def statements(action: Callable[[], object]) -> list[str]:
    """The SQL an action sends, without the savepoints that nesting adds."""
    with CaptureQueriesContext(connection) as captured:
        action()
    sql = [query["sql"] for query in captured.captured_queries]
    return [each for each in sql if not each.startswith(("SAVEPOINT", "RELEASE"))]
