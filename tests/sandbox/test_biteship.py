"""The courier broker of Pasar Tiruan, asked as an outside program would ask it."""

import json
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from integrations.sandbox.dialects.biteship.bookings import AFTER
from tests.sandbox.stranger import Stranger

KEY = "biteship_test.latihan-pasar-tiruan-lapak-koperasi"
ITEM = {"name": "Kopi", "value": 95_000, "weight": 500, "quantity": 2}
ROUTE = {"origin_postal_code": 22475, "destination_postal_code": 12810}


class Broker:
    """A shop's program."""

    def __init__(self, shop: Stranger) -> None:
        self.shop = shop
        self.host = Client(shop.market.services["biteship"].wsgi_app(market=shop.market))

    def call(self, method: str, path: str, body: Any = None, *, key: str = KEY) -> TestResponse:
        told = {"Authorization": f"Bearer {key}"}
        return self.host.open(path, method=method, json=body, headers=told)

    def rates(self, **more: Any) -> TestResponse:
        body = {**ROUTE, "couriers": "jne,jnt,pos", "items": [ITEM], **more}
        return self.call("POST", "/v1/rates/couriers", body)

    def order(self, reference: str = "LK-1-1", **more: Any) -> TestResponse:
        sides = {
            f"{side}_{name}": "Ani 0812"
            for side in ("origin", "destination")
            for name in ("contact_name", "contact_phone", "address")
        }
        body = {**ROUTE, **sides, "courier_company": "jne", "courier_type": "reg"}
        body |= {"delivery_type": "now", "reference_id": reference, "items": [ITEM]}
        return self.call("POST", "/v1/orders", body | more)

    def act(self, action: str, order: str = "LK-1-1", **data: Any) -> TestResponse:
        url = f"/control/biteship/{action}"
        return self.shop.site.post(url, json={"order": order, **data})

    def told(self) -> list[dict[str, Any]]:
        rows = self.shop.site.get("/control/pushes").get_json()["pushes"]
        return [json.loads(row["body"]) for row in rows if row["dialect"] == "biteship"]


@pytest.fixture
def broker(shop: Stranger) -> Broker:
    return Broker(shop)


def test_only_a_known_key_is_answered(broker: Broker) -> None:
    refused = broker.call("GET", "/v1/couriers", key="biteship_test.lain")
    assert refused.status_code == 401
    assert refused.get_json()["success"] is False
    assert broker.call("GET", "/v1/couriers").get_json()["couriers"]


def test_rates_rise_with_weight_and_leave_out_who_cannot_carry_it(broker: Broker) -> None:
    def prices(quantity: int) -> dict[tuple[str, str], int]:
        rows = broker.rates(items=[{**ITEM, "quantity": quantity}]).get_json()["pricing"]
        return {(row["courier_code"], row["courier_service_code"]): row["price"] for row in rows}

    light, heavy, truck = prices(2), prices(40), prices(200)
    assert all(light[code] < heavy[code] for code in light if code[1] != "jtr")
    assert set(truck) == {("jne", "jtr")}
    bulky = broker.rates(items=[{**ITEM, "length": 50, "width": 40, "height": 30}]).get_json()
    assert bulky["pricing"][0]["price"] > light[("jne", "reg")]


@pytest.mark.parametrize(
    "change",
    [{"items": []}, {"origin_postal_code": None}, {"couriers": ""}, {"items": [{"weight": 1}]}],
)
def test_incomplete_questions_get_the_error_envelope(broker: Broker, change: Any) -> None:
    refused = broker.rates(**change)
    assert refused.status_code == 400
    assert set(refused.get_json()) == {"success", "error", "code", "details"}


def test_a_reference_books_once_and_the_refusal_names_the_first(broker: Broker) -> None:
    first = broker.order().get_json()
    again = broker.order()
    assert again.status_code == 400
    assert again.get_json()["details"] == {
        "order_id": first["id"],
        "waybill_id": None,
        "reference_id": "LK-1-1",
    }
    assert broker.order("LK-1-2").get_json()["id"] != first["id"]


def test_what_cannot_be_booked(broker: Broker) -> None:
    assert broker.order(delivery_type="nanti").status_code == 400
    assert broker.order(courier_type="kilat").status_code == 400
    assert broker.order(destination_contact_phone="").status_code == 400
    assert broker.order(courier_company="pos", destination_cash_on_delivery=1).status_code == 400
    broker.act("account", balance=10)
    assert "balance" in broker.order().get_json()["error"]


def test_a_parcel_walks_and_every_step_is_told(broker: Broker) -> None:
    broker.act("account", webhook_url="http://127.0.0.1:9/")
    order = broker.order().get_json()
    assert order["courier"]["waybill_id"] is None
    broker.act("walk", status="delivered")
    events = [(told["event"], told["status"]) for told in broker.told()]
    assert ("order.waybill_id", "allocated") in events
    assert [status for event, status in events if event == "order.status"] == [
        *("allocated", "picking_up", "picked", "dropping_off", "delivered")
    ]
    shown = broker.call("GET", f"/v1/trackings/{order['courier']['tracking_id']}").get_json()
    assert shown["status"] == "delivered"
    assert len(shown["history"]) == 6
    assert broker.call("GET", f"/v1/orders/{order['id']}").get_json()["status"] == "delivered"


def test_cancelled_only_before_the_courier_has_it(broker: Broker) -> None:
    order = broker.order().get_json()
    path = f"/v1/orders/{order['id']}/cancel"
    body = {"cancellation_reason_code": "others", "cancellation_reason": "Stok rusak"}
    assert broker.call("POST", path, body).get_json()["status"] == "cancelled"
    assert broker.call("POST", path, body).get_json()["status"] == "cancelled"
    second = broker.order("LK-2-1").get_json()
    broker.act("walk", "LK-2-1", status="picked")
    assert broker.call("DELETE", f"/v1/orders/{second['id']}").status_code == 400


def test_lies_and_doubles_can_be_told(broker: Broker) -> None:
    broker.act("account", webhook_url="http://127.0.0.1:9/")
    broker.order()
    broker.act("notify", changes={"status": "delivered"}, times=2)
    assert [told["status"] for told in broker.told()] == ["delivered"] * 2
    assert broker.act("show").get_json()["status"] == "confirmed"
    assert broker.act("move", status="picked").status_code == 409
    assert broker.act("move", status="picked", force=True).status_code == 200


def test_a_person_plays_the_courier(broker: Broker) -> None:
    assert "Belum ada paket" in broker.host.get("/kurir").text
    broker.order()
    code = broker.act("show").get_json()["code"]
    for happens in ("allocated", "picking_up", "picked", "dropping_off", "return_in_transit"):
        page = broker.host.get("/").text
        assert f'value="{happens}"' in page
        pressed = broker.host.post("/kurir", data={"paket": code, "kejadian": happens})
        assert pressed.status_code == 303
    assert "Perjalanan balik" in broker.host.get("/kurir").text
    wrong = broker.host.post("/kurir", data={"paket": code, "kejadian": "delivered"})
    assert "cannot become" in wrong.text


def test_every_status_leads_to_an_end() -> None:
    ends = {status for following in AFTER.values() for status in following} - set(AFTER)
    assert ends == {"delivered", "courier_not_found", "cancelled", "returned", "disposed"}
