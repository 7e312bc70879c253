"""Shops elsewhere: health, rules, pauses, stuck work, and linking one from permission to on."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from integrations import registry
from integrations.channels.transport import Secret
from integrations.sync import desired
from integrations.sync.models import ChannelAccount, ChannelApp, Desired, Listing
from integrations.sync.secrets import owner_of_app, seal
from shop import formats
from shop.stock.models import StockMovement
from tests.factories_desk import client_of, make_listing, make_shop, make_staff, worker_beats
from tests.factories_orders import make_shelf
from tests.fakes.connector import connector_to
from tests.fakes.marketplace import FakeClock, FakeMarketplace

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf():
    worker_beats()
    return make_shelf(on_hand=35_000)


@pytest.fixture
def client(shelf):
    return client_of(make_staff(shelf.partner))


def told(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def text_of(client, name, *args, **query) -> str:
    return client.get(reverse(f"desk:{name}", args=args), query).content.decode()


def test_a_channel_that_is_down_needs_nobody(shelf, client) -> None:
    account = make_shop(
        shelf.partner,
        failures=9,
        degraded_since=timezone.now() - timedelta(hours=2),
        retry_at=timezone.now() + timedelta(minutes=5),
    )
    home = text_of(client, "home")
    assert "Shopee tidak menjawab sejak" in home
    assert "note warn" in home
    assert "note bad" not in home
    assert "ambil pesanan dulu, baru kirim stok" in text_of(client, "shop", account.pk)


def test_a_permission_that_ends_in_a_year_has_no_bare_day(shelf, client) -> None:
    ends = timezone.now() + timedelta(days=364, hours=1)
    page = text_of(client, "shop", make_shop(shelf.partner, authorized_until=ends).pk)
    assert "364 hari lagi" in page
    assert formats.day_month(ends) not in page


def test_a_pause_without_end_has_no_date(shelf, client) -> None:
    account = make_shop(shelf.partner)
    client.post(reverse("desk:pause", args=[account.pk]), {"sampai": "terus"})
    account.refresh_from_db()
    for name, args in (("channels", ()), ("shop", (account.pk,))):
        page = text_of(client, name, *args)
        assert "Kirim stok dijeda sampai Anda nyalakan. Pesanan tetap masuk." in page
        assert str(account.paused_until.year) not in page


def test_a_pause_of_an_hour_says_when_it_ends(shelf, client) -> None:
    account = make_shop(shelf.partner)
    client.post(reverse("desk:pause", args=[account.pk]), {"sampai": "jam"})
    account.refresh_from_db()
    until = formats.short_date(account.paused_until)
    assert f"dijeda sampai {until}." in text_of(client, "channels")


def test_a_permission_that_ended_has_one_button(shelf, client) -> None:
    account = make_shop(shelf.partner, state="needs_reauth")
    home = text_of(client, "home")
    assert "note bad" in home
    assert "Beri izin ulang Shopee" in home
    page = text_of(client, "link", toko=account.pk)
    assert account.label in page


def test_keys_that_ended_have_the_same_button(shelf, client) -> None:
    """Shops that are linked with keys (Blibli, WooCommerce) are no dead end."""
    account = make_shop(shelf.partner, state="needs_reauth", error_code="keys_refused")
    button = f"{reverse('desk:link')}?toko={account.pk}"
    assert button in text_of(client, "shop", account.pk)
    assert button in text_of(client, "channels")
    assert "Beri izin ulang" in text_of(client, "home")


def test_rules_change_numbers_and_never_stock(shelf, client) -> None:
    account = make_shop(shelf.partner)
    make_listing(account, shelf)
    before = StockMovement.objects.count()
    client.post(
        reverse("desk:set_rules", args=[account.pk]),
        {"bagian": "80", "kurangi": "2", "batas": "0", "persen_harga": "110", "kirim_harga": "1"},
    )
    account.refresh_from_db()
    assert (account.share_percent, account.minus, account.price_percent) == (80, 2, 110)
    assert StockMovement.objects.count() == before
    assert "<b>26</b>" in text_of(client, "stock_card", shelf.stock_item_id)


@pytest.mark.parametrize(
    "wrong", [{"bagian": "101"}, {"kurangi": "-1"}, {"batas": "x"}, {"persen_harga": "0"}]
)
def test_a_rule_that_cannot_be_keeps_what_was_typed(shelf, client, wrong) -> None:
    account = make_shop(shelf.partner)
    data = {"bagian": "77", "kurangi": "1", "batas": "0", "persen_harga": "100", **wrong}
    page = client.post(reverse("desk:set_rules", args=[account.pk]), data).content.decode()
    assert "Aturan berupa angka bulat" in page
    for value in wrong.values():
        assert f'value="{value}"' in page
    account.refresh_from_db()
    assert account.share_percent == 100


@pytest.mark.parametrize(
    ("choice", "least", "most"),
    [("jam", 0.9, 1.1), ("besok", 1, 34), ("terus", 24 * 365 * 90, 1e9)],
)
def test_a_pause_says_how_long(shelf, client, choice, least, most) -> None:
    account = make_shop(shelf.partner)
    address = reverse("desk:pause", args=[account.pk])
    assert "Pilih dulu berapa lama." in client.post(address).content.decode()
    client.post(address, {"sampai": choice})
    account.refresh_from_db()
    hours = (account.paused_until - timezone.now()).total_seconds() / 3600
    assert least <= hours <= most
    if choice == "terus":
        assert "sampai Anda nyalakan" in text_of(client, "shop", account.pk)
    client.post(reverse("desk:resume", args=[account.pk]))
    account.refresh_from_db()
    assert account.paused_until is None


def test_stuck_work_teaches_and_is_tried_again(shelf, client) -> None:
    account = make_shop(shelf.partner)
    listing = make_listing(account, shelf)
    desired.ensure(account_id=account.pk, listing_ids=[listing.pk])
    rows = Desired.objects.filter(listing=listing, aspect="stock")
    rows.update(state="parked", error_code="rejected", error_text="error_param: weight")
    page = text_of(client, "shop", account.pk)
    for word in ("Sebab", "Caranya", "Oleh", "Coba lagi", "Detail teknis", "error_param: weight"):
        assert word in page, word
    address = reverse("desk:retry_cause", args=[account.pk])
    client.post(address, {"sebab": "rejected"})
    assert rows.get().state == "ok"
    assert "Tidak ada yang perlu dicoba lagi" in told(client.post(address, {"sebab": "rejected"}))


def test_letting_a_shop_go_says_its_effect_first(shelf, client) -> None:
    account = make_shop(shelf.partner)
    assert "Pesanan Shopee tidak masuk lagi" in text_of(client, "disconnect", account.pk)
    account.refresh_from_db()
    assert account.state == "connected"
    client.post(reverse("desk:disconnect", args=[account.pk]))
    account.refresh_from_db()
    assert (account.state, account.push_stock) == ("disconnected", False)


# --- trying out ----------------------------------------------------------------------------------


@pytest.fixture
def linking(shelf):
    return make_shop(shelf.partner, push_stock=False)


def switch_on(client, account, *confirmed):
    return client.post(
        reverse("desk:switch_on", args=[account.pk]), {"habis": [each.pk for each in confirmed]}
    )


def is_on(account) -> bool:
    return ChannelAccount.objects.values_list("push_stock", flat=True).get(pk=account.pk)


def test_the_try_out_shows_numbers_and_rules_and_sends_nothing(shelf, client, linking) -> None:
    make_listing(linking, shelf, remote_quantity=30)
    page = text_of(client, "dry_run", linking.pk)
    assert "Belum ada yang dikirim ke Shopee" in page
    assert "<strong>35</strong>" in page
    assert "Nyalakan, kirim 1 angka" in page
    assert not is_on(linking)
    assert not Desired.objects.exists()


def test_zero_is_sent_only_with_its_own_tick(shelf, client, linking) -> None:
    make_listing(linking, shelf)
    empty = make_listing(linking, make_shelf_of(shelf, 0))
    text_of(client, "dry_run", linking.pk)
    switch_on(client, linking)
    assert is_on(linking)
    assert not Listing.objects.get(pk=empty.pk).zero_allowed


def test_a_ticked_zero_is_allowed(shelf, client, linking) -> None:
    make_listing(linking, shelf)
    empty = make_listing(linking, make_shelf_of(shelf, 0))
    text_of(client, "dry_run", linking.pk)
    switch_on(client, linking, empty)
    assert Listing.objects.get(pk=empty.pk).zero_allowed


def test_an_empty_store_switches_nothing_on(shelf, client, linking) -> None:
    make_listing(linking, make_shelf_of(shelf, 0))
    text_of(client, "dry_run", linking.pk)
    assert (
        "Semua barang akan habis. Hitung stok dulu." in switch_on(client, linking).content.decode()
    )
    assert not is_on(linking)


def test_numbers_that_changed_meanwhile_are_shown_first(shelf, client, linking) -> None:
    make_listing(linking, shelf)
    text_of(client, "dry_run", linking.pk)
    from shop.stock import services as stock

    make_run_remember(client, linking)
    stock.receive(item_id=shelf.stock_item_id, quantity=5_000, ref="later:1")
    page = switch_on(client, linking).content.decode()
    assert "Angkanya berubah sementara ini" in page
    assert "tadi 35 waktu Anda lihat" in page
    assert not is_on(linking)


def make_run_remember(client, account) -> None:
    """A linking under way keeps what the try-out showed."""
    from integrations.sync.models import LinkRun

    LinkRun.objects.create(
        cooperative=account.cooperative,
        app=account.app,
        account=account,
        nonce="n",
        step="match",
        expires_at=timezone.now(),
    )
    client.get(reverse("desk:dry_run", args=[account.pk]))


def make_shelf_of(shelf, on_hand: int):
    from tests.factories_stock import make_item, make_offer

    return make_offer(item=make_item(on_hand=on_hand, cooperative=shelf.partner))


# --- linking, from permission to on ---------------------------------------------------------------


@pytest.fixture
def market(monkeypatch, transactional_db):
    market = FakeMarketplace(FakeClock(timezone.now()))
    monkeypatch.setitem(registry.CONNECTORS, "fake", connector_to(market))
    ChannelApp.objects.create(
        channel="fake", app_id="9", secret=seal(Secret("x"), owner_of_app("fake", "9"))
    )
    return market


def ask_for_permission(client, **data) -> str:
    """Press the buttons up to the channel's page; the state it carries."""
    app = ChannelApp.objects.get(channel="fake")
    answer = client.post(reverse("desk:link"), {"saluran": str(app.pk), **data})
    page = client.get(answer.url).content.decode()
    url = page.split('href="https://pasar-uji.example')[1].split('"')[0].replace("&amp;", "&")
    return parse_qs(urlsplit(url).query)["state"][0]


