"""Where money arrives: bank accounts and the static QRIS, of the operator or of a cooperative.

``cooperative_id`` None means the operator. What open requests name stays stored: an account is
never deleted, only closed to new buyers.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shop.audit import services as audit
from shop.audit.facts import Facts
from shop.audit.models import Action
from shop.transactions import retries_contention

from . import qris
from .models import BankAccount, QrisCode
from .providers.base import PaymentError

if TYPE_CHECKING:
    from shop.accounts.models import User

logger = logging.getLogger(__name__)

NUMBER = re.compile(r"[0-9][0-9 .-]{3,38}[0-9]")


@retries_contention
def add_account(
    *, cooperative_id: int | None, bank: str, number: str, holder: str, actor: User | None
) -> BankAccount:
    """Open an account for transfers; one that was closed before opens again.

    Raises PaymentError for what is no account number, an empty part, or somebody else's account.
    """
    bank, holder = bank.strip()[:60], holder.strip()[:120]
    number = re.sub(r"\s+", " ", number.strip())
    if not bank or not holder:
        raise PaymentError("empty", _("Fill in the bank and the name on the account."))
    if not NUMBER.fullmatch(number):
        raise PaymentError("number", _("An account number has digits only, five or more."))
    with transaction.atomic():
        wanted = BankAccount(cooperative_id=cooperative_id, bank=bank, number=number, holder=holder)
        BankAccount.objects.bulk_create([wanted], ignore_conflicts=True)
        account = BankAccount.objects.get(bank=bank, number=number)
        if account.cooperative_id != cooperative_id:
            raise PaymentError("taken", _("This account is used by somebody else already."))
        BankAccount.objects.filter(pk=account.pk).update(holder=holder, is_active=True)
        _note(Action.ACCOUNT_OPENED, cooperative_id, actor, account=account)
    logger.info(
        "account opened id=%s cooperative=%s actor=%s", account.pk, cooperative_id, _who(actor)
    )
    return account


@retries_contention
def close_account(*, account_id: int, cooperative_id: int | None, actor: User | None) -> bool:
    """Show it to no new buyer; False when it is not theirs or closed already."""
    rows = BankAccount.objects.filter(pk=account_id, is_active=True)
    rows = (
        rows.filter(cooperative__isnull=True)
        if cooperative_id is None
        else rows.filter(cooperative_id=cooperative_id)
    )
    with transaction.atomic():
        closed = rows.update(is_active=False)
        if closed:
            account = BankAccount.objects.get(pk=account_id)
            _note(Action.ACCOUNT_CLOSED, cooperative_id, actor, account=account)
            logger.info("account closed id=%s actor=%s", account_id, _who(actor))
    return bool(closed)


@retries_contention
def save_qris(*, cooperative_id: int | None, payload: str, actor: User | None) -> QrisCode:
    """Use this static code from now on; orders that are being paid show it too.

    Raises ``BadQris`` for a text that is none, PaymentError for somebody else's code.
    """
    text = payload.strip()
    merchant = qris.merchant(text)
    try:
        with transaction.atomic():
            rows = QrisCode.objects.filter(cooperative_id=cooperative_id)
            code = rows.order_by("-is_active", "-pk").first() or QrisCode()
            code.cooperative_id, code.payload, code.is_active = cooperative_id, text, True
            code.save()
            _note(Action.QRIS, cooperative_id, actor, after={"merchant": merchant.name})
    except IntegrityError as error:
        raise PaymentError("taken", _("This QRIS is used by somebody else already.")) from error
    logger.info("qris saved id=%s merchant=%s actor=%s", code.pk, merchant.name, _who(actor))
    return code


@retries_contention
def close_qris(*, cooperative_id: int | None, actor: User | None) -> bool:
    """Offer QRIS no longer; False when there is none in use."""
    rows = QrisCode.objects.filter(cooperative_id=cooperative_id, is_active=True)
    with transaction.atomic():
        closed = rows.update(is_active=False)
        if closed:
            _note(Action.QRIS_CLOSED, cooperative_id, actor)
            logger.info("qris closed cooperative=%s actor=%s", cooperative_id, _who(actor))
    return bool(closed)


def _note(
    action: Action,
    cooperative_id: int | None,
    actor: User | None,
    *,
    account: BankAccount | None = None,
    after: Facts | None = None,
) -> None:
    """For the history: which bank and the last digits, never the whole number."""
    facts = dict(after or {})
    if account is not None:
        facts |= {"bank": account.bank, "ends_with": account.number[-4:]}
    target = account.bank if account is not None else "QRIS"
    change = audit.Change(action=action, cooperative_id=cooperative_id, target=target, after=facts)
    audit.note(change, actor=actor)


def _who(actor: User | None) -> int | None:
    """Logs name people by number."""
    return actor.pk if actor else None
