"""Numbers nobody would write, in fields that are read as one: an answer, never an error page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from desk.numbers import number, numbers
from tests.factories_desk import World, client_of, make_world, worker_beats

ODD = ("9" * 20, "9" * 5000, "²", "-1", "", "1\0", "٣")
ASKED = (
    "q",
    "tab",
    "saring",
    "bagian",
    "pilih",
    "paket",
    "m",
    "p",
    "sesudah",
    "sebelum",
    "mulai",
    "saluran",
    "barang",
    "pk",
    "harga",
)
LOOKS = (
    "packing_list", "labels", "labels_file", "goods", "goods_done", "goods_check", "orders",
    "stock_card", "payouts", "payouts_file", "history", "tariff_history", "alerts", "reviews",
)  # fmt: skip
SENDS = {
    "undo_price": ("lama", "baru"),
    "receiving_close": ("rekening",),
    "match_one": ("barang", "record"),
    "match_line": ("barang", "record"),
    "choose": ("koperasi",),
    "link": ("saluran", "toko"),
    "switch_on": ("habis",),
    "take_back": ("packs", "known", "jumlah", "tahu"),
    "goods_check": ("stok_1", "harga_1"),
}


@pytest.fixture
def world(db) -> World:
    worker_beats()
    return make_world()


def address(world: World, name: str) -> str:
    keys = {
        "stock_card": {"item_id": world.item.pk},
        "switch_on": {"account_id": world.account.pk},
        "take_back": {"parcel_id": world.parcel.pk, "row_id": world.row.pk},
        "undo_price": {"record_id": world.record.pk},
        "match_one": {"account_id": world.account.pk, "listing_id": world.listing.pk},
        "match_line": {"parcel_id": world.unknown_parcel.pk, "line_id": world.unknown_line},
    }
    return reverse(f"desk:{name}", kwargs=keys.get(name))


def test_only_what_a_column_holds_is_a_number() -> None:
    assert [number(text) for text in ODD] == [None] * len(ODD)
    assert number("9" * 18) == int("9" * 18)
    assert numbers(["7", "x", "8", "9"], most=3) == [7, 8]


@pytest.mark.parametrize("odd", ODD)
def test_looking_with_odd_numbers(world: World, odd: str) -> None:
    query = {name: [odd, f"{odd}.1.2", f"{odd}~2026-01-01T00:00:00+00:00~{odd}"] for name in ASKED}
    manager, office = client_of(world.manager), client_of(None)
    for name in LOOKS:
        for client in (manager, office):
            response = client.get(address(world, name), query)
            b"".join(response)
            assert response.status_code < 500, name


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59-07:00"])
def test_a_moment_at_the_edge_of_the_calendar(world: World, moment: str) -> None:
    client = client_of(world.manager)
    query = {"tab": "dikemas", "sesudah": f"1~{moment}~1"}
    assert client.get(reverse("desk:orders"), query).status_code == 200


@pytest.mark.parametrize("odd", ODD)
def test_sending_odd_numbers(world: World, odd: str) -> None:
    client = client_of(world.manager)
    for name, fields in SENDS.items():
        response = client.post(address(world, name), dict.fromkeys(fields, odd))
        assert response.status_code < 500, name
