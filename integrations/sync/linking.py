"""Linking a shop: permission, matching, dry run, on. Nothing changes at the channel before "on"."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from integrations.channels.capabilities import capabilities
from integrations.channels.errors import AuthRevoked, Rejected
from integrations.channels.transport import Clock
from integrations.channels.words import Credentials, Grant, KeyField, ShopInfo
from integrations.sync import bells, tokens
from integrations.sync.calls import call_as_app, connector_of_app
from integrations.sync.errors_catalogue import Code, Entry, details, explain
from integrations.sync.models import (
    AccountState,
    ChannelAccount,
    ChannelApp,
    Cursor,
    LinkRun,
    LinkStep,
    Stream,
)
from integrations.sync.transport import refuse_inside_transaction

if TYPE_CHECKING:
    from shop.accounts.models import User

logger = logging.getLogger(__name__)

CONSENT_LASTS = timedelta(minutes=30)
# Orders that are already under way when a shop is linked belong to what can be sold.
FIRST_ORDERS = timedelta(days=14)
# Payouts come after the orders they belong to.
PAYOUTS_AFTER = timedelta(hours=1)


class LinkProblem(Exception):
    """Linking went wrong in a way that a person can mend. Nothing was changed.

    ``chosen`` and ``expected`` are shop names (WRONG_SHOP only), ``fields`` the names of keys that
    cannot be right (WRONG_KEYS only; none when the channel refused them all).
    """

    def __init__(
        self,
        code: Code,
        *,
        chosen: str = "",
        expected: str = "",
        fields: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(f"{code} {chosen} {expected}".strip())
        self.code = code
        self.chosen = chosen
        self.expected = expected
        self.fields = fields

    @property
    def entry(self) -> Entry:
        """Title, cause, remedy, who and button."""
        return explain(self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Where to send the person. Link to it, never redirect a POST there (form-action)."""

    run_id: int
    url: str
    state: str


def start(
    *,
    cooperative_id: int,
    app_id: int,
    redirect: str,
    actor: User | None = None,
    account_id: int | None = None,
) -> Consent:
    """Begin to link a shop, or to renew the permission of ``account_id``. Makes no call.

    ``redirect`` is our own page the channel sends the person back to.
    """
    app = ChannelApp.objects.get(pk=app_id)
    state = secrets.token_urlsafe(24)
    run = LinkRun.objects.create(
        cooperative_id=cooperative_id,
        app=app,
        account_id=account_id,
        started_by=actor,
        nonce=_hash(state),
        expires_at=timezone.now() + CONSENT_LASTS,
    )
    connector = connector_of_app(app, clock=timezone.now)
    return Consent(run_id=run.pk, url=connector.authorize_url(redirect, state), state=state)


def keys_wanted(app: ChannelApp) -> tuple[KeyField, ...]:
    """What a person has to copy to link a shop there; empty where a consent page does it."""
    connector = connector_of_app(app, clock=timezone.now)
    if "TakesKeys" not in capabilities(connector):
        return ()
    fields: tuple[KeyField, ...] = connector.key_fields()
    return fields


def link_with_keys(
    *,
    cooperative_id: int,
    app_id: int,
    values: Mapping[str, str],
    actor: User | None = None,
    account_id: int | None = None,
    clock: Clock = timezone.now,
) -> LinkRun:
    """Link a shop, or renew ``account_id``, with keys a person copied. Calls the network.

    Raises ``LinkProblem``: WRONG_KEYS with the fields, WRONG_SHOP, SHOP_OF_ANOTHER; or the
    ``ChannelError`` of a channel that does not answer.
    """
    refuse_inside_transaction()
    now = clock()
    run = LinkRun.objects.create(
        cooperative_id=cooperative_id,
        app=ChannelApp.objects.get(pk=app_id),
        account_id=account_id,
        started_by=actor,
        nonce=_hash(secrets.token_urlsafe(24)),
        expires_at=now,
        used_at=now,
    )
    connector = connector_of_app(run.app, clock=clock)
    try:
        grant: Grant = connector.grant_from_keys(values)
    except Rejected as error:
        wrong = LinkProblem(Code.WRONG_KEYS, fields=frozenset(error.fields))
        raise _problem(run, wrong) from None
    _require_right_shop_before(run, grant.external_shop_id)
    try:
        shop = _shop_of(run, grant, clock)
    except (AuthRevoked, Rejected) as error:
        raise _problem(run, LinkProblem(Code.WRONG_KEYS), error) from error
    _require_right_shop(run, grant, shop)
    return _keep(run, grant, shop, now)


def finish(
    *,
    state: str,
    code: str,
    shop_id: str,
    cooperative_ids: frozenset[int],
    clock: Clock = timezone.now,
) -> LinkRun:
    """The person is back: trade the code for tokens and keep them. Calls the network.

    Raises ``LinkProblem``: LINK_EXPIRED (too late, used, cancelled), WRONG_SHOP with both names,
    SHOP_OF_ANOTHER; or the ``ChannelError`` of a channel that does not answer.
    """
    refuse_inside_transaction()
    run = _take_run(state, cooperative_ids, clock())
    if not code:
        raise _problem(run, LinkProblem(Code.LINK_EXPIRED))
    _require_right_shop_before(run, shop_id)
    grant, shop = _exchange(run, code, shop_id, clock)
    _require_right_shop(run, grant, shop)
    return _keep(run, grant, shop, clock())


def _take_run(state: str, cooperative_ids: frozenset[int], now: datetime) -> LinkRun:
    """A state works once, within half an hour, for staff of the cooperative that began."""
    mine = LinkRun.objects.filter(nonce=_hash(state), cooperative_id__in=cooperative_ids)
    if not mine.filter(used_at=None, expires_at__gt=now).update(used_at=now):
        raise LinkProblem(Code.LINK_EXPIRED)
    return mine.select_related("app", "account").get()


