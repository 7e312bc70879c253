"""Lists of items and models; stock and price, whole and in part."""

import pytest

from tests.sandbox.stranger import OTHER_SHOP, SHOP

LIST, BASE, MODELS = (
    "product/get_item_list",
    "product/get_item_base_info",
    "product/get_model_list",
)


def numbers(shop):
    simple, pack = shop.item("KOPI-LTG-1KG"), shop.item("KOPI-LTG-250")
    return simple["item_id"], pack["item_id"], [row["variant_id"] for row in pack["variants"]]


def set_stock(shop, item_id, *pairs):
    stock_list = [
        {"model_id": model_id, "seller_stock": [{"stock": stock}]} for model_id, stock in pairs
    ]
    return shop.post("product/update_stock", item_id=item_id, stock_list=stock_list)


def set_price(shop, item_id, *pairs):
    price_list = [{"model_id": model_id, "original_price": price} for model_id, price in pairs]
    return shop.post("product/update_price", item_id=item_id, price_list=price_list)


def test_item_list_pages_by_offset(shop):
    first = shop.ok("GET", LIST, page_size=2, item_status="NORMAL")
    second = shop.ok("GET", LIST, page_size=2, item_status="NORMAL", offset=first["next_offset"])

    assert (first["total_count"], first["has_next_page"], first["next_offset"]) == (3, True, 2)
    assert second["has_next_page"] is False
    assert "next_offset" not in second
    ids = [row["item_id"] for row in first["item"] + second["item"]]
    assert ids == [row["item_id"] for row in shop.truth()["items"]]
    assert all(row["item_status"] == "NORMAL" for row in first["item"])


def test_item_list_filters_by_status_as_a_repeated_key_or_joined(shop):
    item_id = numbers(shop)[0]
    shop.ok("POST", "product/unlist_item", item_list=[{"item_id": item_id, "unlist": True}])

    def count(status):
        return shop.ok("GET", LIST, page_size=100, item_status=status)["total_count"]

    assert (count("NORMAL"), count("UNLIST"), count("BANNED")) == (2, 1, 0)
    assert count(["NORMAL", "UNLIST"]) == 3
    assert count("NORMAL,UNLIST") == 3


def test_item_list_by_update_time(shop):
    shop.wait(100)
    now = shop.market.store.now()
    set_stock(shop, numbers(shop)[0], (0, 12))

    found = shop.ok("GET", LIST, page_size=100, item_status="NORMAL", update_time_from=now)

    assert [row["update_time"] for row in found["item"]] == [now]


@pytest.mark.parametrize(
    "query",
    [
        {"page_size": 101, "item_status": "NORMAL"},
        {"page_size": 0, "item_status": "NORMAL"},
        {"page_size": "ten", "item_status": "NORMAL"},
        {"item_status": "NORMAL"},
        {"page_size": 10},
        {"page_size": 10, "item_status": "HIDDEN"},
        {"page_size": 10, "item_status": "NORMAL", "offset": -1},
    ],
)
def test_bad_list_parameters(shop, query):
    assert shop.get(LIST, **query)["error"] == "product.error_param"


def test_base_info_shows_price_and_stock_only_without_models(shop):
    simple_id, pack_id, _ = numbers(shop)

    simple, pack = shop.ok("GET", BASE, item_id_list=f"{simple_id},{pack_id}")["item_list"]

    assert (simple["item_sku"], simple["has_model"], pack["has_model"]) == (
        "KOPI-LTG-1KG",
        False,
        True,
    )
    assert simple["price_info"][0]["original_price"] == 185000.0
    assert simple["stock_info_v2"]["summary_info"] == {
        "total_reserved_stock": 0,
        "total_available_stock": 40,
    }
    assert simple["stock_info_v2"]["seller_stock"][0]["stock"] == 40
    assert "price_info" not in pack
    assert "stock_info_v2" not in pack
    assert simple["weight"] == "1.050"
    assert simple_id > 2**32


def test_base_info_leaves_out_what_is_not_the_shops(shop):
    foreign = shop.item("TERI-MDN-500", OTHER_SHOP)["item_id"]
    own = numbers(shop)[0]

    mixed = shop.ok("GET", BASE, item_id_list=f"{foreign},{own}")["item_list"]

    assert [row["item_id"] for row in mixed] == [own]
    assert shop.get(BASE, item_id_list=str(foreign))["error"] == "error_item_not_found"


