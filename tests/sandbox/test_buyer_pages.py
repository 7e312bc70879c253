"""A person searches, buys, pays, cancels, asks to cancel and says the goods have arrived."""

import json
import re

import pytest

from integrations.sandbox.core.seeding import DEMO_FILE
from integrations.sandbox.core.states import HOUR
from tests.sandbox.stranger import OTHER_SHOP, SHOP


def text(response):
    return response.get_data(as_text=True)


def buy(shop, sku="KOPI-LTG-1KG", quantity=1, how="sekarang", **more):
    data = {"pilihan": shop.variant(sku)["variant_id"], "jumlah": quantity, "bayar": how, **more}
    return shop.site.post("/beli", data=data)


def bought(shop, **more):
    response = buy(shop, **more)
    assert response.status_code == 303
    return response.location


def test_the_grid_shows_goods_of_all_shops(shop):
    page = text(shop.site.get("/"))

    assert "Kopi Arabika Lintong Biji Sangrai 1 kg" in page
    assert "Ikan Teri Medan Super 500 g" in page
    assert "Rp185.000" in page
    assert "mulai Rp52.000" in page
    assert "Kerupuk Ikan Tenggiri Goreng 200 gr" in page
    demo = json.loads(DEMO_FILE.read_text())
    everything = sum(len(each["items"]) for each in demo["shops"])
    assert page.count('<li class="card">') == everything


def test_search_by_words_sku_and_shop(shop):
    def found(**query):
        return text(shop.site.get("/", query_string=query)).count('<li class="card">')

    assert found(q="kopi lintong") == 3
    assert found(q="lintong 250") == 1
    assert found(q="TERI-MDN") == 1
    assert found(q="%") == 0
    assert found(toko=OTHER_SHOP) == 3
    assert "Tidak ada barang yang cocok" in text(shop.site.get("/?q=sepatu"))


def test_a_product_offers_its_choices(shop):
    item_id = shop.item("TERASI", OTHER_SHOP)["item_id"]

    page = text(shop.site.get(f"/barang/{item_id}"))

    assert "100 g" in page
    assert "Tersisa 3" in page
    assert page.count('name="pilihan"') == 2
    assert shop.site.get("/barang/1").status_code == 404


def test_buying_paid_takes_stock_and_shows_the_order(shop):
    location = bought(shop, quantity=2, pesan="Giling halus ya")

    assert shop.stock() == 38
    page = text(shop.site.get(location))
    assert "Perlu dikirim penjual" in page
    assert "Rp382.000" in page
    assert "Pesan: Giling halus ya" in page
    sn = location.rsplit("/", 1)[1]
    assert shop.status(sn) == "READY_TO_SHIP"


def test_buying_now_and_paying_later(shop):
    location = bought(shop, how="nanti")
    assert "Bayar sebelum" in text(shop.site.get(location))

    shop.site.post(location + "/bayar")

    assert shop.status(location.rsplit("/", 1)[1]) == "READY_TO_SHIP"
    again = shop.site.post(location + "/bayar")
    assert again.status_code == 409
    assert "Pesanan sudah berubah" in text(again)


def test_cash_on_delivery(shop):
    sn = bought(shop, how="cod").rsplit("/", 1)[1]

    assert shop.detail(sn)["cod"] is True


def test_too_many_or_senseless_numbers(shop):
    short = buy(shop, quantity=41)

    assert short.status_code == 409
    assert "stoknya tidak cukup" in text(short)
    for quantity in (0, -1, 1000, "x"):
        assert buy(shop, quantity=quantity).status_code == 400
    assert shop.site.post("/beli", data={"pilihan": 1, "jumlah": 1}).status_code == 404
    assert shop.stock() == 40


def test_cancelling_while_it_is_free(shop):
    location = bought(shop)
    assert "Batalkan pesanan" in text(shop.site.get(location))

    shop.site.post(location + "/batal", data={"alasan": "Salah warna"})

    page = text(shop.site.get(location))
    assert "Dibatalkan oleh pembeli: Salah warna" in page
    assert shop.stock() == 40


def test_asking_to_cancel_later(shop):
    location = bought(shop)
    shop.wait(HOUR)
    page = text(shop.site.get(location))
    assert "Minta batal ke penjual" in page
    assert "Batalkan pesanan" not in page

    shop.site.post(location + "/minta-batal")

    assert shop.status(location.rsplit("/", 1)[1]) == "IN_CANCEL"
    assert "Permintaan batal sudah dikirim" in text(shop.site.get(location))


def test_the_goods_have_arrived(shop):
    location = bought(shop)
    sn = location.rsplit("/", 1)[1]
    assert shop.site.post(location + "/terima").status_code == 409
    shop.act(sn, "ship")
    shop.act(sn, "deliver")
    page = text(shop.site.get(location))
    assert "Sudah diterima" in page
    assert "SPXID0" in page

    shop.site.post(location + "/terima")

    assert shop.status(sn) == "COMPLETED"


