"""The connector against Pasar Tiruan over HTTP: two readings of the same facts must agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from integrations.channels.errors import (
    AuthExpired,
    AuthRevoked,
    NotFound,
    Rejected,
    Unavailable,
)
from integrations.channels.transport import Secret
from integrations.channels.words import (
    Credentials,
    Grant,
    ListingState,
    ListingVisibility,
    PriceLevel,
    Rupiah,
    StockLevel,
)
from integrations.connectors.shopee import ShopeeConnector
from tests.connectors.shopee.pasar_tiruan import PasarTiruan
from tests.connectors.shopee.shopping import (
    BIJI,
    HALUS,
    KILO,
    SHOP,
    level,
    shelf,
    truth,
)

# Consent and tokens


def holding(grant: Grant) -> Credentials:
    """What an account signs with once it has stored its grant."""
    return Credentials(external_shop_id=grant.external_shop_id, access_token=grant.tokens.access)


def press_allow(address: str, shop_id: str) -> dict[str, str]:
    """Be the seller on the consent page; returns what comes back to the redirect."""
    page = requests.get(address, timeout=5)
    assert page.status_code == 200, page.text
    answer = requests.post(address, data={"shop_id": shop_id}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert back.netloc == "lapak.example.id"
    return {name: values[0] for name, values in parse_qs(back.query).items()}


@pytest.mark.parametrize("has_new_page", [False, True], ids=["classic page", "new page"])
def test_a_shop_is_linked_from_the_consent_page_on(pasar: PasarTiruan, has_new_page: bool):
    app = pasar.app()
    if has_new_page:
        app = replace(app, auth_base=app.api_base)
    anonymous = ShopeeConnector(None, pasar.transport, pasar.now, app=app)
    address = anonymous.authorize_url("https://lapak.example.id/kanal/kembali/?akun=9", "st-1")

    back = press_allow(address, "68410002")
    grant = anonymous.exchange(back["code"], back["shop_id"])

    assert back["state"] == "st-1"
    assert back["akun"] == "9"
    assert grant.external_shop_id == "68410002"
    linked = pasar.connector(holding(grant))
    assert linked.shop_info().name == "Pesisir Belawan"
    with pytest.raises(AuthRevoked):
        anonymous.exchange(back["code"], back["shop_id"])


def test_a_refresh_token_works_once_and_the_old_access_token_for_five_minutes(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    first = connector.refresh(pasar.shopee["refresh_token"])

    with pytest.raises(AuthRevoked):
        connector.refresh(pasar.shopee["refresh_token"])
    assert connector.shop_info().region == "ID"
    pasar.post("clock", advance=301)
    with pytest.raises(AuthExpired):
        connector.shop_info()
    renewed = pasar.connector(holding(first))
    assert renewed.shop_info().external_shop_id == str(pasar.shopee["shop_id"])


def test_an_access_token_ends_when_the_grant_says(pasar: PasarTiruan, connector: ShopeeConnector):
    grant = connector.refresh(pasar.shopee["refresh_token"])
    renewed = pasar.connector(holding(grant))
    left = grant.tokens.access_expires_at - pasar.now()

    pasar.post("clock", advance=int(left.total_seconds()) - 30)
    assert renewed.shop_info().is_open
    pasar.post("clock", advance=60)
    with pytest.raises(AuthExpired):
        renewed.shop_info()


def test_a_withdrawn_consent_needs_a_person(pasar: PasarTiruan, connector: ShopeeConnector):
    pasar.post("shopee/unlink", shop=SHOP)

    with pytest.raises(AuthRevoked):
        connector.shop_info()
    with pytest.raises(AuthRevoked):
        connector.refresh(pasar.shopee["refresh_token"])


def test_a_wrong_key_needs_a_person(pasar: PasarTiruan):
    app = replace(pasar.app(), secret=Secret("kunci-salah"))
    forged = ShopeeConnector(pasar.credentials(), pasar.transport, pasar.now, app=app)

    with pytest.raises(AuthRevoked) as caught:
        forged.shop_info()
    assert caught.value.code == "error_sign"


def test_a_clock_that_is_wrong_is_not_the_sellers_fault(pasar: PasarTiruan):
    late = ShopeeConnector(
        pasar.credentials(),
        pasar.transport,
        lambda: pasar.now() - timedelta(minutes=10),
        app=pasar.app(),
    )

    with pytest.raises(Unavailable):
        late.shop_info()


# Listings, stock and price


def test_every_listing_is_read_as_it_stands(pasar: PasarTiruan, connector: ShopeeConnector):
    found, real = shelf(connector), truth(pasar)

    assert set(found) == set(real)
    for sku, listing in found.items():
        assert listing.quantity == real[sku]["stock"], sku
        assert listing.price == real[sku]["price"], sku
        assert listing.state is ListingState.LIVE
        assert listing.is_stock_writable
    assert found[KILO].external_variant_id == ""
    assert found[BIJI].external_listing_id == found[HALUS].external_listing_id
    assert found[BIJI].external_variant_id != found[HALUS].external_variant_id


def test_many_listings_are_read_page_by_page(pasar: PasarTiruan, connector: ShopeeConnector):
    items = [
        {"seller_sku": f"BARANG-{n:02d}", "name": f"Barang uji nomor {n:02d}", "price": 1000 + n}
        | {"stock": n}
        for n in range(33)
    ]
    pasar.post("seed", shops=[{"username": SHOP, "items": items}])

    found = shelf(connector)

    assert len(found) == len(truth(pasar))
    assert {found[f"BARANG-{n:02d}"].quantity for n in range(33)} == set(range(33))


def test_stock_is_set_in_one_batch_over_several_items(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    found = shelf(connector)

    outcomes = connector.push_stock(
        [level(found[BIJI], 11), level(found[KILO], 0), level(found[HALUS], 7)]
    )

    assert [outcome.error for outcome in outcomes] == [None, None, None]
    real = truth(pasar)
    assert [real[sku]["stock"] for sku in (BIJI, KILO, HALUS)] == [11, 0, 7]
    assert shelf(connector)[HALUS].quantity == 7


def test_campaign_stock_is_refused_and_the_rest_goes_through(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    pasar.post("promotions", shop=SHOP, sku=BIJI, reserved=20, price=45_000)
    found = shelf(connector)

    refused, kept = connector.push_stock([level(found[BIJI], 5), level(found[HALUS], 5)])

    assert found[BIJI].reserved == 20
    assert isinstance(refused.error, Rejected)
    assert kept.is_ok
    assert truth(pasar)[BIJI]["stock"] == 60
    assert truth(pasar)[HALUS]["stock"] == 5


def test_a_single_refusal_keeps_its_reason(pasar: PasarTiruan, connector: ShopeeConnector):
    pasar.post("promotions", shop=SHOP, sku=KILO, reserved=20, price=150_000)

    [outcome] = connector.push_stock([level(shelf(connector)[KILO], 3)])

    assert isinstance(outcome.error, Rejected)
    assert outcome.error.fields
    assert truth(pasar)[KILO]["stock"] == 40


def test_an_item_that_is_not_there_is_not_found(connector: ShopeeConnector):
    [outcome] = connector.push_stock([StockLevel(external_listing_id="99999", quantity=1)])

    assert isinstance(outcome.error, NotFound)


def test_a_model_that_is_not_there_spoils_no_other(pasar: PasarTiruan, connector: ShopeeConnector):
    biji = shelf(connector)[BIJI]
    ghost = StockLevel(
        external_listing_id=biji.external_listing_id, external_variant_id="424242", quantity=1
    )

    missing, kept = connector.push_stock([ghost, level(biji, 9)])

    assert not missing.is_ok
    assert kept.is_ok
    assert truth(pasar)[BIJI]["stock"] == 9


def test_prices_are_set(pasar: PasarTiruan, connector: ShopeeConnector):
    found = shelf(connector)

    outcomes = connector.push_price(
        [
            PriceLevel(
                external_listing_id=found[sku].external_listing_id,
                external_variant_id=found[sku].external_variant_id,
                price=Rupiah(price),
            )
            for sku, price in ((BIJI, 53_000), (KILO, 190_000))
        ]
    )

    assert [outcome.error for outcome in outcomes] == [None, None]
    assert truth(pasar)[BIJI]["price"] == 53_000
    assert shelf(connector)[KILO].price == 190_000


def test_a_listing_is_hidden_and_shown(connector: ShopeeConnector):
    kilo = shelf(connector)[KILO].external_listing_id

    [hidden] = connector.set_visible(
        [ListingVisibility(external_listing_id=kilo, is_visible=False)]
    )
    assert hidden.is_ok
    assert shelf(connector)[KILO].state is ListingState.DRAFT
    [shown, missing] = connector.set_visible(
        [
            ListingVisibility(external_listing_id=kilo, is_visible=True),
            ListingVisibility(external_listing_id="99999", is_visible=True),
        ]
    )

    assert shown.is_ok
    assert not missing.is_ok
    assert shelf(connector)[KILO].state is ListingState.LIVE
