"""What people change is written down once, with facts and without buyers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from integrations.sync import services as channels
from shop.accounts import team
from shop.accounts.models import Role
from shop.audit import personal, selectors, services
from shop.audit.models import Action, Entry, Source
from shop.partner.bulk_offers import OfferChange, change_offers, put_back
from shop.partner.services import set_price
from shop.payments import receiving
from shop.payments import services as payments
from shop.stock import services as stock
from shop.storefront import reviewing
from tests.factories_desk import World, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = make_world()
    Entry.objects.all().delete()
    return made


def only(action: Action) -> Entry:
    return Entry.objects.get(action=action)


def test_a_price_is_noted_with_what_it_was(world: World) -> None:
    before = int(world.record.price)
    assert set_price(stockrecord_id=world.record.pk, price=105_000, actor=world.manager)
    assert not set_price(stockrecord_id=world.record.pk, price=105_000, actor=world.manager)
    entry = only(Action.PRICE)
    assert (entry.before, entry.after) == ({"price": before}, {"price": 105_000})
    assert (entry.actor, entry.cooperative) == (world.manager, world.cooperative)
    assert entry.source == Source.PERSON
    assert world.item.name in entry.target


def test_many_offers_are_noted_one_by_one_and_their_way_back_too(world: World) -> None:
    record = world.record
    change = OfferChange(
        stockrecord_id=record.pk, before={"price": record.price}, after={"price": 1000}
    )
    change_offers(changes=[change], actor=world.manager, source=Source.SPREADSHEET)
    assert only(Action.PRICE).source == Source.SPREADSHEET
    back = OfferChange(
        stockrecord_id=record.pk, before={"price": 1000}, after={"price": record.price}
    )
    assert put_back(changes=[back, back], actor=world.manager) == [back]
    assert Entry.objects.filter(action=Action.PRICE).count() == 2


def test_stock_that_a_person_moves_is_noted_and_an_order_is_not(world: World) -> None:
    item = world.item
    item.refresh_from_db()
    stock.adjust(item_id=item.pk, difference=-5, ref="a", reason="rusak", actor=world.manager)
    stock.adjust(item_id=item.pk, difference=-5, ref="a", reason="rusak", actor=world.manager)
    stock.adjust(item_id=item.pk, difference=-1, ref="b", reason="", actor=None)
    entry = only(Action.STOCK)
    assert entry.before == {"on_hand": item.on_hand}
    assert entry.after == {
        "on_hand": item.on_hand - 5,
        "base_unit": "g",
        "kind": "adjust",
        "reason": "rusak",
    }


def test_a_change_that_fails_leaves_no_trace(world: World) -> None:
    with pytest.raises(stock.StockError):
        stock.adjust(
            item_id=world.item.pk, difference=-(10**9), ref="c", reason="", actor=world.manager
        )
    assert not Entry.objects.exists()


def test_money_is_noted_by_the_orders_number(world: World) -> None:
    request = world.payment
    amount = request.amount
    outcome = payments.confirm(request_id=request.pk, amount=amount, actor=world.manager)
    assert outcome == payments.Outcome.PAID
    payments.confirm(request_id=request.pk, amount=amount, actor=world.manager)
    entry = only(Action.CONFIRMED)
    assert entry.target == request.order.number
    assert entry.after == {"amount": amount, "state": "paid"}
    assert payments.return_money(
        request_id=request.pk, amount=amount, actor=world.manager, note="Bu Siti pindah"
    )
    assert only(Action.RETURN_DECIDED).after == {"amount": amount}


def test_no_whole_account_number_is_kept(world: World) -> None:
    receiving.add_account(
        cooperative_id=world.cooperative.pk,
        bank="BRI",
        number="1234567890123",
        holder="Siti Aminah",
        actor=world.manager,
    )
    entry = only(Action.ACCOUNT_OPENED)
    assert entry.after == {"bank": "BRI", "ends_with": "0123"}
    assert entry.cooperative == world.cooperative


def test_roles_are_noted_with_the_person_and_an_invited_address_is_not(world: World) -> None:
    team.set_roles(
        cooperative_id=world.cooperative.pk,
        user_id=world.member.pk,
        roles=[Role.TREASURER],
        by=world.manager,
        last_may_go=False,
    )
    entry = only(Action.ROLES)
    assert entry.person == world.member
    assert (entry.before, entry.after) == ({"roles": ["packer"]}, {"roles": ["treasurer"]})
    cooperative_id = world.cooperative.pk
    team.invite(
        cooperative_id=cooperative_id, email="baru@example.com", role="packer", by=world.manager
    )
    assert "baru" not in str(only(Action.INVITED).__dict__)


def test_the_other_rooms_note_too(world: World) -> None:
    until = timezone.now() + timedelta(hours=1)
    channels.pause(account_id=world.account.pk, until=until, actor=world.manager)
    channels.resume(account_id=world.account.pk, actor=world.manager)
    channels.disconnect(account_id=world.account.pk, actor=world.manager)
    reviewing.reply(
        review_id=world.review.pk,
        cooperative_ids=[world.cooperative.pk],
        text="Terima kasih, Bu Siti",
        actor=world.manager,
    )
    found = set(Entry.objects.values_list("action", flat=True))
    assert found == {
        Action.PAUSED,
        Action.RESUMED,
        Action.DISCONNECTED,
        Action.REVIEW_ANSWERED,
    }
    assert "Siti" not in str(list(Entry.objects.values()))


def test_facts_about_people_have_no_place(world: World) -> None:
    for name in ("name", "phone", "address", "token", "buyer"):
        change = services.Change(
            action=Action.PARCEL, cooperative_id=None, target="", after={name: "x"}
        )
        with pytest.raises(ValueError, match=name):
            services.note(change, actor=None)
    assert not Entry.objects.exists()


def test_the_history_is_only_added_to(world: World) -> None:
    set_price(stockrecord_id=world.record.pk, price=105_000, actor=world.manager)
    entry = only(Action.PRICE)
    entry.target = "lain"
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_it_is_searched_by_goods_people_and_words(world: World) -> None:
    other = make_staff(world.cooperative, first_name="Jonni")
    set_price(stockrecord_id=world.record.pk, price=105_000, actor=other)
    stock.adjust(item_id=world.item.pk, difference=-5, ref="a", reason="", actor=world.manager)
    rows = selectors.of(cooperative_id=world.cooperative.pk)

    def found(**wish: Any) -> list[str]:
        wanted = selectors.find(rows, selectors.Wish(**wish))
        return [entry.action for entry in wanted]

    today = timezone.localdate()
    assert found() == [Action.STOCK, Action.PRICE]
    assert found(words="jonni") == [Action.PRICE]
    assert found(words=f"{world.item.name} jonni") == [Action.PRICE]
    assert found(area="team") == []
    assert found(area="goods", first=today, last=today) == [Action.STOCK, Action.PRICE]
    assert found(last=today - timedelta(days=1)) == []
    mine = selectors.of(cooperative_id=world.cooperative.pk, actor_id=other.pk)
    assert [entry.action for entry in mine] == [Action.PRICE]


def test_it_goes_when_books_need_not_be_kept_any_more(world: World) -> None:
    set_price(stockrecord_id=world.record.pk, price=105_000, actor=world.manager)
    (rule,) = personal.RULES
    assert rule.days == 3650
    assert list(rule.due(timezone.now() - timedelta(days=1))) == []
    due = list(rule.due(timezone.now() + timedelta(days=1)).values_list("pk", flat=True))
    assert rule.act(due) == 1
