"""WooCommerce's orders, webhooks and the owner's page."""

import json
import re
from typing import Any

import pytest

from integrations.sandbox.core.states import DAY
from tests.sandbox.conftest import Receiver
from tests.sandbox.woo_client import SHOP, Owner

# Reading


def test_an_order_in_full(owner: Owner):
    order = owner.ask("GET", f"/orders/{owner.buy('KHS-MH-0500', 2)}")
    [line] = order["line_items"]

    assert (order["status"], order["currency"], order["total"]) == (
        "processing",
        "IDR",
        "282000.00",
    )
    assert order["shipping_total"] == "12000.00"
    assert (line["sku"], line["quantity"], line["total"]) == ("KHS-MH-0500", 2, "270000.00")
    assert line["variation_id"] != line["product_id"]
    assert order["date_created_gmt"] == "2026-09-21T14:13:20"
    assert order["date_paid_gmt"] == "2026-09-21T14:13:20"
    assert order["billing"]["phone"] == "6281310002001"
    assert "email" not in order["shipping"]


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ((), "pending"),
        (("pay",), "processing"),
        (("pay", "arrange"), "processing"),
        (("pay", "request-cancel"), "processing"),
        (("pay", "ship"), "completed"),
        (("pay", "ship", "deliver", "receive"), "completed"),
        (("system-cancel",), "cancelled"),
    ],
)
def test_every_step_underneath_has_its_word(owner: Owner, steps, status: str):
    number = owner.buy(pay=False)
    for step in steps:
        owner.move(number, step)
    assert owner.ask("GET", f"/orders/{number}")["status"] == status


def test_lists_by_time_status_and_order(owner: Owner):
    first = owner.buy()
    owner.market.store.move_clock(advance=60)
    second = owner.buy(pay=False)

    def ids(**query: Any) -> list[int]:
        return [order["id"] for order in owner.ask("GET", "/orders", **query)]

    assert ids() == [second, first]
    assert ids(order="asc", orderby="modified") == [first, second]
    assert ids(status="processing") == [first]
    assert ids(status="processing,pending") == [second, first]
    assert ids(**{"status[0]": "pending"}) == [second]
    assert ids(modified_after="2026-09-21T14:13:20", dates_are_gmt="true") == [second]
    assert ids(modified_before="2026-09-21T21:13:21") == [first]
    assert ids(include=f"{first}") == [first]
    assert owner.refused("GET", "/orders", status="gembira")[1] == "rest_invalid_param"
    assert owner.refused("GET", "/orders", orderby="warna")[1] == "rest_invalid_param"


def test_a_list_may_lag_and_a_page_may_shift(owner: Owner):
    numbers = [owner.buy() for _ in range(4)]
    owner.control("faults", kind="page_shift", count=1)
    owner.control("faults", kind="page_shift", count=1)
    found = owner.ask("GET", "/orders", per_page=2, page=2, order="asc")
    assert [order["id"] for order in found] == [numbers[3]]

    owner.site.delete("/control/faults")
    owner.control("faults", kind="list_lag", count=1, params={"seconds": 30})
    assert owner.ask("GET", "/orders") == []


# Changing


def test_completing_sends_the_parcel_and_keeps_the_number_of_the_courier(owner: Owner):
    number = owner.buy()
    meta = [{"key": "_tracking_number", "value": "JNE123"}]
    order = owner.ask("PUT", f"/orders/{number}", {"status": "completed", "meta_data": meta})

    assert order["status"] == "completed"
    assert order["meta_data"][0]["value"] == "JNE123"
    assert order["date_completed_gmt"]
    truth = owner.site.get(f"/control/state?shop={SHOP}").json["shops"][0]["orders"][0]
    assert truth["state"] == "shipped"


def test_any_status_may_follow_any_other(owner: Owner):
    number = owner.buy(pay=False)
    for status in ("on-hold", "processing", "failed", "cancelled", "processing", "refunded"):
        assert owner.ask("PUT", f"/orders/{number}", {"status": status})["status"] == status
    assert owner.refused("PUT", f"/orders/{number}", {"status": "hilang"})[0] == 400


