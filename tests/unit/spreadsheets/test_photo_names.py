"""The name of a file finds the goods it belongs to."""

from __future__ import annotations

import pytest

from shop.partner.models import Partner
from shop.spreadsheets.photos import naming
from shop.spreadsheets.refusals import Wrong
from tests.factories_storefront import make_seller, make_variants
from tests.unit.spreadsheets.sent_photos import (
    goods,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("KOPI-250.jpg", 0),
        ("kopi_250 (2).JPEG", 2),
        ("KOPI-250-03.png", 3),
        ("Kopi Lintong.webp", 0),
        ("kopi lintong 2.jpg", 2),
        ("kopi-250", 0),
    ],
)
def test_a_name_finds_its_goods(seller: Partner, name: str, number: int) -> None:
    product = goods(seller)
    found, place = naming.names_of(seller.pk).find(name)
    assert (found.product_id, place) == (product.pk, number)


def test_a_code_that_ends_in_a_number_is_that_code(seller: Partner) -> None:
    goods(seller, "Beras", "BERAS")
    five = goods(seller, "Beras karung", "BERAS-5")
    found, place = naming.names_of(seller.pk).find("BERAS-5.jpg")
    assert (found.product_id, place) == (five.pk, 0)


def test_a_pack_gives_its_photo_to_the_product() -> None:
    parent, packs = make_variants("Kopi Sidikalang", [("250 g", 250, 60_000)], on_hand=1000)
    sku = packs[0].stockrecords.get().partner_sku
    found, _place = naming.names_of(parent.partner_id).find(f"{sku}.jpg")
    assert found.product_id == parent.pk


def test_unknown_and_doubtful_names_say_what_to_do(seller: Partner) -> None:
    goods(seller)
    goods(seller, "Ulos Ragi", "ULOS-1")
    goods(seller, "Ulos Ragi", "ULOS-2")
    names = naming.names_of(seller.pk)
    with pytest.raises(Wrong) as near:
        names.find("KOPI-25O.jpg")
    assert "KOPI-250" in near.value.hint
    with pytest.raises(Wrong) as far:
        names.find("IMG_20260101.jpg")
    assert "kode" in far.value.hint
    with pytest.raises(Wrong) as several:
        names.find("ulos ragi.jpg")
    assert "kode" in several.value.hint


def test_goods_of_others_are_unknown(seller: Partner) -> None:
    goods(make_seller(), "Kopi lain", "LAIN-1")
    with pytest.raises(Wrong):
        naming.names_of(seller.pk).find("LAIN-1.jpg")
