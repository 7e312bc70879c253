"""A message to a phone is sent once, whatever happens to calls and answers."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.social import whatsapp
from integrations.social.models import MessageStatus, Reached
from shop.notices import services
from shop.notices.models import NoticeTemplate
from shop.order.models import Order
from shop.outbox import delivery
from shop.outbox import services as outbox
from shop.outbox.models import Message, State
from tests.factories_orders import make_order, make_shelf

from .conftest import Networks

pytestmark = pytest.mark.django_db(transaction=True)
KIND = services.KIND


def asked(networks: Networks) -> Message:
    """An order whose buyer wants messages, and the first of them."""
    NoticeTemplate.objects.create(
        event="received", name="pesanan_diterima", parameters="number,total"
    )
    order = make_order((make_shelf(), 2))
    services.begin(order=order, user_id=None, version="1", language="id")
    return Message.objects.get(kind=KIND)


def state(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.error_code


def test_a_message_is_sent_and_its_way_is_followed(networks: Networks) -> None:
    message = asked(networks)
    assert networks.work(KIND) == 1
    assert state(message) == (State.SENT, "")
    number = Order.objects.get().number
    assert networks.sent() == [f"Pesanan {number} sudah kami terima. Total Rp190.000."]
    [there] = networks.act("messages")["messages"]
    networks.act("status", id=there["id"], status="read")
    networks.act("status", id=there["id"], status="delivered", again=True)
    networks.act("status", id=there["id"], status="read", again=True)
    assert networks.knock() == [200] * 4
    status = MessageStatus.objects.get()
    assert (status.wamid, status.reached) == (message.external_id, Reached.READ)
    # Theirs has the phone's number inside; ours is a digest of it.
    assert message.external_id == whatsapp.name_of(there["id"]) != there["id"]
    assert status.mark == whatsapp.mark_of(message)


# What strikes → messages on the phone, then the row's end: after the reports came in, or never.
FAULTS: dict[str, tuple[str, dict[str, Any], int, tuple[str, str]]] = {
    "connection closed before": ("outage", {}, 0, (State.PARKED, "no_report")),
    "proxy error before": (
        "outage", {"params": {"mode": "503"}}, 0, (State.PARKED, "no_report")),
    "html with 200": ("html", {}, 0, (State.PARKED, "no_report")),
    "server error": ("http_500", {}, 0, (State.PARKED, "no_report")),
    "timeout after": ("timeout_after", {"params": {"seconds": 0.05}}, 1, (State.SENT, "")),
    "half an answer": ("half_json", {}, 1, (State.SENT, "")),
    "error after all": (
        "error", {"params": {"code": 131000, "status": 500, "applied": True}}, 1,
        (State.SENT, "")),
    "429": ("http_429", {}, 1, (State.SENT, "")),
    "throttled": ("rate_limited", {}, 1, (State.SENT, "")),
    "token expired": ("token_expired", {}, 1, (State.SENT, "")),
    "refused": ("error", {"params": {"code": 132001}}, 0, (State.PARKED, "132001")),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_whatever_strikes_it_is_sent_once_or_a_person_is_asked(
    networks: Networks, name: str
) -> None:
    kind, more, phones, end = FAULTS[name]
    message = asked(networks)
    networks.fault(kind, **more)
    networks.work(KIND)
    networks.knock()
    for _round in range(9):
        networks.work(KIND, minutes=35)
        networks.knock()
    assert state(message) == end
    assert len(networks.sent()) == phones


def test_a_refused_connection_certainly_sent_nothing_and_waits(
    networks: Networks, settings: Any
) -> None:
    url, settings.WHATSAPP_BASE_URL = settings.WHATSAPP_BASE_URL, "http://127.0.0.1:9"
    message = asked(networks)
    networks.work(KIND)
    assert state(message) == (State.QUEUED, "not_connected")
    settings.WHATSAPP_BASE_URL = url
    networks.work(KIND, minutes=2)
    assert state(message) == (State.SENT, "")
    assert len(networks.sent()) == 1


def test_an_expired_token_is_not_hammered(networks: Networks) -> None:
    message = asked(networks)
    networks.act("account", id="108900000000001", expires_at=1)
    networks.work(KIND)
    assert state(message) == (State.QUEUED, "190_463")
    networks.work(KIND, minutes=29)
    assert networks.calls() == 1
    networks.act("account", id="108900000000001", expires_at=0)
    networks.work(KIND, minutes=2)
    assert len(networks.sent()) == 1


@pytest.mark.parametrize("has_called", [False, True])
def test_a_worker_that_dies_leaves_one_message_at_most(
    networks: Networks, has_called: bool
) -> None:
    message = asked(networks)
    claimed = delivery.claim(message.pk, now=networks.clock())
    assert claimed is not None
    if has_called:
        whatsapp.deliver(claimed)
        networks.knock()
    for _round in range(9):
        networks.work(KIND, minutes=35)
    expected = (State.SENT, "") if has_called else (State.PARKED, "no_report")
    assert state(message) == expected
    assert len(networks.sent()) == int(has_called)


def test_a_person_may_send_again_and_two_clicks_are_one(networks: Networks) -> None:
    message = asked(networks)
    networks.fault("error", params={"code": 132001})
    networks.work(KIND)
    assert [outbox.retry(message_id=message.pk) for _click in range(2)] == [True, False]
    networks.work(KIND, minutes=1)
    assert state(message) == (State.SENT, "")
    assert len(networks.sent()) == 1


def test_at_night_nothing_leaves_even_if_it_was_due_before(networks: Networks) -> None:
    message = asked(networks)
    networks.work(KIND, hours=12)
    assert state(message) == (State.QUEUED, "night")
    assert networks.calls() == 0
    networks.work(KIND, hours=9)
    assert state(message) == (State.SENT, "")


def test_news_that_is_too_old_and_wishes_that_changed_stop_it(networks: Networks) -> None:
    message = asked(networks)
    networks.clock.wait(days=3)
    networks.work(KIND)
    assert state(message) == (State.PARKED, "too_late")


def test_who_took_it_back_meanwhile_gets_nothing(networks: Networks) -> None:
    message = asked(networks)
    services.stop_for_order(order_id=message.payload["order_id"])
    Message.objects.update(state=State.QUEUED)  # as if a worker had it already
    networks.work(KIND)
    assert state(message) == (State.PARKED, "not_wanted")
    assert networks.calls() == 0


def test_without_a_key_it_waits_for_one(networks: Networks, settings: Any) -> None:
    message = asked(networks)
    settings.WHATSAPP_TOKEN = ""
    networks.work(KIND)
    assert state(message) == (State.QUEUED, "switched_off")
    assert networks.calls() == 0


def test_the_token_is_nowhere_in_the_row(networks: Networks) -> None:
    message = asked(networks)
    networks.fault("token_expired")
    networks.work(KIND)
    message.refresh_from_db()
    assert "EAAlatihan" not in f"{message.error_code}{message.error_text}{message.payload}"
