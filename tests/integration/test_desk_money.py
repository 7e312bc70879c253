"""Money at the desk: what stands in the account decides, and nothing is ever lost."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from desk.money import lists
from shop.accounts.models import Role
from shop.formats import rupiah
from shop.order import services as orders
from shop.order.models import Parcel, PaymentState
from shop.partner.models import StockRecord
from shop.payments import services as payments
from shop.payments.models import PaymentRequest, Receipt, RequestState
from tests.factories_desk import client_of, make_staff, parcel_of, worker_beats
from tests.factories_orders import make_order, make_shelf
from tests.factories_payments import make_account, make_open_request, picture
from tests.factories_stock import make_item, make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment() -> PaymentRequest:
    """A transfer to a cooperative's own account, with a proof."""
    worker_beats()
    shelf = make_shelf(on_hand=30_000)
    make_account(cooperative=shelf.partner)
    found = make_open_request(order=make_order((shelf, 1)))
    payments.add_proof(request_id=found.pk, upload=picture())
    return found


@pytest.fixture
def client(payment):
    cooperative = parcel_of(payment.order).cooperative
    return client_of(make_staff(cooperative, Role.TREASURER))


def told(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def post(client, name, payment, **data):
    return client.post(reverse(f"desk:{name}", args=[payment.pk]), data)


def state_of(payment) -> str:
    return PaymentRequest.objects.values_list("state", flat=True).get(pk=payment.pk)


def test_a_proof_is_on_the_first_screen_and_its_picture_is_private(payment, client) -> None:
    assert "Transfer perlu dicek" in client.get(reverse("desk:home")).content.decode()
    address = reverse("desk:proof_picture", args=[payment.proofs.get().pk])
    answer = client.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]
    stranger = client_of(make_staff(make_shelf(on_hand=1000).partner))
    assert stranger.get(address).status_code == 404


def test_the_right_amount_pays_once(payment, client) -> None:
    for expected in ("Pesanan lunas", "sudah selesai"):
        answer = post(client, "confirm_payment", payment, jumlah=str(payment.amount))
        assert expected in told(answer)
    assert Receipt.objects.count() == 1
    payment.order.refresh_from_db()
    assert payment.order.payment_state == PaymentState.PAID


@pytest.mark.parametrize("typed", ["", "sembilan", "-5", "95.000,50", "0"])
def test_what_is_no_amount_is_kept_and_said(payment, client, typed) -> None:
    page = post(client, "confirm_payment", payment, jumlah=typed, berita="BRI 7").content.decode()
    assert "Ketik harga dalam rupiah bulat" in page or "Harga lebih dari 0" in page
    assert 'value="BRI 7"' in page
    assert state_of(payment) == RequestState.AWAITING


def test_money_that_does_not_fit_is_kept_and_can_be_accepted(payment, client) -> None:
    post(client, "confirm_payment", payment, jumlah=str(payment.amount - 500))
    assert state_of(payment) == RequestState.HELD
    assert "Perlu diputuskan" in client.get(reverse("desk:money")).content.decode()
    for _press in range(2):
        post(client, "accept_payment", payment)
    assert state_of(payment) == RequestState.PAID


def test_money_that_does_not_fit_can_go_back(payment, client) -> None:
    came = payment.amount + 1000
    post(client, "confirm_payment", payment, jumlah=str(came))
    assert (
        "Yang masuk hanya"
        in post(client, "give_back", payment, jumlah=str(came + 1)).content.decode()
    )
    post(client, "give_back", payment, jumlah=str(came))
    assert state_of(payment) == RequestState.REFUND_DUE
    for _press in range(2):
        post(client, "gave_back", payment, berita="TRX 1")
    assert state_of(payment) == RequestState.REFUNDED


def test_goods_cancelled_after_payment_give_money_back(payment, client) -> None:
    post(client, "confirm_payment", payment, jumlah=str(payment.amount))
    orders.move(parcel_id=parcel_of(payment.order).pk, to="cancelled", note="habis", source="desk")
    page = client.get(reverse("desk:money")).content.decode()
    assert "Uang perlu dikembalikan" in page
    assert (
        "harus dikembalikan"
        in client.get(reverse("desk:payment", args=[payment.pk])).content.decode()
    )


def test_refusing_a_proof_needs_a_reason(payment, client) -> None:
    proof = payment.proofs.get()
    address = reverse("desk:reject_proof", args=[proof.pk])
    client.post(address, {"alasan": "  "})
    proof.refresh_from_db()
    assert proof.rejected_at is None
    client.post(address, {"alasan": "Bukan bukti transfer"})
    assert "sudah ditolak" in told(client.post(address, {"alasan": "lagi"}))
    proof.refresh_from_db()
    assert proof.rejected_reason == "Bukan bukti transfer"


