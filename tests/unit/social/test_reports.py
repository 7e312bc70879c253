"""The door for webhooks: only Meta's own words, over raw bytes; a repeat changes nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from typing import Any

import pytest
from django.test import Client

from integrations.social import graph, reports, wire
from integrations.social.models import MessageStatus, Reached
from integrations.social.whatsapp import name_of
from shop.notices import services
from shop.outbox.registry import OutcomeUnknown, Refused, Retry
from shop.privacy import consents
from tests.factories_orders import make_order, make_shelf

SECRET = "0123456789abcdef0123456789abcdef"
HOOK = "/api/webhooks/meta/"


@pytest.fixture(autouse=True)
def app(settings: Any) -> None:
    settings.META_APP_SECRET, settings.META_VERIFY_TOKEN = SECRET, "kata-uji"
    settings.WHATSAPP_PHONE_ID, settings.WHATSAPP_TOKEN = "108900000000001", "token-of-tests"


def knock(value: Any, *, secret: str = SECRET, raw: bytes = b"") -> int:
    told = {"object": "whatsapp_business_account", "entry": [{"changes": [{"value": value}]}]}
    body = raw or json.dumps(told).encode()
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": signature}
    answer = Client().post(HOOK, body, content_type="application/json", headers=headers)
    return answer.status_code


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        (
            b'{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"value":'
            b'{"statuses":[{"id":"wamid.X","status":"delivered"}]},"field":"messages"}]}]}',
            "470ea8b83b6fe444473e005fbd1d84ab7654288ad7362fb7a40851ea70f8e8d2",
        ),
        (
            b'{"text":"Ibu \\u00c1nis \\ud83d\\ude00"}',
            "d62306d3007791f2f2c452aaca4300f82f554758a2bef63cdca0e7289aca7237",
        ),
    ],
)
def test_the_signatures_of_the_fact_sheet(body: bytes, signature: str) -> None:
    assert reports.is_genuine(body=body, signature=f"sha256={signature}")
    assert not reports.is_genuine(body=body + b" ", signature=f"sha256={signature}")


def test_without_a_secret_nobody_is_believed(settings: Any) -> None:
    settings.META_APP_SECRET = ""
    signature = hmac.new(b"", b"{}", hashlib.sha256).hexdigest()
    assert not reports.is_genuine(body=b"{}", signature=f"sha256={signature}")


@pytest.mark.django_db
def test_the_furthest_state_is_kept_whatever_the_order() -> None:
    for status in ("delivered", "sent", "failed", "read", "delivered", "read"):
        row = {"id": "wamid.A", "status": status, "biz_opaque_callback_data": "lapak-1-2"}
        assert knock({"statuses": [row, {"id": "wamid.B", "status": "sent"}]}) == 200
    kept = set(MessageStatus.objects.values_list("wamid", "mark", "reached"))
    assert kept == {
        (name_of("wamid.A"), "lapak-1-2", Reached.READ),
        (name_of("wamid.B"), "", Reached.SENT),
    }


@pytest.mark.django_db
def test_a_failure_says_why() -> None:
    row = {"id": "wamid.A", "status": "failed", "errors": [{"code": 131026}]}
    assert knock({"statuses": [{"id": "wamid.A", "status": "sent"}]}) == 200
    assert knock({"statuses": [row]}) == 200
    status = MessageStatus.objects.get()
    assert (status.reached, status.error_code) == (Reached.FAILED, "131026")


@pytest.mark.django_db
def test_nothing_that_is_kept_holds_the_number_of_a_phone() -> None:
    """As Meta makes them: the number stands in a message's own number, in base64."""
    phone = "6281234567890"
    wamid = "wamid." + base64.b64encode(b"\x1d\x0d" + phone.encode() + b"\x15\x02\x00").decode()
    assert holds(wamid, phone)
    assert knock({"statuses": [{"id": wamid, "status": "delivered"}]}) == 200

    status = MessageStatus.objects.get()

    told = [str(getattr(status, field.attname)) for field in status._meta.concrete_fields]
    assert not [text for text in told if holds(text, phone)]
    assert status.reached == Reached.DELIVERED


