"""The whole thing on real ports: keep-alive, broken answers, background pushes, clean stop."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from integrations.sandbox import __main__ as command
from integrations.sandbox.market import open_market
from integrations.sandbox.server import Running
from tests.live.stack import free_ports
from tests.sandbox.stranger import SHOP, Stranger

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def running(tmp_path):
    running = Running(market=open_market(state=tmp_path / "s.sqlite3"))
    running.market.limiter.configure(rate=0, burst=0)
    running.start()
    yield running
    running.stop()


def connection(running, name="shopee"):
    return http.client.HTTPConnection(running.market.urls[name].removeprefix("http://"), timeout=5)


def signed_path(stranger, name="shop/get_shop_info"):
    query = stranger.send("GET", name).request.query_string.decode()
    return f"/api/v2/{name}?{query}"


@pytest.fixture
def stranger(running):
    stranger = Stranger(market=running.market)
    stranger.sign_in()
    return stranger


def until(condition, seconds=5.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.01)


def test_one_connection_serves_many_calls(running, stranger):
    link = connection(running)
    path = signed_path(stranger)

    link.request("GET", path)
    first = link.getresponse()
    body = json.loads(first.read())
    socket_before = link.sock
    link.request("GET", path)
    second = link.getresponse()
    second.read()

    assert body["shop_name"] == "Kopi Lintong Official"
    assert (first.version, second.status) == (11, 200)
    assert link.sock is socket_before
    assert "Connection" not in first.headers
    link.close()


def test_the_date_header_tells_the_marketplaces_time(running, stranger):
    stranger.control("POST", "clock", set=1_790_000_000, freeze=True)
    link = connection(running, "pages")

    link.request("GET", "/control/health")

    assert link.getresponse().headers["Date"] == "Mon, 21 Sep 2026 14:13:20 GMT"
    link.close()


def test_an_outage_closes_without_an_answer(running, stranger):
    path = signed_path(stranger)
    stranger.fault("outage", count=1)
    link = connection(running)

    link.request("GET", path)

    with pytest.raises(http.client.RemoteDisconnected):
        link.getresponse()
    link.request("GET", path)
    assert link.getresponse().status == 200
    link.close()


def test_the_authorisation_page_finds_its_style_sheet(running):
    link = connection(running)
    query = "partner_id=2009001&response_type=code&redirect_uri=http://127.0.0.1/x"
    link.request("GET", f"/auth?{query}")
    page = link.getresponse().read().decode()
    link.close()
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert address == running.market.urls["pages"] + "/gaya.css"

    pages = connection(running, "pages")
    pages.request("GET", "/gaya.css")

    assert pages.getresponse().headers["Content-Type"].startswith("text/css")
    pages.close()


def test_half_an_answer(running, stranger):
    path = signed_path(stranger)
    stranger.fault("half_json", count=1)
    link = connection(running)
    link.request("GET", path)

    response = link.getresponse()

    with pytest.raises(http.client.IncompleteRead) as caught:
        response.read()
    assert caught.value.partial.startswith(b'{"request_id"')
    link.close()


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("Content-Length: 99999999999", 413),
        ("Content-Length: -1", 411),
        ("Content-Length: x", 411),
        ("Transfer-Encoding: chunked", 411),
    ],
)
def test_bodies_without_a_good_length_are_refused(running, head, status):
    with socket.create_connection(("127.0.0.1", int(running.market.urls["pages"][-5:]))) as link:
        link.sendall(f"POST /control/seed HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode())
        answer = link.makefile("rb").readline()

    assert answer.startswith(f"HTTP/1.1 {status}".encode())


def test_pushes_go_out_by_themselves(running, stranger, receiver):
    stranger.control("POST", "shopee/push", url=receiver.url)
    receiver.messages.clear()

    sn = stranger.order(pay=False)

    until(lambda: any(sn.encode() in body for _, body in receiver.messages))
    until(lambda: {row["state"] for row in stranger.pushes()} == {"delivered"})


def test_tracking_numbers_and_their_pushes_come_by_themselves(running, stranger, receiver):
    stranger.control("POST", "settings", timings={"tracking_delay": 1})
    stranger.control("POST", "shopee/push", url=receiver.url)
    sn = stranger.order()
    stranger.ok("POST", "logistics/ship_order", order_sn=sn, dropoff={})

    until(lambda: any(json.loads(body)["code"] == 4 for _, body in receiver.messages))


def test_many_callers_at_once_never_oversell(running, stranger):
    results = []

    def buy():
        link = connection(running, "pages")
        for _ in range(10):
            lines = [{"sku": "KOPI-LTG-GB-5KG", "quantity": 1}]
            body = json.dumps({"shop": str(SHOP), "lines": lines})
            link.request("POST", "/control/orders", body=body)
            response = link.getresponse()
            response.read()
            results.append(response.status)
        link.close()

    threads = [threading.Thread(target=buy) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [201] * 8 + [409] * 52
    assert stranger.stock("KOPI-LTG-GB-5KG") == 0


def start(tmp_path, *more):
    port, _next = free_ports()
    state = str(tmp_path / "run.sqlite3")
    arguments = ["--port", str(port), "--state", state, *more]
    environment = {key: value for key, value in os.environ.items() if "DJANGO" not in key}
    process = subprocess.Popen(
        [sys.executable, "-m", "integrations.sandbox", *arguments],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    return process, port, state


def test_it_runs_alone_stops_on_sigterm_and_remembers(tmp_path, capsys):
    process, port, state = start(tmp_path)
    try:
        assert f"http://127.0.0.1:{port}" in process.stderr.readline()
        assert f"http://127.0.0.1:{port + 1}" in process.stderr.readline()
        command.main(["credentials", "--port", str(port), "--state", state])
        printed = json.loads(capsys.readouterr().out)["shopee"]
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        lines = [{"sku": "KOPI-LTG-1KG", "quantity": 4}]
        body = json.dumps({"shop": str(SHOP), "lines": lines})
        link.request("POST", "/control/orders", body=body)
        assert link.getresponse().status == 201
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=10)
        process.stderr.close()

    assert code == 0
    assert printed["base_url"] == f"http://127.0.0.1:{port + 1}"
    assert set(printed) == {
        *("base_url", "partner_id", "partner_key", "shop_id", "access_token", "refresh_token")
    }
    market = open_market(state=state)
    again = Stranger(market=market, access_token=printed["access_token"])
    assert again.send("GET", "shop/get_shop_info").get_json()["error"] == ""
    assert again.stock() == 36
    market.store.close()


def test_seeding_from_a_file(tmp_path, capsys):
    item = {"seller_sku": "A-1", "name": "Gula Aren", "price": 30000, "stock": 9}
    file = tmp_path / "seed.json"
    file.write_text(json.dumps({"shops": [{"username": "aren.karo", "items": [item]}]}))
    state = str(tmp_path / "x.sqlite3")

    codes = [command.main(["seed", str(file), "--state", state, "--empty"]) for _ in range(2)]

    told = capsys.readouterr().out
    assert codes == [0, 0]
    assert told.count('"items": 1') == 1
    assert told.count('"items": 0') == 1


def test_a_seed_file_that_is_missing_or_wrong(tmp_path, capsys):
    state = ["--state", str(tmp_path / "x.sqlite3")]
    broken = tmp_path / "b.json"
    broken.write_text("[1]")

    assert command.main(["seed", *state]) == 2
    assert command.main(["seed", str(tmp_path / "no.json"), *state]) == 1
    assert command.main(["seed", str(broken), *state]) == 1
    assert "JSON object" in capsys.readouterr().err


def test_management_commands_hand_over(tmp_path, capsys):
    state = str(tmp_path / "x.sqlite3")
    call_command("sandbox_credentials", "--port", "25000", "--state", state)
    printed = json.loads(capsys.readouterr().out)
    assert printed["shopee"]["base_url"] == "http://127.0.0.1:25001"

    with pytest.raises(SystemExit) as caught:
        call_command("sandbox", "seed", "--state", state)
    assert caught.value.code == 2