def test_base_info_takes_fifty(shop):
    ids = ",".join(str(number) for number in range(1, 52))

    assert shop.get(BASE, item_id_list=ids)["error"] == "product.error_param"
    assert shop.get(BASE, item_id_list="abc")["error"] == "product.error_param"


def test_models(shop):
    _, pack_id, models = numbers(shop)

    found = shop.ok("GET", MODELS, item_id=pack_id)

    assert found["tier_variation"] == [
        {
            "name": "Gilingan",
            "option_list": [
                {"option": "Biji"},
                {"option": "Giling halus"},
                {"option": "Giling kasar"},
            ],
        }
    ]
    assert [row["model_id"] for row in found["model"]] == models
    assert [row["tier_index"] for row in found["model"]] == [[0], [1], [2]]
    assert found["model"][1]["model_sku"] == "KOPI-LTG-250-HALUS"
    assert found["model"][1]["model_name"] == "Giling halus"
    assert found["model"][1]["price_info"][0]["current_price"] == 54000.0
    assert found["model"][1]["stock_info_v2"]["summary_info"]["total_available_stock"] == 35
    assert found["model"][1]["model_status"] == "MODEL_NORMAL"


def test_an_item_without_models_has_none(shop):
    assert shop.ok("GET", MODELS, item_id=numbers(shop)[0])["model"] == []
    assert shop.get(MODELS, item_id=1)["error"] == "error_item_not_found"


def test_stock_is_absolute(shop):
    simple_id, pack_id, models = numbers(shop)

    answer = set_stock(shop, simple_id, (0, 7))
    set_stock(shop, pack_id, (models[0], 0), (models[2], 99))

    assert answer["error"] == ""
    assert answer["response"] == {
        "success_list": [{"model_id": 0, "stock": 7}],
        "failure_list": [],
    }
    assert shop.stock() == 7
    assert [row["stock"] for row in shop.item("KOPI-LTG-250")["variants"]] == [0, 35, 99]


def test_sold_out_is_not_unlisted(shop):
    set_stock(shop, numbers(shop)[0], (0, 0))

    assert shop.ok("GET", LIST, page_size=9, item_status="NORMAL")["total_count"] == 3


def test_stock_in_part(shop):
    _, pack_id, models = numbers(shop)

    answer = set_stock(shop, pack_id, (models[0], 5), (123, 6))

    assert answer["error"] == ""
    assert answer["response"]["success_list"] == [{"model_id": models[0], "stock": 5}]
    assert answer["response"]["failure_list"] == [
        {"model_id": 123, "failed_reason": "model_id not found"}
    ]


def test_stock_where_everything_fails(shop):
    simple_id, pack_id, models = numbers(shop)

    for item_id, model_id in ((pack_id, 0), (simple_id, models[0])):
        answer = set_stock(shop, item_id, (model_id, 5))

        assert answer["error"] == "error_busi_update_stock_failed"
        assert answer["response"]["success_list"] == []
        assert len(answer["response"]["failure_list"]) == 1
    assert shop.stock() == 40


def stock_body(shop, **element):
    return {"item_id": numbers(shop)[0], "stock_list": [element]}


@pytest.mark.parametrize(
    "element",
    [
        {"model_id": 0, "normal_stock": 5},
        {"model_id": 0},
        {"model_id": 0, "seller_stock": [{"stock": -1}]},
        {"model_id": 0, "seller_stock": [{"stock": 1.5}]},
        {"model_id": 0, "seller_stock": [{"stock": "5"}]},
        {"model_id": 0, "seller_stock": [{"stock": True}]},
        {"model_id": 0, "seller_stock": [{"stock": 10_000_001}]},
        {"model_id": 0, "seller_stock": [{"location_id": "IDZ", "stock": 1}]},
        {"model_id": 0, "seller_stock": [{"stock": 1}, {"stock": 2}]},
        {"model_id": "0", "seller_stock": [{"stock": 1}]},
    ],
)
def test_bad_stock_bodies_change_nothing(shop, element):
    answer = shop.post("product/update_stock", **stock_body(shop, **element))

    assert answer["error"] == "product.error_param"
    assert shop.stock() == 40


def test_stock_takes_one_to_fifty_models_each_once(shop):
    _, pack_id, models = numbers(shop)

    twice = set_stock(shop, pack_id, (models[0], 1), (models[0], 2))
    many = set_stock(shop, pack_id, *((number, 1) for number in range(1, 52)))
    none = shop.post("product/update_stock", item_id=pack_id, stock_list=[])

    assert "Repeat model_id" in twice["message"]
    assert [answer["error"] for answer in (twice, many, none)] == ["product.error_param"] * 3


