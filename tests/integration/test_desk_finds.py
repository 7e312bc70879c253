"""What the desk must not lose: a parcel's own number, and a worker that stands still."""

from __future__ import annotations

import pytest
from django.urls import reverse

from integrations.sync.models import Heartbeat
from shop.accounts.models import Role
from shop.partner.models import Partner
from tests.factories_desk import client_of, make_channel_order, make_shop, make_staff, worker_beats
from tests.factories_orders import make_shelf

pytestmark = pytest.mark.django_db


def test_every_parcels_number_is_found_and_nothing_else() -> None:
    worker_beats()
    shelf = make_shelf(on_hand=50_000)
    account = make_shop(shelf.partner)
    parts = [
        {"id": "P1", "courier": "JNE", "tracking_number": "JNE000111", "state": "ready"},
        {"id": "P2", "courier": "JNE", "tracking_number": "JNE000222", "state": "ready"},
    ]
    split = make_channel_order(account, (shelf, 2), parcels=parts, tracking_number="JNE000111")
    other = make_channel_order(account, (shelf, 1))
    client = client_of(make_staff(shelf.partner))

    def found(words: str) -> str:
        return client.get(reverse("desk:orders"), {"q": words}).content.decode()

    assert split.external_order_id in found("jne000222")
    assert other.external_order_id not in found("jne000222")
    for words in ("JNE000", "tracking_number", 'JNE000222"', "state1"):
        assert split.external_order_id not in found(words)


@pytest.mark.parametrize("is_training", [True, False])
def test_a_worker_that_stands_still_is_told_also_while_practising(is_training: bool) -> None:
    shelf = make_shelf(on_hand=1000)
    Partner.objects.filter(pk=shelf.partner_id).update(is_training=is_training)
    client = client_of(make_staff(shelf.partner, Role.PACKER))

    def strip() -> str:
        return client.get(reverse("desk:orders")).content.decode()

    Heartbeat.objects.all().delete()
    text = strip()
    assert "Pekerja latar belum berjalan" in text
    assert ("LATIHAN" in text) is is_training
    worker_beats()
    text = strip()
    assert "Pekerja latar" not in text
    assert ("LATIHAN" in text) is is_training
