"""The state file: seeding, restart, reset, clock, promises about bad input."""

import json

import pytest

from integrations.sandbox.core.seeding import DEMO_FILE
from integrations.sandbox.core.states import DAY
from integrations.sandbox.market import open_market
from tests.sandbox.stranger import OTHER_SHOP, SHOP, START, Stranger, make_stranger

KOPI = "kopilintong.official"


def seeded(shop, *items, **more):
    data = {"shops": [{"username": KOPI, "items": list(items)}], **more}
    return shop.control("POST", "seed", **data)["created"]


def test_everything_survives_a_restart(tmp_path):
    shop = make_stranger(tmp_path / "sandbox.sqlite3")
    sn = shop.order(quantity=2)
    shop.fault("http_500", path="*/never")
    shop.ok("POST", "logistics/ship_order", order_sn=sn, dropoff={})
    before = shop.truth()
    shop.market.store.close()

    market = open_market(state=tmp_path / "sandbox.sqlite3")
    again = Stranger(market=market, access_token=shop.access_token)

    assert again.truth() == before
    assert market.store.now() == START
    assert market.store.is_frozen
    assert again.status(sn) == "PROCESSED"
    assert len(again.control("GET", "faults")["faults"]) == 1
    again.wait(2)
    assert again.ok("GET", "logistics/get_tracking_number", order_sn=sn)["tracking_number"]
    again.refresh_token = shop.refresh_token
    assert again.refresh()["error"] == ""
    market.store.close()


def test_a_running_clock_keeps_its_lead_over_a_restart(tmp_path):
    market = open_market(state=tmp_path / "x.sqlite3", demo=False)
    market.store.move_clock(advance=5 * DAY)
    market.store.close()

    market = open_market(state=tmp_path / "x.sqlite3", demo=False)

    lead = market.store.now() - market.store.wall()
    assert 5 * DAY - 2 <= lead <= 5 * DAY + 1
    market.store.close()


def test_a_new_state_file_gets_the_demo_and_an_old_one_is_left_alone(tmp_path):
    market = open_market(state=tmp_path / "x.sqlite3")
    with market.store.transaction() as tx:
        shops = json.loads(DEMO_FILE.read_text())["shops"]
        assert tx.the("SELECT count(*) FROM item")[0] == sum(len(row["items"]) for row in shops)
        tx.run("UPDATE variant SET stock = 1")
    market.store.close()

    market = open_market(state=tmp_path / "x.sqlite3")

    with market.store.transaction() as tx:
        assert [row[0] for row in tx.all("SELECT DISTINCT stock FROM variant")] == [1]
    market.store.close()


def test_seeding_twice_changes_nothing(shop):
    shop.order(quantity=3)
    before = shop.truth()
    data = json.loads(DEMO_FILE.read_text())

    counts = shop.control("POST", "seed", **data)["created"]

    assert counts == {"shops": 0, "items": 0, "variants": 0, "buyers": 0}
    assert shop.truth() == before
    assert shop.send("GET", "shop/get_shop_info").get_json()["error"] == ""


def test_seeding_adds_shops_listings_and_choices(shop):
    simple = {"seller_sku": "MADU-1", "name": "Madu Hutan 500 ml", "price": 90000, "stock": 4}
    models = [
        {"seller_sku": "M-A", "name": "Asli", "price": 10, "stock": 1},
        {"seller_sku": "M-B", "options": ["Jahe"], "price": 12, "stock": 2},
    ]
    first = seeded(shop, simple, {"name": "Sirup", "models": models, "tiers": ["Rasa"]})
    more = [*models, {"seller_sku": "M-C", "name": "Kunyit", "price": 12, "stock": 3}]
    second = seeded(shop, simple, {"name": "Sirup", "models": more, "tiers": ["Rasa"]})

    assert (first["items"], first["variants"]) == (2, 3)
    assert (second["items"], second["variants"]) == (0, 1)
    assert shop.stock("MADU-1") == 4
    assert shop.variant("M-C")["options"] == ["Kunyit"]


def test_seeding_over_what_exists_only_when_told_to(shop):
    item = {"seller_sku": "KOPI-LTG-1KG", "name": "Kopi Lain", "price": 99000, "stock": 500}

    seeded(shop, item)
    assert (shop.stock(), shop.item("KOPI-LTG-1KG")["name"][:12]) == (40, "Kopi Arabika")
    seeded(shop, item, overwrite=True)

    assert (shop.stock(), shop.item("KOPI-LTG-1KG")["name"]) == (500, "Kopi Lain")
    assert shop.variant("KOPI-LTG-1KG")["price"] == 99000