def _require_right_shop_before(run: LinkRun, shop_id: str) -> None:
    """Refuse a wrong shop that we know without using its code: that would end its old tokens."""
    known = ChannelAccount.objects.filter(channel=run.app.channel, external_shop_id=shop_id).first()
    if known is None:
        return
    if run.account is not None and known.pk != run.account_id:
        raise _wrong_shop(run, known.label)
    if known.cooperative_id != run.cooperative_id:
        raise _problem(run, LinkProblem(Code.SHOP_OF_ANOTHER))


def _exchange(run: LinkRun, code: str, shop_id: str, clock: Clock) -> tuple[Grant, ShopInfo]:
    try:
        grant: Grant = call_as_app(
            app=run.app, do=lambda connector: connector.exchange(code, shop_id), clock=clock
        )
    except AuthRevoked as error:
        raise _problem(run, LinkProblem(Code.LINK_EXPIRED), error) from error
    return grant, _shop_of(run, grant, clock)


def _shop_of(run: LinkRun, grant: Grant, clock: Clock) -> ShopInfo:
    keys = Credentials(external_shop_id=grant.external_shop_id, access_token=grant.tokens.access)
    shop: ShopInfo = call_as_app(
        app=run.app,
        do=lambda connector: connector.shop_info(),
        clock=clock,
        credentials=keys,
        base_url=grant.base_url,
    )
    return shop


def _require_right_shop(run: LinkRun, grant: Grant, shop: ShopInfo) -> None:
    account = run.account
    if account is not None and grant.external_shop_id != account.external_shop_id:
        raise _wrong_shop(run, shop.name)


def _wrong_shop(run: LinkRun, chosen: str) -> LinkProblem:
    expected = run.account.label if run.account is not None else ""
    return _problem(run, LinkProblem(Code.WRONG_SHOP, chosen=chosen, expected=expected))


def _problem(run: LinkRun, problem: LinkProblem, error: Exception | None = None) -> LinkProblem:
    text = "" if error is None else details(error)["error_text"]
    LinkRun.objects.filter(pk=run.pk).update(
        error_code=problem.code.value, error_text=text, updated_at=timezone.now()
    )
    return problem


def _keep(run: LinkRun, grant: Grant, shop: ShopInfo, now: datetime) -> LinkRun:
    with transaction.atomic():
        account = _account(run, grant, shop, now)
        tokens.store(account=account, tokens=grant.tokens)
        ensure_cursors(account, now)
        is_renewal = account.push_stock
        LinkRun.objects.filter(pk=run.pk).update(
            account=account,
            step=LinkStep.DONE if is_renewal else LinkStep.MATCH,
            error_code="",
            error_text="",
            updated_at=now,
        )
        if is_renewal:
            bells.ring_push([account.pk])
    logger.info("channel=%s account=%s gave permission", account.channel, account.pk)
    run.refresh_from_db()
    return run


def _account(run: LinkRun, grant: Grant, shop: ShopInfo, now: datetime) -> ChannelAccount:
    """The shop's account; one that was there keeps its rules, matches and switch."""
    ChannelAccount.objects.bulk_create(
        [
            ChannelAccount(
                cooperative_id=run.cooperative_id,
                app=run.app,
                channel=run.app.channel,
                external_shop_id=grant.external_shop_id,
                label=shop.name,
            )
        ],
        ignore_conflicts=True,
    )
    mine = ChannelAccount.objects.filter(
        channel=run.app.channel,
        external_shop_id=grant.external_shop_id,
        cooperative_id=run.cooperative_id,
    )
    # What was ordered and sent while the shop was not linked is no business of our stock.
    mine.filter(Q(linked_at=None) | Q(state=AccountState.DISCONNECTED)).update(linked_at=now)
    if not mine.update(
        app=run.app,
        label=shop.name[:120],
        base_url=grant.base_url,
        state=AccountState.CONNECTED,
        authorized_until=shop.authorized_until,
        failures=0,
        degraded_since=None,
        retry_at=None,
        error_code="",
        error_text="",
        updated_at=now,
    ):
        raise LinkProblem(Code.SHOP_OF_ANOTHER)
    return mine.get()


def ensure_cursors(account: ChannelAccount, now: datetime) -> None:
    """The account is read from now on: its orders of the last days first."""
    Cursor.objects.bulk_create(
        [
            Cursor(
                account=account, stream=Stream.ORDERS, position=now - FIRST_ORDERS, next_run_at=now
            ),
            Cursor(account=account, stream=Stream.LISTINGS, next_run_at=now),
            Cursor(account=account, stream=Stream.GAP_AUDIT, next_run_at=now + timedelta(days=1)),
            Cursor(account=account, stream=Stream.SETTLEMENTS, next_run_at=now + PAYOUTS_AFTER),
        ],
        ignore_conflicts=True,
    )
    Cursor.objects.filter(account=account, stream__in=[Stream.ORDERS, Stream.LISTINGS]).update(
        next_run_at=now, failures=0, error_code="", error_text=""
    )


def open_runs(cooperative_ids: frozenset[int]) -> list[LinkRun]:
    """Linkings that stopped halfway: "continue, step 2 of 3". One for each shop, newest first."""
    rows = (
        LinkRun.objects.filter(
            cooperative_id__in=cooperative_ids, step__in=[LinkStep.MATCH, LinkStep.DRY_RUN]
        )
        .exclude(account__state=AccountState.DISCONNECTED)
        .select_related("account", "app")
        .order_by("-pk")
    )
    newest: dict[int | None, LinkRun] = {}
    for run in rows:
        newest.setdefault(run.account_id, run)
    return list(newest.values())


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
