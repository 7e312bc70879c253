"""A cooperative that sells through Pasar Tiruan, linked over HTTP the way a person links it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import requests
from django.core.wsgi import get_wsgi_application
from django.db import connections

from integrations.channels.transport import Secret
from integrations.sync import listings, services, worker
from integrations.sync.models import ChannelAccount, ChannelApp, ChannelOrder
from integrations.sync.secrets import owner_of_app, seal
from shop.order.models import Parcel
from shop.partner.models import Partner, StockRecord
from shop.stock.models import StockItem
from tests.connectors.shopee.pasar_tiruan import PasarTiruan
from tests.factories_orders import make_origin
from tests.factories_stock import make_cooperative, make_item, make_offer
from tests.factories_sync import ShiftedClock

SHOP = "kopilintong.official"
SHOP_ID = "68410001"
OTHER_SHOP_ID = "68410002"
KILO = "KOPI-LTG-1KG"
QUARTERS = ("KOPI-LTG-250-BIJI", "KOPI-LTG-250-HALUS", "KOPI-LTG-250-KASAR")
GREEN = "KOPI-LTG-GB-5KG"
REDIRECT = "http://toko.example/kerja/saluran/kembali/"


@dataclass(kw_only=True)
class RealScene:
    """Our side and theirs, with real HTTP in between."""

    pasar: PasarTiruan
    clock: ShiftedClock
    app: ChannelApp
    account: ChannelAccount
    records: dict[str, StockRecord]

    def item(self, sku: str) -> StockItem:
        """What lies in the store of a pack's goods."""
        stock_item_id = self.records[sku].stock_item_id
        return StockItem.objects.get(pk=stock_item_id)

    def shown(self, sku: str) -> int:
        """What buyers of the marketplace see."""
        return shelf(self.pasar)[sku]

    def buy(self, sku: str, quantity: int = 1, **more: Any) -> str:
        """A marketplace buyer orders; returns the order's number."""
        line = {"sku": sku, "quantity": quantity}
        order = self.pasar.post("orders", shop=SHOP, lines=[line], **more)
        return str(order["order_sn"])

    def act(self, order_sn: str, action: str) -> None:
        """The buyer, the courier or the seller's app does something."""
        self.pasar.post(f"orders/{order_sn}/{action}")

    def parcel(self, order_sn: str) -> Parcel:
        """Our parcel of one of their orders."""
        order = ChannelOrder.objects.get(external_order_id=order_sn).order
        return Parcel.objects.get(order=order)

    def work(self, rounds: int = 3, seconds: float = 20) -> None:
        """Let the engine go round, each time a while later."""
        for _ in range(rounds):
            self.clock.advance(seconds=seconds)
            worker.run_due(clock=self.clock)

    def calls(self, path: str) -> int:
        """How often an endpoint of the shop was called."""
        log = self.pasar.get("calls", shop=SHOP, limit="50000")
        return sum(call["path"].endswith(path) for call in log["calls"])


def shelf(pasar: PasarTiruan, shop: str = SHOP) -> dict[str, int]:
    """SKU → stock, exactly as the marketplace has it."""
    state = pasar.get("state", shop=shop)
    [found] = state["shops"]
    return {
        variant["seller_sku"]: variant["stock"]
        for item in found["items"]
        for variant in item["variants"]
    }


def press_allow(address: str, shop_id: str) -> dict[str, str]:
    """Be the seller on the consent page; returns what comes back to our own page."""
    assert requests.get(address, timeout=5).status_code == 200
    answer = requests.post(address, data={"shop_id": shop_id}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    back = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: values[0] for name, values in back.items()}


def make_registration(pasar: PasarTiruan, callback_url: str = "") -> ChannelApp:
    """Our registration with Pasar Tiruan."""
    facts = pasar.shopee
    app_id = str(facts["partner_id"])
    return ChannelApp.objects.create(
        channel="shopee",
        app_id=app_id,
        secret=seal(Secret(facts["partner_key"]), owner_of_app("shopee", app_id)),
        api_base=facts["base_url"],
        callback_url=callback_url,
    )


def make_shelves(cooperative: Partner) -> dict[str, StockRecord]:
    """Packs with the codes of the demo marketplace: the three grinds share one stock."""
    make_origin(cooperative)
    beans = make_item(on_hand=40_000, cooperative=cooperative, name="Biji sangrai")
    quarters = make_item(on_hand=20_000, cooperative=cooperative, name="Kemasan 250 g")
    green = make_item(on_hand=40_000, cooperative=cooperative, name="Biji hijau")
    records = {KILO: make_offer(item=beans, units_per_sale=1000, price=185_000)}
    for sku in QUARTERS:
        records[sku] = make_offer(item=quarters, units_per_sale=250, price=52_000)
    records[GREEN] = make_offer(item=green, units_per_sale=5000, price=620_000)
    for sku, record in records.items():
        StockRecord.objects.filter(pk=record.pk).update(partner_sku=sku)
        record.partner_sku = sku
    return records


def link(pasar: PasarTiruan, *, callback_url: str = "", is_on: bool = True) -> RealScene:
    """Permission on the consent page, listings, matches by code, and on."""
    clock = ShiftedClock()
    app = make_registration(pasar, callback_url)
    cooperative = make_cooperative()
    records = make_shelves(cooperative)
    consent = services.start_linking(
        cooperative_id=cooperative.pk, app_id=app.pk, redirect=REDIRECT
    )
    back = press_allow(consent.url, SHOP_ID)
    run = services.finish_linking(
        state=back["state"],
        code=back["code"],
        shop_id=back["shop_id"],
        cooperative_ids=frozenset({cooperative.pk}),
        clock=clock,
    )
    assert run.account is not None
    account_id = run.account.pk
    listings.read_listings(account_id=account_id, clock=clock, budget=timedelta(seconds=30))
    assert services.accept_certain(account_id=account_id) == len(records)
    if is_on:
        services.dry_run(account_id=account_id)
        services.switch_on(account_id=account_id)
        worker.run_due(clock=clock)
    account = ChannelAccount.objects.get(pk=account_id)
    return RealScene(pasar=pasar, clock=clock, app=app, account=account, records=records)


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def web_server() -> Iterator[str]:
    """Our site on a free port, for the marketplace's notifications. Yields its address."""
    application = get_wsgi_application()

    def serve(environ, start_response):  # type: ignore[no-untyped-def]
        try:
            return application(environ, start_response)
        finally:
            connections.close_all()

    server = make_server("127.0.0.1", 0, serve, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
