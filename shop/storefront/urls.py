"""Addresses of the pages a buyer sees."""

from django.urls import path, register_converter

from shop.storefront.views import (
    after_order,
    alerts,
    basket,
    catalogue,
    checkout,
    design,
    destination,
    keeping,
    orders,
    origins,
    paying,
    product,
    product_feeds,
    reviews,
    robots,
    searching,
    seen,
)


class SecretToken:
    """The unguessable part of an order's address (``shop.order.models.new_token``)."""

    regex = "[A-Za-z0-9_-]{16,43}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(SecretToken, "token")

app_name = "storefront"
urlpatterns = [
    path("robots.txt", robots.robots, name="robots"),
    path("favicon.ico", robots.favicon, name="favicon"),
    path("sitemap.xml", seen.sitemap_index, name="sitemap"),
    path("sitemap-rak.xml", seen.sitemap_shelves, name="sitemap_shelves"),
    path("sitemap-barang-<int:section>.xml", seen.sitemap_goods, name="sitemap_goods"),
    path("barang-baru.xml", seen.new_goods, name="new_goods"),
    path("umpan/<str:name>", product_feeds.product_feed, name="product_feed"),
    path("umpan/<slug:cooperative>/<str:name>", product_feeds.product_feed, name="product_feed"),
    path("lapak.webmanifest", seen.manifest, name="manifest"),
    path("luring/", seen.offline, name="offline"),
    path("desain/", design.components, name="design"),
    path("desain/surat/", design.mail, name="design_mail"),
    path("sw.js", seen.worker, name="worker"),
    path("kategori/", catalogue.categories, name="categories"),
    path("kategori/<slug:slug>/", catalogue.category, name="category"),
    path("produk/", catalogue.products, name="products"),
    path("produk/<slug:slug>/", product.product, name="product"),
    path("produk/<slug:slug>/ulasan/", reviews.reviews, name="reviews"),
    path("produk/<slug:slug>/kabari/", alerts.ask, name="alert_ask"),
    path("kabar/<token:token>/berhenti/", alerts.end, name="alert_end"),
    path("ulasan/<int:review_id>/laporkan/", reviews.report, name="review_report"),
    path("simpanan/", keeping.kept, name="kept"),
    path("simpanan/lihat/<path:signed>/", keeping.shared, name="kept_shared"),
    path("cari/", searching.search, name="search"),
    path("cari/saran/", searching.suggest, name="suggest"),
    path("asal/", origins.regencies, name="origins"),
    path("asal/<slug:slug>/", origins.regency, name="origin"),
    path("kirim-ke/", destination.destination, name="destination"),
    path("kirim-ke/daftar/", destination.found, name="places"),
    path("keranjang/", basket.basket, name="basket"),
    path("keranjang/tambah/", basket.add, name="basket_add"),
    path("keranjang/ubah/", basket.update, name="basket_update"),
    path("keranjang/voucher/", basket.voucher, name="basket_voucher"),
    path("keranjang/rapikan/", basket.tidy, name="basket_tidy"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("pesanan/", orders.lookup, name="orders"),
    path("pesanan/<token:token>/", orders.order, name="order"),
    path("pesanan/<token:token>/bayar/", paying.payment, name="payment"),
    path("pesanan/<token:token>/bayar/qris.<str:kind>", paying.qris_picture, name="qris"),
    path("pesanan/<token:token>/status/", orders.status, name="order_status"),
    path("pesanan/<token:token>/buka/", orders.unlock, name="order_unlock"),
    path("pesanan/<token:token>/batal/", orders.cancel, name="order_cancel"),
    path("pesanan/<token:token>/nota.pdf", after_order.invoice_pdf, name="invoice"),
    path("pesanan/<token:token>/lagi/", after_order.again, name="order_again"),
    path("pesanan/<token:token>/sampai/<int:sequence>/", after_order.arrived, name="arrived"),
    path(
        "pesanan/<token:token>/masalah/<int:sequence>/", after_order.problem, name="order_problem"
    ),
    path(
        "pesanan/<token:token>/masalah/foto/<int:photo_id>/",
        after_order.problem_photo,
        name="problem_photo",
    ),
    path("pesanan/<token:token>/ulasan/", reviews.write, name="review_write"),
]