def test_a_seeded_shop_can_be_linked_and_keep_its_link(shop):
    data = {"username": "madu.mandailing", "linked": True, "items": []}

    shop.control("POST", "seed", shops=[data])

    rows = shop.send("GET", "public/get_shops_by_partner", public=True).get_json()
    assert len(rows["authed_shop_list"]) == 2


@pytest.mark.parametrize(
    "item",
    [
        {"seller_sku": "A", "price": 10, "stock": 1},
        {"seller_sku": "A", "name": "A", "stock": 1},
        {"seller_sku": "A", "name": "A", "price": 10},
        {"seller_sku": "A", "name": "A", "price": 10.5, "stock": 1},
        {"seller_sku": "A", "name": "A", "price": 0, "stock": 1},
        {"seller_sku": "A", "name": "A", "price": 10, "stock": -1},
        {"name": "A", "tiers": ["X", "Y"], "models": [{"name": "a", "price": 1, "stock": 1}]},
        {"name": "A", "models": [{"price": 1, "stock": 1}]},
    ],
)
def test_a_bad_seed_adds_nothing_at_all(shop, item):
    good = {"seller_sku": "GOOD", "name": "Baik", "price": 10, "stock": 1}
    before = shop.truth()

    answer = shop.refused("POST", "seed", shops=[{"username": KOPI, "items": [good, item]}])

    assert answer == (400, "bad_input")
    assert shop.truth() == before


def test_reset(shop):
    shop.order()
    shop.fault("slow")
    shop.wait(DAY)

    shop.control("POST", "reset", seed=9)

    state = shop.site.get("/control/state").get_json()
    assert state["seed"] == 9
    shopee = [row for row in state["shops"] if row["dialect"] == "shopee"]
    assert [len(row["items"]) for row in shopee] == [3, 3]
    assert all(row["orders"] == [] for row in state["shops"])
    assert shop.control("GET", "faults")["faults"] == []
    assert not shop.market.store.is_frozen
    shop.control("POST", "reset", demo=False)
    assert shop.site.get("/control/state").get_json()["shops"] == []


def test_reset_brings_back_what_was_seeded_on_top_of_the_demo(shop):
    item = {"seller_sku": "MADU-1", "name": "Madu Hutan", "price": 90000, "stock": 4}
    seeded(shop, item)
    seeded(shop, item)
    shop.control("POST", "stock", shop=KOPI, sku="MADU-1", stock=1)

    shop.control("POST", "reset")

    assert shop.stock("MADU-1") == 4
    assert len(shop.truth()["items"]) == 4


def test_a_market_that_started_empty_is_reset_to_its_own_seeds(tmp_path):
    stranger = Stranger(market=open_market(state=tmp_path / "x.sqlite3", demo=False))
    stranger.control("POST", "seed", shops=[{"username": "madu.mandailing"}])

    stranger.control("POST", "reset")

    printed = stranger.control("GET", "credentials")["shopee"]
    assert printed["partner_id"] == stranger.partner_id
    stranger.access_token, stranger.shop_id = printed["access_token"], printed["shop_id"]
    assert stranger.send("GET", "shop/get_shop_info").get_json()["error"] == ""
    shops = stranger.site.get("/control/state").get_json()["shops"]
    assert [row["username"] for row in shops] == ["madu.mandailing"]
    stranger.market.store.close()


def test_the_clock_runs_stands_and_jumps(shop):
    assert shop.control("GET", "clock")["is_frozen"] is True
    assert shop.control("POST", "clock", advance=60)["now"] == START + 60
    assert shop.control("POST", "clock", set=START - 5)["now"] == START - 5

    shop.control("POST", "clock", freeze=False)

    assert shop.market.store.now() - (START - 5) in (0, 1)
    assert shop.refused("POST", "clock", freeze="no") == (400, "bad_input")
    assert shop.refused("POST", "clock", advance="1") == (400, "bad_input")