@pytest.mark.django_db(transaction=True)
def test_linking_a_shop_from_permission_to_on(market) -> None:
    shelf = make_shelf(on_hand=35_000)
    client = client_of(make_staff(shelf.partner))
    market.list_item(seller_sku=shelf.partner_sku, quantity=30, price=95_000)
    state = ask_for_permission(client)
    back = client.get(
        reverse("desk:linked"), {"state": state, "code": "good-code", "shop_id": market.shop_id}
    )
    account = ChannelAccount.objects.get(channel="fake")
    assert back.url == reverse("desk:match", args=[account.pk])
    assert "Terima 1 pasangan" in text_of(client, "match", account.pk)
    assert "Lanjutkan menghubungkan" in text_of(client, "home")
    client.post(reverse("desk:accept_certain", args=[account.pk]))
    assert "Nyalakan, kirim 1 angka" in text_of(client, "dry_run", account.pk)
    assert market.shelves[next(iter(market.shelves))].quantity == 30
    assert "Sudah nyala. 1 angka" in told(switch_on(client, account))
    assert is_on(account)


@pytest.mark.django_db(transaction=True)
def test_permission_works_once_and_only_for_who_asked(market) -> None:
    shelf = make_shelf(on_hand=1000)
    client = client_of(make_staff(shelf.partner))
    stranger = client_of(make_staff(make_shelf(on_hand=1000).partner))
    state = ask_for_permission(client)
    query = {"state": state, "code": "good-code", "shop_id": market.shop_id}
    assert "Ulangi izin" in stranger.get(reverse("desk:linked"), query).content.decode()
    assert not ChannelAccount.objects.filter(channel="fake").exists()
    assert client.get(reverse("desk:linked"), query).status_code == 302
    assert "Ulangi izin" in client.get(reverse("desk:linked"), query).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_refused_permission_changes_nothing(market) -> None:
    client = client_of(make_staff(make_shelf(on_hand=1000).partner))
    state = ask_for_permission(client)
    page = client.get(reverse("desk:linked"), {"state": state}).content.decode()
    assert "Tidak ada yang diubah, di sini maupun di sana." in page
    assert not ChannelAccount.objects.filter(channel="fake").exists()


@pytest.mark.django_db(transaction=True)
def test_another_shop_than_the_linked_one_is_refused_with_both_names(market) -> None:
    shelf = make_shelf(on_hand=1000)
    client = client_of(make_staff(shelf.partner))
    app = ChannelApp.objects.get(channel="fake")
    account = make_shop(
        shelf.partner, channel="fake", app=app, label="kopilintong.official", state="needs_reauth"
    )
    state = ask_for_permission(client, toko=str(account.pk))
    page = client.get(
        reverse("desk:linked"), {"state": state, "code": "good-code", "shop_id": market.shop_id}
    ).content.decode()
    assert "Toko Uji" in page
    assert "kopilintong.official" in page
    account.refresh_from_db()
    assert account.state == "needs_reauth"
