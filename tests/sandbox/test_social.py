"""The social port of Pasar Tiruan, asked as an outside program would ask it."""

import hashlib
import hmac
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import Client, TestResponse

from integrations.sandbox.dialects.social import accounts
from integrations.sandbox.pushes import Sender, deliver_next
from tests.sandbox.stranger import Stranger

SECRET = "rahasia-aplikasi-latihan-lapak"
PAGE, INSTAGRAM = "104500000000001", "17841400000000001"
PHONE, NUMBER = "108900000000001", "6281234567890"
TOKENS = {
    PAGE: "EAAlatihan-halaman-lapak",
    INSTAGRAM: "EAAlatihan-instagram-lapak",
    PHONE: "EAAlatihan-whatsapp-lapak",
}
BOT = "7000000001:AAlatihan-bot-telegram-lapak"
CHANNEL = "@lapak_latihan"


class Networks:
    """A program that posts and writes."""

    def __init__(self, shop: Stranger) -> None:
        self.shop = shop
        self.host = Client(shop.market.services["social"].wsgi_app(market=shop.market))

    def graph(
        self, method: str, path: str, body: Any = None, *, owner: str = "", **more: Any
    ) -> TestResponse:
        token = TOKENS[owner or path.partition("/")[0]]
        proof = hmac.new(SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()
        query = {"appsecret_proof": proof, **more.pop("query", {})}
        headers = {"Authorization": f"Bearer {token}"}
        url = f"/v25.0/{path}"
        return self.host.open(
            url, method=method, query_string=query, json=body, headers=headers, **more
        )

    def bot(self, method: str, token: str = BOT, **told: Any) -> TestResponse:
        return self.host.post(f"/bot{token}/{method}", data={"chat_id": CHANNEL, **told})

    def notice(self, *values: str, name: str = "pesanan_dibayar", to: str = NUMBER) -> TestResponse:
        parameters = [{"type": "text", "text": value} for value in values]
        template = {
            "name": name,
            "language": {"code": "id"},
            "components": [{"type": "body", "parameters": parameters}],
        }
        body = {"messaging_product": "whatsapp", "to": to, "type": "template", "template": template}
        return self.graph("POST", f"{PHONE}/messages", body)

    def act(self, action: str, **data: Any) -> Any:
        answer = self.shop.site.post(f"/control/social/{action}", json=data)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def advance(self, seconds: int) -> None:
        assert self.shop.site.post("/control/clock", json={"advance": seconds}).status_code == 200

    def posts(self, network: str) -> list[dict[str, Any]]:
        return self.act("posts", network=network)["posts"]

    def container(self, **told: Any) -> str:
        return self.graph("POST", f"{INSTAGRAM}/media", told).get_json()["id"]

    def state(self, container: str) -> str:
        query = {"fields": "status_code"}
        return self.graph("GET", container, owner=INSTAGRAM, query=query).get_json()["status_code"]

    def publish(self, container: str) -> TestResponse:
        return self.graph("POST", f"{INSTAGRAM}/media_publish", {"creation_id": container})


def error(answer: TestResponse) -> tuple[int, int]:
    told = answer.get_json()["error"]
    return told["code"], told.get("error_subcode", 0)


@pytest.fixture
def networks(shop: Stranger) -> Networks:
    return Networks(shop)


def test_the_proof_is_that_of_the_fact_sheet() -> None:
    proof = accounts.proof_of("0123456789abcdef0123456789abcdef", "EAATESTTOKEN")
    assert proof == "99cbac345910084e738e780a0d5a02f2421ea86e53d6f64eff41e367a76944c6"


def test_without_a_proof_nothing_is_posted(networks: Networks) -> None:
    answer = networks.graph(
        "POST", f"{PAGE}/feed", {"message": "Hai"}, query={"appsecret_proof": ""}
    )
    assert error(answer) == (100, 0)
    wrong = networks.graph(
        "POST", f"{PAGE}/feed", {"message": "Hai"}, query={"appsecret_proof": "0"}
    )
    assert error(wrong) == (100, 0)
    assert networks.posts("facebook") == []


def test_a_wrong_token_and_an_expired_one_have_their_codes(networks: Networks) -> None:
    answer = networks.host.post(
        f"/v25.0/{PAGE}/feed", json={"message": "Hai"}, headers={"Authorization": "Bearer salah"}
    )
    assert error(answer) == (190, 0)
    networks.act("account", id=PAGE, expires_at=1)
    assert error(networks.graph("POST", f"{PAGE}/feed", {"message": "Hai"})) == (190, 463)


def test_a_page_shows_text_with_its_link_and_lists_it(networks: Networks) -> None:
    told = {"message": "Panen raya", "link": "https://lapak.example/produk/kopi/?lk=a1"}
    made = networks.graph("POST", f"{PAGE}/feed", told).get_json()["id"]
    listed = networks.graph(
        "GET", f"{PAGE}/feed", query={"fields": "id,message,attachments{unshimmed_url}"}
    ).get_json()["data"]
    assert [row["id"] for row in listed] == [made]
    assert listed[0]["attachments"]["data"][0]["unshimmed_url"] == told["link"]


def test_the_same_words_twice_are_refused_with_506(networks: Networks) -> None:
    assert networks.graph("POST", f"{PAGE}/feed", {"message": "Panen"}).status_code == 200
    assert error(networks.graph("POST", f"{PAGE}/feed", {"message": "Panen"})) == (506, 0)
    assert len(networks.posts("facebook")) == 1


def test_photos_uploaded_unpublished_become_one_post(networks: Networks) -> None:
    ids = []
    for _number in range(2):
        upload = {"source": (io.BytesIO(b"\xff\xd8"), "a.jpg"), "published": "false"}
        ids.append(networks.graph("POST", f"{PAGE}/photos", data=upload).get_json()["id"])
    assert networks.posts("facebook") == []
    media = [{"media_fbid": one} for one in ids]
    told = {"message": "Dua gambar", "attached_media": media}
    assert networks.graph("POST", f"{PAGE}/feed", told).status_code == 200
    (post,) = networks.posts("facebook")
    assert len(post["pictures"]) == 2
    assert networks.host.get(post["pictures"][0]).data == b"\xff\xd8"
    assert error(networks.graph("POST", f"{PAGE}/feed", {**told, "message": "Lagi"})) == (100, 0)


def test_a_post_can_be_taken_away_once(networks: Networks) -> None:
    told = networks.graph("POST", f"{PAGE}/photos", {"url": "http://a.id/a.jpg", "caption": "A"})
    post_id = told.get_json()["post_id"]
    assert networks.graph("DELETE", post_id, owner=PAGE).get_json() == {"success": True}
    assert error(networks.graph("DELETE", post_id, owner=PAGE)) == (100, 33)


def test_instagram_publishes_a_container_only_when_it_is_finished_and_only_once(
    networks: Networks,
) -> None:
    container = networks.container(image_url="https://a.id/a.jpg", caption="Kopi")
    assert networks.state(container) == "IN_PROGRESS"
    assert error(networks.publish(container)) == (9007, 2207027)
    networks.advance(2)
    assert networks.state(container) == "FINISHED"
    assert networks.publish(container).status_code == 200
    assert networks.state(container) == "PUBLISHED"
    assert error(networks.publish(container)) == (9007, 2207027)
    assert [post["text"] for post in networks.posts("instagram")] == ["Kopi"]


def test_a_carousel_waits_for_its_children_and_counts_as_one(networks: Networks) -> None:
    urls = ["https://a.id/a.jpg", "https://a.id/b.jpg"]
    children = [networks.container(image_url=url, is_carousel_item="true") for url in urls]
    told = {"media_type": "CAROUSEL", "children": ",".join(children), "caption": "Dua"}
    early = networks.graph("POST", f"{INSTAGRAM}/media", told)
    assert error(early) == (9007, 2207027)
    networks.advance(2)
    carousel = networks.container(**told)
    networks.advance(2)
    assert networks.publish(carousel).status_code == 200
    assert networks.posts("instagram")[0]["pictures"] == urls
    limit = networks.graph("GET", f"{INSTAGRAM}/content_publishing_limit").get_json()["data"][0]
    assert (limit["quota_usage"], limit["config"]["quota_total"]) == (1, 50)


def test_the_limit_of_a_day_and_the_end_of_a_container(networks: Networks) -> None:
    networks.act("account", id=INSTAGRAM, daily_limit=1)
    first, second = (networks.container(image_url="https://a.id/a.jpg") for _time in range(2))
    networks.advance(2)
    assert networks.publish(first).status_code == 200
    assert error(networks.publish(second)) == (9, 2207042)
    networks.advance(24 * 60 * 60)
    assert networks.state(second) == "EXPIRED"
    assert error(networks.publish(second)) == (-2, 2207020)


@pytest.mark.parametrize(
    ("url", "code"), [("https://a.id/a.png", (36000, 2207005)), ("a.jpg", (9004, 2207052))]
)
def test_instagram_takes_jpeg_from_public_addresses(
    networks: Networks, url: str, code: tuple[int, int]
) -> None:
    answer = networks.graph("POST", f"{INSTAGRAM}/media", {"image_url": url})
    assert error(answer) == code


def test_telegram_posts_a_photo_and_an_album(networks: Networks) -> None:
    photo = (io.BytesIO(b"\xff\xd8"), "a.jpg")
    told = networks.bot(
        "sendPhoto", photo=photo, caption="<b>Kopi</b> &amp; madu", parse_mode="HTML"
    )
    assert told.get_json()["result"]["caption"] == "Kopi & madu"
    media = [{"type": "photo", "media": "attach://a", "caption": "Dua"},
             {"type": "photo", "media": "https://a.id/b.jpg"}]  # fmt: skip
    album = networks.bot("sendMediaGroup", media=json.dumps(media), a=(io.BytesIO(b"1"), "a.jpg"))
    messages = album.get_json()["result"]
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [post["text"] for post in networks.posts("telegram")] == ["Kopi & madu", "Dua", ""]


@pytest.mark.parametrize(
    ("method", "told", "status"),
    [
        ("sendMessage", {"text": ""}, 400),
        ("sendMessage", {"text": "x" * 4097}, 400),
        ("sendMessage", {"text": "<h1>a</h1>", "parse_mode": "HTML"}, 400),
        ("sendMessage", {"text": "a", "chat_id": "@lain"}, 400),
        ("sendPhoto", {"photo": "bukan gambar"}, 400),
        ("sendPhoto", {"photo": "https://a.id/a.jpg", "caption": "x" * 1025}, 400),
        ("sendMediaGroup", {"media": '[{"type": "photo", "media": "https://a.id/a.jpg"}]'}, 400),
        ("terbang", {}, 404),
    ],
)
def test_telegram_refuses_what_the_network_refuses(
    networks: Networks, method: str, told: dict[str, Any], status: int
) -> None:
    answer = networks.bot(method, **told)
    assert (answer.status_code, answer.get_json()["ok"]) == (status, False)
    assert networks.posts("telegram") == []


def test_telegram_asks_to_wait_after_twenty_a_minute_and_sends_nothing(networks: Networks) -> None:
    for number in range(20):
        assert networks.bot("sendMessage", text=str(number)).status_code == 200
    answer = networks.bot("sendMessage", text="satu lagi")
    assert (answer.status_code, answer.get_json()["parameters"]) == (429, {"retry_after": 60})
    networks.advance(60)
    assert networks.bot("sendMessage", text="satu lagi").status_code == 200
    assert len(networks.posts("telegram")) == 21


def test_telegram_edits_once_and_takes_away(networks: Networks) -> None:
    number = networks.bot("sendMessage", text="Ada").get_json()["result"]["message_id"]
    assert networks.bot("editMessageText", message_id=number, text="HABIS").status_code == 200
    again = networks.bot("editMessageText", message_id=number, text="HABIS")
    assert again.get_json()["description"] == "Bad Request: message is not modified"
    assert networks.bot("deleteMessage", message_id=number).get_json()["result"] is True
    assert networks.bot("deleteMessage", message_id=number).status_code == 400
    assert networks.bot("getMe", token="1:salah").status_code == 401


def test_a_template_needs_its_name_and_number_of_words(networks: Networks) -> None:
    assert networks.notice("LK-1").get_json()["messages"][0]["id"].startswith("wamid.")
    assert error(networks.notice("LK-1", "lebih")) == (132000, 0)
    assert error(networks.notice("LK-1", name="tidak_ada")) == (132001, 0)
    assert error(networks.notice("a\nb")) == (132018, 0)
    assert error(networks.notice("LK-1", to="0812")) == (100, 0)


def test_free_words_only_within_a_day_of_the_buyers_own(networks: Networks) -> None:
    body = {"messaging_product": "whatsapp", "to": NUMBER, "type": "text", "text": {"body": "Hai"}}
    assert error(networks.graph("POST", f"{PHONE}/messages", body)) == (131047, 0)
    networks.act("say", number=NUMBER, text="Halo")
    assert networks.graph("POST", f"{PHONE}/messages", body).status_code == 200
    networks.advance(24 * 60 * 60 + 1)
    assert error(networks.graph("POST", f"{PHONE}/messages", body)) == (131047, 0)


class Ear:
    """Takes webhooks, and repeats a challenge where the word is right."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, bytes]] = []
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                told = parse_qs(urlsplit(self.path).query)
                is_right = told["hub.verify_token"] == ["kata-uji"]
                body = told["hub.challenge"][0].encode() if is_right else b""
                self.send_response(200 if is_right else 403)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                ear.heard.append((self.headers["X-Hub-Signature-256"], raw))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/api/webhooks/meta/"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    yield ear
    ear.server.shutdown()
    ear.server.server_close()


def listen(networks: Networks) -> None:
    sender = Sender()
    while deliver_next(market=networks.shop.market, sender=sender):
        pass
    sender.close()


def statuses(ear: Ear) -> list[str]:
    found = []
    for signature, raw in ear.heard:
        expected = hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
        assert signature == f"sha256={expected}"
        value = json.loads(raw)["entry"][0]["changes"][0]["value"]
        found += [row["status"] for row in value.get("statuses", [])]
    return found


def test_statuses_are_told_signed_over_the_raw_bytes(networks: Networks, ear: Ear) -> None:
    networks.act("subscribe", url=ear.url, verify_token="kata-uji")
    wamid = networks.notice("LK-1").get_json()["messages"][0]["id"]
    networks.advance(2)
    networks.act("status", id=wamid, status="read")
    networks.act("status", id=wamid, status="delivered")
    networks.act("say", number=NUMBER, text="Terima kasih, Ibu Ánis")
    listen(networks)
    assert statuses(ear) == ["sent", "delivered", "read"]
    assert b"\\u00c1nis" in ear.heard[-1][1]


def test_a_phone_that_is_not_there_fails(networks: Networks, ear: Ear) -> None:
    networks.act("subscribe", url=ear.url, verify_token="kata-uji")
    networks.act("absent", number=NUMBER)
    networks.notice("LK-1")
    networks.advance(10)
    listen(networks)
    assert statuses(ear) == ["failed"]


def test_an_address_that_does_not_repeat_the_challenge_is_not_registered(
    networks: Networks, ear: Ear
) -> None:
    told = {"url": ear.url, "verify_token": "lain"}
    answer = networks.shop.site.post("/control/social/subscribe", json=told)
    assert answer.status_code == 422
    networks.notice("LK-1")
    listen(networks)
    assert ear.heard == []


def test_faults_speak_the_networks_own_words(networks: Networks) -> None:
    networks.shop.fault("token_expired", dialect="social", count=2)
    assert error(networks.graph("POST", f"{PAGE}/feed", {"message": "a"})) == (190, 463)
    assert networks.bot("sendMessage", text="a").status_code == 401
    networks.shop.fault("rate_limited", dialect="social", count=3)
    assert error(networks.graph("POST", f"{PAGE}/feed", {"message": "a"})) == (4, 0)
    assert error(networks.notice("LK-1")) == (130429, 0)
    assert networks.bot("sendMessage", text="a").get_json()["parameters"] == {"retry_after": 7}
    assert networks.posts("") == networks.act("messages")["messages"] == []


def test_an_error_may_hide_that_the_post_went_live(networks: Networks) -> None:
    params = {"code": 4, "subcode": 2207051, "applied": True}
    networks.shop.fault("error", dialect="social", count=1, params=params)
    assert error(networks.graph("POST", f"{PAGE}/feed", {"message": "a"})) == (4, 2207051)
    assert [post["text"] for post in networks.posts("facebook")] == ["a"]


def test_the_wall_shows_everything_and_lets_a_buyer_read_and_answer(networks: Networks) -> None:
    networks.bot("sendMessage", text="Panen <hari> ini")
    wamid = networks.notice("LK-1").get_json()["messages"][0]["id"]
    page = networks.host.get("/").text
    assert "Panen &lt;hari&gt; ini" in page
    assert "Pembayaran pesanan LK-1 sudah masuk" in page
    networks.host.post("/aksi", data={"pesan": wamid})
    networks.host.post("/aksi", data={"nomor": NUMBER, "teks": "Kapan sampai?"})
    assert networks.host.post("/aksi", data={"nomor": "x", "teks": "a"}).status_code == 400
    told = networks.act("messages")["messages"]
    assert [(row["direction"], row["status"]) for row in told] == [("out", "read"), ("in", "read")]