def test_every_stock_change_is_remembered_with_its_cause(shop):
    sn = shop.order(quantity=2)
    shop.act(sn, "cancel")
    item_id = shop.item("KOPI-LTG-1KG")["item_id"]
    stock_list = [{"model_id": 0, "seller_stock": [{"stock": 7}]}]
    shop.ok("POST", "product/update_stock", item_id=item_id, stock_list=stock_list)
    shop.control("POST", "stock", shop=str(SHOP), sku="KOPI-LTG-1KG", stock=6)

    response = shop.site.get(f"/control/stock_changes?shop={SHOP}").get_json()["changes"]

    told = [(row["before"], row["after"], row["cause"], row["ref"]) for row in response]
    assert told == [
        (40, 38, "order", sn),
        (38, 40, "cancel", sn),
        (40, 7, "api", ""),
        (7, 6, "seller_app", ""),
    ]
    assert {row["seller_sku"] for row in response} == {"KOPI-LTG-1KG"}


def test_stock_always_equals_what_was_there_less_what_is_sold(shop):
    made = [shop.order(quantity=number % 3 + 1, pay=bool(number % 2)) for number in range(12)]
    for sn in made[::3]:
        shop.act(sn, "cancel")
    shop.wait(DAY)

    truth = shop.truth()
    live = [order for order in truth["orders"] if order["state"] != "cancelled"]
    sold = sum(line["quantity"] for order in live for line in order["lines"])

    assert shop.stock() == 40 - sold
    assert shop.variant("KOPI-LTG-1KG")["sold"] == sold
    assert 0 < sold < 24


def test_orders_by_item_model_or_sku_and_bad_ones(shop):
    item_id = shop.item("KOPI-LTG-1KG")["item_id"]
    model_id = shop.variant("KOPI-LTG-250-BIJI")["variant_id"]
    lines = [{"item_id": item_id}, {"model_id": model_id, "quantity": 2}]
    order = shop.control("POST", "orders", shop=KOPI, lines=lines, buyer="baru.sekali")

    assert [line["quantity"] for line in order["lines"]] == [1, 2]
    assert order["total"] == 185000 + 2 * 52000 + 12000
    assert order["buyer"] == "baru.sekali"
    assert shop.control("GET", f"orders/{order['order_sn']}") == order

    def refused(**change):
        data = {"shop": KOPI, "lines": [{"sku": "KOPI-LTG-1KG"}], **change}
        return shop.refused("POST", "orders", **data)

    assert refused(lines=[]) == (400, "bad_input")
    assert refused(lines=["x"]) == (400, "bad_input")
    assert refused(lines=[{"sku": "NOPE"}]) == (404, "not_found")
    assert refused(lines=[{"sku": "TERI-MDN-500"}]) == (404, "not_found")
    assert refused(lines=[{"sku": "KOPI-LTG-1KG", "quantity": 0}]) == (400, "bad_input")
    assert refused(shop="nobody") == (404, "not_found")
    assert refused(shop="") == (404, "not_found")


def test_the_control_api_says_no_clearly(shop):
    assert shop.refused("POST", "shopee/dance") == (404, "not_found")
    assert shop.refused("POST", "bukalapak/code") == (404, "http_404")
    assert shop.refused("POST", "orders/260101XXXXXXXX/pay") == (404, "not_found")
    assert shop.refused("POST", f"orders/{shop.order()}/fly") == (404, "http_404")
    assert shop.refused("GET", "nothing") == (404, "http_404")
    assert shop.site.post("/control/seed", data=b"{").status_code == 400
    assert shop.site.post("/control/seed", data=b"[]").status_code == 400


def test_timings_can_be_set(shop):
    shop.control("POST", "settings", timings={"pay_within": 60})
    sn = shop.order(pay=False)

    shop.wait(60)

    assert shop.status(sn) == "CANCELLED"
    assert shop.refused("POST", "settings", timings={"tea": 1}) == (400, "bad_input")
    assert shop.refused("POST", "settings", timings={"pay_within": "1"}) == (400, "bad_input")


def test_the_other_shop_is_its_own_world(shop):
    lines = [{"sku": "TERASI-250", "quantity": 3}]
    shop.control("POST", "orders", shop=str(OTHER_SHOP), lines=lines)

    assert shop.truth(OTHER_SHOP)["orders"][0]["shop_id"] == OTHER_SHOP
    assert shop.truth(SHOP)["orders"] == []
    assert shop.refused("POST", "orders", shop=str(OTHER_SHOP), lines=lines)[0] == 409


def test_the_call_log_stays_small(shop, monkeypatch):
    monkeypatch.setattr("integrations.sandbox.call_log.KEEP", 5)
    for _ in range(1005):
        shop.send("GET", "shop/none")

    rows = shop.site.get("/control/calls?limit=5000").get_json()["calls"]

    assert len(rows) <= 1000
    assert rows[-1]["id"] == 1005
