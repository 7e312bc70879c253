"""The payment gateway of Pasar Tiruan, asked as an outside program would ask it."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from integrations.sandbox import __main__ as command
from integrations.sandbox.pushes import Sender, deliver_next
from tests.sandbox.stranger import Stranger

KEY = "SB-Mid-server-latihan-pasar-tiruan-lapak-koperasi"
SNAP = "/snap/v1/transactions"


class Ear:
    """Takes notifications."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.status = 200
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                ear.heard.append(json.loads(raw))
                self.send_response(ear.status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"OK")

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/bayar/"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def states(self) -> list[str]:
        return [told["transaction_status"] for told in self.heard]


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    yield ear
    ear.server.shutdown()
    ear.server.server_close()


class Till:
    """A merchant's program."""

    def __init__(self, shop: Stranger, ear: Ear) -> None:
        self.shop, self.ear = shop, ear
        self.host = Client(shop.market.services["midtrans"].wsgi_app(market=shop.market))

    def call(
        self, method: str, path: str, body: Any = None, *, key: str = KEY, **headers: str
    ) -> TestResponse:
        basic = base64.b64encode(f"{key}:".encode()).decode()
        told = {"Authorization": f"Basic {basic}", "X-Override-Notification": self.ear.url}
        return self.host.open(path, method=method, json=body, headers={**told, **headers})

    def snap(self, order_id: str = "LK-1", amount: int = 55_000, **more: Any) -> TestResponse:
        details = {"order_id": order_id, "gross_amount": amount}
        return self.call("POST", SNAP, {"transaction_details": details, **more})

    def status(self, order_id: str = "LK-1") -> dict[str, Any]:
        return self.call("GET", f"/v2/{order_id}/status").get_json()

    def act(self, action: str, order_id: str = "LK-1", **data: Any) -> Any:
        url = f"/control/midtrans/{action}"
        answer = self.shop.site.post(url, json={"order_id": order_id, **data})
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def listen(self) -> list[str]:
        sender = Sender()
        while deliver_next(market=self.shop.market, sender=sender):
            pass
        sender.close()
        return self.ear.states


@pytest.fixture
def till(shop: Stranger, ear: Ear) -> Till:
    return Till(shop, ear)


def expected(told: dict[str, Any], key: str = KEY) -> str:
    text = told["order_id"] + told["status_code"] + told["gross_amount"] + key
    return hashlib.sha512(text.encode()).hexdigest()


def test_a_wrong_key_gets_nothing(till: Till) -> None:
    details = {"transaction_details": {"order_id": "LK-1", "gross_amount": 1}}
    answer = till.call("POST", SNAP, details, key="SB-Mid-server-salah")
    assert answer.status_code == 401
    assert list(answer.get_json()) == ["error_messages"]
    assert till.call("GET", "/v2/LK-1/status", key="x").get_json()["status_code"] == "401"


def test_from_the_request_to_the_money(till: Till) -> None:
    made = till.snap()
    assert made.status_code == 201
    assert set(made.get_json()) == {"token", "redirect_url"}
    assert till.status()["status_code"] == "404"

    till.act("choose", method="bca_va")
    pending = till.status()
    assert (pending["status_code"], pending["transaction_status"]) == ("201", "pending")
    assert pending["va_numbers"][0]["bank"] == "bca"
    till.act("pay")
    paid = till.status()

    assert (paid["status_code"], paid["transaction_status"]) == ("200", "settlement")
    assert paid["gross_amount"] == "55000.00"
    assert till.listen() == ["pending", "settlement"]
    assert all(told["signature_key"] == expected(told) for told in till.ear.heard)


def test_an_order_id_is_used_up_once_a_method_is_chosen(till: Till) -> None:
    first, second = till.snap().get_json(), till.snap().get_json()
    assert first["token"] != second["token"]
    page = "/snap/v4/redirection/"
    assert till.host.get(page + first["token"]).status_code == 404
    till.act("choose")
    again = till.snap()
    assert (again.status_code, "sudah digunakan" in again.text) == (400, True)


@pytest.mark.parametrize(
    "more",
    [
        {"item_details": [{"id": "1", "price": 54_999, "quantity": 1, "name": "x"}]},
        {"item_details": [{"id": "1", "price": 55_000, "quantity": 1, "name": "x" * 51}]},
        {"expiry": {"unit": "weeks", "duration": 1}},
        {"transaction_details": {"order_id": "LK 1", "gross_amount": 1}},
        {"transaction_details": {"order_id": "LK-1", "gross_amount": "55000.00"}},
    ],
)
def test_bad_requests_are_refused(till: Till, more: dict[str, Any]) -> None:
    assert till.snap(**more).status_code == 400


def test_what_is_not_paid_in_time_expires_and_may_still_be_paid_late(till: Till) -> None:
    till.snap(expiry={"unit": "minutes", "duration": 30})
    till.act("choose")
    till.shop.wait(1801)
    assert till.status()["status_code"] == "407"
    till.act("pay", late=True)
    assert till.status()["transaction_status"] == "settlement"
    assert till.listen() == ["pending", "expire", "settlement"]


