"""Rules, differences and stuck work of a shop at the desk: look first, do once, take back."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from integrations.sync import desired
from integrations.sync.models import (
    Attempt,
    BulkRun,
    ChannelAccount,
    Cursor,
    Desired,
    LeftAlone,
    Listing,
)
from shop.accounts.models import Role
from shop.partner.models import StockRecord
from shop.stock.models import StockItem
from tests.factories_desk import client_of, make_listing, make_shop, make_staff, worker_beats
from tests.factories_orders import make_shelf

pytestmark = pytest.mark.django_db
RULES = {
    "bagian": "100",
    "kurangi": "0",
    "batas": "0",
    "persen_harga": "100",
    "bulat": "0",
    "harga_terendah": "",
    "kirim_harga": "1",
}


@pytest.fixture
def shelf():
    worker_beats()
    return make_shelf(on_hand=35_000)


@pytest.fixture
def client(shelf):
    return client_of(make_staff(shelf.partner))


@pytest.fixture
def account(shelf):
    return make_shop(shelf.partner)


@pytest.fixture
def listing(account, shelf):
    found = make_listing(account, shelf, remote_quantity=35, remote_price=int(shelf.price))
    desired.ensure(account_id=account.pk, listing_ids=[found.pk])
    Desired.objects.update(synced_generation=1)
    return found


def at(name: str, *args: int) -> str:
    return reverse(f"desk:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


def told(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def hidden(page: str) -> dict[str, list[str]]:
    """What the form of a page carries along."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


# --- rules ---------------------------------------------------------------------------------------


def test_rules_are_looked_at_before_they_count(client, account, listing) -> None:
    wanted = {**RULES, "kurangi": "2", "persen_harga": "110", "bulat": "900"}
    page = text_of(client.post(at("check_rules", account.pk), wanted))
    assert "Yang akan berubah: 1 barang" in page
    assert "35 → <strong>33</strong>" in page
    assert "Belum ada yang dikirim" in page
    account.refresh_from_db()
    assert (account.minus, account.price_rounding) == (0, 0)
    client.post(at("set_rules", account.pk), hidden(page))
    account.refresh_from_db()
    assert (account.minus, account.price_percent, account.price_rounding) == (2, 110, 900)
    assert Desired.objects.get(aspect="price").generation == 2


def test_a_repeated_press_keeps_the_rules_of_a_colleague(client, account, listing) -> None:
    form = hidden(text_of(client.post(at("check_rules", account.pk), {**RULES, "kurangi": "2"})))
    client.post(at("set_rules", account.pk), form)
    ChannelAccount.objects.update(minus=7)
    client.post(at("set_rules", account.pk), form)
    account.refresh_from_db()
    assert account.minus == 7


def test_rules_that_changed_meanwhile_are_shown_again(client, account, listing) -> None:
    form = hidden(text_of(client.post(at("check_rules", account.pk), {**RULES, "kurangi": "2"})))
    ChannelAccount.objects.update(minus=7)
    page = text_of(client.post(at("set_rules", account.pk), form))
    assert "baru diubah orang lain" in page
    assert "28 → <strong>33</strong>" in page
    account.refresh_from_db()
    assert account.minus == 7


@pytest.mark.parametrize(
    "wrong", [{"bulat": "250"}, {"harga_terendah": "murah"}, {"kurangi": "9999999"}]
)
def test_a_rule_nobody_can_keep_is_refused_with_what_was_typed(client, account, wrong) -> None:
    page = text_of(client.post(at("check_rules", account.pk), {**RULES, **wrong}))
    assert "Aturan berupa angka bulat" in page


def test_prices_may_be_typed_as_people_write_them(client, account, listing) -> None:
    wanted = {**RULES, "harga_terendah": "Rp1.250.000"}
    client.post(at("set_rules", account.pk), wanted)
    account.refresh_from_db()
    assert account.price_floor == 1_250_000


def test_goods_have_rules_of_their_own(client, account, listing) -> None:
    where = at("listing_rules", account.pk, listing.pk)
    assert "Isian kosong mengikuti aturan toko" in text_of(client.get(where))
    client.post(where, {"bagian": "50", "kurangi": "1", "harga_terendah": "", "jeda": ""})
    listing.refresh_from_db()
    assert (listing.share_percent, listing.minus, listing.threshold) == (50, 1, None)
    assert "50% dari 35 = 17, dikurangi 1" in text_of(client.get(where))
    page = text_of(client.post(where, {"bagian": "500"}))
    assert 'value="500"' in page
    client.post(where, {"jeda": "1"})
    listing.refresh_from_db()
    assert (listing.is_resting, listing.share_percent) == (True, None)


