"""The advised buffer on the rules page of goods: shown with what it costs, filled in, then kept."""

from __future__ import annotations

import pytest
from django.urls import reverse

from integrations.sync.models import Listing
from tests.factories_desk import client_of, make_world, worker_beats

pytestmark = pytest.mark.django_db


def test_an_advice_is_shown_filled_in_and_kept_only_by_a_press() -> None:
    worker_beats()
    world = make_world()
    client = client_of(world.manager)
    listing = Listing.objects.filter(account=world.account, stockrecord__isnull=False).first()
    assert listing is not None
    address = reverse("desk:listing_rules", args=[world.account.pk, listing.pk])
    page = client.get(address).content.decode()
    assert "Sebaiknya simpan berapa" in page
    assert "Yakin 99 %." in page
    filled = client.get(address, {"saran": "3"}).content.decode()
    assert 'name="kurangi" value="3"' in filled
    assert "Belum ada yang berubah" in filled
    listing.refresh_from_db()
    assert listing.minus is None
    client.post(address, {"kurangi": "3"})
    listing.refresh_from_db()
    assert listing.minus == 3
