"""The WooCommerce dialect, called as a stranger would: lists, errors, stock and prices."""

from tests.sandbox.woo_client import Owner


def test_the_site_tells_its_name_to_everybody(owner: Owner):
    told = owner.host.get("/wp-json/").json

    assert told["name"] == "Toko Hutan Sipirok"
    assert "wc/v3" in told["namespaces"]
    assert owner.ask("GET", "/system_status")["settings"]["currency"] == "IDR"
    assert owner.ask("GET", "/data/currencies/current")["code"] == "IDR"
    assert owner.ask("GET", "/settings/general")[0]["id"] == "woocommerce_store_address"


def test_lists_have_pages_and_an_empty_one_beyond_the_end(owner: Owner):
    first = owner.send("GET", "/products", per_page=2)
    last = owner.send("GET", "/products", per_page=2, page=2)

    assert (len(first.json), len(last.json)) == (2, 1)
    assert (first.headers["X-WP-Total"], first.headers["X-WP-TotalPages"]) == ("3", "2")
    assert 'page=2>; rel="next"' in first.headers["Link"]
    assert 'rel="prev"' in last.headers["Link"]
    assert owner.ask("GET", "/products", page=9) == []
    assert owner.refused("GET", "/products", per_page=101) == (400, "rest_invalid_param")
    assert owner.refused("GET", "/products", per_page=0) == (400, "rest_invalid_param")
    assert owner.refused("GET", "/nirwana") == (404, "rest_no_route")
    assert owner.refused("DELETE", "/webhooks") == (404, "rest_no_route")


def test_a_simple_and_a_variable_product(owner: Owner):
    simple, parent = owner.product("KHS-MK-0250"), owner.product("KHS-MH")
    rows = owner.ask("GET", f"/products/{parent['id']}/variations")

    assert (simple["type"], simple["regular_price"], simple["stock_quantity"]) == (
        "simple",
        "95000",
        12,
    )
    assert simple["date_modified"] == "2026-09-21T21:13:20"
    assert simple["date_modified_gmt"] == "2026-09-21T14:13:20"
    assert (parent["type"], parent["manage_stock"], parent["stock_quantity"]) == (
        "variable",
        False,
        None,
    )
    assert [row["sku"] for row in rows] == ["KHS-MH-0250", "KHS-MH-0500", "KHS-MH-1000"]
    assert rows[0]["attributes"] == [{"id": 0, "name": "Kemasan", "option": "250 ml"}]
    one = owner.ask("GET", f"/products/{parent['id']}/variations/{rows[1]['id']}")
    assert one["price"] == "135000"


def test_a_variation_is_found_by_its_sku_with_its_parent(owner: Owner):
    found = owner.product("KHS-MH-0500")

    assert found["type"] == "variation"
    assert found["parent_id"] == owner.product("KHS-MH")["id"]


def test_products_are_filtered(owner: Owner):
    salak = owner.product("KHS-SL-02")
    owner.market.store.move_clock(advance=60)
    owner.ask("PUT", f"/products/{salak['id']}", {"status": "draft"})

    def skus(**query):
        return [row["sku"] for row in owner.ask("GET", "/products", **query)]

    assert skus(status="draft") == ["KHS-SL-02"]
    assert skus(modified_after="2026-09-21T14:13:20", dates_are_gmt="true") == ["KHS-SL-02"]
    assert skus(modified_after="2026-09-21T21:13:20") == ["KHS-SL-02"]
    assert skus(include=salak["id"]) == ["KHS-SL-02"]
    assert skus(stock_status="outofstock") == []
    assert skus(search="kelulut") == ["KHS-MK-0250"]
    assert owner.refused("GET", "/products", modified_after="kemarin")[1] == "rest_invalid_param"


# Stock and price


def test_stock_is_set_absolutely_and_may_be_negative(owner: Owner):
    number = owner.product("KHS-MK-0250")["id"]
    after = owner.ask("PUT", f"/products/{number}", {"stock_quantity": 5})
    below = owner.ask("PUT", f"/products/{number}", {"stock_quantity": -3})

    assert (after["stock_quantity"], after["stock_status"]) == (5, "instock")
    assert (below["stock_quantity"], below["stock_status"]) == (-3, "outofstock")
    assert owner.quantity("KHS-MK-0250") == -3


def test_without_managing_there_is_no_number(owner: Owner):
    number = owner.product("KHS-MK-0250")["id"]
    after = owner.ask("PUT", f"/products/{number}", {"manage_stock": False})
    assert (after["stock_quantity"], after["stock_status"]) == (None, "instock")

    again = owner.ask("PUT", f"/products/{number}", {"manage_stock": True, "stock_quantity": 4})
    assert (again["manage_stock"], again["stock_quantity"]) == (True, 4)


