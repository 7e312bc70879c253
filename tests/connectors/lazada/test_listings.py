"""The shelf and its numbers: warehouses, batches, partial refusals."""

from __future__ import annotations

from integrations.channels.errors import (
    Rejected,
    Unavailable,
)
from integrations.channels.words import (
    StockLevel,
)
from tests.connectors.lazada.case import CASE, skus_in
from tests.connectors.lazada.playing import play
from tests.contract.exchange import ScriptedTransport

# Listings and numbers


def test_listings_show_sellable_units_and_warehouses_where_there_are_several():
    connector, _ = play({"products/get": ("products.first",)})
    kopi, big, madu = connector.list_listings().items

    assert (kopi.quantity, kopi.reserved, kopi.location_ids) == (26, 4, ())
    assert (big.quantity, big.location_ids) == (4, ("dropshipping", "ACEH-2"))
    assert (kopi.variant_name, madu.variant_name) == ("250 g", "")
    assert madu.state.value == "draft"


def test_stock_is_the_sellable_number_and_empties_further_warehouses():
    connector, transport = play({"product/stock/sellable/update": ("stock.ok",)})
    connector.push_stock(
        [
            StockLevel(external_listing_id="1", external_variant_id="2", quantity=5),
            StockLevel(
                external_listing_id="1",
                external_variant_id="3",
                quantity=7,
                location_id="dropshipping",
                empty_location_ids=("ACEH-2",),
            ),
        ]
    )
    plain, roomy = skus_in(transport.requests[0])
    assert plain == {"ItemId": "1", "SkuId": "2", "SellableQuantity": 5}
    assert roomy["MultiWarehouseInventories"] == {
        "MultiWarehouseInventory": [
            {"WarehouseCode": "dropshipping", "SellableQuantity": 7},
            {"WarehouseCode": "ACEH-2", "SellableQuantity": 0},
        ]
    }


def test_retry_in_an_element_means_later():
    connector, _ = play({"product/stock/sellable/update": ("stock.retry",)})
    outcomes = connector.push_stock(CASE.stock_levels[:2])
    assert [type(each.error) for each in outcomes] == [Unavailable, type(None)]


def test_an_error_with_details_refuses_only_whom_it_names():
    levels = [
        StockLevel(external_listing_id="1", external_variant_id=sku, seller_sku=name, quantity=1)
        for sku, name in (("11", "KOPI-250"), ("12", "KOPI-1000"))
    ]
    connector, transport = play({"product/stock/sellable/update": ("stock.detail",)})
    outcomes = connector.push_stock(levels)
    assert [type(each.error) for each in outcomes] == [Unavailable, Rejected]
    assert len(transport.requests) == 1


def test_a_refusal_that_names_nobody_is_narrowed_down():
    def judge(request):
        bad = any(sku["SkuId"] == "502" for sku in skus_in(request))
        return CASE.answer("stock.whole" if bad else "stock.ok")

    transport = ScriptedTransport({"*": [judge] * 20})
    outcomes = CASE.connector(transport).push_stock(CASE.many_levels(8))
    assert [each.is_ok for each in outcomes] == [True, True, False, *[True] * 5]
    assert len(transport.requests) == 7


def test_one_sku_twice_goes_into_two_calls():
    connector, transport = play({"product/stock/sellable/update": ("stock.ok", "stock.ok")})
    assert all(each.is_ok for each in connector.push_stock([CASE.stock_levels[0]] * 2))
    assert len(transport.requests) == 2


def test_a_sku_without_any_name_is_refused_before_the_call():
    connector, transport = play({})
    [outcome] = connector.push_stock([StockLevel(external_listing_id="1", quantity=1)])
    assert isinstance(outcome.error, Rejected)
    assert not outcome.is_sent
    assert transport.requests == []