def test_paying_by_the_api(owner: Owner):
    number = owner.buy(pay=False)
    assert owner.ask("PUT", f"/orders/{number}", {"set_paid": True})["status"] == "processing"


def test_a_word_holds_until_the_order_moves_on(owner: Owner):
    number = owner.buy(pay=False)
    owner.ask("PUT", f"/orders/{number}", {"status": "on-hold"})
    owner.move(number, "pay")
    assert owner.ask("GET", f"/orders/{number}")["status"] == "processing"


def test_a_change_moves_the_time(owner: Owner):
    number = owner.buy()
    owner.market.store.move_clock(advance=5)
    order = owner.ask("PUT", f"/orders/{number}", {"customer_note": "titip di pos"})
    assert order["date_modified_gmt"] == "2026-09-21T14:13:25"
    assert order["customer_note"] == "titip di pos"


def test_a_paid_order_is_never_cancelled_by_being_late(owner: Owner):
    number = owner.buy()
    owner.deliver()
    owner.control("clock", advance=10 * DAY)
    assert owner.ask("GET", f"/orders/{number}")["status"] == "processing"


def test_trash_keeps_the_stock_and_hides_the_order(owner: Owner):
    number = owner.buy(quantity=2)
    gone = owner.ask("DELETE", f"/orders/{number}")

    assert gone["status"] == "trash"
    assert owner.quantity("KHS-MK-0250") == 10
    assert owner.ask("GET", "/orders") == []
    assert owner.ask("GET", "/orders", status="trash")[0]["id"] == number
    assert owner.ask("GET", f"/orders/{number}")["status"] == "trash"
    owner.ask("DELETE", f"/orders/{number}", force="true")
    assert owner.refused("GET", f"/orders/{number}")[0] == 404
    assert owner.ask("GET", "/orders", status="trash") == []


def test_orders_in_a_batch(owner: Owner):
    first, second = owner.buy(), owner.buy()
    body = {
        "update": [{"id": first, "status": "completed"}, {"id": 1, "status": "completed"}],
        "delete": [second],
        "create": [{}],
    }
    answer = owner.ask("POST", "/orders/batch", body)

    assert answer["update"][0]["status"] == "completed"
    assert answer["update"][1]["error"]["code"] == "woocommerce_rest_shop_order_invalid_id"
    assert answer["delete"][0]["status"] == "trash"
    assert answer["create"][0]["error"]["code"] == "rest_no_route"


def test_notes(owner: Owner):
    number = owner.buy()
    made = owner.send("POST", f"/orders/{number}/notes", {"note": "Resi JNE123"})

    assert made.status_code == 201
    assert owner.ask("GET", f"/orders/{number}/notes")[0]["note"] == "Resi JNE123"
    assert owner.refused("POST", f"/orders/{number}/notes", {})[0] == 400


def test_money_is_given_back_in_parts_and_stock_only_for_named_lines(owner: Owner):
    number = owner.buy(quantity=2)
    line = owner.ask("GET", f"/orders/{number}")["line_items"][0]["id"]
    path = f"/orders/{number}/refunds"
    owner.ask("POST", path, {"amount": "50000.00", "reason": "cacat"})
    assert owner.quantity("KHS-MK-0250") == 10

    rest = {"amount": "152000", "line_items": [{"id": line, "quantity": 1}]}
    owner.ask("POST", path, rest)
    order = owner.ask("GET", f"/orders/{number}")
    assert owner.quantity("KHS-MK-0250") == 11
    assert order["status"] == "refunded"
    assert [row["total"] for row in order["refunds"]] == ["-50000.00", "-152000.00"]
    assert len(owner.ask("GET", path)) == 2
    assert owner.refused("POST", path, {"amount": "1"})[0] == 400
    assert owner.refused("POST", path, {"amount": 1})[0] == 400


# Webhooks


@pytest.fixture
def ear():
    ear = Receiver()
    yield ear
    ear.close()


def _hook(owner: Owner, ear: Receiver, topic: str, **more: Any) -> dict[str, Any]:
    body = {"topic": topic, "delivery_url": ear.url, "secret": "rahasia-hook-01", **more}
    return owner.ask("POST", "/webhooks", body)


