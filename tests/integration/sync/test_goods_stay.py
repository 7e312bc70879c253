"""What is for sale on a channel can be hidden, never deleted."""

from __future__ import annotations

import pytest
from django.db.models import ProtectedError

from integrations.sync.models import Listing
from tests.factories_desk import make_listing, make_shop
from tests.factories_orders import make_shelf

pytestmark = pytest.mark.django_db


def test_deleting_goods_that_a_channel_sells_is_refused() -> None:
    record = make_shelf()
    listing = make_listing(make_shop(record.partner), record)
    with pytest.raises(ProtectedError):
        record.product.delete()
    assert Listing.objects.get(pk=listing.pk).stockrecord_id == record.pk
