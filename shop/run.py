"""One command for one machine: prepares everything, then keeps all processes running.

``python -m shop.run demo``   demo data and Pasar Tiruan, data in ``var/``
``python -m shop.run serve``  real use: no demo data, data in ``var/live/``

It imports no Django, so that a later start is quick; what needs Django runs as a child. A child
that dies is started again after a short wait; if this process dies, the children die with it.
"""

from __future__ import annotations

import argparse
import base64
import ctypes
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shop.catalogs import compile_stale

ROOT = Path(__file__).resolve().parent.parent
BYTECODE = ROOT / "var" / "bytecode"
PR_SET_PDEATHSIG = 1
SANDBOX = ["-m", "integrations.sandbox"]
DEMO_WHATSAPP = "+6281200000000"
# Good for nothing but the payment gateway of Pasar Tiruan.
DEMO_MIDTRANS_KEY = "SB-Mid-server-latihan-pasar-tiruan-lapak-koperasi"
MIDTRANS_OFFSET = 7
# Pasar Tiruan opens its first port and the eight after it, one for each way of speaking.
SANDBOX_PORTS = 9
# The same for the courier broker; the values are those Pasar Tiruan starts with.
DEMO_BITESHIP_KEY = "biteship_test.latihan-pasar-tiruan-lapak-koperasi"
DEMO_BITESHIP_SECRET = "rahasia-latihan-pasar-tiruan"  # noqa: S105  # nosec B105
BITESHIP_OFFSET = 8
# The same for the social networks: app, phone number and their keys.
DEMO_META_SECRET = "rahasia-aplikasi-latihan-lapak"  # noqa: S105  # nosec B105
DEMO_META_VERIFY = "kata-uji-latihan-lapak"
DEMO_WHATSAPP_PHONE = "108900000000001"
DEMO_WHATSAPP_TOKEN = "EAAlatihan-whatsapp-lapak"  # noqa: S105  # nosec B105
SOCIAL_OFFSET = 6
LONGEST_PAUSE = 30.0
# Seconds the other processes let the web have the processors to itself while it starts.
HEAD_START = 20.0
# Seconds a child has to end by itself.
PATIENCE = 10.0


@dataclass(kw_only=True)
class Plan:
    """What to run, where its data lives and which ports it uses."""

    is_demo: bool
    host: str
    port: int
    sandbox_port: int
    var: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def site_url(self) -> str:
        return os.environ.get("SITE_URL", f"http://127.0.0.1:{self.port}")

    @property
    def own_addresses(self) -> str:
        """Shop and practice marketplace know each other by these; a moved port changes them."""
        return f"{self.site_url} {self.sandbox_port}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare, start, watch; returns when a person stops it."""
    plan = read_plan(arguments)
    taken = taken_ports(plan)
    if taken:
        name, port = taken
        print(
            f"Port {port} sudah dipakai program lain. Pilih yang lain: make run {name}={port + 50}"
        )
        return 1
    plan.environment = environment_for(plan)
    try:
        prepare(plan)
    except subprocess.CalledProcessError as error:
        print(f"Persiapan berhenti: {' '.join(error.cmd[1:])} gagal. Pesannya ada di atas.")
        return 1
    return Supervisor(plan).run()


def read_plan(arguments: Sequence[str] | None) -> Plan:
    """Command line and environment to a plan."""
    parser = argparse.ArgumentParser(prog="python -m shop.run")
    parser.add_argument("mode", choices=["demo", "serve"])
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument(
        "--sandbox-port", type=int, default=int(os.environ.get("SANDBOX_PORT", "8900"))
    )
    found = parser.parse_args(arguments)
    is_demo = found.mode == "demo"
    default = ROOT / "var" if is_demo else ROOT / "var" / "live"
    return Plan(
        is_demo=is_demo,
        host=found.host,
        port=found.port,
        sandbox_port=found.sandbox_port,
        var=Path(os.environ.get("VAR_DIR", default)),
    )


def taken_ports(plan: Plan) -> tuple[str, int] | None:
    """The first port another program holds, as (name of the variable, port)."""
    wanted = [("PORT", plan.port)]
    if plan.is_demo:
        offsets = (0, 1, SOCIAL_OFFSET, MIDTRANS_OFFSET, BITESHIP_OFFSET)
        wanted += [("SANDBOX_PORT", plan.sandbox_port + at) for at in offsets]
    for name, port in wanted:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((plan.host, port))
            except OSError:
                return name, port
    return None


def environment_for(plan: Plan) -> dict[str, str]:
    """Environment of every child; writes the installation's own keys on the first start."""
    plan.var.mkdir(parents=True, exist_ok=True)
    keys = plan.var / "env"
    if not keys.exists():
        keys.touch(mode=0o600)
        field_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        keys.write_text(f"SECRET_KEY={secrets.token_urlsafe(50)}\nFIELD_KEYS={field_key}\n")
    return {
        **with_bytecode(dict(os.environ)),
        "VAR_DIR": str(plan.var),
        "SITE_URL": plan.site_url,
        "PORT": str(plan.port),
        "SANDBOX_PORT": str(plan.sandbox_port),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "shop.settings.single"),
        "PYTHONUNBUFFERED": "1",
        **(demo_environment(plan) if plan.is_demo else {}),
    }


