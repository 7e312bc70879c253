"""The other channels of Pasar Tiruan, ready to be linked at the desk: registered, but not linked.

Their shops come from the marketplace's own demo file; their codes are those of our cooperatives.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import requests
from django.conf import settings

from integrations.channels.transport import Secret
from integrations.sync.models import ChannelApp
from integrations.sync.secrets import owner_of_app, seal

DEMO_FILE = settings.BASE_DIR / "integrations" / "sandbox" / "demo.json"
# Channel → its port beside the pages', and what the file calls id and secret of our registration.
CHANNELS: dict[str, tuple[int, str, str]] = {
    "tiktok_shop": (2, "app_key", "app_secret"),
    "lazada": (3, "app_key", "app_secret"),
    "blibli": (4, "client_id", "client_key"),
}
# A site of one's own registers nobody; the secret is for the notifications of all such shops.
WOO_PORT, WOO_APP, WOO_SECRET = 5, "lapak-koperasi", "rahasia-webhook-latihan-01"


def open_channels() -> list[str]:
    """Open the shops at the running marketplace and register us; twice changes nothing.

    Returns the channels. Raises ``requests.RequestException`` when nobody answers.
    """
    found = json.loads(DEMO_FILE.read_text(encoding="utf-8"))
    apps = {row["dialect"]: row for row in found["apps"]}
    wanted = [*CHANNELS, "woocommerce"]
    _control(
        "seed",
        {
            "apps": [apps[code] for code in wanted],
            "shops": [
                {**shop, "linked": False} for shop in found["shops"] if shop["dialect"] in wanted
            ],
        },
    )
    for code, (port, app_id, secret) in CHANNELS.items():
        app = apps[code]
        _register(code, port, str(app[app_id]), str(app[secret]), str(app.get("service_id", "")))
    _register("woocommerce", WOO_PORT, WOO_APP, WOO_SECRET, "")
    _tell_addresses()
    return wanted


def _register(channel: str, port: int, app_id: str, secret: str, service_id: str) -> None:
    ChannelApp.objects.update_or_create(
        channel=channel,
        app_id=app_id,
        defaults={
            "secret": seal(Secret(secret), owner_of_app(channel, app_id)),
            "api_base": f"http://127.0.0.1:{settings.SANDBOX_PORT + port}",
            "auth_base": "",
            "service_id": service_id,
            "callback_url": notifications_of(channel),
        },
    )


def notifications_of(channel: str) -> str:
    """Where the channel tells us what happened."""
    return f"{settings.SITE_URL}/api/webhooks/{channel}/"


def _tell_addresses() -> None:
    back = f"{settings.SITE_URL}/kerja/saluran/kembali/"
    told = {"redirect_url": back, "push_url": notifications_of("tiktok_shop")}
    _control("tiktok_shop/app", told)
    for channel in ("lazada", "blibli"):
        _control(f"{channel}/push", {"url": notifications_of(channel)})


def _control(path: str, data: Mapping[str, Any]) -> None:
    address = f"http://127.0.0.1:{settings.SANDBOX_PORT}/control/{path}"
    requests.post(address, json=data, timeout=10).raise_for_status()
