"""``manage.py link_sandbox``: link the demo's shops on Pasar Tiruan the way a person does.

The shops of the other channels there are opened and our registrations made, so that the desk can
link them; that is left to whoever practises.

Pasar Tiruan must be running. Permission, matching, dry run, on: the steps of the desk, taken with
its services; only the consent page is replaced by the control API, which hands out the same code.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from integrations.channels.errors import ChannelError
from integrations.channels.transport import Secret
from integrations.sync import services
from integrations.sync.models import ChannelAccount, ChannelApp
from integrations.sync.secrets import owner_of_app, seal
from shop.demo.content import MARKET_SHOPS, shape
from shop.demo.loading import practice
from shop.demo.loading.market import APP
from shop.partner.models import Partner

BUDGET = timedelta(seconds=60)


class Command(BaseCommand):
    help = "Hubungkan toko contoh di Pasar Tiruan. Boleh dijalankan lagi."

    def handle(self, *args: Any, **options: Any) -> None:
        """Every shop the demo calls linked; those that are stay as they are."""
        app = registration()
        for shop in MARKET_SHOPS:
            if not shop.is_linked:
                continue
            try:
                is_new = link(app=app, shop=shop)
            except (requests.RequestException, ChannelError) as error:
                raise CommandError(f"Pasar Tiruan tidak menjawab: {error}") from error
            self.stdout.write(f"{shop.username}: {'terhubung' if is_new else 'sudah terhubung'}")
        try:
            channels = practice.open_channels()
        except requests.RequestException as error:
            raise CommandError(f"Pasar Tiruan tidak menjawab: {error}") from error
        self.stdout.write(f"siap dihubungkan: {', '.join(channels)}")


def registration() -> ChannelApp:
    """Our registration with Pasar Tiruan, at the ports of this installation."""
    app_id = str(APP["partner_id"])
    app, _ = ChannelApp.objects.update_or_create(
        channel=APP["dialect"],
        app_id=app_id,
        defaults={
            "secret": seal(Secret(APP["partner_key"]), owner_of_app(APP["dialect"], app_id)),
            "api_base": f"http://127.0.0.1:{settings.SANDBOX_PORT + 1}",
            "auth_base": "",
            "callback_url": f"{settings.SITE_URL}/api/webhooks/{APP['dialect']}/",
        },
    )
    return app


def link(*, app: ChannelApp, shop: shape.MarketShop) -> bool:
    """Link one shop and switch it on; False when it was on already."""
    known = ChannelAccount.objects.filter(
        channel=shop.channel, external_shop_id=shop.external_shop_id, push_stock=True
    )
    if known.exists():
        return False
    account_id = give_permission(app=app, shop=shop)
    services.read_listings(account_id=account_id, clock=timezone.now, budget=BUDGET)
    services.accept_certain(account_id=account_id)
    services.dry_run(account_id=account_id)
    services.switch_on(account_id=account_id)
    return True


def give_permission(*, app: ChannelApp, shop: shape.MarketShop) -> int:
    """The seller says yes; returns the account."""
    cooperative = Partner.objects.get(code=shop.cooperative.lower())
    consent = services.start_linking(
        cooperative_id=cooperative.pk, app_id=app.pk, redirect=f"{settings.SITE_URL}/kerja/toko/"
    )
    answer = requests.post(
        f"http://127.0.0.1:{settings.SANDBOX_PORT}/control/{shop.channel}/code",
        json={"shop": shop.username, "partner_id": int(app.app_id)},
        timeout=10,
    )
    answer.raise_for_status()
    run = services.finish_linking(
        state=consent.state,
        code=answer.json()["code"],
        shop_id=shop.external_shop_id,
        cooperative_ids=frozenset({cooperative.pk}),
    )
    if run.account_id is None:
        raise CommandError(f"{shop.username} tidak terhubung")
    return run.account_id
