"""Reviews, alerts and harvests at the desk: what each person may do, and what it does."""

from datetime import date, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from catalog.reviews.models import ProductReview
from shop.accounts.models import Role, User
from shop.customer.models import Alert
from shop.order import services
from shop.partner.models import StockRecord
from shop.stock.models import StockItem
from tests.factories_desk import client_of, make_staff, make_world, worker_beats
from tests.factories_orders import make_basket, make_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    worker_beats()
    return make_world()


@pytest.fixture
def head_office():
    return client_of(User.objects.create_superuser(email="pusat@example.com", password="x"))


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_a_manager_answers_and_the_list_of_open_ones_is_empty(world):
    client = client_of(world.manager)
    assert f"/kerja/ulasan/{world.review.pk}/" in client.get("/kerja/ulasan/").content.decode()
    client.post(f"/kerja/ulasan/{world.review.pk}/", {"jawaban": "Terima kasih <b>Ibu</b>"})
    world.review.refresh_from_db()
    assert world.review.reply == "Terima kasih <b>Ibu</b>"
    assert "Semua ulasan sudah dijawab." in client.get("/kerja/ulasan/").content.decode()
    assert "<b>Ibu</b>" not in client.get(f"/kerja/ulasan/{world.review.pk}/").content.decode()


def test_a_packer_reads_but_does_not_answer(world):
    client = client_of(make_staff(world.cooperative, Role.PACKER))
    address = f"/kerja/ulasan/{world.review.pk}/"
    assert 'name="jawaban"' not in client.get(address).content.decode()
    assert client.post(address, {"jawaban": "Hai"}).status_code == 403


def test_head_office_hides_only_with_a_reason_and_may_show_again(world, head_office):
    ProductReview.objects.filter(pk=world.review.pk).update(report_count=2)
    listed = head_office.get("/kerja/ulasan/?pilih=periksa").content.decode()
    assert f"/kerja/ulasan/{world.review.pk}/" in listed
    address = f"/kerja/ulasan/{world.review.pk}/putusan/"
    assert "Tulis alasannya" in head_office.post(address, {"alasan": " "}).content.decode()
    head_office.post(address, {"alasan": "Kata kasar"})
    world.review.refresh_from_db()
    assert (world.review.status, world.review.hidden_reason) == (2, "Kata kasar")
    assert world.review.report_count == 0
    head_office.post(address, {"tampilkan": "1"})
    world.review.refresh_from_db()
    assert (world.review.status, world.review.hidden_reason) == (1, "")


def test_a_manager_cannot_hide_a_bad_review(world):
    client = client_of(world.manager)
    answer = client.post(f"/kerja/ulasan/{world.review.pk}/putusan/", {"alasan": "Bintang satu"})
    assert answer.status_code == 403
    assert ProductReview.objects.get(pk=world.review.pk).status == 1


def test_a_person_sends_the_message_and_notes_it(world):
    client = client_of(world.manager)
    page = client.get("/kerja/kabar/").content.decode()
    assert f"https://wa.me/{world.alert.contact.lstrip('+')}?text=" in page
    client.post(f"/kerja/kabar/{world.alert.pk}/")
    assert Alert.objects.get(pk=world.alert.pk).told_at is not None
    assert "Tidak ada yang menunggu kabar." in client.get("/kerja/kabar/").content.decode()


def test_a_harvest_is_opened_changed_ordered_from_and_received(world):
    client = client_of(world.manager)
    record = world.record
    StockItem.objects.filter(pk=world.item.pk).update(on_hand=F("allocated"))
    address = f"/kerja/stok/{world.item.pk}/panen/"
    facts = {"kuota": "5", "panen": f"{day(20)}", "tutup": f"{day(10)}"}
    for wrong in ({"kuota": "0"}, {"tutup": f"{day(30)}"}, {"panen": "x"}, {"tutup": f"{day(-1)}"}):
        answer = client.post(address, facts | wrong)
        assert 'role="alert"' in answer.content.decode(), wrong
    item = StockItem.objects.get(pk=world.item.pk)
    assert item.open_harvest is None
    assert client.post(address, facts).status_code == 302
    coming = StockItem.objects.get(pk=item.pk).open_harvest
    assert (coming.on_hand, coming.harvest_date) == (5_000, day(20))
    assert client.post(address, facts | {"kuota": "8"}).status_code == 302
    basket = make_basket((StockRecord.objects.get(pk=record.pk), 3))
    basket.lines.update(promised_on=day(20))
    order = services.place(new=make_request(basket))
    assert "3 kg sudah terjual" in client.post(address, facts | {"kuota": "2"}).content.decode()
    receive = f"{address}terima/"
    assert "Centang kotak" in client.post(receive, {"jumlah": "0"}).content.decode()
    assert StockItem.objects.get(pk=item.pk).open_harvest == coming
    assert client.post(receive, {"jumlah": "4"}).status_code == 302
    line = order.lines.get()
    assert (line.stock_item_id, line.reserved, line.shortage) == (item.pk, 3, 0)
    assert client.post(receive, {"jumlah": "4"}).status_code == 302
    assert StockItem.objects.get(pk=coming.pk).on_hand == 0


def test_a_harvest_is_no_stock_one_counts(world):
    client = client_of(world.manager)
    address = f"/kerja/stok/{world.item.pk}/panen/"
    client.post(address, {"kuota": "5", "panen": f"{day(20)}", "tutup": f"{day(10)}"})
    coming = StockItem.objects.get(pk=world.item.pk).open_harvest
    for path in ("", "hitung/", "masuk/", "panen/"):
        assert client.get(f"/kerja/stok/{coming.pk}/{path}").status_code == 404
    assert coming.name not in client.get("/kerja/stok/").content.decode()