def with_bytecode(environment: dict[str, str]) -> dict[str, str]:
    """The environment, with a place for compiled modules where none may lie beside the sources.

    Without one every process compiles some 3,300 modules again, two seconds each time.
    """
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        environment.setdefault("PYTHONPYCACHEPREFIX", str(BYTECODE))
    return environment


def demo_environment(plan: Plan) -> dict[str, str]:
    """What only the demo has: its own number, and payments and couriers at Pasar Tiruan."""
    gateway = f"http://127.0.0.1:{plan.sandbox_port + MIDTRANS_OFFSET}"
    networks = f"http://127.0.0.1:{plan.sandbox_port + SOCIAL_OFFSET}"
    return {
        "SHOP_WHATSAPP": DEMO_WHATSAPP,
        "DESIGN_PAGE": os.environ.get("DESIGN_PAGE", "true"),
        "STAFF_NEEDS_SECOND_FACTOR": os.environ.get("STAFF_NEEDS_SECOND_FACTOR", "false"),
        "MIDTRANS_SERVER_KEY": DEMO_MIDTRANS_KEY,
        "MIDTRANS_BASE_URL": gateway,
        "MIDTRANS_SNAP_BASE_URL": f"{gateway}/snap/v1",
        "BITESHIP_KEY": DEMO_BITESHIP_KEY,
        "BITESHIP_BASE_URL": f"http://127.0.0.1:{plan.sandbox_port + BITESHIP_OFFSET}",
        "BITESHIP_WEBHOOK_SECRET": DEMO_BITESHIP_SECRET,
        "META_GRAPH_BASE_URL": networks,
        "META_APP_SECRET": DEMO_META_SECRET,
        "META_VERIFY_TOKEN": DEMO_META_VERIFY,
        "WHATSAPP_PHONE_ID": DEMO_WHATSAPP_PHONE,
        "WHATSAPP_TOKEN": DEMO_WHATSAPP_TOKEN,
        "TELEGRAM_BASE_URL": networks,
    }


# --- Preparing: each step runs again only when what it depends on has changed ------------------
def prepare(plan: Plan) -> None:
    """Bring translations, database, static files and first data up to date."""
    compile_stale()
    once(
        plan,
        "static",
        STATIC_SOURCES,
        "Menyiapkan berkas tampilan",
        [["manage.py", "collectstatic", "-v0", "--noinput"]],
    )
    once(
        plan,
        "database",
        MIGRATIONS,
        "Menyiapkan basis data",
        [
            ["manage.py", "migrate", "-v0"],
            ["manage.py", "load_regions"],
            ["manage.py", "setup_site"],
        ],
    )
    if plan.is_demo:
        seed = [*SANDBOX, "seed", str(plan.var / "sandbox-seed.json")]
        seed += ["--state", str(plan.var / "sandbox.sqlite3"), "--empty"]
        commands = [["manage.py", "demo"], seed]
        once(plan, "demo", DEMO_SOURCES, "Mengisi data contoh", commands, also=plan.own_addresses)
    else:
        ensure_administrator(plan)


def _files(*patterns: str) -> Callable[[], list[Path]]:
    return lambda: sorted(file for pattern in patterns for file in ROOT.glob(pattern))


MIGRATIONS = _files(
    "*/migrations/*.py", "*/*/migrations/*.py", "shop/search/*.py", "requirements.lock"
)
STATIC_SOURCES = _files("static/**/*", "*/static/**/*", "requirements.lock")
DEMO_SOURCES = _files("shop/demo/**/*.py")


def once(
    plan: Plan,
    name: str,
    sources: Callable[[], list[Path]],
    title: str,
    commands: list[list[str]],
    *,
    also: str = "",
) -> None:
    """Run the commands unless their sources are the same as the last time they succeeded.

    ``also`` is what else they depend on: the addresses that demo and link write down.
    """
    digest = hashlib.sha256(also.encode())
    for file in sources():
        if file.is_file():
            digest.update(str(file.relative_to(ROOT)).encode())
            digest.update(file.read_bytes())
    stamp = plan.var / "stamps" / name
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    print(f"{title} …", flush=True)
    for command in commands:
        python(plan, *command)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(digest.hexdigest())


def python(plan: Plan, *arguments: str) -> None:
    """Run Python as a child and wait for it."""
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=plan.environment, check=True)


def ensure_administrator(plan: Plan) -> None:
    """Ask for the first administrator when there is none and somebody can answer."""
    if (plan.var / "stamps" / "administrator").exists():
        return
    python(plan, "manage.py", "first_administrator")
    (plan.var / "stamps" / "administrator").touch()