def _bodies(ear: Receiver) -> list[Any]:
    return [json.loads(body) for _, body in ear.messages if body.startswith(b"{")]


def test_a_webhook_is_made_with_a_ping_and_never_tells_its_secret(owner: Owner, ear: Receiver):
    made = _hook(owner, ear, "order.updated")
    owner.deliver()

    assert ear.messages[0][1] == f"webhook_id={made['id']}".encode()
    assert "secret" not in made
    assert owner.ask("GET", f"/webhooks/{made['id']}")["topic"] == "order.updated"
    assert len(owner.ask("GET", "/webhooks")) == 1
    assert owner.refused("POST", "/webhooks", {"topic": "x", "delivery_url": ear.url})[0] == 400
    assert owner.refused("DELETE", f"/webhooks/{made['id']}")[0] == 501
    owner.ask("DELETE", f"/webhooks/{made['id']}", force="true")
    assert owner.refused("GET", f"/webhooks/{made['id']}")[0] == 404


def test_the_headers_are_wordpress_own(owner: Owner, ear: Receiver):
    made = _hook(owner, ear, "order.created")
    number = owner.buy(pay=False)
    with owner.market.store.transaction() as tx:
        found = owner.market.dialect("woocommerce").delivery(
            tx=tx,
            app_id=str(made["id"]),
            body=json.dumps({"id": number}).encode(),
            spoilt=False,
        )
    headers = found.headers
    assert headers["X-WC-Webhook-Topic"] == "order.created"
    assert headers["X-WC-Webhook-Resource"] == "order"
    assert headers["X-WC-Webhook-Event"] == "created"
    assert headers["X-WC-Webhook-Source"] == "http://localhost/"
    assert headers["X-WC-Webhook-ID"] == str(made["id"])
    assert re.fullmatch("[0-9a-f]{32}", headers["X-WC-Webhook-Delivery-ID"])
    assert json.loads(found.body) == owner.ask("GET", f"/orders/{number}")


def test_what_is_sent_is_the_order_as_it_is_by_then(owner: Owner, ear: Receiver):
    _hook(owner, ear, "order.created")
    _hook(owner, ear, "order.updated")
    number = owner.buy()
    owner.ask("PUT", f"/orders/{number}", {"status": "completed"})
    owner.deliver()

    told = [(body["id"], body["status"]) for body in _bodies(ear)]
    # Created, and one update for two changes that waited together.
    assert told == [(number, "completed")] * 2


def test_a_sale_tells_of_the_product_a_variation_by_its_own_number(owner: Owner, ear: Receiver):
    _hook(owner, ear, "product.updated")
    owner.buy("KHS-MH-0500")
    owner.deliver()
    [told] = _bodies(ear)

    assert told["id"] == owner.product("KHS-MH-0500")["id"]
    assert (told["type"], told["stock_quantity"]) == ("variation", 17)


def test_trash_is_told_twice(owner: Owner, ear: Receiver):
    _hook(owner, ear, "order.updated")
    _hook(owner, ear, "order.deleted")
    number = owner.buy()
    owner.deliver()
    ear.messages.clear()
    owner.ask("DELETE", f"/orders/{number}")
    owner.deliver()
    updated, deleted = _bodies(ear)

    assert updated["status"] == "trash"
    assert deleted == {"id": number}


def test_a_note_and_the_couriers_steps_are_told_to_nobody(owner: Owner, ear: Receiver):
    _hook(owner, ear, "order.updated")
    number = owner.buy()
    owner.deliver()
    ear.messages.clear()
    owner.ask("POST", f"/orders/{number}/notes", {"note": "x"})
    owner.move(number, "arrange")
    owner.deliver()
    assert ear.messages == []