def test_transfers_to_the_operators_account_are_head_offices_work() -> None:
    worker_beats()
    shelf = make_shelf(on_hand=30_000)
    make_account()
    found = make_open_request(order=make_order((shelf, 1)))
    payments.add_proof(request_id=found.pk, upload=picture())
    address = reverse("desk:payment", args=[found.pk])
    assert client_of(make_staff(shelf.partner)).get(address).status_code == 404
    assert client_of(make_staff(None, is_staff=True)).get(address).status_code == 200


@pytest.fixture
def cash(payment) -> PaymentRequest:
    """An order of the same cooperative that the courier collects for."""
    order = make_order((offer_beside(payment), 1), pays_cash_on_delivery=True)
    return PaymentRequest.objects.create(
        order=order, provider="cod", amount=int(order.total_incl_tax)
    )


def offer_beside(payment: PaymentRequest) -> StockRecord:
    """Something else from the same cooperative."""
    item = make_item(on_hand=30_000, cooperative=parcel_of(payment.order).cooperative)
    return make_offer(item=item, price=95_000, units_per_sale=1000)


def test_nobody_looks_for_cash_of_the_courier_at_the_bank(cash, client) -> None:
    page = client.get(reverse("desk:payment", args=[cash.pk])).content.decode()
    assert f"Kurir menagih {rupiah(cash.amount)} saat paket sampai." in page
    for words in ("belum mengirim bukti", "masuk di rekening", "Uangnya sudah masuk"):
        assert words not in page
    answer = post(client, "confirm_payment", cash, jumlah=str(cash.amount))
    assert "Kurir belum menagih uang ini" in told(answer)
    assert not Receipt.objects.filter(request=cash).exists()


def test_what_the_courier_hands_over_is_noted_once_a_parcel_arrived(cash, client) -> None:
    Parcel.objects.filter(order=cash.order).update(state="delivered")
    page = client.get(reverse("desk:payment", args=[cash.pk])).content.decode()
    assert "Berapa yang disetor kurir?" in page
    assert "masuk di rekening" not in page
    post(client, "confirm_payment", cash, jumlah=str(cash.amount))
    assert state_of(cash) == RequestState.PAID


def test_transfers_come_before_cash_at_the_door(cash, client) -> None:
    make_open_request(order=make_order((offer_beside(cash), 1)))
    page = client.get(reverse("desk:money")).content.decode()
    unpaid, door = page.index("Belum dibayar"), page.index("Ditagih kurir (COD)")
    assert unpaid < page.index("Menunggu uang") < door < page.index("Bayar di tujuan")


def test_too_much_pays_the_order_and_the_rest_is_due_back(payment, client) -> None:
    post(client, "confirm_payment", payment, jumlah=str(payment.amount + 5_000))
    page = client.get(reverse("desk:payment", args=[payment.pk])).content.decode()
    assert "kembalikan Rp5.000" in page
    assert "Putuskan sebelum" in page
    answer = post(client, "accept_and_return", payment)
    assert "Rp5.000 dikembalikan" in told(answer)
    assert state_of(payment) == RequestState.REFUND_DUE
    payment.order.refresh_from_db()
    assert payment.order.payment_state == PaymentState.PAID
    post(client, "gave_back", payment, berita="BRI 9")
    assert state_of(payment) == RequestState.PAID
    payment.order.refresh_from_db()
    assert payment.order.refunded_amount == 0
    assert "sudah diputuskan" in told(post(client, "accept_and_return", payment))


def test_with_the_whole_order_its_unique_code_goes_back_too(payment, client) -> None:
    """D12: nobody keeps a rupiah of an order that was cancelled."""
    payments.confirm(request_id=payment.pk, amount=payment.amount, actor=None, reference="BRI 1")
    orders.cancel_order(order_id=payment.order_id, reason="habis")
    page = client.get(reverse("desk:payment", args=[payment.pk])).content.decode()
    assert rupiah(payment.amount) in page
    (owed,) = lists.owed(None)
    assert owed.amount == payment.amount > int(payment.order.total_incl_tax)
    assert payments.return_money(
        request_id=payment.pk, amount=owed.amount, actor=None, note="batal"
    )
    assert payments.refunded(request_id=payment.pk, actor=None, reference="BRI 2")
    payment.order.refresh_from_db()
    assert payment.order.refunded_amount == payment.amount
    assert payment.order.payment_state == PaymentState.REFUNDED
    assert lists.owed(None) == []
