"""What is older than its days goes: in batches, after a crash too, and nothing before."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from integrations.sync.models import AccountState, ChannelAccount, Inbox
from shop.basket.models import Basket
from shop.couriers.models import CourierNotice
from shop.customer.models import Alert
from shop.order import services as orders
from shop.order.importing import import_order
from shop.order.models import Order, Parcel
from shop.order.requests import Contact
from shop.outbox.mail import enqueue_mail
from shop.outbox.models import Message, State
from shop.payments.models import ProviderEvent
from shop.personal import NAMELESS
from shop.privacy import registry, retention
from tests.factories_orders import HOME, incoming, incoming_line
from tests.factories_privacy import pay, place
from tests.factories_stock import make_cooperative
from tests.factories_storefront import make_product
from tests.seams import run_before

pytestmark = pytest.mark.django_db
LOTTE = Contact(name="Lotte Hutabarat", phone="+628111222333", email="lotte@surat.example")


def after(days: float) -> Callable[[], datetime]:
    return lambda: timezone.now() + timedelta(days=days)


def done(outcomes: list[retention.Outcome]) -> dict[str, int]:
    return {each.rule.code: each.done for each in outcomes if each.done}


def of_channel(days_ago: float = 0) -> Order:
    cooperative = make_cooperative()
    new = incoming(cooperative, [incoming_line()], contact=LOTTE, address=HOME)
    order = import_order(incoming=new)
    Order.objects.filter(pk=order.pk).update(date_placed=timezone.now() - timedelta(days=days_ago))
    return order


def name_of(order: Order) -> str:
    return str(Order.objects.values_list("contact_name", flat=True).get(pk=order.pk))


def test_a_marketplaces_buyer_goes_in_time_whatever_is_open(settings) -> None:
    assert settings.MARKETPLACE_BUYER_DAYS < 90
    old, young = of_channel(86), of_channel(84)

    assert done(retention.purge(clock=timezone.now)) == {"buyers_of_marketplaces": 1}

    assert (name_of(old), name_of(young)) == (NAMELESS, "Lotte Hutabarat")
    assert Order.objects.get(pk=old.pk).shipping_address.line1 == ""
    # Read again by the channel's overlap, it stays nameless.
    assert done(retention.purge(clock=timezone.now)) == {}


def test_buyers_of_a_shop_that_was_let_go_leave_within_thirty_days(settings) -> None:
    from tests.factories_sync import make_app

    assert settings.MARKETPLACE_ENDED_DAYS < 30
    account = ChannelAccount.objects.create(
        cooperative=make_cooperative(), app=make_app(), channel="fake", external_shop_id="7"
    )
    order = of_channel()
    account.orders.create(external_order_id="X1", state="completed", order=order)
    ChannelAccount.objects.filter(pk=account.pk).update(
        state=AccountState.DISCONNECTED, updated_at=timezone.now()
    )
    assert done(retention.purge(clock=after(24))) == {}
    assert done(retention.purge(clock=after(26))) == {"buyers_of_ended_shops": 1}
    assert name_of(order) == NAMELESS


def test_our_own_orders_keep_their_buyer_five_years_and_longer_while_something_is_open() -> None:
    order = place()
    pay(order)
    assert name_of(order) == "Marsinta Siallagan"
    retention.purge(clock=after(1900))
    assert name_of(order) == "Marsinta Siallagan"
    orders.walk(parcel_id=Parcel.objects.get(order=order).pk, to="completed", source="buyer")
    retention.purge(clock=after(1800))
    assert name_of(order) == "Marsinta Siallagan"
    assert done(retention.purge(clock=after(1900)))["buyers_of_the_shop"] == 1
    assert name_of(order) == NAMELESS


def test_an_order_that_lapsed_forgets_after_a_month() -> None:
    order = place()
    orders.lapse_due(clock=after(2), budget=10)
    retention.purge(clock=after(31))
    assert name_of(order) == "Marsinta Siallagan"
    assert done(retention.purge(clock=after(33)))["buyers_who_never_paid"] == 1
    assert name_of(order) == NAMELESS


def test_alerts_webhooks_mails_and_baskets_go_after_their_days() -> None:
    product = make_product()
    Alert.objects.create(product=product, way="mail", contact="a@surat.example")
    Alert.objects.create(
        product=product, way="mail", contact="b@surat.example", due_at=timezone.now(),
        told_at=timezone.now(),
    )  # fmt: skip
    CourierNotice.objects.create(key="k", body={"receiver": "Lotte"})
    ProviderEvent.objects.create(provider="midtrans", event_key="e", body={"email": "x"})
    sent = enqueue_mail(dedup_key="a", to="x@surat.example", subject="s", text="t")
    waits = enqueue_mail(dedup_key="b", to="x@surat.example", subject="s", text="t")
    Message.objects.filter(pk=sent.pk).update(state=State.SENT, error_text="to x@surat.example")
    Inbox.objects.create(
        channel="shopee", delivery_key="d", body="Lotte", headers={"a": "b"}, state="parked",
        verified_at=timezone.now(), not_before=timezone.now(),
    )  # fmt: skip
    Basket.objects.create()

    assert done(retention.purge(clock=after(29))) == {}
    assert done(retention.purge(clock=after(31))) == {
        "alerts_sent": 1,
        "mails": 1,
        "messages_of_couriers": 1,
        "messages_of_marketplaces": 1,
        "messages_of_providers": 1,
    }
    assert done(retention.purge(clock=after(91))) == {"baskets": 1}
    assert done(retention.purge(clock=after(366))) == {"alerts_waiting": 1}
    assert (CourierNotice.objects.get().body, Inbox.objects.get().body) == ({}, "")
    # Rows that keep a second delivery from counting twice stay; what was not sent yet stays whole.
    assert ProviderEvent.objects.get().event_key == "e"
    waits.refresh_from_db()
    assert waits.payload["to"] == ["x@surat.example"]


def test_a_dry_run_counts_and_changes_nothing() -> None:
    order = of_channel(86)
    told = io.StringIO()
    call_command("purge_personal_data", "--dry-run", stdout=told)
    line = next(row for row in told.getvalue().splitlines() if "buyers_of_marketplaces" in row)
    assert "1 due" in line
    assert "85 days" in line
    assert name_of(order) == "Lotte Hutabarat"

    told = io.StringIO()
    call_command("purge_personal_data", stdout=told)
    assert "1 done" in told.getvalue()
    assert name_of(order) == NAMELESS


def test_zero_days_switch_a_rule_off(settings) -> None:
    settings.MARKETPLACE_BUYER_DAYS = 0
    order = of_channel(4000)
    assert "buyers_of_marketplaces" not in done(retention.purge(clock=timezone.now))
    assert name_of(order) == "Lotte Hutabarat"


class Killed(BaseException):
    """As a worker that is killed."""


def test_a_run_that_dies_goes_on_where_it_stopped(monkeypatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    found = [of_channel(86) for _each in range(5)]
    calls = []

    def die() -> None:
        calls.append(1)
        if len(calls) == 4:
            raise Killed

    with (
        pytest.raises(Killed),
        run_before("shop.privacy.erasing._scrub", die, times=4),
    ):
        retention.purge(clock=timezone.now)
    assert [name_of(order) for order in found].count(NAMELESS) == 3

    retention.purge(clock=timezone.now)
    assert {name_of(order) for order in found} == {NAMELESS}


def test_a_rule_that_fails_or_makes_no_progress_does_not_stop_the_others(monkeypatch) -> None:
    order = of_channel(86)
    rules = {rule.code: rule for rule in registry.rules()}
    stuck = type(rules["baskets"])(
        code="aaa", about="never done", due=lambda before: Order.objects.all(), act=lambda keys: 0
    )
    broken = type(rules["baskets"])(
        code="bbb", about="breaks", due=lambda before: Order.objects.all(), act=lambda keys: 1 // 0
    )
    monkeypatch.setattr(registry, "rules", lambda: (stuck, broken, rules["buyers_of_marketplaces"]))
    assert done(retention.purge(clock=timezone.now)) == {"buyers_of_marketplaces": 1}
    assert name_of(order) == NAMELESS


def test_the_worker_does_it_at_night() -> None:
    from integrations.sync.duties import BY_NAME

    night = timezone.localtime().replace(hour=2, minute=30)
    assert BY_NAME["retention"].find(night) == [None]
    assert BY_NAME["retention"].find(night.replace(hour=14)) == []
    order = of_channel(86)
    BY_NAME["retention"].run(None, timezone.now)
    assert name_of(order) == NAMELESS


def test_the_worker_works_on_what_people_ask_for() -> None:
    from integrations.sync.duties import BY_NAME
    from shop.privacy import services
    from tests.factories_privacy import make_user

    request = services.ask_for_copy(user=make_user(), language="id")
    assert list(BY_NAME["data_requests"].find(timezone.now())) == [request.pk]
    BY_NAME["data_requests"].run(request.pk, timezone.now)
    request.refresh_from_db()
    assert request.state == "ready"