def holds(text: str, phone: str) -> bool:
    """Whether a number stands in a text, as it is or in base64, wherever that begins."""
    letters = re.sub(r"[^A-Za-z0-9+/]", "", text.replace("-", "+").replace("_", "/"))
    tails = [letters[start:] for start in range(len(letters))]
    decoded = [base64.b64decode(tail[: len(tail) // 4 * 4]) for tail in tails]
    return phone in text or any(phone.encode() in each for each in decoded)


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["BERHENTI", " stop. ", "Berhenti!"])
def test_the_stop_word_stops_the_messages(word: str) -> None:
    order = make_order((make_shelf(), 1))
    services.begin(order=order, user_id=None, version="1", language="id")
    message = {"from": "6281234567890", "id": "wamid.C", "type": "text", "text": {"body": word}}
    assert knock({"messages": [message]}) == 200
    assert not consents.wants_whatsapp(order_id=order.pk)


@pytest.mark.django_db
def test_other_words_and_other_numbers_stop_nothing() -> None:
    order = make_order((make_shelf(), 1))
    services.begin(order=order, user_id=None, version="1", language="id")
    said = {"from": "6281234567890", "text": {"body": "Jangan berhenti menanam kopi"}}
    stop = {**said, "text": {"body": "berhenti"}}
    other = {"metadata": {"phone_number_id": "999"}, "messages": [stop]}
    assert knock({"messages": [said]}) == 200
    assert knock(other) == 200
    assert consents.wants_whatsapp(order_id=order.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "status"),
    [
        ({"statuses": "x"}, 200),
        ({"statuses": [{"id": "wamid.A"}, 7, {"status": "sent"}]}, 200),
        ([], 200),
        ({"messages": [{"from": 7, "text": "berhenti"}]}, 200),
    ],
)
def test_what_is_not_understood_is_left_out(value: Any, status: int) -> None:
    assert knock(value) == status
    assert not MessageStatus.objects.exists()


@pytest.mark.django_db
def test_a_stranger_and_rubbish_are_refused() -> None:
    assert knock({"statuses": [{"id": "wamid.A", "status": "sent"}]}, secret="salah") == 401
    assert Client().post(HOOK, b"{}", content_type="application/json").status_code == 401
    assert knock({}, raw=b"bukan json") == 400
    assert knock({}, raw=b"[]") == 400
    assert knock({}, raw=b" " * (256 * 1024 + 1)) == 413
    assert not MessageStatus.objects.exists()


def test_the_challenge_is_repeated_only_for_the_right_word() -> None:
    told = {"hub.mode": "subscribe", "hub.verify_token": "kata-uji", "hub.challenge": "<b>42"}
    answer = Client().get(HOOK, told)
    assert (answer.status_code, answer.content) == (200, b"<b>42")
    assert answer["Content-Type"].startswith("text/plain")
    for change in ({"hub.verify_token": "lain"}, {"hub.mode": "unsubscribe"}):
        assert Client().get(HOOK, {**told, **change}).status_code == 403


def test_without_a_word_no_registration_is_answered(settings: Any) -> None:
    settings.META_VERIFY_TOKEN = ""
    told = {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "42"}
    assert Client().get(HOOK, told).status_code == 403


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        ({"code": 190, "error_subcode": 463}, Retry, "190_463"),
        ({"code": 80004}, Retry, "80004"),
        ({"code": 368}, Retry, "368"),
        ({"code": 4, "error_subcode": 2207051}, OutcomeUnknown, "4_2207051"),
        ({"code": 506}, OutcomeUnknown, "506"),
        ({"code": 1}, OutcomeUnknown, "1"),
        ({"code": 100}, Refused, "100"),
        ({"code": 10}, Refused, "10"),
        ({}, Refused, "0"),
    ],
)
def test_each_error_of_the_graph_means_one_thing(
    error: dict[str, int], kind: type[Exception], code: str
) -> None:
    trouble = graph.classify(wire.Answer(status=400, told={"error": {**error, "message": "x"}}))
    assert type(trouble) is kind
    assert trouble.code == code


def test_an_error_of_a_broken_server_is_in_doubt_whatever_it_says() -> None:
    answer = wire.Answer(status=500, told={"error": {"code": 100}})
    assert type(graph.classify(answer)) is OutcomeUnknown
    assert graph.classify(wire.Answer(status=200, told={"id": "1"})) is None
