"""The installation under test: its database, its goods, and its processes, which may be killed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests
from django.conf import settings
from django.db import connections
from django.utils import timezone

from integrations.channels.transport import Secret
from integrations.sync import services
from integrations.sync.models import ChannelAccount, ChannelApp
from integrations.sync.secrets import owner_of_app, seal
from shop.catalogs import compile_stale
from shop.offer.models import Payer
from shop.partner.models import Partner, StockRecord
from shop.stock import grants
from tests import database
from tests.database import SqliteDatabase
from tests.factories_offers import make_voucher
from tests.factories_storefront import make_account, make_places, make_product, make_seller
from tests.live.market import Market
from tests.live.seeding import ROOT, collect_static, environment
from tests.live.stack import HOST, START_PATIENCE, Process, descendants, free_ports, until
from tests.soak.hurry import LEASE

APP = {
    "dialect": "shopee",
    "partner_id": 2009001,
    "partner_key": "shpk-pasar-tiruan-kunci-latihan-lapak-koperasi-01",
    "name": "Lapak Koperasi",
}
HOT_PACKS = 5
# A code for a tenth off that fewer orders may use than guests try.
VOUCHER, VOUCHER_ORDERS = "SOAK", 6
BUDGET = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """One article: how it is bought here and there."""

    slug: str
    sku: str
    item_id: int
    units: int


@dataclass(slots=True, kw_only=True)
class Seller:
    """A cooperative, its goods, and its shops at the marketplace."""

    cooperative: Partner
    goods: list[Goods]
    shops: dict[str, int]


@dataclass
class Stage:
    """Database, folder and ports of one run; ``processes`` are those that should be alive."""

    seed: int
    broker: str = ""
    is_escrow: bool = False
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="lapak-soak-")))
    processes: dict[str, Process] = field(default_factory=dict)
    ended: list[Process] = field(default_factory=list)
    down: set[str] = field(default_factory=set)
    restarts: int = 0
    # When a process was killed, as the wall clock says.
    kills: list[float] = field(default_factory=list)
    sellers: list[Seller] = field(default_factory=list)
    hot: Goods | None = None

    def __post_init__(self) -> None:
        self.var = self.folder / "var"
        self.var.mkdir()
        self.port, self.sandbox_port = free_ports()
        self.site = f"http://{HOST}:{self.port}"
        self.market_url = f"http://{HOST}:{self.sandbox_port}"
        self.lock = threading.RLock()
        self.stopping = threading.Event()

    @property
    def market(self) -> Market:
        """The marketplace's control API; one for each thread."""
        return Market(self.market_url)

    @property
    def environment(self) -> dict[str, str]:
        """What the product's processes are told."""
        broker = {"REDIS_URL": self.broker, "DJANGO_SETTINGS_MODULE": "shop.settings.many"}
        return {
            **environment(database.current_url(), self.var),
            "SITE_URL": self.site,
            "PORT": str(self.port),
            "SANDBOX_PORT": str(self.sandbox_port),
            "LOG_LEVEL": "WARNING",
            **(broker if self.broker else {}),
        }

    # --- Before anything runs -------------------------------------------------------------------
    def prepare(self) -> None:
        """A migrated database with three cooperatives, and the marketplace's seed."""
        with database.one_at_a_time():
            collect_static()
            compile_stale()
        self.database = database.make_database()
        database.use(self.database.create())
        settings.SITE_URL, settings.SANDBOX_PORT = self.site, self.sandbox_port
        make_places()
        make_account()
        chance = random.Random(self.seed)
        self.sellers = [
            self._seller("Koperasi Gunung", 24, {"gunung.satu": 7001, "gunung.dua": 7002}, chance),
            self._seller("Koperasi Pesisir", 16, {"pesisir": 7003}, chance),
            self._seller("Koperasi Sebelah", 4, {"sebelah": 7004}, chance),
        ]
        self.hot = self._goods(self.sellers[0].cooperative, "PANAS", HOT_PACKS, 1)
        make_voucher(VOUCHER, most_orders=VOUCHER_ORDERS, offer={"payer": Payer.PLATFORM})
        self._seed_market()

    def _seller(
        self, name: str, articles: int, shops: dict[str, int], chance: random.Random
    ) -> Seller:
        cooperative = make_seller(name)
        goods = [
            self._goods(
                cooperative,
                f"{name.split()[1][:3].upper()}-{number:02}",
                chance.randint(10, 30),
                chance.choice([1, 250, 1000]),
            )
            for number in range(articles)
        ]
        return Seller(cooperative=cooperative, goods=goods, shops=shops)

    def _goods(self, cooperative: Partner, sku: str, packs: int, units: int) -> Goods:
        product = make_product(
            f"Barang {sku}", packs=packs, units_per_sale=units, cooperative=cooperative
        )
        StockRecord.objects.filter(product=product).update(partner_sku=sku)
        record = StockRecord.objects.get(product=product)
        assert record.stock_item_id is not None
        return Goods(slug=str(product.slug), sku=sku, item_id=record.stock_item_id, units=units)

    def _seed_market(self) -> None:
        seed = {
            "apps": [{**APP, "push_url": f"{self.site}/api/webhooks/shopee/"}],
            "buyers": [{"username": f"pembeli{number}"} for number in range(6)],
            "shops": [
                {
                    "dialect": "shopee",
                    "shop_id": shop_id,
                    "username": username,
                    "name": username,
                    "items": [
                        {
                            "seller_sku": goods.sku,
                            "name": f"Barang {goods.sku}",
                            "price": 95_000,
                            "stock": 1,
                            "weight_grams": 1000,
                        }
                        for goods in seller.goods
                    ],
                }
                for seller in self.sellers
                for username, shop_id in seller.shops.items()
            ],
        }
        path = self.var / "sandbox-seed.json"
        path.write_text(json.dumps(seed))
        command = [sys.executable, "-m", "integrations.sandbox", "seed", str(path)]
        command += ["--state", str(self.var / "sandbox.sqlite3"), "--empty"]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True)

    def link(self) -> None:
        """The steps of the desk with which a shop is linked and switched on."""
        app = ChannelApp.objects.create(
            channel="shopee",
            app_id=str(APP["partner_id"]),
            secret=seal(
                Secret(str(APP["partner_key"])), owner_of_app("shopee", str(APP["partner_id"]))
            ),
            api_base=f"http://{HOST}:{self.sandbox_port + 1}",
            callback_url=f"{self.site}/api/webhooks/shopee/",
        )
        for seller in self.sellers:
            for username, shop_id in seller.shops.items():
                self._link(app, seller.cooperative, username, str(shop_id))
        if self.is_escrow:
            for goods in [goods for seller in self.sellers for goods in seller.goods]:
                grants.set_escrow(item_id=goods.item_id, is_on=True)

    def _link(self, app: ChannelApp, cooperative: Partner, username: str, shop_id: str) -> None:
        account_id = self._permit(app, cooperative, username, shop_id)
        services.read_listings(account_id=account_id, clock=timezone.now, budget=BUDGET)
        services.accept_certain(account_id=account_id)
        services.dry_run(account_id=account_id)
        services.switch_on(account_id=account_id)

    def permit_again(self, account: ChannelAccount) -> None:
        """What staff do when a shop needs permission again."""
        cooperative, shop_id = account.cooperative, account.external_shop_id
        names = {str(shop): name for seller in self.sellers for name, shop in seller.shops.items()}
        app = ChannelApp.objects.get(app_id=str(APP["partner_id"]))
        self._permit(app, cooperative, names[shop_id], shop_id)

    def _permit(self, app: ChannelApp, cooperative: Partner, username: str, shop_id: str) -> int:
        consent = services.start_linking(
            cooperative_id=cooperative.pk, app_id=app.pk, redirect=f"{self.site}/kerja/toko/"
        )
        code = requests.post(
            f"{self.market_url}/control/shopee/code",
            json={"shop": username, "partner_id": int(app.app_id)},
            timeout=10,
        ).json()["code"]
        run = services.finish_linking(
            state=consent.state,
            code=code,
            shop_id=shop_id,
            cooperative_ids=frozenset({cooperative.pk}),
        )
        assert run.account_id is not None, username
        return run.account_id

    # --- Processes ------------------------------------------------------------------------------
    def commands(self) -> dict[str, list[str]]:
        """The processes that should run, by name."""
        own = [sys.executable, "-m", "tests.soak.start"]
        granian = str(Path(sys.executable).parent / "granian")
        web = [granian, "--interface", "wsgi", "--host", HOST, "--port", str(self.port)]
        web += ["--workers", "2", "--blocking-threads", "8", "--backlog", "512"]
        web += ["--respawn-failed-workers"]
        found = {"web": [*web, "--log-level", "warning", "tests.soak.web:application"]}
        if not self.broker:
            return {**found, **{f"worker{n}": [*own, "sync_worker"] for n in (1, 2)}}
        for number in (1, 2):
            name = ["-n", f"soak{number}@%h", "--concurrency", "4", "--loglevel", "WARNING"]
            found[f"worker{number}"] = [*own, "celery", "worker", *name]
        return {**found, "scheduler": [*own, *self._beat("scheduler")]}

    def _beat(self, name: str) -> list[str]:
        return ["celery", "beat", "--schedule", str(self.folder / name), "--loglevel", "WARNING"]

    def start_market(self) -> None:
        """Pasar Tiruan, which is never killed: it is the outside world."""
        command = [sys.executable, "-m", "integrations.sandbox", "--port", str(self.sandbox_port)]
        command += ["--empty", "--state", str(self.var / "sandbox.sqlite3")]
        self._start("sandbox", command)
        until(lambda: _answers(f"{self.market_url}/control/health"), seconds=START_PATIENCE)

    def start_all(self) -> None:
        """Everything else; returns once the shop answers."""
        for name, command in self.commands().items():
            self._start(name, command)
        self.wait_for_web()
        threading.Thread(target=self._supervise, daemon=True).start()

    def wait_for_web(self) -> None:
        """Until the shop answers."""
        until(lambda: _answers(f"{self.site}/healthz"), seconds=START_PATIENCE, what="the shop")

    def _start(self, name: str, command: list[str]) -> None:
        self.processes[name] = Process(name, command, self.environment, self.folder)

    def _supervise(self) -> None:
        """What a service manager does: start again whatever has ended."""
        while not self.stopping.wait(0.3):
            with self.lock:
                for name, command in self.commands().items():
                    if name not in self.down and not self.processes[name].is_alive:
                        self.restarts += 1
                        self.ended.append(self.processes[name])
                        self._start(name, command)

    def kill(self, name: str) -> None:
        """SIGKILL to the process and everything it started; it is started again at once."""
        with self.lock:
            self.kills.append(time.time())
            process = self.processes[name].process
            for pid in [process.pid, *descendants(process.pid)]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait(10)

    def kill_one_of(self, name: str) -> None:
        """SIGKILL to one of the processes below; its siblings go on, it is started again."""
        with self.lock:
            below = descendants(self.processes[name].process.pid)
            if below:
                self.kills.append(time.time())
                self._signal(below[-1:], signal.SIGKILL)

    def pause(self, name: str, seconds: float = LEASE.total_seconds() + 1.5) -> None:
        """Stand still past the lease, then go on as if nothing had been."""
        with self.lock:
            process = self.processes[name].process
            pids = [process.pid, *descendants(process.pid)]
        self._signal(pids, signal.SIGSTOP)
        self.stopping.wait(seconds)
        self._signal(pids, signal.SIGCONT)

    @staticmethod
    def _signal(pids: list[int], what: signal.Signals) -> None:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, what)

    def second_scheduler(self, seconds: float) -> None:
        """Two clocks ring for a while; without a broker a third ``sync_worker`` does."""
        own = [sys.executable, "-m", "tests.soak.start"]
        more = self._beat(f"second{time.monotonic_ns()}") if self.broker else ["sync_worker"]
        extra = Process("second", [*own, *more], self.environment, self.folder)
        self.stopping.wait(seconds)
        extra.stop()

    def stop(self) -> None:
        """End everything that still runs."""
        self.stopping.set()
        with self.lock:
            for process in [*self.processes.values()]:
                pids = [process.process.pid, *descendants(process.process.pid)]
                self._signal(pids, signal.SIGCONT)
                self._signal(pids, signal.SIGKILL)
        connections.close_all()

    def database_files(self) -> list[Path]:
        """The embedded database, when it is one."""
        return [Path(self.database.path)] if isinstance(self.database, SqliteDatabase) else []

    def clean_up(self) -> None:
        """Forget database and folder."""
        self.database.drop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def words(self, *texts: str) -> list[str]:
        """Lines of all logs that hold one of these texts."""
        found: list[str] = []
        for log in sorted(self.folder.glob("*.log")):
            lines = log.read_text(errors="replace").splitlines()
            found += [f"{log.stem}: {line}" for line in lines if any(t in line for t in texts)]
        return found


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=3).ok
    except requests.RequestException:
        return False


def state_of(stage: Stage) -> dict[str, Any]:
    """Every shop of the marketplace, with its goods and orders."""
    shops: list[dict[str, Any]] = stage.market.get("state")["shops"]
    return {shop["username"]: shop for shop in shops}
