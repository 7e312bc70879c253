"""Mails about accounts: codes, links and notices, in the family of the shop's mails.

They go through the outbox like all others, so that no request waits for a mail server and none is
lost. What they carry opens an account, so two things are special: the letter lies sealed in its
row, where neither a look at the table nor a copy of the database shows the code, and a letter whose
code has run out is not sent any more.
"""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop import sealing
from shop.formats import moment_with_zone
from shop.outbox import mail
from shop.outbox.models import Message
from shop.outbox.registry import Refused, Sent
from shop.outbox.services import enqueue
from shop.sealing import Owner

from .devices import device_words

KIND = "account_mail"
# How long a notice or a link is worth sending after an outage of the mail server.
NOTICE_GOOD_FOR = timedelta(days=2)
Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One kind of mail: its template in ``mail/``, its words, and the page its button opens.

    ``page`` is the name of an address without arguments; "" where the occasion brings its own.
    """

    template: str
    subject: Words
    words: Words
    button: Words = ""
    page: str = ""
    note: Words = ""


def code_letter(subject: Words, words: Words) -> Letter:
    """A mail whose point is a code to type."""
    return Letter(template="account_code", subject=subject, words=words)


def notice(subject: Words) -> Letter:
    """A mail that tells of a change, in case it was not the owner who made it."""
    return Letter(
        template="account_notice",
        subject=subject,
        words=_("If this was you, you need not do anything."),
        button=_("It was not me: set a new password"),
        page="account_reset_password",
    )


CONFIRM = code_letter(
    _("Confirm your e-mail address"),
    _("Type this code on the page that is open in your browser. Then the address is yours."),
)
# allauth's name of the occasion → the mail.
LETTERS: Mapping[str, Letter] = {
    "account/email/login_code": code_letter(
        _("Your code to log in"),
        _("Type this code on the page that is open in your browser. Tell it to nobody."),
    ),
    "account/email/email_confirmation": CONFIRM,
    "account/email/email_confirmation_signup": CONFIRM,
    "account/email/password_reset_key": Letter(
        template="account_link",
        subject=_("A new password for your account"),
        words=_("Somebody asked for a new password for this address. Was it you? Then go on here."),
        button=_("Set a new password"),
        note=_("The link works for %(hours)s hours, once."),
    ),
    "account/email/unknown_account": Letter(
        template="account_link",
        subject=_("There is no account with this address"),
        words=_(
            "Somebody wanted to open an account with this address, but there is none. You can make"
            " one, or try another of your addresses."
        ),
        button=_("Make an account"),
        page="account_signup",
    ),
    "account/email/account_already_exists": Letter(
        template="account_link",
        subject=_("You already have an account"),
        words=_(
            "Somebody wanted to make an account with this address, but you have one already. If it"
            " was you, log in: with your password, or with a code that we send you."
        ),
        button=_("Log in"),
        page="account_login",
    ),
    "account/email/password_changed": notice(_("Your password was changed")),
    "account/email/password_set": notice(_("Your account has a password now")),
    "account/email/password_reset": notice(_("Your password was set anew")),
    "account/email/email_changed": notice(_("Your main e-mail address was changed")),
    "account/email/email_confirm": notice(_("An e-mail address was confirmed")),
    "account/email/email_deleted": notice(_("An e-mail address was removed")),
    "mfa/email/totp_activated": notice(_("The second step is on")),
    "mfa/email/totp_deactivated": notice(_("The second step is off")),
    "mfa/email/recovery_codes_generated": notice(_("You have new recovery codes")),
}


def send(*, occasion: str, to: str, facts: Mapping[str, Any]) -> None:
    """Ask for the mail of one of allauth's occasions, in the language of the page.

    ``facts`` may hold a code, the link for a new password, addresses, and where a change came
    from. Raises KeyError for an occasion that has no words here.
    """
    letter = LETTERS[occasion]
    url = facts.get("password_reset_url") if not letter.page else absolute(reverse(letter.page))
    send_letter(
        letter=letter,
        to=to,
        facts={
            "code": facts.get("code", ""),
            "url": url or "",
            "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
            "note": letter.note % {"hours": settings.PASSWORD_RESET_TIMEOUT // 3600},
            "rows": rows(facts),
        },
        until=timezone.now() + lifetime(facts),
    )


def send_letter(*, letter: Letter, to: str, facts: Mapping[str, Any], until: datetime) -> None:
    """Write the mail and put it, sealed, into the outbox; it is not sent after ``until``."""
    context = {
        "subject": letter.subject,
        "shop_name": settings.OSCAR_SHOP_NAME,
        "static_url": f"{settings.SITE_URL}{settings.STATIC_URL}mail/",
        "words": letter.words,
        "button": letter.button,
        "note": letter.note,
        **facts,
    }
    written = {
        "to": [to],
        "subject": str(letter.subject),
        "text": without_gaps(render_to_string(f"mail/{letter.template}.txt", context)),
        "html": render_to_string(f"mail/{letter.template}.html", context),
    }
    key = uuid.uuid4().hex
    enqueue(
        kind=KIND,
        dedup_key=key,
        payload={
            "sealed": sealing.seal(json.dumps(written), owner_of(key)),
            "until": until.isoformat(),
        },
    )


def deliver(message: Message) -> Sent:
    """Open the letter and hand it to the mail server, unless its time is over."""
    until = message.payload.get("until")
    # Emptied rows (shop.outbox.personal) carry nothing any more.
    if until is None or timezone.now() > datetime.fromisoformat(until):
        raise Refused("mail_too_late", "What this mail carries has run out. A new one can be had.")
    opened = copy.copy(message)
    opened.payload = open_letter(message)
    return mail.deliver(opened)


def open_letter(message: Message) -> dict[str, Any]:
    """The letter of a row. Raises ``CannotOpen`` when it belongs to another."""
    written = sealing.unseal(message.payload["sealed"], owner_of(message.dedup_key))
    return dict(json.loads(written))


def owner_of(key: str) -> Owner:
    """The outbox row a letter belongs to."""
    return Owner(row=f"outbox:{key}", field="letter")


def lifetime(facts: Mapping[str, Any]) -> timedelta:
    """How long what the mail carries opens anything."""
    if facts.get("code"):
        return timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    if facts.get("password_reset_url") and facts.get("uid"):
        return timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return NOTICE_GOOD_FOR


def rows(facts: Mapping[str, Any]) -> list[tuple[Words, str]]:
    """What changed, and from where: name and value."""
    found: list[tuple[Words, str]] = [
        (name, str(facts[key]))
        for key, name in (
            ("from_email", _("Old address")),
            ("to_email", _("New address")),
            ("deleted_email", _("Removed address")),
        )
        if facts.get(key)
    ]
    if facts.get("timestamp"):
        found += [
            (_("When"), moment_with_zone(facts["timestamp"])),
            (_("Device"), device_words(facts.get("user_agent", ""))),
            (_("Internet address"), str(facts.get("ip", ""))),
        ]
    return found


def absolute(path: str) -> str:
    """An address of ours for a mail: from the settings, never from a request's Host header."""
    return f"{settings.SITE_URL}{path}"


def without_gaps(text: str) -> str:
    """Text without the blank lines that template tags leave behind."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept) + "\n"
