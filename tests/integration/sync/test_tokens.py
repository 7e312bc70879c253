"""Keys: sealed, bound to their row, renewed by one process only."""

from __future__ import annotations

import threading

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection, connections

from integrations.channels.errors import AuthRevoked, Unavailable
from integrations.channels.transport import Secret
from integrations.sync import pull, push, secrets, services, tokens
from integrations.sync.calls import Line, call
from integrations.sync.models import ChannelAccount, Credential
from tests.factories_orders import make_paid_order
from tests.factories_sync import Scene
from tests.fakes.marketplace import Fault
from tests.seams import run_before

pytestmark = pytest.mark.django_db(transaction=True)


def read(scene: Scene) -> object:
    account = pull.account_of(scene.account.pk)
    return call(
        account=account,
        operation="shop_info",
        do=lambda connector: connector.shop_info(),
        line=Line(clock=scene.clock),
    )


def test_a_token_about_to_end_is_renewed_before_the_call(scene: Scene) -> None:
    scene.clock.advance(hours=3, minutes=55)
    scene.market.calls.clear()
    read(scene)
    assert scene.market.calls == ["refresh", "shop_info"]
    assert Credential.objects.get().version == 2


def test_a_refused_token_is_renewed_once_and_the_call_repeated(scene: Scene) -> None:
    scene.market.expire_token()
    scene.market.calls.clear()
    read(scene)
    assert scene.market.calls == ["shop_info", "refresh", "shop_info"]


def test_eight_threads_renew_once(scene: Scene) -> None:
    """A refresh token works once: a second renewal would lose the shop."""
    scene.market.expire_token()
    scene.market.calls.clear()
    gate = threading.Barrier(8)
    failed = []

    def work() -> None:
        try:
            gate.wait()
            read(scene)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert scene.market.calls.count("refresh") == 1
    assert Credential.objects.get().version == 2


def test_the_new_pair_is_stored_before_anything_uses_it(scene: Scene) -> None:
    scene.market.expire_token()
    seen = []

    def look() -> None:
        keys = tokens.keys_of(scene.account)
        seen.append(keys.credentials.access_token.reveal() == scene.market.access_token)

    with run_before("integrations.sync.calls.connector_of", look, times=3):
        read(scene)
    # Before the call, before the renewal, and after it: only then is the stored one good.
    assert seen == [False, False, True]


def test_a_worker_that_was_slow_stores_the_only_good_pair(scene: Scene) -> None:
    """Its lease ended, another was refused with the dead token: ours must not be thrown away."""
    account = pull.account_of(scene.account.pk)
    account_state = []

    def rival() -> None:
        # The other worker takes over and is refused: the account waits for a person.
        Credential.objects.filter(account=account).update(lease_token="", lease_until=None)
        with pytest.raises(AuthRevoked):
            call(
                account=pull.account_of(account.pk),
                operation="shop_info",
                do=lambda connector: connector.shop_info(),
                line=Line(clock=scene.clock),
            )
        account_state.append(ChannelAccount.objects.get(pk=account.pk).state)

    scene.market.expire_token()
    with run_before("integrations.sync.tokens._keep", rival):
        read(scene)
    assert account_state == ["needs_reauth"]
    assert ChannelAccount.objects.get(pk=account.pk).state == "connected"
    assert read(scene)


def test_a_lost_answer_to_a_renewal_stops_the_account_for_a_person(scene: Scene) -> None:
    scene.market.expire_token()
    scene.market.fail("refresh", Fault.DOWN_AFTER)
    with pytest.raises(Unavailable):
        read(scene)
    with pytest.raises(AuthRevoked):
        read(scene)
    assert pull.account_of(scene.account.pk).state == "needs_reauth"


def test_after_a_withdrawn_permission_nothing_is_called_any_more(scene: Scene) -> None:
    """AS-05: no hammering; the backlog flows once permission is back."""
    scene.market.fail("*", Fault.REVOKED)
    make_paid_order((scene.record, 1))
    scene.push()
    account = pull.account_of(scene.account.pk)
    assert (account.state, account.error_code) == ("needs_reauth", "auth_revoked")
    scene.market.calls.clear()
    scene.clock.advance(minutes=10)
    assert scene.push().handled == 0
    assert pull.due_accounts(now=scene.clock()) == []
    assert push.due_accounts(now=scene.clock()) == []
    assert scene.market.calls == []

    consent = services.start_linking(
        cooperative_id=account.cooperative_id,
        app_id=account.app_id,
        redirect="https://toko.example/kerja/",
        account_id=account.pk,
    )
    scene.market.expire_token()
    services.finish_linking(
        state=consent.state,
        code="good-code",
        shop_id=scene.market.shop_id,
        cooperative_ids=frozenset({account.cooperative_id}),
        clock=scene.clock,
    )
    scene.push()
    assert scene.shown == 9


def test_stored_secrets_are_sealed_and_bound_to_their_row(scene: Scene) -> None:
    row = Credential.objects.get()
    assert scene.market.access_token not in row.access
    owner = secrets.owner_of_credential(scene.account.pk, "access")
    assert secrets.unseal(row.access, owner).reveal() == scene.market.access_token
    for wrong in (
        secrets.owner_of_credential(scene.account.pk, "refresh"),
        secrets.owner_of_credential(scene.account.pk + 1, "access"),
    ):
        with pytest.raises(secrets.CannotOpen):
            secrets.unseal(row.access, wrong)
    with pytest.raises(secrets.CannotOpen) as caught:
        secrets.unseal(row.access[:-4] + "AAAA", owner)
    assert row.access not in str(caught.value)


def test_keys_rotate_and_the_old_one_can_go(scene: Scene, settings, capsys) -> None:
    old = list(settings.FIELD_KEYS)
    new = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, *old]
    call_command("rotate_keys")
    assert capsys.readouterr().out.startswith("3 secrets")
    settings.FIELD_KEYS = [new]
    assert read(scene)
    settings.FIELD_KEYS = old
    with pytest.raises(secrets.CannotOpen):
        read(scene)
    assert pull.account_of(scene.account.pk).error_code == "secret_does_not_open"


def test_no_secret_stands_anywhere_in_the_database_or_the_logs(scene: Scene, caplog) -> None:
    """Greps every text of every row after calls that went wrong in every way."""
    words = {scene.market.access_token, scene.market.refresh_token, "rahasia-aplikasi-uji"}
    for fault in Fault:
        if fault is Fault.REVOKED:
            continue
        scene.market.fail("*", fault)
        scene.clock.advance(minutes=6)
        make_paid_order((scene.record, 1))
        scene.pull()
        scene.push()
        words |= {scene.market.access_token, scene.market.refresh_token}
    with connection.cursor() as cursor:
        tables = [
            table
            for table in connection.introspection.table_names(cursor)
            if table.startswith(("sync_", "outbox_"))
        ]
        text = ""
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            text += repr(cursor.fetchall())
    assert len(tables) >= 13
    for word in words:
        assert word not in text
        assert word not in caplog.text


def test_a_secret_never_shows_itself() -> None:
    assert repr(Secret("kunci")) == str(Secret("kunci")) == "***"


def test_tokens_of_a_silent_account_are_renewed_in_time(scene: Scene) -> None:
    from integrations.sync import breaker

    ready = breaker.callable_accounts(scene.clock())
    assert tokens.ending(now=scene.clock(), ready=ready) == []
    scene.clock.advance(hours=3, minutes=55)
    assert tokens.ending(now=scene.clock(), ready=ready) == [scene.account.pk]
