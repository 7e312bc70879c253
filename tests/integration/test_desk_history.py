"""Riwayat: the whole cooperative's for those who answer for it, one's own work for others."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.accounts import team
from shop.accounts.models import Role
from shop.audit import services as audit
from shop.audit.models import Action, Entry
from shop.partner.services import set_price
from shop.stock import services as stock
from tests.factories_desk import World, client_of, make_staff, make_world, worker_beats

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    worker_beats()
    made = make_world()
    Entry.objects.all().delete()
    return made


def show(client: Client, **query: Any) -> str:
    answer = client.get(reverse("desk:history"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def read(client: Client, **query: Any) -> list[str]:
    answer = client.get(reverse("desk:history_file"), query)
    return b"".join(answer).decode("utf-8-sig").splitlines()


def change_something(world: World) -> None:
    set_price(stockrecord_id=world.record.pk, price=105_000, actor=world.manager)
    stock.adjust(
        item_id=world.item.pk, difference=-500, ref="a", reason="rusak", actor=world.member
    )


def test_it_says_who_changed_what_from_what_to_what(world: World) -> None:
    change_something(world)
    text = show(client_of(world.manager))
    assert "Harga atau kemasan diubah" in text
    assert "<s>Rp95.000</s>" in text
    assert "<b>Rp105.000</b>" in text
    assert "rusak" in text
    assert "49,5 kg" in text
    assert str(world.manager) in text
    assert str(world.member) in text


def test_it_is_searched_and_taken_out_as_a_file(world: World) -> None:
    change_something(world)
    client = client_of(world.manager)
    text = show(client, q="rusak")
    assert "Tidak ada perubahan yang cocok" in text, "words of staff are no place to search"
    text = show(client, q=world.item.name, bagian="goods", dari=timezone.localdate().isoformat())
    assert "Stok diubah" in text
    assert "Tidak ada perubahan yang cocok" in show(client, bagian="team")
    assert "Tanggal ini tidak terbaca" in show(client, dari="kemarin")
    rows = read(client)
    assert len(rows) == 3
    assert "Rp95.000 → Rp105.000" in rows[2]
    assert len(read(client, q=str(world.member.first_name))) == 2


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2201-01-01", "9999-12-31"])
@pytest.mark.parametrize("end", ["dari", "sampai"])
def test_days_at_the_edge_of_the_calendar_are_refused(world: World, end: str, day: str) -> None:
    change_something(world)
    client = client_of(world.manager)
    assert "Tanggal ini tidak terbaca" in show(client, **{end: day})
    assert len(read(client, **{end: day})) == 3


def test_a_file_holds_no_formula(world: World) -> None:
    change = audit.Change(
        action=Action.PRICE, cooperative_id=world.cooperative.pk, target='=HYPERLINK("x")'
    )
    audit.note(change, actor=world.manager)
    assert "'=HYPERLINK" in read(client_of(world.manager))[1]


def test_a_packer_reads_the_own_work_and_no_money(world: World) -> None:
    change_something(world)
    text = show(client_of(world.member))
    assert "Yang Anda ubah" in text
    assert "rusak" in text
    assert "Harga atau kemasan" not in text
    assert "105.000" not in text
    assert len(read(client_of(world.member))) == 2


def test_the_supervisor_reads_everything(world: World) -> None:
    change_something(world)
    text = show(client_of(make_staff(world.cooperative, Role.SUPERVISOR)))
    assert "Rp105.000" in text
    assert "rusak" in text


def test_nobody_reads_what_others_changed(world: World) -> None:
    change_something(world)
    other = make_world()
    team.set_roles(
        cooperative_id=other.cooperative.pk,
        user_id=other.member.pk,
        roles=[Role.EDITOR],
        by=other.manager,
        last_may_go=False,
    )
    Entry.objects.filter(cooperative=other.cooperative, action=Action.STOCK).delete()
    client = client_of(other.manager)
    text = show(client)
    assert "Peran diubah" in text
    assert "<s>Pengemas</s>" in text
    assert "rusak" not in text
    assert str(world.manager) not in text
    assert len(read(client)) == 2


def test_what_head_office_changes_for_all_is_its_own_to_read(world: World) -> None:
    office = make_staff(None, is_staff=True)
    change = audit.Change(action=Action.QRIS, cooperative_id=None, target="QRIS")
    audit.note(change, actor=office)
    assert "QRIS diganti" in show(client_of(office))
    assert "QRIS diganti" not in show(client_of(world.manager))


def test_many_changes_come_fifty_at_a_time_with_the_same_queries(
    world: World, django_assert_max_num_queries: Any
) -> None:
    changes = [
        audit.Change(action=Action.PRICE, cooperative_id=world.cooperative.pk, target=f"b-{n:03}")
        for n in range(120)
    ]
    audit.note_all(changes, actor=world.manager)
    client = client_of(world.manager)
    with django_assert_max_num_queries(14):
        first = show(client)
    assert ("b-119" in first, "b-070" in first, "b-069" in first) == (True, True, False)
    oldest = Entry.objects.get(target="b-070").pk
    assert f"sebelum={oldest}" in first
    second = show(client, sebelum=oldest)
    assert ("b-070" in second, "b-069" in second) == (False, True)
    with django_assert_max_num_queries(12):
        assert len(read(client)) == 121


def test_an_empty_history_and_an_empty_search_say_different_things(world: World) -> None:
    manager = client_of(world.manager)
    assert "Belum ada perubahan." in manager.get(reverse("desk:history")).content.decode()
    searched = manager.get(reverse("desk:history"), {"q": "tidakada"}).content.decode()
    assert "yang cocok dengan pencarian" in searched
    assert "Lihat semua perubahan" in searched
