"""What goes wrong, and pushes, against Pasar Tiruan over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from integrations.channels.errors import (
    AuthExpired,
    BadSignature,
    RateLimited,
    Unavailable,
)
from integrations.channels.words import (
    HintKind,
)
from integrations.connectors.shopee import ShopeeConnector
from tests.connectors.shopee.pasar_tiruan import Listener, PasarTiruan
from tests.connectors.shopee.shopping import (
    BIJI,
    HALUS,
    KILO,
    SHOP,
    buy,
    level,
    shelf,
    truth,
)

# What goes wrong


@pytest.mark.parametrize(
    ("kind", "params", "error"),
    [
        ("http_429", {"retry_after": 3}, RateLimited),
        ("rate_limited", {}, RateLimited),
        ("quota", {}, RateLimited),
        ("http_500", {}, Unavailable),
        ("html", {}, Unavailable),
        ("half_json", {}, Unavailable),
        ("outage", {}, Unavailable),
        ("outage", {"mode": "503"}, Unavailable),
        ("token_expired", {}, AuthExpired),
        ("timeout_after", {"seconds": 0.1}, Unavailable),
    ],
)
def test_every_fault_has_its_error(
    pasar: PasarTiruan,
    connector: ShopeeConnector,
    kind: str,
    params: dict[str, object],
    error: type[Exception],
):
    kilo = shelf(connector)[KILO]
    pasar.fault(kind, "/api/v2/product/update_stock", **params)

    [outcome] = connector.push_stock([level(kilo, 5)])

    assert type(outcome.error) is error
    is_applied = kind in {"half_json", "timeout_after"}
    assert truth(pasar)[KILO]["stock"] == (5 if is_applied else 40)
    if kind == "http_429":
        assert outcome.error.retry_after == 3.0


def test_the_quota_lasts_until_midnight_in_utc_plus_8(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    pasar.fault("quota", "/api/v2/shop/get_shop_info")

    with pytest.raises(RateLimited) as caught:
        connector.shop_info()

    end = pasar.now() + timedelta(seconds=caught.value.retry_after)
    assert (end + timedelta(hours=8, minutes=1)).hour == 0


def test_one_unlucky_element_is_tried_again(pasar: PasarTiruan, connector: ShopeeConnector):
    found = shelf(connector)
    pasar.fault("partial", "/api/v2/product/update_stock")

    outcomes = connector.push_stock([level(found[BIJI], 5), level(found[HALUS], 5)])

    assert sorted(type(outcome.error).__name__ for outcome in outcomes) == [
        "NoneType",
        "Unavailable",
    ]
    assert sorted(truth(pasar)[sku]["stock"] for sku in (BIJI, HALUS)) in ([5, 35], [5, 60])


def test_too_many_calls_are_throttled_and_the_rest_is_not_sent(
    pasar: PasarTiruan, connector: ShopeeConnector
):
    found = shelf(connector)
    pasar.post("settings", rate=0.01, burst=1)

    outcomes = connector.push_stock(
        [level(found[KILO], 5), level(found[BIJI], 5), level(found["KOPI-LTG-GB-5KG"], 5)]
    )

    assert [type(outcome.error) for outcome in outcomes] == [type(None), RateLimited, RateLimited]
    assert [outcome.is_sent for outcome in outcomes] == [True, True, False]


def test_our_pace_stays_below_the_marketplaces(pasar: PasarTiruan, connector: ShopeeConnector):
    """The burst of a full page of listings with models fits into what the sandbox allows."""
    models = [{"seller_sku": "", "name": word, "price": 1000, "stock": 1} for word in "AB"]
    items = [
        {"name": f"Barang bervarian {n:02d}", "tiers": ["Isi"]}
        | {"models": [model | {"seller_sku": f"V{n}-{model['name']}"} for model in models]}
        for n in range(15)
    ]
    pasar.post("seed", shops=[{"username": SHOP, "items": items}])
    limits = connector.limits
    pasar.post("settings", rate=limits.rate_per_second, burst=limits.burst)

    page = connector.list_listings()

    assert page.next_cursor is not None


# Pushes


@pytest.fixture
def listener() -> Iterator[Listener]:
    receiver = Listener()
    yield receiver
    receiver.close()


def test_pushes_are_proven_and_hint_at_the_order(pasar: PasarTiruan, listener: Listener):
    pasar.post("shopee/push", url=listener.url)
    ref = buy(pasar, KILO)
    anonymous = pasar.anonymous()

    test, *pushes = listener.wait_for(3)

    assert anonymous.verify_webhook(*test, listener.url).hints == ()
    hints = [
        hint
        for headers, body in pushes
        for hint in anonymous.verify_webhook(headers, body, listener.url).hints
    ]
    assert {hint.external_id for hint in hints} == {ref.external_order_id}
    assert {hint.external_shop_id for hint in hints} == {str(pasar.shopee["shop_id"])}
    assert HintKind.ORDER in {hint.kind for hint in hints}
    with pytest.raises(BadSignature):
        anonymous.verify_webhook(*test, listener.url + "?x=1")


def test_a_badly_signed_push_is_refused(pasar: PasarTiruan, listener: Listener):
    pasar.post("shopee/push", url=listener.url)
    pasar.post("faults", kind="push_bad_signature", count=20)
    buy(pasar, KILO)
    anonymous = pasar.anonymous()

    _, (headers, body) = listener.wait_for(2)

    with pytest.raises(BadSignature):
        anonymous.verify_webhook(headers, body, listener.url)


def test_a_doubled_push_is_one_delivery(pasar: PasarTiruan, listener: Listener):
    pasar.post("shopee/push", url=listener.url)
    pasar.post("faults", kind="push_doubled", count=20)
    buy(pasar, KILO, pay=False)
    anonymous = pasar.anonymous()

    _, *pushes = listener.wait_for(3)

    keys = {
        anonymous.verify_webhook(headers, body, listener.url).delivery_key
        for headers, body in pushes
    }
    assert len(keys) < len(pushes)
