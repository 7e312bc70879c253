"""Every address of the desk × {own, foreign, buyer, nobody} × {GET, POST}.

An address that the walk does not know fails: whoever adds one says here what it shows to whom.
"""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from desk.urls import urlpatterns
from shop.accounts.models import Role
from tests.factories_desk import World, client_of, make_staff, make_world, worker_beats

pytestmark = pytest.mark.django_db

# Screens without an object: they show what is the user's own.
PLAIN = frozenset(
    {
        "home", "pulse", "orders", "packing_list", "labels", "labels_file",
        "goods", "goods_check", "goods_use",
        "goods_done", "channels", "link", "link_keys", "linked", "money", "more", "choose", "help",
        "catalogues",
        "reviews", "alerts", "complaints", "people", "invite", "data_requests",
        "receiving", "receiving_account", "receiving_qris", "receiving_close",
        "payouts", "payouts_file", "history", "history_file",
        "delivery", "delivery_save", "delivery_area",
        "tariffs", "tariff_download", "tariff_upload", "tariff_history",
        "weights", "weight_rule_save", "weight_surcharge_save",
        "spreadsheets", "spreadsheet_download", "spreadsheet_sample", "spreadsheet_upload",
        "photo_batches", "photo_batch_upload",
    }
)  # fmt: skip
OBJECTS = frozenset(
    {
        "spreadsheet", "spreadsheet_marked", "spreadsheet_use", "spreadsheet_undo",
        "parcel", "tick", "pack", "unpack", "ship", "sent", "undo_ship", "hand_over",
        "retry_parcel", "tracking", "go_on", "take_back", "channel_label", "cancel", "cancelled",
        "undo_cancel", "answer_cancel", "decide", "later", "match_line",
        "undo_price", "undo_movement",
        "stock_card", "shares", "receive", "less", "count", "consent", "shop", "set_rules", "pause",
        "resume", "retry_cause", "disconnect", "read_again", "match", "accept_certain",
        "check_rules", "listing_rules", "shop_log", "undo_bulk", "differences", "check_now",
        "choose_side", "differences_file", "stuck", "stuck_check", "stuck_retry", "stuck_leave",
        "stuck_again", "publish", "publish_read", "publish_send", "publish_goods",
        "match_one", "unmatch", "ignore", "dry_run", "switch_on", "payment", "confirm_payment",
        "accept_payment", "accept_and_return", "ask_again", "give_back", "gave_back",
        "proof_picture", "reject_proof", "payout",
        "ask_courier", "courier",
        "harvest", "harvest_receive", "review", "review_judge", "alert_told",
        "complaint", "complaint_sent", "complaint_photo",
        "person", "remove_person", "withdraw_invitation",
        "photos", "photo_add", "photo_move", "photo_remove",
        "photo_batch", "photo_batch_use", "photo_thumb", "photo_batch_leave", "photo_batch_undo",
        "delivery_stop", "tariff_file", "tariff_use", "tariff_undo",
    }
)  # fmt: skip
# What the owner may meet beyond a page or a redirect, and why.
OWN_404 = {
    ("consent", "get"),  # its link lives in the session of whoever pressed the button
    ("link_keys", "get"),  # the world's channel has a consent page instead
    ("link_keys", "post"),
    ("channel_label", "get"),  # our own parcel has no label of a channel
    ("choose", "post"),  # no cooperative was named
    ("match_one", "post"),  # no goods were named
    ("match_line", "post"),
    ("courier", "post"),  # no courier was asked for
}
# Whose work it is: the same page for everybody else, whether the object exists or not.
HEAD_OFFICE = frozenset(
    {
        "tariffs", "tariff_download", "tariff_upload", "tariff_history", "tariff_file",
        "weights", "weight_rule_save", "weight_surcharge_save",
        "tariff_use", "tariff_undo", "review_judge", "data_requests",
    }
)  # fmt: skip
METHODS = ("get", "post")
NAMES = [pattern.name for pattern in urlpatterns]


def address(world: World, name: str) -> str:
    pattern = next(each for each in urlpatterns if each.name == name)
    wanted = set(re.findall(r"<int:(\w+)>", str(pattern.pattern)))
    return reverse(f"desk:{name}", kwargs=world.kwargs(name, wanted))


@pytest.fixture
def world() -> World:
    worker_beats()
    return make_world()


def test_every_address_is_known_to_this_walk() -> None:
    assert set(NAMES) == PLAIN | OBJECTS
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("method", METHODS)
def test_nobody_is_sent_to_the_login(world: World, method: str) -> None:
    client = client_of(None)
    for name in NAMES:
        response = getattr(client, method)(address(world, name))
        if response.status_code == 405:
            continue
        assert response.status_code == 302, name
        assert response.url.startswith("/akun/login/?next="), name


@pytest.mark.parametrize("method", METHODS)
def test_buyers_get_the_same_page_everywhere(world: World, method: str) -> None:
    client = client_of(make_staff(None))
    pages = set()
    for name in NAMES:
        response = getattr(client, method)(address(world, name))
        if response.status_code == 405:
            continue
        assert response.status_code == 403, name
        pages.add(response.content)
    assert len(pages) == 1