def test_a_change_is_taken_back_from_the_record(client, account, listing) -> None:
    client.post(at("set_rules", account.pk), {**RULES, "kurangi": "5"})
    run = BulkRun.objects.get()
    page = text_of(client.get(at("shop_log", account.pk)))
    assert at("undo_bulk", run.pk) in page
    assert "Diurungkan. 1 barang" in told(client.post(at("undo_bulk", run.pk)))
    account.refresh_from_db()
    assert account.minus == 0
    assert "sudah diurungkan" in told(client.post(at("undo_bulk", run.pk)))
    assert at("undo_bulk", run.pk) not in text_of(client.get(at("shop_log", account.pk)))


# --- differences ---------------------------------------------------------------------------------


def test_both_sides_stand_beside_each_other(client, account, listing, shelf) -> None:
    Listing.objects.update(remote_quantity=30, remote_price=45_000)
    page = text_of(client.get(at("differences", account.pk)))
    assert "2 beda" in page
    assert "Rp45.000" in page
    assert "dibiarkan seperti di sana" in page


def test_choosing_theirs_says_the_effect_first(client, account, listing, shelf) -> None:
    Listing.objects.update(remote_quantity=30, remote_price=45_000)
    keys = [f"{listing.pk}-stock", f"{listing.pk}-price"]
    address = at("choose_side", account.pk)
    page = text_of(client.post(address, {"siapa": "sana", "pilih": keys}))
    assert "Stok dan harga kita sendiri ikut berubah" in page
    assert StockItem.objects.get(pk=shelf.stock_item_id).on_hand == 35_000
    form = hidden(page)
    client.post(address, form)
    client.post(address, form)
    assert StockItem.objects.get(pk=shelf.stock_item_id).on_hand == 30_000
    assert StockRecord.objects.get(pk=shelf.pk).price == 45_000
    for run in BulkRun.objects.all():
        client.post(at("undo_bulk", run.pk))
    assert StockItem.objects.get(pk=shelf.stock_item_id).on_hand == 35_000
    assert StockRecord.objects.get(pk=shelf.pk).price == shelf.price


def test_choosing_ours_for_all_marks_them(client, account, listing, shelf) -> None:
    Listing.objects.update(remote_quantity=30, remote_price=45_000)
    address = at("choose_side", account.pk)
    page = text_of(client.post(address, {"siapa": "kita", "semua": "1"}))
    assert "<strong>2 angka kita</strong> dikirim ke Shopee" in page
    client.post(address, hidden(page))
    assert list(Desired.objects.values_list("generation", flat=True)) == [2, 2]


def test_choosing_nothing_asks_to_tick(client, account, listing) -> None:
    answer = client.post(at("choose_side", account.pk), {"siapa": "kita"}, follow=True)
    assert "Centang dulu barangnya" in text_of(answer)


def test_long_lists_come_in_pages_at_the_same_cost(client, account, shelf) -> None:
    def queries(count: int) -> int:
        while Listing.objects.filter(account=account).count() < count:
            number = Listing.objects.count()
            make_listing(account, shelf, title=f"Barang {number:03}", remote_quantity=1)
        with CaptureQueriesContext(connection) as seen:
            client.get(at("differences", account.pk))
        return len(seen)

    assert queries(3) == queries(60)
    first = text_of(client.get(at("differences", account.pk)))
    assert first.count('name="pilih"') == 25
    rows, after = 25, re.search(r"\?sesudah=([\w-]+)", first)
    while after:
        page = text_of(client.get(at("differences", account.pk), {"sesudah": after[1]}))
        rows += page.count('name="pilih"')
        after = re.search(r"\?sesudah=([\w-]+)", page)
    assert rows == 60


def test_the_file_holds_no_formula(client, account, listing, shelf) -> None:
    Listing.objects.update(remote_quantity=30, title="=HYPERLINK(1)", seller_sku="@KL")
    answer = client.get(at("differences_file", account.pk))
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Barang", "Kode", "Apa", "Di sini"]
    assert rows[1][:5] == ["'=HYPERLINK(1)", "'@KL", "stok", "35", "30"]


def test_a_comparison_is_asked_for_once(client, account) -> None:
    from django.utils import timezone

    cursor = Cursor.objects.create(
        account=account,
        stream="listings",
        next_run_at=timezone.now() + timezone.timedelta(hours=5),
    )
    assert "mulai beberapa detik lagi" in told(client.post(at("check_now", account.pk)))
    cursor.refresh_from_db()
    assert cursor.next_run_at <= timezone.now()
    assert "mulai beberapa detik lagi" in text_of(client.get(at("differences", account.pk)))
    assert "Sudah sedang diperiksa" in told(client.post(at("check_now", account.pk)))