def test_after_six_failures_in_a_row_the_webhook_is_off(owner: Owner, ear: Receiver):
    made = _hook(owner, ear, "order.updated")
    owner.deliver()
    ear.status = 500
    number = owner.buy()
    for place in range(6):
        assert owner.ask("GET", f"/webhooks/{made['id']}")["status"] == "active", place
        owner.ask("PUT", f"/orders/{number}", {"customer_note": str(place)})
        owner.deliver()
    assert owner.ask("GET", f"/webhooks/{made['id']}")["status"] == "disabled"

    ear.messages.clear()
    ear.status = 200
    owner.ask("PUT", f"/orders/{number}", {"customer_note": "sunyi"})
    owner.deliver()
    assert ear.messages == []  # nothing is kept for later

    owner.ask("PUT", f"/webhooks/{made['id']}", {"status": "active"})
    owner.ask("PUT", f"/orders/{number}", {"customer_note": "lagi"})
    owner.deliver()
    assert len(ear.messages) == 1


def test_a_success_in_between_starts_the_count_anew(owner: Owner, ear: Receiver):
    made = _hook(owner, ear, "order.updated")
    number = owner.buy()
    for place, status in enumerate([500] * 5 + [200] + [500] * 5):
        ear.status = status
        owner.ask("PUT", f"/orders/{number}", {"customer_note": str(place)})
        owner.deliver()
    assert owner.ask("GET", f"/webhooks/{made['id']}")["status"] == "active"


def test_a_spoilt_message_is_sent_spoilt(owner: Owner, ear: Receiver):
    _hook(owner, ear, "order.updated")
    owner.deliver()
    ear.messages.clear()
    owner.control("faults", kind="push_garbage", count=1)
    owner.buy()
    owner.deliver()
    [(_, body)] = ear.messages
    with pytest.raises(ValueError, match="char"):
        json.loads(body)


# The owner's page


def test_the_owner_makes_keys_on_a_page_and_sees_the_secret_once(owner: Owner):
    page = owner.host.get("/wp-admin/").text
    assert "Toko Hutan Sipirok" in page
    assert owner.keys["consumer_secret"] not in page

    made = owner.host.post("/wp-admin/kunci", data={"keterangan": "Coba", "izin": "read"}).text
    key, secret = re.search("ck_[0-9a-f]{40}", made)[0], re.search("cs_[0-9a-f]{40}", made)[0]
    owner.keys |= {"consumer_key": key, "consumer_secret": secret}
    assert owner.send("GET", "/orders").status_code == 200
    again = owner.host.get("/wp-admin/").text
    assert secret not in again
    assert "Coba" in again

    number = re.findall(r'name="nomor" value="(\d+)"', again)[-1]
    back = owner.host.post("/wp-admin/cabut-kunci", data={"nomor": number})
    assert back.status_code == 303
    assert owner.send("GET", "/orders").status_code == 401


def test_the_owner_makes_and_pauses_webhooks(owner: Owner, ear: Receiver):
    form = {"alamat": ear.url, "topik": ["order.created", "order.updated"], "rahasia": "r"}
    owner.host.post("/wp-admin/webhook", data=form)
    hooks = owner.control("woocommerce/webhooks")["webhooks"]
    assert [hook["topic"] for hook in hooks] == ["order.created", "order.updated"]

    owner.host.post("/wp-admin/jeda-webhook", data={"nomor": hooks[0]["id"]})
    owner.host.post("/wp-admin/hapus-webhook", data={"nomor": hooks[1]["id"]})
    [left] = owner.control("woocommerce/webhooks")["webhooks"]
    assert left["status"] == "paused"


def test_the_owner_turns_the_site_s_habits_on_and_off(owner: Owner):
    for _ in range(2):
        owner.host.post("/wp-admin/situs", data={"nama": "rest_off"})
    assert owner.ask("GET", "/orders") == []
    owner.host.post("/wp-admin/situs", data={"nama": "cache"})
    assert "menyala" in owner.host.get("/wp-admin/").text


def test_what_cannot_be_is_told_on_the_page(owner: Owner):
    wrong = owner.host.post(
        "/wp-admin/webhook", data={"alamat": "ftp://x", "topik": "order.created"}
    )
    assert wrong.status_code == 400
    assert "valid" in wrong.text
    assert owner.host.post("/wp-admin/webhook", data={"alamat": "http://x"}).status_code == 400
    assert owner.host.post("/wp-admin/nirwana").status_code == 400
    assert owner.host.get("/toko/").status_code == 404
    assert owner.host.get("/").location.endswith("/wp-admin/")
