"""E-mail through the outbox: rendered when it is asked for, sent once."""

from __future__ import annotations

import contextlib
import smtplib
from collections.abc import Sequence
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from .models import Message
from .registry import OutcomeUnknown, Refused, Retry, Sent
from .services import enqueue

KIND = "email"
SERVER_DOWN = timedelta(minutes=1)
TRY_AGAIN = timedelta(minutes=5)


def enqueue_mail(
    *,
    dedup_key: str,
    to: str | Sequence[str],
    subject: str,
    text: str,
    html: str = "",
    cooperative_id: int | None = None,
) -> Message:
    """Ask for one mail, already rendered in the reader's language; once per ``dedup_key``."""
    addresses = [to] if isinstance(to, str) else list(to)
    if not addresses:
        raise ValueError("A mail needs an address.")
    return enqueue(
        kind=KIND,
        dedup_key=dedup_key,
        payload={"to": addresses, "subject": subject, "text": text, "html": html},
        cooperative_id=cooperative_id,
    )


def deliver(message: Message) -> Sent:
    """Hand the mail to the mail server.

    Opening the connection and sending are two steps, because a failure in the first certainly
    sent nothing, and one in the second may have.
    """
    mail = compose(message)
    connection = get_connection(timeout=15)
    open_connection(connection)
    try:
        hand_over(connection, mail)
    finally:
        # A goodbye that fails does not unsend the mail.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            connection.close()
    return Sent(external_id=mail.extra_headers["Message-ID"])


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail of a row; its Message-ID is the same on every try."""
    payload = message.payload
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    mail = EmailMultiAlternatives(
        subject=payload["subject"],
        body=payload["text"],
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=payload["to"],
        headers={"Message-ID": f"<outbox-{message.pk}@{domain}>"},
    )
    if payload.get("html"):
        mail.attach_alternative(payload["html"], "text/html")
    try:
        mail.message()
    except ValueError as error:
        # Django refuses line breaks in headers and addresses it cannot write.
        raise Refused("mail_malformed", str(error)) from error
    return mail


def open_connection(connection: BaseEmailBackend) -> None:
    """Reach the server, or wait until it is there: no mail is to blame."""
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        raise Retry(SERVER_DOWN, "mail_server", str(error), counts=False) from error


def hand_over(connection: BaseEmailBackend, mail: EmailMultiAlternatives) -> None:
    """Send on an open connection and tell refusal, delay and doubt apart."""
    try:
        connection.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise answered(min(codes, default=550), str(error)) from error
    except smtplib.SMTPResponseException as error:
        raise answered(error.smtp_code, str(error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise OutcomeUnknown("mail_interrupted", str(error)) from error


def answered(code: int, text: str) -> Retry | Refused:
    """The server answered no: 4xx means later, anything else never."""
    if 400 <= code < 500:
        return Retry(TRY_AGAIN, f"mail_{code}", text)
    return Refused(f"mail_{code}", text)