# --- stuck work ----------------------------------------------------------------------------------


@pytest.fixture
def parked(account, shelf):
    """Thirty goods the channel refuses, two of which for another reason."""
    for number in range(30):
        made = make_listing(account, shelf, title=f"Barang {number:02}")
        desired.ensure(account_id=account.pk, listing_ids=[made.pk])
    rows = Desired.objects.filter(account=account, aspect="stock")
    rows.update(state="parked", error_code="rejected", error_text="error_param: weight")
    few = list(rows.order_by("-pk").values_list("pk", flat=True)[:2])
    rows.filter(pk__in=few).update(error_code="not_found")
    return rows


def test_stuck_work_stands_by_cause_with_question_and_answer(client, account, parked) -> None:
    first = parked.order_by("pk")[0]
    Attempt.objects.create(
        account=account,
        operation="push_stock",
        subject=first.listing.subject,
        outcome="rejected",
        code="error_param",
        request='POST /api/v2/product/update_stock {"item_id": 77}',
        excerpt='{"message": "weight is missing"}',
    )
    page = text_of(client.get(at("stuck", account.pk), {"sebab": "rejected"}))
    assert page.count('name="pilih"') >= 25
    for word in ("Sebab", "Caranya", "Oleh", "update_stock", "weight is missing"):
        assert word in page, word
    assert "28" in page
    assert "Barang 29" in text_of(client.get(at("stuck", account.pk), {"sebab": "not_found"}))


def test_all_of_one_cause_are_tried_again_once(client, account, parked) -> None:
    form = {"sebab": "rejected", "semua": "1", "apa": "coba"}
    page = text_of(client.post(at("stuck_check", account.pk), form))
    assert "28 hal" in page
    assert parked.filter(state="parked").count() == 30
    sent = hidden(page)
    answer = client.post(at("stuck_retry", account.pk), sent, follow=True)
    assert "0 dari 28 beres" in text_of(answer)
    parked.filter(error_code="").update(state="parked", error_code="rejected")
    client.post(at("stuck_retry", account.pk), sent)
    assert parked.filter(state="parked").count() == 30, "the same press is not done twice"


def test_one_is_tried_again_by_its_own_button(client, account, parked) -> None:
    row = parked.order_by("pk")[0]
    client.post(at("stuck_retry", account.pk), {"pilih": f"listing-{row.pk}"})
    row.refresh_from_db()
    assert row.state == "ok"
    assert parked.filter(state="parked").count() == 29


def test_leaving_needs_a_reason_and_can_be_taken_up_again(client, account, parked) -> None:
    form = {"sebab": "not_found", "semua": "1", "apa": "biarkan"}
    page = text_of(client.post(at("stuck_check", account.pk), form))
    sent = hidden(page)
    again = text_of(client.post(at("stuck_leave", account.pk), sent))
    assert "Tulis kenapa dibiarkan" in again
    client.post(at("stuck_leave", account.pk), {**sent, "alasan": "Tidak dijual di sana"})
    page = text_of(client.get(at("stuck", account.pk), {"sebab": "not_found"}))
    assert "Tidak dijual di sana" in page
    assert "Dibiarkan: 2" in page
    assert parked.filter(state="parked").count() == 30
    left = LeftAlone.objects.first()
    client.post(at("stuck_again", account.pk), {"dibiarkan": left.pk})
    assert "Dibiarkan: 1" in text_of(client.get(at("stuck", account.pk)))


def test_whoever_only_looks_gets_no_buttons(account, parked, shelf) -> None:
    watcher = client_of(make_staff(shelf.partner, Role.SUPERVISOR))
    page = text_of(watcher.get(at("stuck", account.pk)))
    assert 'name="pilih"' not in page
    assert 'type="submit"' not in page.split("<main", 1)[1].split("</main", 1)[0]
    assert watcher.post(at("stuck_retry", account.pk), {"semua": "1"}).status_code == 403
    assert watcher.post(at("check_rules", account.pk), RULES).status_code == 403
    Listing.objects.update(remote_quantity=1)
    assert 'name="pilih"' not in text_of(watcher.get(at("differences", account.pk)))


def test_nonsense_numbers_are_no_error(client, account) -> None:
    for asked in ("²", "9" * 40, "x", "-1"):
        assert client.get(at("stuck", account.pk), {"catatan": asked}).status_code == 200
        client.post(at("stuck_again", account.pk), {"dibiarkan": asked})
