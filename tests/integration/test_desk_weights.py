"""Head office's screens of weight rules and remote areas: words, history, and nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from shop.audit.models import Entry
from shop.partner.models import Partner
from shop.shipping.models import Service, Surcharge
from shop.shipping.quotes import Item, ParcelContents, quote
from tests.factories_desk import client_of, make_staff
from tests.factories_storefront import make_places, make_seller

pytestmark = pytest.mark.django_db
RULE = {
    "code": "Kargo", "name": "Kargo hemat", "divisor": "4000", "step_grams": "1000",
    "tolerance_grams": "0", "least_grams": "10000", "most_grams": "", "longest_cm": "175",
}  # fmt: skip
AREA = {"destination": "jaw", "service": "", "per_colli": "5000", "per_kilogram": "1500",
        "is_active": "on"}  # fmt: skip


def prices(seller: Partner) -> dict[str, int]:
    """What a parcel of one kilogram costs to Jakarta, by service."""
    contents = ParcelContents(
        cooperative_id=seller.pk,
        origin_code=seller.district_id,
        items=(Item(weight_grams=1_000),),
        goods=20_000,
    )
    found = quote(contents=contents, destination_code="31.74.01")
    return {each.code: each.price for each in found}


@pytest.fixture
def office() -> Client:
    make_places()
    make_seller()
    return client_of(make_staff(None, is_staff=True))


def test_a_rule_is_added_changed_once_and_remembered(office: Client) -> None:
    Service.objects.filter(code="kargo").delete()
    save = reverse("desk:weight_rule_save")
    assert "Tersimpan" in office.post(save, RULE, follow=True).content.decode()
    assert "memang sudah begitu" in office.post(save, RULE, follow=True).content.decode()
    office.post(save, {**RULE, "least_grams": "5000"})

    row = Service.objects.get(code="kargo")
    assert (row.least_grams, row.longest_mm, row.most_grams) == (5_000, 1_750, None)
    new, changed = Entry.objects.filter(action="shop.rates").order_by("pk")
    assert new.after["least_grams"] == 10_000
    assert (changed.before, changed.after) == ({"least_grams": 10_000}, {"least_grams": 5_000})
    shown = office.get(reverse("desk:weights"), {"layanan": "kargo"}).content.decode()
    assert 'value="175"' in shown
    assert "Kargo hemat" in shown
    assert "Aturan berat" in office.get(reverse("desk:history")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"tolerance_grams": "1000"}, "lebih kecil dari kelipatannya"),
        ({"divisor": "0"}, "lebih besar dari atau sama dengan 1"),
        ({"code": "kargo; drop"}, "valid"),
        ({"least_grams": "99999999999999999999"}, "10000000"),
    ],
)
def test_a_wrong_rule_is_told_in_words(office: Client, wrong: dict[str, str], words: str) -> None:
    before = list(Service.objects.values())
    answer = office.post(reverse("desk:weight_rule_save"), RULE | wrong)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert list(Service.objects.values()) == before


def test_an_area_costs_more_at_once_and_stops(office: Client) -> None:
    seller = Partner.objects.get()
    plain = prices(seller)
    save = reverse("desk:weight_surcharge_save")
    office.post(save, AREA)

    assert prices(seller)["reguler"] == plain["reguler"] + 5_000 + 1_500
    office.post(save, {name: value for name, value in AREA.items() if name != "is_active"})
    assert prices(seller) == plain
    assert Surcharge.objects.get(destination="JAW").per_colli == 5_000
    assert Entry.objects.filter(action="shop.rates").count() == 2


@pytest.mark.parametrize("code", ["99.99", "semua", "*", "=KAB", "12.7x", "<b>"])
def test_an_area_nobody_knows_is_refused(office: Client, code: str) -> None:
    answer = office.post(reverse("desk:weight_surcharge_save"), {**AREA, "destination": code})

    assert answer.status_code == 422
    assert "tidak kami kenal" in answer.content.decode()
    assert "<b>" not in answer.context["surcharge_form"]["destination"].as_widget()
    assert not Surcharge.objects.exists()


def test_what_is_not_there_is_404(office: Client) -> None:
    page = reverse("desk:weights")
    assert office.get(page, {"layanan": "tidak-ada"}).status_code == 404
    assert office.get(page, {"daerah": "PAP kargo"}).status_code == 404


@pytest.mark.parametrize("name", ["weights", "weight_rule_save", "weight_surcharge_save"])
def test_rules_for_all_are_head_offices(name: str) -> None:
    make_places()
    manager = client_of(make_staff(make_seller()))
    address = reverse(f"desk:{name}")
    answer = manager.get(address) if name == "weights" else manager.post(address, RULE | AREA)

    assert answer.status_code == 403
    assert not Entry.objects.filter(action="shop.rates").exists()
