"""Linking with keys that staff copy, warehouses of the channel, and limits of one operation."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from integrations import registry
from integrations.channels.errors import AuthRevoked
from integrations.channels.transport import Request, Secret
from integrations.channels.words import Listing as ChannelListing
from integrations.channels.words import ListingState
from integrations.sync import calls, listings, numbers, push, services, tokens
from integrations.sync.calls import Line
from integrations.sync.errors_catalogue import Code
from integrations.sync.governor import OutOfTurn
from integrations.sync.models import ChannelAccount, ChannelApp, LinkRun, Listing
from integrations.sync.secrets import owner_of_app, seal
from tests.factories_desk import client_of, make_listing, make_shop, make_staff, worker_beats
from tests.factories_orders import make_shelf
from tests.fakes.keyed import KeyedConnector

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = {"site": "https://toko.example", "key": "kunci-benar"}


@pytest.fixture
def shelf(transactional_db, monkeypatch):
    monkeypatch.setitem(registry.CONNECTORS, "keyed", KeyedConnector)
    worker_beats()
    return make_shelf(on_hand=25_000)


@pytest.fixture
def app(shelf) -> ChannelApp:
    return ChannelApp.objects.create(
        channel="keyed",
        app_id="kami",
        secret=seal(Secret("rahasia"), owner_of_app("keyed", "kami")),
    )


def link(shelf, app, **changes: str) -> LinkRun:
    return services.link_with_keys(
        cooperative_id=shelf.partner_id, app_id=app.pk, values={**GOOD, **changes}
    )


def test_good_keys_make_an_account_at_its_own_address(shelf, app) -> None:
    run = link(shelf, app)
    account = run.account
    assert (account.external_shop_id, account.base_url) == ("toko.example", "https://toko.example")
    assert account.label == "Toko https://toko.example"
    assert (run.step, account.push_stock) == ("match", False)
    assert tokens.keys_of(account).are_fresh(timezone.now())
    assert "kunci-benar" not in account.credential.access


def test_refused_keys_change_nothing_and_say_what_to_do(shelf, app) -> None:
    with pytest.raises(services.LinkProblem) as caught:
        link(shelf, app, key="kunci-lama")
    assert (caught.value.code, caught.value.fields) == (Code.WRONG_KEYS, frozenset())
    assert not ChannelAccount.objects.exists()
    with pytest.raises(services.LinkProblem) as caught:
        link(shelf, app, site="toko.example")
    assert caught.value.fields == {"site"}


def test_new_keys_of_another_shop_are_refused(shelf, app) -> None:
    account = link(shelf, app).account
    with pytest.raises(services.LinkProblem) as caught:
        services.link_with_keys(
            cooperative_id=shelf.partner_id,
            app_id=app.pk,
            account_id=account.pk,
            values={**GOOD, "site": "https://lain.example"},
        )
    assert caught.value.code is Code.WRONG_SHOP
    assert ChannelAccount.objects.count() == 1


def test_keys_that_are_not_valid_any_more_ask_for_a_person(shelf, app) -> None:
    account = link(shelf, app).account
    with pytest.raises(AuthRevoked):
        calls._renewed(account, 1, Line(clock=timezone.now), calls.Trace())


def test_staff_link_with_keys_on_the_desk(shelf, app) -> None:
    client = client_of(make_staff(shelf.partner))
    chosen = client.post(reverse("desk:link"), {"saluran": app.pk})
    assert chosen.url == reverse("desk:link_keys", args=[app.pk])
    empty = client.post(chosen.url, {"site": "https://toko.example", "key": ""}).content.decode()
    assert "Ada kunci yang belum diisi." in empty
    assert 'value="https://toko.example"' in empty
    refused = client.post(chosen.url, {**GOOD, "key": "kunci-lama"}).content.decode()
    assert "Saluran tidak menerima kunci ini" in refused
    assert "kunci-lama" not in refused
    done = client.post(chosen.url, GOOD)
    account = ChannelAccount.objects.get()
    assert done.url == reverse("desk:match", args=[account.pk])


def test_only_who_may_link_sees_the_form(shelf, app) -> None:
    packer = client_of(make_staff(shelf.partner, role="packer"))
    assert packer.get(reverse("desk:link_keys", args=[app.pk])).status_code in {403, 404}
    manager = client_of(make_staff(shelf.partner))
    assert manager.get(reverse("desk:link_keys", args=[app.pk + 1])).status_code == 404
    other = make_shop(make_shelf(name="Koperasi Lain").partner)
    address = reverse("desk:link_keys", args=[app.pk])
    assert manager.get(address, {"toko": other.pk}).status_code == 404


def test_an_operation_with_a_limit_of_its_own_waits_for_it(shelf, app) -> None:
    account = link(shelf, app).account
    limits = KeyedConnector.limits
    line = Line(clock=timezone.now)

    def turn(operation: str) -> None:
        request = Request(method="GET", url="https://toko.example/x", operation=operation)
        calls.wait_for_turn(account=account, limits=limits, line=line, request=request)

    turn("list")
    with pytest.raises(OutOfTurn) as caught:
        turn("list")
    assert 90 < caught.value.retry_after <= 100
    turn("something_else")


def test_every_warehouse_of_the_channel_is_told(shelf) -> None:
    account = make_shop(shelf.partner)
    listing = make_listing(account, shelf)
    shown = ChannelListing(
        external_listing_id=listing.external_listing_id,
        external_variant_id=listing.external_variant_id,
        title="Kopi",
        state=ListingState.LIVE,
        raw_state="ACTIVATE",
        location_ids=("gudang-1", "gudang-2"),
    )
    listings.keep(account_id=account.pk, found=[shown], now=timezone.now())
    found = numbers.read([Listing.objects.get().pk])
    level = push._stock_level(numbers.stock_of(found[listing.pk]))
    assert (level.location_id, level.empty_location_ids) == ("gudang-1", ("gudang-2",))
