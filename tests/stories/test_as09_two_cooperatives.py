"""AS-09: coffee from Lintong and cloth from Medan in one basket, paid once, sent twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from shop.order import services
from shop.order.models import Order
from shop.order.refunds import shares
from shop.order.selectors import refund_due, unsent_lines
from shop.partner.models import StockRecord
from shop.stock.models import StockItem
from tests.factories_desk import client_of, make_staff
from tests.factories_storefront import (
    KEBAYORAN,
    make_account,
    make_places,
    make_product,
    make_seller,
    put_in_basket,
)
from tests.unit.storefront.test_checkout import look, order_of, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods() -> tuple[Any, Any]:
    make_places()
    make_account()
    lintong = make_seller("Kopi Lintong Jaya", regency_name="Humbang Hasundutan")
    medan = make_seller("Tenun Medan", regency_name="Kota Medan")
    return (
        make_product("Kopi Arabika", price=95_000, cooperative=lintong),
        make_product("Kain Ulos", price=425_000, cooperative=medan),
    )


def ordered(client: Client, goods: tuple[Any, Any]) -> Order:
    for product in goods:
        put_in_basket(client, product)
    return order_of(client, press(client, look(client)))


def words(response: Any) -> str:
    return response.content.decode().replace("\xa0", " ")


def test_the_basket_shows_two_parcels_with_everything_about_each(
    client: Client, goods: tuple[Any, Any]
) -> None:
    for product in goods:
        put_in_basket(client, product)
    client.cookies["lapak_tujuan"] = f"{KEBAYORAN}|Kebayoran Baru"
    response = client.get("/keranjang/")
    page = response.context["page"]
    assert [parcel.cooperative.regency_name for parcel in page.parcels] == [
        "Humbang Hasundutan",
        "Kota Medan",
    ]
    for parcel in page.parcels:
        assert parcel.contents.grams > 0
        assert parcel.least > 0
        assert parcel.leaves
    for word in ("Humbang Hasundutan", "Kota Medan", "siap kirim", "2 paket"):
        assert word.lower() in words(response).lower()


def test_one_payment_two_parcels_and_each_side_sees_its_own(
    client: Client, goods: tuple[Any, Any]
) -> None:
    order = ordered(client, goods)
    assert order.payment_requests.count() == 1
    services.mark_paid(order_id=order.pk)
    first, second = order.parcels.order_by("sequence")
    for mine, other, product, foreign in (
        (first, second, goods[0], goods[1]),
        (second, first, goods[1], goods[0]),
    ):
        staff = client_of(make_staff(mine.cooperative))
        seen = staff.get(f"/kerja/paket/{mine.pk}/")
        assert seen.status_code == 200
        assert product.title in words(seen)
        assert foreign.title not in words(seen)
        assert "sari@" not in words(seen)
        assert staff.get(f"/kerja/paket/{other.pk}/").status_code == 404
        assert foreign.title not in words(staff.get("/kerja/pesanan/"))


def test_each_ships_for_itself_and_the_buyer_sees_two_trackings(
    client: Client, goods: tuple[Any, Any]
) -> None:
    order = ordered(client, goods)
    services.mark_paid(order_id=order.pk)
    first, second = order.parcels.order_by("sequence")
    for parcel, number in ((first, "JP111"), (second, "SC222")):
        services.move(parcel_id=parcel.pk, to="packed")
        services.move(parcel_id=parcel.pk, to="shipped", tracking_number=number)
        if parcel is first:
            order.refresh_from_db()
            assert order.status == "partly_shipped"
    page = words(client.get(f"/pesanan/{order.token}/"))
    assert "JP111" in page
    assert "SC222" in page


def test_one_cooperative_cancels_and_only_its_goods_and_sending_go_back(
    client: Client, goods: tuple[Any, Any]
) -> None:
    order = ordered(client, goods)
    services.mark_paid(order_id=order.pk)
    first, second = order.parcels.order_by("sequence")
    services.move(parcel_id=second.pk, to="cancelled", note="Benang habis")
    order.refresh_from_db()
    cloth = order.lines.get(partner=second.cooperative)
    lines, parcels = list(order.lines.prefetch_related("fees")), list(order.parcels.all())
    due = refund_due(order=order, lines=lines, parcels=parcels)
    assert due == cloth.price + cloth.shipping_paid == 425_000 + second.shipping_cost
    assert services.mark_refunded(order_id=order.pk, amount=due)
    order.refresh_from_db()
    first.refresh_from_db()
    assert (order.payment_state, first.state) == ("refunded_partly", "to_pack")
    services.move(parcel_id=first.pk, to="packed")
    gone = unsent_lines(lines=lines, parcels=parcels)
    left = {line.partner_id: shares(line, is_unsent=line.pk in gone) for line in lines}
    assert left[first.cooperative_id].seller == 95_000
    assert left[second.cooperative_id].buyer == left[second.cooperative_id].seller == 0
    record = StockRecord.objects.get(product=goods[1])
    assert StockItem.objects.get(pk=record.stock_item_id).allocated == 0
