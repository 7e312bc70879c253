"""A walk past every kind of page a buyer can see, with the states that need a basket or an order.

Tests that look at all of them (accessibility, colours, widths) walk once and judge at every stop.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from uuid import uuid4

from allauth.mfa.totp.internal import auth as totp
from django.template.loader import render_to_string
from playwright.sync_api import Page, Route

from shop.demo.loading.people import PASSWORD

PRODUCT = "/produk/kopi-arabika-lintong-sangrai-sedang/"
SECOND_PRODUCT = "/produk/ulos-tenun-tarutung/"
# Name of the stop and its address.
OPEN_PAGES = (
    ("home", "/"),
    ("home-en", "/en/"),
    ("categories", "/kategori/"),
    ("category", "/kategori/kopi/"),
    ("products", "/produk/"),
    ("search", "/cari/?q=kopi"),
    ("search-nothing", "/cari/?q=zzzz"),
    ("product", PRODUCT),
    ("reviews", f"{PRODUCT}ulasan/"),
    ("product-sold-out", "/produk/stroberi-berastagi-500-g/"),
    ("product-preorder", "/produk/beras-baru-panen-10-kg/"),
    ("origins", "/asal/"),
    ("origin", "/asal/tapanuli-selatan/"),
    ("destination", "/kirim-ke/?q=medan"),
    ("kept-empty", "/simpanan/"),
    ("basket-empty", "/keranjang/"),
    ("orders", "/pesanan/"),
    ("offline", "/luring/"),
    ("not-found", "/tidak-ada/"),
    ("login", "/akun/login/"),
    ("signup", "/akun/signup/"),
    ("password-reset", "/akun/password/reset/"),
    ("password-reset-sent", "/akun/password/reset/done/"),
    ("password-reset-bad", "/akun/password/reset/key/1-nothing/"),
    ("login-code", "/akun/login/code/"),
    ("news", "/berita/"),
    ("cooperatives", "/koperasi/"),
    ("help", "/bantuan/"),
    ("privacy", "/kebijakan-privasi/"),
    ("components", "/desain/"),
)
ACCOUNT_PAGES = (
    ("account", "/akun/"),
    ("account-orders", "/akun/pesanan/"),
    ("account-profile", "/akun/data/"),
    ("account-privacy", "/akun/data/privasi/"),
    ("account-erase", "/akun/data/privasi/hapus/"),
    ("addresses", "/akun/alamat/"),
    ("address-new", "/akun/alamat/baru/"),
    ("account-email", "/akun/email/"),
    ("password-change", "/akun/password/change/"),
    ("second-step", "/akun/dua-langkah/"),
    ("devices", "/akun/perangkat/"),
    ("logout", "/akun/logout/"),
)
# An account of the demo whose address is proven; only the tour uses it.
MEMBER = "pengemas.aren-langkat@lapak.example"


class Tour:
    """One visitor. ``stops`` opens page after page and says at which one they are."""

    def __init__(self, page: Page, site: str, rare: Mapping[str, str] | None = None) -> None:
        self.page = page
        self.site = site
        self.rare = rare or {}

    def go(self, address: str) -> None:
        """Open a page of the shop."""
        self.page.goto(self.site + address)

    def press(self, words: str) -> None:
        """Press the button or link with these words that can be seen."""
        self.page.locator(
            f"main button:has-text('{words}'):visible, main a:has-text('{words}'):visible"
        ).first.click()
        self.page.wait_for_load_state("load")

    def stops(self) -> Iterator[str]:
        """Every kind of page, each in the states that look different."""
        for name, address in OPEN_PAGES:
            self.go(address)
            yield name
        yield from self.found_by_links()
        yield from self.buying()
        yield from self.with_account()
        yield from self.rarely()
        yield from self.drawn()

    def found_by_links(self) -> Iterator[str]:
        """Pages whose addresses are content: one article, one cooperative, one regency."""
        for name, index in (("article", "/berita/"), ("cooperative", "/koperasi/")):
            self.go(index)
            pattern = re.compile(rf"{index}(?!topik/|rss/)[a-z0-9-]+/$")
            links = self.page.locator("main a").evaluate_all(
                "links => links.map((link) => new URL(link.href).pathname)"
            )
            self.go(next(each for each in links if pattern.search(each)))
            yield name

    def buying(self) -> Iterator[str]:
        """Basket, checkout with and without errors, payment, the order."""
        for product in (SECOND_PRODUCT, PRODUCT):
            self.go(product)
            self.press("Tambah ke keranjang")
        yield "basket"
        self.go("/checkout/")
        yield "checkout"
        self.press("Buat pesanan")
        yield "checkout-errors"
        self.go("/kirim-ke/?q=kebayoran+baru&next=/keranjang/")
        self.page.locator("main button.shelf-link").first.click()
        self.go("/checkout/")
        for field, words in (
            ("name", "Sari Wulandari"),
            ("phone", "0812-3456-7890"),
            ("street", "Jl. Wijaya II No. 14, RT 03/RW 02"),
        ):
            self.page.fill(f"#id_{field}", words)
        self.page.locator("input[name=pay][value=manual_transfer]").check()
        yield "checkout-filled"
        self.press("Buat pesanan")
        yield "payment"
        self.page.locator("summary", has_text="Bayar dengan cara lain").click()
        self.press("QRIS")
        yield "payment-qris"
        self.page.goto(self.page.url.removesuffix("bayar/"))
        yield "order"
        self.press("Pesan lagi yang sama")
        yield "order-again"
        self.page.go_back()
        self.press("Data saya di pesanan ini")
        yield "order-data"
        self.page.go_back()
        self.press("Batalkan pesanan")
        yield "order-cancel"
        self.go("/pesanan/")
        yield "orders-remembered"
        self.go(PRODUCT)
        self.press("Simpan")
        self.go("/simpanan/")
        yield "kept"

    def with_account(self) -> Iterator[str]:
        """A new account and what one can do with it."""
        self.go("/akun/signup/")
        self.page.fill("input[name=email]", f"tur.{uuid4().hex[:12]}@contoh.example")
        self.page.fill("input[name=password1]", "12")
        self.page.locator("main form button").first.click()
        self.page.wait_for_load_state("load")
        yield "signup-errors"
        self.page.fill("input[name=password1]", "panjang-sekali-42")
        self.page.locator("main form button").first.click()
        self.page.wait_for_load_state("load")
        yield "signup-code"
        self.press("Ulangi dari awal")
        self.log_in()
        for name, address in ACCOUNT_PAGES:
            self.go(address)
            assert "/akun/login/" not in self.page.url, f"not logged in at {address}"
            yield name
        yield from self.second_step()

    def rarely(self) -> Iterator[str]:
        """Orders of this account in states that one rarely sees (``states``), and a wrong code."""
        for name, address in self.rare.items():
            self.go(address)
            assert "/buka/" not in self.page.url, f"not shown in full: {address}"
            yield name
        self.go(PRODUCT)
        self.press("Tambah ke keranjang")
        self.go("/keranjang/")
        self.page.locator("summary", has_text="voucher").click()
        self.page.fill("input[name=code]", "TIDAKADA")
        self.page.locator("form[action*=voucher] button").first.click()
        self.page.wait_for_load_state("load")
        yield "voucher-wrong"

    def log_in(self) -> None:
        """With a password."""
        self.go("/akun/login/")
        self.page.fill("input[name=login]", MEMBER)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.locator("main form button").first.click()
        self.page.wait_for_load_state("load")

    def second_step(self) -> Iterator[str]:
        """Switched on, used, and switched off again."""
        self.go("/akun/dua-langkah/totp/activate/")
        yield "second-step-new"
        self.page.locator("summary", has_text="Ketik kuncinya").click()
        key = (self.page.locator(".digits").text_content() or "").replace(" ", "").strip()
        self.type_code(key)
        yield "recovery-codes"
        self.go("/akun/dua-langkah/recovery-codes/generate/")
        yield "recovery-codes-new"
        self.go("/akun/logout/")
        self.press("Keluar")
        self.log_in()
        yield "second-step-asked"
        self.type_code(key, later=1)
        self.go("/akun/dua-langkah/totp/deactivate/")
        yield "second-step-off"
        self.press("Matikan")

    def type_code(self, key: str, later: int = 0) -> None:
        """The code of the app, or the one after it: each is taken once."""
        steps = list(totp.yield_hotp_counters_from_time())
        code = totp.format_hotp_value(totp.hotp_value(key, steps[1 + later]))
        self.page.fill("input[name=code]", code)
        self.page.locator("main form button").first.click()
        self.page.wait_for_load_state("load")

    def drawn(self) -> Iterator[str]:
        """Pages the running shop does not show on demand: broken, refused, a mail."""
        for name, template in (
            ("broken", "500.html"),
            ("refused", "403_csrf.html"),
            ("too-often", "429.html"),
        ):
            html = render_to_string(template)
            self.page.route(f"{self.site}/{name}/", answer_with(html))
            self.go(f"/{name}/")
            yield name


def answer_with(html: str) -> Callable[[Route], None]:
    """A page of our own in place of the server's answer."""

    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    return answer
