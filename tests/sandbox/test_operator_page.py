"""The "Pengatur" page does what the control API does, with buttons."""

from tests.sandbox.stranger import SHOP, START


def page(shop):
    return shop.site.get("/pengatur").get_data(as_text=True)


def test_it_shows_shops_clock_orders_calls_and_pushes(shop):
    sn = shop.order(pay=False)
    shop.send("GET", "shop/get_shop_info", sign="x")

    text = page(shop)

    assert "Kopi Lintong Official" in text
    assert "<strong>Sen, 21 Sep 2026 21.13 WIB</strong> (berhenti)" in text
    assert sn in text
    assert "/api/v2/shop/get_shop_info" in text
    assert "error_sign" in text


def test_the_clock_jumps(shop):
    response = shop.site.post("/pengatur/jam", data={"detik": 3600})

    assert response.status_code == 303
    assert shop.market.store.now() == START + 3600
    assert shop.site.post("/pengatur/jam", data={"detik": -5}).status_code == 400


def test_a_shop_is_switched_off_and_on(shop):
    shop.site.post("/pengatur/mati", data={"toko": SHOP})
    assert "Hidupkan" in page(shop)
    assert shop.control("GET", "faults")["faults"][0]["shop_id"] == SHOP

    shop.site.post("/pengatur/mati", data={"toko": SHOP})

    assert shop.control("GET", "faults")["faults"] == []


def test_a_fault_is_set_and_taken_away(shop):
    form = {"jenis": "slow", "toko": SHOP, "alamat": "*/order/*", "persen": 30, "kali": 4}
    shop.site.post("/pengatur/gangguan", data={**form, "detik": "1.5"})

    fault = shop.control("GET", "faults")["faults"][0]
    assert (fault["kind"], fault["path"], fault["probability"]) == ("slow", "*/order/*", 0.3)
    assert (fault["remaining"], fault["params"]) == (4, {"seconds": 1.5})
    assert "30 %" in page(shop)
    shop.site.post("/pengatur/hapus-gangguan", data={"nomor": fault["id"]})
    assert shop.control("GET", "faults")["faults"] == []
    assert shop.site.post("/pengatur/gangguan", data={"jenis": "gempa"}).status_code == 400


def test_an_order_is_taken_a_step_further(shop):
    sn = shop.order(pay=False)

    for step in ("pay", "ship", "deliver", "receive"):
        assert f'value="{step}"' in page(shop)
        shop.site.post("/pengatur/langkah", data={"pesanan": sn, "langkah": step})

    assert shop.status(sn) == "COMPLETED"
    bad = shop.site.post("/pengatur/langkah", data={"pesanan": sn, "langkah": "fly"})
    assert bad.status_code == 400


def test_starting_again(shop):
    shop.order()

    shop.site.post("/pengatur/ulang")

    assert shop.truth()["orders"] == []
    assert shop.stock() == 40
    assert shop.send("GET", "shop/get_shop_info").get_json()["error"] == "invalid_acceess_token"