@pytest.mark.parametrize("method", METHODS)
def test_another_cooperatives_objects_do_not_exist(world: World, method: str) -> None:
    other = make_world()
    client = client_of(other.manager)
    for name in OBJECTS:
        response = getattr(client, method)(address(world, name), {"packed": "1"})
        hidden = {403, 405} if name in HEAD_OFFICE else {404, 405}
        assert response.status_code in hidden, f"{method} {name}: {response.status_code}"


def test_lists_show_nothing_of_another_cooperative(world: World) -> None:
    other = make_world()
    client = client_of(other.manager)
    secrets = [
        world.cooperative.name,
        world.parcel.order.number,
        world.item.name,
        world.account.label,
        world.payment.order.number,
    ]
    query = {"paket": [world.parcel.pk], "m": [world.movement.pk], "p": [f"{world.record.pk}.1.2"]}
    # link_keys answers with the shop's own page for what is not there, which shows goods for sale.
    for name in PLAIN - {"linked", "link_keys"}:
        response = client.get(address(other, name), query)
        if response.status_code == 405:
            continue
        text = b"".join(response).decode(errors="replace")
        for secret in secrets:
            assert secret not in text, f"{name} shows {secret}"


def test_foreign_fields_in_the_stock_form_are_ignored(world: World) -> None:
    other = make_world()
    before = world.item.on_hand
    client_of(other.manager).post(
        reverse("desk:goods_use"),
        {f"stok_{world.item.pk}": "+5", f"harga_{world.record.pk}": "1.000", "nonce": "a" * 32},
    )
    world.item.refresh_from_db()
    world.record.refresh_from_db()
    assert (world.item.on_hand, int(world.record.price)) == (before, 95_000)


def test_foreign_goods_cannot_be_matched(world: World) -> None:
    other = make_world()
    client = client_of(other.manager)
    response = client.post(address(other, "match_one"), {"barang": str(world.record.pk)})
    assert response.status_code == 404
    response = client.post(address(other, "match_line"), {"barang": str(world.record.pk)})
    assert response.status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("method", METHODS)
def test_the_owner_meets_no_dead_end(world: World, method: str) -> None:
    client = client_of(world.manager)
    for name in NAMES:
        response = getattr(client, method)(address(world, name))
        allowed = {200, 302, 303, 405, 422} | ({404} if (name, method) in OWN_404 else set())
        allowed |= {403} if name in HEAD_OFFICE else set()
        assert response.status_code in allowed, f"{method} {name}: {response.status_code}"


def test_staff_of_two_cooperatives_open_objects_of_both(world: World) -> None:
    other = make_world()
    user = make_staff(world.cooperative)
    user.staff_roles.create(cooperative=other.cooperative, role=Role.PACKER)
    client = client_of(user)
    assert client.get(address(world, "parcel")).status_code == 200
    assert client.get(address(other, "parcel")).status_code == 200
    # A manager here is still a packer there.
    assert client.get(address(other, "cancel")).status_code == 403


def test_the_chosen_cooperative_is_kept_and_never_a_foreign_one(world: World) -> None:
    other, third = make_world(), make_world()
    user = make_staff(world.cooperative)
    user.staff_roles.create(cooperative=other.cooperative, role=Role.MANAGER)
    client = client_of(user)
    client.post(reverse("desk:choose"), {"koperasi": str(other.cooperative.pk)})
    assert other.cooperative.name in client.get(reverse("desk:home")).content.decode()
    response = client.post(reverse("desk:choose"), {"koperasi": str(third.cooperative.pk)})
    assert response.status_code == 404


# --- what the roles see (who may do what: test_desk_roles.py) ------------------------------------


def test_packers_see_no_money_and_no_channels(world: World) -> None:
    client = client_of(make_staff(world.cooperative, Role.PACKER))
    for name in ("home", "orders", "parcel", "goods", "stock_card"):
        text = client.get(address(world, name)).content.decode()
        # A token is drawn by chance and may hold these two letters.
        assert "Rp" not in re.sub(r'value="\w{32,}"', "", text), name
        assert reverse("desk:channels") not in text, name
        assert reverse("desk:money") not in text, name


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.TREASURER])
def test_readers_find_no_button_that_writes(world: World, role: str) -> None:
    client = client_of(make_staff(world.cooperative, role))
    names = {"orders", "parcel", "goods", "stock_card", "photos", "shares", "reviews", "review"}
    names |= {"complaints", "complaint", "complaint_photo", "catalogues"}
    if role == Role.SUPERVISOR:
        names |= {"channels", "shop", "shop_log", "differences", "publish", "stuck", "money"}
        names |= {"payment", "payouts", "payout", "receiving"}
    for name in names:
        response = client.get(address(world, name))
        assert response.status_code == 200, name
        assert 'method="post"' not in b"".join(response).decode(errors="replace"), name


def test_head_office_works_for_every_cooperative(world: World) -> None:
    client = client_of(make_staff(None, is_staff=True))
    for name in ("parcel", "stock_card", "shop", "payment", "cancel", "dry_run"):
        assert client.get(address(world, name)).status_code in {200, 302}, name