# --- Running ------------------------------------------------------------------------------------
@dataclass(kw_only=True)
class Child:
    """One process that must run; ``pause`` grows while it keeps dying.

    ``answers_at`` is the address that tells when it is ready, for those others wait for.
    """

    name: str
    command: list[str]
    answers_at: str = ""
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    start_at: float = 0.0


def children_of(plan: Plan) -> list[Child]:
    """The processes of this plan."""
    web = [
        *(str(Path(sys.executable).parent / "granian"), "--interface", "wsgi"),
        *("--host", plan.host, "--port", str(plan.port), "--workers", "2"),
        *("--blocking-threads", "4", "--backlog", "256", "--log-level", "warning"),
        "shop.wsgi:application",
    ]
    local = "127.0.0.1" if plan.host == "0.0.0.0" else plan.host  # noqa: S104
    children = [Child(name="web", command=web, answers_at=f"http://{local}:{plan.port}/healthz")]
    if plan.is_demo:
        sandbox = [sys.executable, *SANDBOX, "--port", str(plan.sandbox_port), "--empty"]
        sandbox += ["--state", str(plan.var / "sandbox.sqlite3")]
        at = f"http://127.0.0.1:{plan.sandbox_port}/"
        children.append(Child(name="sandbox", command=sandbox, answers_at=at))
    worker = [sys.executable, "manage.py", "sync_worker"]
    children.append(Child(name="sync_worker", command=worker))
    return children


def die_with_parent() -> None:
    """Linux: the kernel ends this child when the supervisor is gone, however it went."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Starts the children, restarts those that die, stops all of them together."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.children = children_of(plan)
        self.is_stopping = False
        self.is_announced = False

    def run(self) -> int:
        """Until SIGINT or SIGTERM. Returns 0 after a clean stop."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self._give_web_a_head_start()
        awaited = [child for child in self.children if child.answers_at]
        while not self.is_stopping:
            awaited = [child for child in awaited if not answers(child.answers_at)]
            if not awaited and not self.is_announced:
                self.is_announced = True
                self._announce()
            for child in self.children:
                self._look_after(child)
            time.sleep(0.2)
        self._end_all()
        return 0

    def _give_web_a_head_start(self) -> None:
        """Start the web and wait until it answers: a person waits for the first page.

        On two processors all of them together take longer than one after the other. A web that
        does not come up keeps the others waiting only for a while: orders must come in.
        """
        web = self.children[0]
        self._start(web)
        latest = time.monotonic() + HEAD_START
        while not self.is_stopping and time.monotonic() < latest and not answers(web.answers_at):
            self._look_after(web)
            time.sleep(0.05)

    def _stop(self, *_: object) -> None:
        self.is_stopping = True

    def _start(self, child: Child) -> None:
        child.process = subprocess.Popen(
            child.command,
            cwd=ROOT,
            env=self.plan.environment,
            preexec_fn=die_with_parent,
            start_new_session=True,
        )
        child.started = time.monotonic()

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_at:
                self._start(child)
            return
        if child.process.poll() is None:
            return
        if now - child.started > LONGEST_PAUSE:
            child.pause = 0.5
        print(f"{child.name} berhenti (kode {child.process.returncode}), dimulai lagi.", flush=True)
        child.process, child.start_at = None, now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _end_all(self) -> None:
        alive = [child.process for child in self.children if child.process]
        for process in alive:
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in alive:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        print("Berhenti. Data tetap tersimpan.", flush=True)

    def _announce(self) -> None:
        if self.plan.is_demo:
            self._link_demo_shop()
        print("\n".join(addresses(self.plan)), flush=True)

    def _link_demo_shop(self) -> None:
        title = "Menghubungkan toko contoh"
        try:
            command = [["manage.py", "link_sandbox"]]
            where = self.plan.own_addresses
            once(self.plan, "linked", DEMO_SOURCES, title, command, also=where)
        except subprocess.CalledProcessError:
            print("Toko contoh belum terhubung; dicoba lagi saat dimulai berikutnya.", flush=True)


def answers(url: str) -> bool:
    """Whether the address answers 200 now."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def addresses(plan: Plan) -> list[str]:
    """What a person needs to know once everything runs."""
    site = plan.site_url
    lines = [
        "",
        "Lapak Koperasi siap.",
        f"  Toko         {site}/",
        f"  Meja Kerja   {site}/kerja/",
        f"  Situs (CMS)  {site}/cms/",
        f"  Kantor pusat {site}/pusat/",
    ]
    if plan.is_demo:
        lines.append(f"  Pasar Tiruan http://127.0.0.1:{plan.sandbox_port}/")
        logins = plan.var / "demo-logins.txt"
        if logins.exists():
            lines += ["", logins.read_text().rstrip()]
    lines += ["", "Hentikan dengan Ctrl-C.", ""]
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