def test_the_page_pays_and_leads_back(till: Till) -> None:
    url = till.snap(callbacks={"finish": "http://toko.example/bayar?kembali"}).get_json()
    path = url["redirect_url"].partition("localhost")[2]
    page = till.host.get(path).text
    assert "Rp55.000" in page
    assert all(word in page for word in ("QRIS", "Virtual account", "GoPay", "Indomaret"))
    till.host.post(path, data={"aksi": "pilih", "cara": "indomaret"})
    assert "Nomor" in till.host.get(path).text
    assert till.host.post(path, data={"aksi": "bayar"}).status_code == 303
    page = till.host.get(path).text
    assert "Sudah dibayar" in page
    assert "?kembali&amp;order_id=LK-1&amp;status_code=200" in page
    assert till.listen() == ["pending", "settlement"]
    assert till.ear.heard[-1]["store"] == "indomaret"


def test_refunds_by_key_add_up_and_stop_at_what_was_paid(till: Till) -> None:
    till.snap()
    till.act("pay", method="qris")

    def refund(key: str, amount: int) -> dict[str, Any]:
        body = {"refund_key": key, "amount": amount, "reason": "Stok habis"}
        return till.call("POST", "/v2/LK-1/refund", body).get_json()

    assert refund("r1", 5_000)["transaction_status"] == "partial_refund"
    assert refund("r1", 5_000)["refund_amount"] == "5000.00"
    assert refund("r2", 50_001)["status_code"] == "414"
    assert refund("r2", 50_000)["transaction_status"] == "refund"
    assert [each["refund_key"] for each in till.status()["refunds"]] == ["r1", "r2"]


def test_a_virtual_account_is_paid_back_by_hand(till: Till) -> None:
    till.snap()
    till.act("pay", method="bca_va")
    answer = till.call("POST", "/v2/LK-1/refund", {"refund_key": "r", "amount": 1}).get_json()
    assert answer["status_code"] == "412"


def test_an_idempotency_key_keeps_the_first_success_for_five_minutes(till: Till) -> None:
    till.snap()
    till.act("pay", method="gopay")
    header = {"Idempotency-Key": "abc-refund"}
    first = till.call("POST", "/v2/LK-1/refund", {"amount": 1_000}, **header).get_json()
    assert till.call("POST", "/v2/LK-1/refund", {"amount": 1_000}, **header).get_json() == first
    till.shop.wait(301)
    later = till.call("POST", "/v2/LK-1/refund", {"amount": 1_000}, **header).get_json()
    assert (first["refund_amount"], later["refund_amount"]) == ("1000.00", "2000.00")


def test_lies_and_forgeries_on_demand(till: Till) -> None:
    till.snap()
    till.act("choose")
    till.act("notify", changes={"transaction_status": "settlement"})
    till.act("notify", changes={"transaction_status": "settlement"}, server_key="lain")
    till.act("notify", times=2)
    assert till.listen() == ["pending", "settlement", "settlement", "pending", "pending"]
    lie, forged = till.ear.heard[1:3]
    assert lie["signature_key"] == expected(lie)
    assert forged["signature_key"] != expected(forged)


def test_every_fault_of_pushes_works_on_notifications(till: Till) -> None:
    till.snap()
    till.shop.fault("push_bad_signature", dialect="midtrans", count=1)
    till.act("choose")
    till.shop.fault("push_doubled", dialect="midtrans", count=1)
    till.act("pay")
    assert till.listen() == ["pending", "settlement", "settlement"]
    signed = [told["signature_key"] == expected(told) for told in till.ear.heard]
    assert signed == [False, True, True]


def test_a_receiver_that_fails_is_asked_again(till: Till) -> None:
    till.ear.status = 500
    till.snap()
    till.act("choose")
    till.listen()
    till.ear.status = 200
    till.shop.wait(121)
    assert till.listen() == ["pending", "pending"]


def test_money_can_be_taken_back(till: Till) -> None:
    till.snap()
    till.act("pay", method="permata_va")
    till.act("reverse")
    told = till.status()
    assert (told["status_code"], told["transaction_status"]) == ("202", "deny")


def test_faults_of_calls_strike_the_api_and_spare_the_page(till: Till) -> None:
    path = till.snap().get_json()["redirect_url"].partition("localhost")[2]
    till.shop.fault("http_500", dialect="midtrans")
    assert till.call("GET", "/v2/LK-1/status").status_code == 500
    assert till.host.get(path).status_code == 200


def test_credentials_tell_both_addresses(tmp_path: Any, capsys: pytest.CaptureFixture) -> None:
    state = str(tmp_path / "x.sqlite3")
    command.main(["credentials", "--port", "25000", "--state", state])
    told = json.loads(capsys.readouterr().out)["midtrans"]
    assert told["base_url"] == "http://127.0.0.1:25007"
    assert told["snap_base_url"] == "http://127.0.0.1:25007/snap/v1"
    assert told["server_key"] == KEY