def test_my_orders_by_tab(shop):
    unpaid, ready, gone = bought(shop, how="nanti"), bought(shop), bought(shop)
    shop.site.post(gone + "/batal")

    def shown(tab):
        page = text(shop.site.get("/pesanan", query_string={"tab": tab}))
        return set(re.findall(r'href="(/pesanan/[^"]+)"><strong>', page))

    assert shown("semua") == {unpaid, ready, gone}
    assert shown("belum-bayar") == {unpaid}
    assert shown("dikemas") == {ready}
    assert shown("dikirim") == set()
    assert shown("dibatalkan") == {gone}
    assert shown("aneh") == {unpaid, ready, gone}


def test_playing_another_buyer(shop):
    location = bought(shop)

    response = shop.site.post("/pembeli", data={"nama": "tiur.medan"})

    assert response.status_code == 303
    assert "HttpOnly" in response.headers["Set-Cookie"]
    assert shop.site.get(location).status_code == 404
    assert shop.site.post(location + "/batal").status_code == 404
    mine = bought(shop).rsplit("/", 1)[1]
    assert shop.detail(mine, "buyer_username")["buyer_username"] == "tiur.medan"
    shop.site.post("/pembeli", data={"nama_baru": "Ibu.Sari"})
    new = bought(shop).rsplit("/", 1)[1]
    assert shop.detail(new, "buyer_username")["buyer_username"] == "ibu.sari"
    assert shop.site.post("/pembeli", data={"nama_baru": "<b>"}).status_code == 400


def test_everything_is_escaped(shop):
    evil = '<script>alert("1")</script>'
    item = {"seller_sku": "J", "name": evil, "description": evil, "price": 10, "stock": 9}
    shop.control("POST", "seed", shops=[{"username": "kopilintong.official", "items": [item]}])
    item_id = shop.item("J")["item_id"]
    location = bought(shop, sku="J", pesan=evil)

    pages = [
        text(shop.site.get(path))
        for path in ("/", f"/?q={evil}", f"/barang/{item_id}", location, "/pesanan", "/pengatur")
    ]
    pages.append(text(shop.site.get(f"/gambar/{item_id}")))

    assert all("<script" not in page for page in pages)
    assert "&lt;script&gt;" in pages[0]


def test_no_page_names_another_host(shop):
    location = bought(shop)
    item_id = shop.item("KOPI-LTG-1KG")["item_id"]

    for path in ("/", f"/barang/{item_id}", location, "/pesanan", "/gaya.css"):
        response = shop.site.get(path)
        assert response.status_code == 200
        assert not re.search(r"(src|href|url)\s*[=(]\s*[\"']?(https?:)?//", text(response))
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_pictures(shop):
    drawn = shop.site.get(f"/gambar/{shop.item('KOPI-LTG-1KG')['item_id']}")
    assert drawn.mimetype == "image/svg+xml"
    assert ">KA</text>" in text(drawn)
    assert shop.site.get("/gambar/1").status_code == 404


@pytest.mark.parametrize(
    "path", ["/etc/hostname", "../../etc/passwd", "manage.py", "https://example.com/a.jpg"]
)
def test_only_pictures_of_this_project_are_shown(shop, path):
    item = {"seller_sku": "P", "name": "Pala", "price": 10, "stock": 9, "image": path}
    shop.control("POST", "seed", shops=[{"username": "kopilintong.official", "items": [item]}])

    response = shop.site.get(f"/gambar/{shop.item('P')['item_id']}")

    assert response.mimetype == "image/svg+xml"


def test_a_seeded_picture_is_shown(shop, tmp_path, monkeypatch):
    (tmp_path / "a.png").write_bytes(b"\x89PNG pretend")
    monkeypatch.setattr("integrations.sandbox.web.pictures.PICTURE_ROOT", tmp_path)
    item = {"seller_sku": "P", "name": "Pala", "price": 10, "stock": 9, "image": "a.png"}
    shop.control("POST", "seed", shops=[{"username": "kopilintong.official", "items": [item]}])

    response = shop.site.get(f"/gambar/{shop.item('P')['item_id']}")

    assert (response.mimetype, response.data) == ("image/png", b"\x89PNG pretend")


def test_sold_out_and_unlisted_goods_cannot_be_bought(shop):
    item = shop.item("KOPI-LTG-1KG")
    shop.control("POST", "stock", shop=str(SHOP), sku="KOPI-LTG-1KG", stock=0)
    assert "Barang ini habis" in text(shop.site.get(f"/barang/{item['item_id']}"))
    assert "Habis" in text(shop.site.get("/"))

    wanted = [{"item_id": item["item_id"], "unlist": True}]
    shop.control("POST", "stock", shop=str(SHOP), sku="KOPI-LTG-1KG", stock=5)
    shop.ok("POST", "product/unlist_item", item_list=wanted)

    assert "sedang tidak dijual" in text(shop.site.get(f"/barang/{item['item_id']}"))
    assert buy(shop).status_code == 422
    assert shop.stock() == 5


def test_an_unknown_page(shop):
    response = shop.site.get("/tidak-ada")

    assert response.status_code == 404
    assert "Halaman tidak ada" in text(response)
