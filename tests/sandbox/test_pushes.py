"""Pushes: what they say, how they are signed, how often they are tried, and how they go wrong."""

import hashlib
import hmac
import json

import pytest

from integrations.sandbox.core.states import DAY, HOUR, MINUTE
from tests.sandbox.stranger import OTHER_SHOP, PARTNER_KEY, SHOP, START


@pytest.fixture
def heard(shop, receiver):
    """A marketplace that pushes to a receiver; nothing waits to be sent."""
    shop.control("POST", "shopee/push", url=receiver.url, verify=False)
    shop.deliver()
    receiver.messages.clear()
    return receiver


def codes(receiver):
    return [json.loads(body)["code"] for _, body in receiver.messages]


def is_signed(receiver, header, body):
    text = receiver.url.encode() + b"|" + body
    return header == hmac.new(PARTNER_KEY.encode(), text, hashlib.sha256).hexdigest()


def test_an_order_is_told_and_signed_over_the_raw_body(shop, heard):
    sn = shop.order(pay=False)

    shop.deliver()

    assert codes(heard) == [3]
    header, body = heard.messages[0]
    assert is_signed(heard, header, body)
    assert json.loads(body) == {
        "data": {
            "items": [],
            "ordersn": sn,
            "status": "UNPAID",
            "completed_scenario": "",
            "update_time": START,
        },
        "shop_id": SHOP,
        "code": 3,
        "timestamp": START,
    }


def test_a_whole_life_in_pushes(shop, heard):
    sn = shop.order()
    shop.ok("POST", "logistics/ship_order", order_sn=sn, dropoff={})
    shop.wait(2)
    shop.ok("POST", "logistics/create_shipping_document", order_list=[{"order_sn": sn}])
    shop.wait(2)
    shop.act(sn, "pickup")

    shop.deliver()

    told = [(m["code"], m["data"]) for m in (json.loads(body) for _, body in heard.messages)]
    assert [data["status"] for code, data in told if code == 3] == [
        *("UNPAID", "READY_TO_SHIP", "PROCESSED", "SHIPPED")
    ]
    number = shop.truth()["orders"][0]["parcel"]["tracking_number"]
    assert [data["tracking_no"] for code, data in told if code == 4] == [number]
    assert [data["status"] for code, data in told if code == 15] == ["READY"]
    assert [data["fulfillment_status"] for code, data in told if code == 30] == [
        *("LOGISTICS_READY", "LOGISTICS_REQUEST_CREATED", "LOGISTICS_PICKUP_DONE")
    ]


def test_links_are_told_without_a_shop_of_their_own(shop, heard):
    shop.control("POST", "shopee/link", shop=str(OTHER_SHOP))
    shop.control("POST", "shopee/unlink", shop=str(OTHER_SHOP))

    shop.deliver()

    assert codes(heard) == [1, 2]
    first = json.loads(heard.messages[0][1])
    assert "shop_id" not in first
    assert first["data"]["shop_id_list"] == [OTHER_SHOP]
    assert str(OTHER_SHOP) in first["extra"]


def test_a_link_that_ends_soon_is_announced_once(shop, heard):
    shop.wait(358 * DAY)
    shop.wait(DAY)

    shop.deliver()

    assert codes(heard) == [12]


def test_campaign_stock_changes_are_told_but_not_the_end(shop, heard):
    place = {"shop": str(SHOP), "sku": "KOPI-LTG-1KG"}
    shop.control("POST", "promotions", **place, reserved=4, price=150_000)
    shop.control("POST", "promotions", **place, end=True)

    shop.deliver()

    assert codes(heard) == [8]
    assert json.loads(heard.messages[0][1])["data"]["changed_values"] == [
        {"name": "reserved_stock", "old": 0, "new": 4}
    ]


def test_other_shops_and_silent_apps_push_nothing(shop, heard):
    lines = [{"sku": "TERI-MDN-500"}]
    shop.control("POST", "orders", shop=str(OTHER_SHOP), lines=lines)
    shop.control("POST", "shopee/push", url="")
    shop.order()

    assert shop.deliver() == 0
    assert heard.messages == []


def test_a_refused_push_is_tried_after_5_minutes_30_minutes_3_hours_and_then_lost(shop, heard):
    heard.status = 500
    shop.order(pay=False)
    shop.deliver()
    assert len(heard.messages) == 1

    seen = []
    for seconds in (5 * MINUTE, 30 * MINUTE, 3 * HOUR):
        shop.wait(seconds - 1)
        shop.deliver()
        seen.append(len(heard.messages))
        shop.wait(1)
        shop.deliver()
        seen.append(len(heard.messages))

    assert seen == [1, 2, 2, 3, 3, 4]
    row = shop.pushes()[-1]
    assert (row["state"], row["attempts"], row["result"]) == ("lost", 4, "HTTP 500")


def test_an_answer_with_a_body_does_not_count(shop, heard):
    heard.answer = b"ok"
    shop.order(pay=False)
    shop.deliver()

    row = shop.pushes()[-1]

    assert (row["state"], row["result"]) == ("waiting", "answer not empty")