def test_stock_of_a_foreign_item(shop):
    foreign = shop.item("TERI-MDN-500", OTHER_SHOP)["item_id"]

    assert set_stock(shop, foreign, (0, 1))["error"] == "error_item_not_found"
    assert shop.item("TERI-MDN-500", OTHER_SHOP)["variants"][0]["stock"] == 30


def test_stock_cannot_go_below_what_a_campaign_holds(shop):
    item_id = numbers(shop)[0]
    place = {"shop": str(SHOP), "sku": "KOPI-LTG-1KG"}
    shop.control("POST", "promotions", **place, reserved=10, price=150_000)

    low, enough = set_stock(shop, item_id, (0, 9)), set_stock(shop, item_id, (0, 10))

    assert low["error"] == "error_busi_update_stock_failed"
    assert "reserved" in low["response"]["failure_list"][0]["failed_reason"]
    assert enough["error"] == ""
    info = shop.ok("GET", BASE, item_id_list=str(item_id))["item_list"][0]
    assert info["stock_info_v2"]["summary_info"] == {
        "total_reserved_stock": 10,
        "total_available_stock": 0,
    }
    shop.control("POST", "promotions", **place, end=True)
    assert set_stock(shop, item_id, (0, 9))["error"] == ""


def test_price_is_whole_rupiah(shop):
    simple_id, pack_id, models = numbers(shop)

    answer = set_price(shop, simple_id, (0, 190000))
    set_price(shop, pack_id, (models[0], 50000.0), (models[1], 51000))

    assert answer["response"]["success_list"] == [{"model_id": 0, "original_price": 190000.0}]
    assert shop.variant("KOPI-LTG-1KG")["price"] == 190000
    assert [row["price"] for row in shop.item("KOPI-LTG-250")["variants"]] == [50000, 51000, 54000]


@pytest.mark.parametrize("price", [99.5, "100", None, True, 1e400])
def test_bad_prices(shop, price):
    body = {"item_id": numbers(shop)[0], "price_list": [{"model_id": 0, "original_price": price}]}
    raw = repr(body).replace("'", '"').replace("None", "null").replace("True", "true")
    good = shop.send("POST", "product/update_price", body={})

    response = shop.host.post(
        "/api/v2/product/update_price",
        query_string=good.request.args,
        data=raw.replace("inf", "1e400"),
    )

    assert response.get_json()["error"] == "product.error_param"
    assert shop.variant("KOPI-LTG-1KG")["price"] == 185000


def test_the_dearest_model_costs_at_most_seven_times_the_cheapest(shop):
    _, pack_id, models = numbers(shop)

    too_dear = set_price(shop, pack_id, (models[0], 54000 * 7 + 1))
    assert too_dear["error"] == "common.batch_api_all_failed"
    assert shop.item("KOPI-LTG-250")["variants"][0]["price"] == 52000

    assert set_price(shop, pack_id, (models[0], 54000 * 7))["error"] == ""


def test_price_in_part_and_locked_by_a_campaign(shop):
    _, pack_id, models = numbers(shop)
    sku = "KOPI-LTG-250-BIJI"
    shop.control("POST", "promotions", shop=str(SHOP), sku=sku, reserved=5, price=45_000)

    answer = set_price(shop, pack_id, (models[0], 51000), (models[1], 55000), (9, 1000))

    assert answer["error"] == ""
    assert [row["model_id"] for row in answer["response"]["failure_list"]] == [models[0], 9]
    assert answer["response"]["success_list"] == [
        {"model_id": models[1], "original_price": 55000.0}
    ]
    model = shop.ok("GET", MODELS, item_id=pack_id)["model"][0]
    assert model["has_promotion"] is True
    assert model["promotion_id"] > 2**53
    assert model["price_info"][0]["current_price"] == 45000.0
    assert set_price(shop, pack_id, (models[0], 51000))["error"] == "common.batch_api_all_failed"


def test_unlist_in_part(shop):
    item_id = numbers(shop)[0]
    wanted = [{"item_id": item_id, "unlist": True}, {"item_id": 5, "unlist": True}]

    answer = shop.ok("POST", "product/unlist_item", item_list=wanted)

    assert answer["success_list"] == [{"item_id": item_id, "unlist": True}]
    assert answer["failure_list"][0]["item_id"] == 5
    assert shop.item("KOPI-LTG-1KG")["status"] == "unlisted"


def test_a_shop_with_one_location(shop):
    assert shop.get("shop/get_warehouse_detail")["error"] == "warehouse.error_not_in_whitelist"
