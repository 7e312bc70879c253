"""Mail: what is certain, what is refused, and what nobody knows."""

import smtplib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend

from shop.outbox import services
from shop.outbox.mail import enqueue_mail
from shop.outbox.models import Message, State

pytestmark = pytest.mark.django_db

LATER = datetime(2100, 1, 1, tzinfo=UTC)


def work() -> None:
    services.deliver_due(clock=lambda: LATER, budget=timedelta(minutes=1), kinds=["email"])


def ask(**changes: Any) -> Message:
    return enqueue_mail(
        **{
            "dedup_key": "order:LK-1:received",
            "to": "wati@contoh.id",
            "subject": "Pesanan LK-1 kami terima",
            "text": "Terima kasih, Bu Wati.",
            **changes,
        }
    )


def test_a_mail_goes_out_once_with_both_bodies() -> None:
    ask(html="<p>Terima kasih, Bu Wati.</p>")
    ask(html="<p>Terima kasih, Bu Wati.</p>")
    work()
    work()
    [sent] = django_mail.outbox
    assert sent.to == ["wati@contoh.id"]
    assert sent.subject == "Pesanan LK-1 kami terima"
    assert sent.body == "Terima kasih, Bu Wati."
    assert sent.alternatives[0][0] == "<p>Terima kasih, Bu Wati.</p>"
    message = Message.objects.get()
    assert message.state == State.SENT
    assert sent.message()["Message-ID"] == message.external_id


def test_a_line_break_in_the_subject_is_refused_not_sent() -> None:
    ask(subject="Pesanan\nBcc: semua@contoh.id")
    work()
    message = Message.objects.get()
    assert (message.state, message.error_code) == (State.PARKED, "mail_malformed")
    assert django_mail.outbox == []


class ScriptedServer(BaseEmailBackend):
    """A mail server that fails as told."""

    on_open: Exception | None = None
    on_send: Exception | None = None
    on_close: Exception | None = None

    def open(self) -> bool:
        if self.on_open:
            raise self.on_open
        return True

    def send_messages(self, email_messages: Any) -> int:
        if self.on_send:
            raise self.on_send
        return 1

    def close(self) -> None:
        if self.on_close:
            raise self.on_close


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[ScriptedServer]:
    settings.EMAIL_BACKEND = f"{__name__}.ScriptedServer"
    for name in ("on_open", "on_send", "on_close"):
        monkeypatch.setattr(ScriptedServer, name, None)
    return ScriptedServer


@pytest.mark.parametrize(
    ("where", "error", "state", "code", "attempts"),
    [
        ("on_open", ConnectionRefusedError("no"), State.QUEUED, "mail_server", 0),
        ("on_open", smtplib.SMTPAuthenticationError(535, b"no"), State.QUEUED, "mail_server", 0),
        ("on_send", smtplib.SMTPDataError(451, b"later"), State.QUEUED, "mail_451", 1),
        ("on_send", smtplib.SMTPDataError(554, b"spam"), State.PARKED, "mail_554", 1),
        (
            "on_send",
            smtplib.SMTPRecipientsRefused({"wati@contoh.id": (550, b"unknown")}),
            State.PARKED,
            "mail_550",
            1,
        ),
        (
            "on_send",
            smtplib.SMTPRecipientsRefused({"wati@contoh.id": (450, b"greylisted")}),
            State.QUEUED,
            "mail_450",
            1,
        ),
        ("on_send", smtplib.SMTPServerDisconnected("gone"), State.PARKED, "mail_interrupted", 1),
        ("on_send", TimeoutError("slow"), State.PARKED, "mail_interrupted", 1),
    ],
)
def test_each_failure_ends_where_it_belongs(
    server: type[ScriptedServer],
    where: str,
    error: Exception,
    state: str,
    code: str,
    attempts: int,
) -> None:
    setattr(server, where, error)
    ask()
    work()
    message = Message.objects.get()
    assert (message.state, message.error_code, message.attempts) == (state, code, attempts)


def test_a_failing_goodbye_does_not_unsend(server: type[ScriptedServer]) -> None:
    server.on_close = smtplib.SMTPResponseException(421, b"bye")
    ask()
    work()
    assert Message.objects.get().state == State.SENT


def test_a_mail_needs_an_address() -> None:
    with pytest.raises(ValueError, match="address"):
        ask(to=[])