def test_a_receiver_that_is_away_does_not_stop_the_sender(shop):
    shop.deliver()
    shop.control("POST", "shopee/push", url="http://127.0.0.1:9/x", verify=False)
    shop.order()

    assert shop.deliver() == 3

    assert {row["state"] for row in shop.pushes()} == {"waiting"}


def test_lost_messages_are_handed_out_and_confirmed(shop, heard):
    shop.fault("push_lost", params={"recoverable": True})
    sn = shop.order(pay=False)
    shop.deliver()
    shop.control("DELETE", "faults")

    def lost():
        return shop.send("GET", "push/get_lost_push_message", public=True).get_json()["response"]

    found = lost()
    assert heard.messages == []
    assert [row["data"]["ordersn"] for row in found["push_message_list"]] == [sn]
    assert found["has_next_page"] is False
    body = {"last_message_id": found["last_message_id"]}
    path = "push/confirm_consumed_lost_push_message"
    assert shop.send("POST", path, body=body, public=True).get_json()["error"] == ""
    assert lost()["push_message_list"] == []


def test_lost_messages_are_kept_three_days_and_handed_out_by_the_hundred(shop, heard):
    shop.fault("push_lost", params={"recoverable": True})
    for _ in range(51):
        shop.order("KOPI-LTG-250-BIJI")
    shop.deliver()

    def lost():
        return shop.send("GET", "push/get_lost_push_message", public=True).get_json()["response"]

    assert (len(lost()["push_message_list"]), lost()["has_next_page"]) == (100, True)
    shop.wait(3 * DAY + 1)
    shop.deliver()
    remaining = lost()["push_message_list"]
    assert all(row["timestamp"] > START for row in remaining)


def test_a_receiver_that_mostly_fails_is_put_off(shop, heard):
    heard.status = 500
    shop.control("POST", "stock", shop=str(SHOP), sku="KOPI-LTG-250-BIJI", stock=1000)
    for _ in range(201):
        shop.order("KOPI-LTG-250-BIJI")

    shop.deliver()

    # the two messages about links, before, were received: 601 tries in all
    assert len(heard.messages) == 599
    assert shop.control("POST", "shopee/app")["is_push_enabled"] == 0
    heard.status = 200
    shop.order()
    assert shop.deliver() == 0
    shop.control("POST", "shopee/app", push=True)
    shop.order(pay=False)
    shop.deliver()
    assert codes(heard)[-1] == 3


def test_registering_an_address_sends_a_test_that_must_be_acknowledged(shop, receiver):
    receiver.status = 404
    answer = shop.refused("POST", "shopee/push", url=receiver.url)
    receiver.status = 200
    good = shop.control("POST", "shopee/push", url=receiver.url)

    assert answer == (422, "refused")
    assert good["push_url"] == receiver.url
    assert codes(receiver) == [0, 0]
    assert is_signed(receiver, *receiver.messages[0])
    assert shop.refused("POST", "shopee/push", url="ftp://x") == (400, "bad_input")


def test_lost_for_good(shop, heard):
    shop.fault("push_lost", path="push/3")
    shop.order(pay=False)

    assert shop.deliver() == 0
    assert heard.messages == []


def test_doubled_and_replayed(shop, heard):
    shop.fault("push_doubled", count=1)
    shop.fault("push_replayed", count=1, params={"seconds": 50})
    shop.order(pay=False)
    shop.deliver()
    assert len(heard.messages) == 2

    shop.wait(50)
    shop.deliver()

    assert len(heard.messages) == 3
    assert len({body for _, body in heard.messages}) == 1


def test_delayed(shop, heard):
    shop.fault("push_delayed", params={"seconds": 90})
    shop.order(pay=False)
    shop.wait(89)
    assert shop.deliver() == 0

    shop.wait(1)

    assert shop.deliver() == 1


def test_reordered_goes_behind_the_next_one(shop, heard):
    shop.fault("push_reordered", count=1)
    first = shop.order(pay=False)
    assert shop.deliver() == 0
    second = shop.order(pay=False)

    shop.deliver()

    told = [json.loads(body)["data"]["ordersn"] for _, body in heard.messages]
    assert told == [second, first]


def test_reordered_does_not_wait_for_ever(shop, heard):
    shop.fault("push_reordered")
    shop.order(pay=False)

    shop.wait(5)

    assert shop.deliver() == 1


def test_badly_signed_garbage_unknown_and_giant(shop, heard):
    for kind in ("push_bad_signature", "push_garbage", "push_unknown", "push_giant"):
        shop.fault(kind, count=1)
        shop.order(pay=False)
        shop.deliver()

    forged, garbage, unknown, giant = heard.messages
    assert not is_signed(heard, *forged)
    assert json.loads(forged[1])["code"] == 3
    assert is_signed(heard, *garbage)
    with pytest.raises(json.JSONDecodeError):
        json.loads(garbage[1])
    assert json.loads(unknown[1])["code"] == 99001
    assert len(giant[1]) > 1_000_000
