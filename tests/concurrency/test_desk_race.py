"""Two people at two desks, pressing in the same second: a file, a team, a photo, an account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from catalog.models import ProductImage
from catalog.photos import services as photos
from shop.accounts.models import Role, StaffRole, User
from shop.order.models import Order
from shop.outbox.models import Message
from shop.payments.models import BankAccount
from shop.privacy import services as privacy
from shop.privacy.models import DataRequest, RequestState
from shop.shipping import tariff_files
from shop.shipping.models import Tariff, TariffChange, TariffImport
from shop.shipping.tariff_imports import look, plan_of
from tests.concurrency import desk_roles
from tests.concurrency.rivals import race
from tests.factories_desk import make_staff
from tests.factories_orders import make_shelf
from tests.factories_privacy import make_user
from tests.factories_stock import make_cooperative
from tests.factories_storefront import make_places

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]

RIVALS = 8


def test_a_file_of_tariffs_used_by_many_at_once_counts_once() -> None:
    actor = make_staff(None, is_staff=True)
    make_places()
    row = Tariff.objects.create(
        origin="SUM",
        destination="31.74",
        service="reguler",
        per_kilogram=20_000,
        days_from=2,
        days_to=4,
    )
    row.per_kilogram = 25_000
    content = tariff_files.written([row]).encode()
    batch = look(content=content, file_name="tarif.csv", actor=actor)
    told = {"batch_id": batch.pk, "seen": plan_of(batch).fingerprint, "actor_id": actor.pk}
    connection.close()

    answers = race(desk_roles.use_tariffs, [told] * RIVALS)

    assert sorted(answers) == [False] * (RIVALS - 1) + [True]
    assert Tariff.objects.get(pk=row.pk).per_kilogram == 25_000
    assert TariffChange.objects.filter(batch=batch).count() == 1
    assert TariffImport.objects.get(pk=batch.pk).changed == 1


def test_two_managers_who_take_each_other_out_leave_one() -> None:
    cooperative = make_cooperative()
    people = [make_staff(cooperative, Role.MANAGER) for _each in range(2)]
    tasks: list[dict[str, Any]] = [
        {"cooperative_id": cooperative.pk, "user_id": out.pk, "by_id": by.pk}
        for out, by in (people, reversed(people))
    ]
    connection.close()

    answers = race(desk_roles.leave_team, tasks * 3)

    managers = StaffRole.objects.filter(cooperative=cooperative, role=Role.MANAGER)
    assert managers.count() == 1
    assert "refused" in answers


def test_the_same_photo_sent_by_many_at_once_is_one(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    product = make_shelf().product
    same = {"product_id": product.pk, "height": 300}
    connection.close()

    answers = race(desk_roles.send_photo, [same] * 4 + [{**same, "height": 320}] * 2)

    assert len(set(answers[:4])) == len(set(answers[4:])) == 1
    rows = ProductImage.objects.filter(product=product).order_by("display_order")
    assert [row.display_order for row in rows] == [0, 1]
    assert Message.objects.filter(kind=photos.KIND).count() == 2


def test_an_order_beside_an_erasure_keeps_its_address_or_is_not_made() -> None:
    BankAccount.objects.create(bank="BRI", number="0123456789", holder="Lapak")
    record = make_shelf(on_hand=50_000, price=100_000)
    user = make_user()
    request = privacy.ask_for_erasure(user=user, language="id")
    DataRequest.objects.filter(pk=request.pk).update(next_at=timezone.now())
    tasks: list[dict[str, Any]] = [
        {"act": "erase", "request_id": request.pk},
        {"act": "buy", "record_id": record.pk, "user_id": user.pk},
    ]
    connection.close()

    _erased, bought = race(desk_roles.erase_or_buy, tasks)

    request.refresh_from_db()
    if not bought.startswith("LK-"):
        assert not Order.objects.exists()
        return
    order = Order.objects.get(number=bought)
    assert order.erased_at is None
    assert order.contact_name
    assert order.shipping_address.line1
    if request.state != RequestState.DONE:
        assert User.objects.filter(pk=user.pk, email=user.email).exists()
