"""The switch for a share of its own at every shop, and what the desk shows of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from integrations.sync import duties
from integrations.sync.models import Escrow
from shop.accounts.models import Role
from shop.stock import grants
from shop.stock.models import StockItem
from tests.factories_desk import World, client_of, make_staff, make_world, worker_beats

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    worker_beats()
    return make_world()


@pytest.fixture
def client(world: World) -> Client:
    return client_of(world.manager)


def look(client: Client, world: World, name: str = "shares") -> str:
    text: str = client.get(reverse(f"desk:{name}", args=[world.item.pk])).content.decode()
    return text


def press(client: Client, world: World, jatah: str) -> None:
    client.post(reverse("desk:shares", args=[world.item.pk]), {"jatah": jatah})


def test_the_card_leads_to_it_and_it_says_what_it_costs(world: World, client: Client) -> None:
    assert reverse("desk:shares", args=[world.item.pk]) in look(client, world, "stock_card")
    page = look(client, world)
    assert "Kalau nyala, dibagi begini" in page
    assert "paling sering tiap 15 menit" in page


def test_switched_on_and_off(world: World, client: Client) -> None:
    press(client, world, "nyala")
    assert StockItem.objects.get(pk=world.item.pk).is_escrow
    assert "Matikan jatah" in look(client, world)
    press(client, world, "")
    assert StockItem.objects.get(pk=world.item.pk).is_escrow
    press(client, world, "mati")
    assert not StockItem.objects.get(pk=world.item.pk).is_escrow


def test_shares_that_nobody_sells_from_any_more_are_free_again(
    world: World, client: Client
) -> None:
    press(client, world, "nyala")
    item = StockItem.objects.get(pk=world.item.pk)
    given = grants.grant(item_id=item.pk, holder="listing:0", quantity=item.free, step=1)
    assert given > 0
    assert "sudah jadi jatah toko" in look(client, world, "stock_card")
    look(client, world)
    assert StockItem.objects.get(pk=item.pk).granted == given, "looking changes nothing"
    duties.BY_NAME["cleaning"].run(None, timezone.now)
    assert StockItem.objects.get(pk=item.pk).granted == 0


def test_only_who_looks_after_the_shops_switches_it(world: World) -> None:
    packer = client_of(make_staff(world.cooperative, role=Role.PACKER))
    assert "Hanya yang mengurus toko" in look(packer, world)
    press(packer, world, "nyala")
    assert not StockItem.objects.get(pk=world.item.pk).is_escrow
    assert not Escrow.objects.exists()
