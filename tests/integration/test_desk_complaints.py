"""Complaints at the desk: who answers, what it promises, what head office sees."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.accounts.models import Role, User
from shop.complaints.models import Complaint
from shop.outbox.models import Message
from tests.factories_desk import client_of, make_staff, make_world, worker_beats

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    worker_beats()
    return make_world()


def address(world, part: str = "") -> str:
    return f"/kerja/keluhan/{world.complaint.pk}/{part}"


def test_a_complaint_stands_on_the_first_screen_and_in_the_list(world):
    client = client_of(world.manager)
    assert "Pembeli melaporkan masalah" in client.get("/kerja/").content.decode()
    assert address(world) in client.get("/kerja/keluhan/").content.decode()


def test_money_back_is_promised_once_and_the_buyer_is_told(world):
    client = client_of(world.manager)
    assert "Isinya pecah" in client.get(address(world)).content.decode()
    answer = {"jawab": "refund", "jumlah": "95.000", "kata": "Mohon maaf <b>Bu</b>"}
    for _time in range(2):
        assert client.post(address(world), answer).status_code == 302

    world.complaint.refresh_from_db()
    assert (world.complaint.refund_amount, world.complaint.answered_by) == (95_000, world.manager)
    assert world.parcel.parcel_lines.get().line.money_back == 95_000
    assert Message.objects.filter(dedup_key__contains=":complaint_answered:").count() == 1
    assert "<b>Bu</b>" not in client.get(address(world)).content.decode()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"jawab": "refuse"}, "Tulis alasannya"),
        ({"jawab": "refund", "jumlah": "99.000.000"}, "paling banyak Rp"),
        ({}, "Pilih jawabannya dulu"),
    ],
)
def test_what_is_no_answer_stays_on_the_page(world, answer, words):
    response = client_of(world.manager).post(address(world), answer | {"kata": ""})
    assert words in response.content.decode()
    assert Complaint.objects.get().state == "open"


def test_the_replacement_is_noted_by_who_sends(world):
    manager = client_of(world.manager)
    manager.post(address(world), {"jawab": "resend", "kata": "Kami kirim lagi"})
    packer = client_of(make_staff(world.cooperative, Role.PACKER))
    assert packer.post(address(world, "terkirim/"), {"resi": "JX9"}).status_code == 302
    world.complaint.refresh_from_db()
    assert world.complaint.resent_number == "JX9"
    assert "JX9" in manager.get(address(world)).content.decode()


@pytest.mark.parametrize("role", [Role.PACKER, Role.SUPERVISOR])
def test_who_may_not_decide_reads_only(world, role):
    client = client_of(make_staff(world.cooperative, role))
    assert 'name="jawab"' not in client.get(address(world)).content.decode()
    assert client.post(address(world), {"jawab": "resend"}).status_code == 403
    assert Complaint.objects.get().state == "open"


def test_head_office_sees_what_others_left_too_long(world):
    other = make_world()
    Complaint.objects.update(due_at=timezone.now() - timedelta(hours=1))
    head_office = client_of(User.objects.create_superuser(email="pusat@example.com", password="x"))
    listed = head_office.get("/kerja/keluhan/?pilih=terlambat").content.decode()
    assert address(world) in listed
    assert address(other) in listed
    assert "Keluhan yang terlambat dijawab" in head_office.get("/kerja/").content.decode()

    mine = client_of(world.manager).get("/kerja/keluhan/?pilih=terlambat").content.decode()
    assert address(other) not in mine