def test_an_unpaid_order_takes_no_stock_a_paid_one_does(owner: Owner):
    number = owner.buy(quantity=2, pay=False)
    assert owner.quantity("KHS-MK-0250") == 12

    owner.move(number, "pay")
    assert owner.quantity("KHS-MK-0250") == 10

    owner.ask("PUT", f"/orders/{number}", {"status": "cancelled"})
    assert owner.quantity("KHS-MK-0250") == 12


def test_a_number_set_beside_an_unpaid_order_is_what_the_site_shows(owner: Owner):
    number = owner.product("KHS-MK-0250")["id"]
    order = owner.buy(quantity=2, pay=False)
    owner.ask("PUT", f"/products/{number}", {"stock_quantity": 1})
    assert owner.quantity("KHS-MK-0250") == 1

    owner.move(order, "pay")
    assert owner.quantity("KHS-MK-0250") == -1


def test_money_is_text_both_ways(owner: Owner):
    number = owner.product("KHS-MK-0250")["id"]
    after = owner.ask("PUT", f"/products/{number}", {"regular_price": "97000"})
    assert after["regular_price"] == "97000"

    code = owner.refused("PUT", f"/products/{number}", {"regular_price": 97000})
    assert code == (400, "rest_invalid_param")
    assert owner.refused("PUT", f"/products/{number}", {"regular_price": "mahal"})[0] == 400
    assert owner.refused("PUT", f"/products/{number}", {"stock_quantity": 1.5})[0] == 400
    sale = owner.ask("PUT", f"/products/{number}", {"sale_price": "90000"})
    assert (sale["sale_price"], sale["price"], sale["on_sale"]) == ("90000", "90000", True)
    over = owner.ask("PUT", f"/products/{number}", {"sale_price": ""})
    assert (over["sale_price"], over["price"]) == ("", "97000")


def test_a_batch_is_well_even_where_an_element_is_not(owner: Owner):
    salak, madu = owner.product("KHS-SL-02")["id"], owner.product("KHS-MK-0250")["id"]
    rows = [
        {"id": salak, "stock_quantity": 20},
        {"id": 999, "stock_quantity": 1},
        {"id": madu, "regular_price": 1},
    ]
    answer = owner.ask("POST", "/products/batch", {"update": rows})["update"]

    assert answer[0]["stock_quantity"] == 20
    assert answer[1]["error"]["code"] == "woocommerce_rest_product_invalid_id"
    assert answer[1]["id"] == 999
    assert answer[2]["error"]["code"] == "rest_invalid_param"
    assert owner.quantity("KHS-SL-02") == 20


def test_an_element_is_done_whole_or_not_at_all(owner: Owner):
    madu = owner.product("KHS-MK-0250")["id"]
    rows = [{"id": madu, "name": "Nama baru", "regular_price": 1}]
    owner.ask("POST", "/products/batch", {"update": rows})
    assert owner.product("KHS-MK-0250")["name"] == "Madu Kelulut 250 ml"


def test_a_batch_of_variations(owner: Owner):
    parent = owner.product("KHS-MH")["id"]
    ids = [row["id"] for row in owner.ask("GET", f"/products/{parent}/variations")]
    rows = [{"id": ids[0], "stock_quantity": 3}, {"id": 5, "stock_quantity": 1}]
    answer = owner.ask("POST", f"/products/{parent}/variations/batch", {"update": rows})["update"]

    assert answer[0]["stock_quantity"] == 3
    assert answer[1]["error"]["code"] == "woocommerce_rest_product_variation_invalid_id"


def test_more_than_a_hundred_is_too_much(owner: Owner):
    rows = [{"id": number} for number in range(101)]
    code = "woocommerce_rest_request_entity_too_large"
    assert owner.refused("POST", "/products/batch", {"update": rows}) == (413, code)


def test_unknown_ids_differ_by_what_is_asked(owner: Owner):
    code = "woocommerce_rest_product_invalid_id"
    assert owner.refused("GET", "/products/5") == (404, code)
    assert owner.refused("PUT", "/products/5", {}) == (400, code)


def test_a_code_is_taken_once(owner: Owner):
    madu = owner.product("KHS-MK-0250")["id"]
    answer = owner.send("PUT", f"/products/{madu}", {"sku": "KHS-MH-0500"})
    data = answer.json["data"]

    assert (answer.status_code, answer.json["code"]) == (400, "product_invalid_sku")
    assert data["resource_id"] == owner.product("KHS-MH-0500")["id"]
    assert data["unique_sku"] == "KHS-MH-0500-1"


def test_a_product_is_made_and_deleted(owner: Owner):
    made = owner.send(
        "POST",
        "/products",
        {"name": "Kolang-kaling", "sku": "KHS-KK", "regular_price": "21000", "stock_quantity": 6},
    )
    assert made.status_code == 201
    assert made.json["stock_quantity"] == 6
    owner.ask("DELETE", f"/products/{made.json['id']}", force="true")
    assert owner.ask("GET", "/products", sku="KHS-KK") == []
