"""Who may speak: apps, pages, professional accounts, phone numbers and bots; and how no is said."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from werkzeug.wrappers import Request

from integrations.sandbox.core.store import Tx

APP = "750010000000001"
APP_SECRET = "rahasia-aplikasi-latihan-lapak"  # noqa: S105  # nosec B105
VERIFY_TOKEN = "kata-uji-latihan-lapak"  # noqa: S105  # nosec B105
PAGE = "104500000000001"
INSTAGRAM = "17841400000000001"
PHONE = "108900000000001"
BOT = "7000000001"
TOKENS = {
    "page": "EAAlatihan-halaman-lapak",
    "instagram": "EAAlatihan-instagram-lapak",
    "phone": "EAAlatihan-whatsapp-lapak",
    "bot": f"{BOT}:AAlatihan-bot-telegram-lapak",
}
DEMO = {
    "app": {"id": APP, "secret": APP_SECRET, "verify_token": VERIFY_TOKEN},
    "accounts": [
        {"id": PAGE, "kind": "page", "name": "Lapak Koperasi"},
        {"id": INSTAGRAM, "kind": "instagram", "name": "Lapak Koperasi", "handle": "lapak.latihan"},
        {"id": PHONE, "kind": "phone", "name": "Lapak Koperasi", "handle": "6281200000000"},
        {"id": BOT, "kind": "bot", "name": "Lapak Koperasi", "handle": "@lapak_latihan"},
    ],
}


@dataclass(slots=True)
class Refusal(Exception):
    """An answer of the Graph API that is no."""

    code: int
    message: str
    subcode: int = 0
    status: int = 400
    user_message: str = ""
    is_transient: bool = False

    def body(self, *, trace: str) -> dict[str, Any]:
        """The envelope of every error."""
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {self.message}",
            "type": "OAuthException",
            "code": self.code,
            "is_transient": self.is_transient,
            "fbtrace_id": trace,
        }
        if self.subcode:
            error["error_subcode"] = self.subcode
        if self.user_message:
            error["error_user_title"] = "Pasar Tiruan"
            error["error_user_msg"] = self.user_message
        return {"error": error}


@dataclass(slots=True)
class BotRefusal(Exception):
    """An answer of the Bot API that is no."""

    status: int
    description: str
    retry_after: int = 0


def seed(*, tx: Tx, data: Mapping[str, Any]) -> None:
    """The demo's app and accounts, with what a seed file says otherwise; twice changes nothing."""
    told = data.get("social", {})
    app = {**DEMO["app"], **told.get("app", {})}  # type: ignore[dict-item]
    tx.run(
        "INSERT INTO social_app (id, secret, verify_token, webhook_url) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET webhook_url = CASE WHEN excluded.webhook_url = '' "
        "THEN social_app.webhook_url ELSE excluded.webhook_url END",
        *(app["id"], app["secret"], app["verify_token"], app.get("webhook_url", "")),
    )
    for account in [*DEMO["accounts"], *told.get("accounts", [])]:
        tx.run(
            "INSERT OR IGNORE INTO social_account (id, kind, name, handle, token, app_id) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            *(account["id"], account["kind"], account.get("name", "")),
            *(account.get("handle", ""), account.get("token", TOKENS[account["kind"]]), app["id"]),
        )
    for template in [*TEMPLATES, *told.get("templates", [])]:
        tx.run(
            "INSERT OR REPLACE INTO social_template (name, language, category, body, state) "
            "VALUES (?, ?, ?, ?, ?)",
            *(template["name"], template.get("language", "id")),
            *(template.get("category", "UTILITY"), template["body"]),
            template.get("state", "APPROVED"),
        )


# What the demo's head office has had approved; the shop's own words stand in integrations.social.
TEMPLATES = [
    {"name": "pesanan_diterima", "body": "Pesanan {{1}} sudah kami terima. Total {{2}}."},
    {"name": "pesanan_dibayar", "body": "Pembayaran pesanan {{1}} sudah masuk. Kami siapkan."},
    {"name": "pesanan_dikirim", "body": "Pesanan {{1}} dikirim: {{2}} {{3}}."},
    {"name": "pesanan_sampai", "body": "Pesanan {{1}} sudah sampai. Terima kasih."},
    {"name": "pesanan_siap_diambil", "body": "Pesanan {{1}} siap diambil di {{2}}."},
    {"name": "pesanan_batal", "body": "Pesanan {{1}} dibatalkan."},
    {"name": "kode_masuk", "category": "AUTHENTICATION", "body": "Kode Anda {{1}}. Jangan beri."},
]


def account(*, tx: Tx, request: Request, account_id: str, kinds: tuple[str, ...]) -> Row:
    """The account a call is about, once its token and the proof of the app's secret are right."""
    row = tx.one("SELECT * FROM social_account WHERE id = ?", account_id)
    if row is None or row["kind"] not in kinds:
        raise Refusal(100, f"Unsupported request. Object '{account_id}' does not exist.", 33)
    check(tx=tx, request=request, row=row)
    return row


def check(*, tx: Tx, request: Request, row: Row) -> None:
    """Token first, then the proof."""
    given = token_of(request)
    if not hmac.compare_digest(given.encode(), row["token"].encode()):
        raise Refusal(190, "Invalid OAuth access token.", status=401)
    if row["expires_at"] and row["expires_at"] <= tx.now:
        raise Refusal(190, "Error validating access token: Session has expired.", 463, 401)
    app = tx.the("SELECT * FROM social_app WHERE id = ?", row["app_id"])
    proof = str(params(request).get("appsecret_proof", ""))
    if not proof and app["needs_proof"]:
        raise Refusal(100, "API calls from the server require an appsecret_proof argument")
    if proof and not hmac.compare_digest(proof.encode(), proof_of(app["secret"], given).encode()):
        raise Refusal(100, "Invalid appsecret_proof provided in the API argument")


def token_of(request: Request) -> str:
    """From the header, or from the parameter."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else str(params(request).get("access_token", ""))


def proof_of(secret: str, token: str) -> str:
    """Hex HMAC of the token under the app's secret."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def params(request: Request) -> dict[str, Any]:
    """Parameters from the query, the form or a JSON body."""
    found: dict[str, Any] = {**request.args.to_dict(), **request.form.to_dict()}
    if request.mimetype == "application/json":
        try:
            body = json.loads(request.get_data() or b"{}")
        except ValueError:
            raise Refusal(100, "The body is not JSON") from None
        if not isinstance(body, dict):
            raise Refusal(100, "The body must be an object")
        found |= body
    return found


def keep_file(*, tx: Tx, mimetype: str, body: bytes) -> str:
    """Keep an uploaded picture and answer the path it is shown at."""
    name = tx.token("social-file")
    tx.insert("social_file", id=name, mimetype=mimetype, body=body)
    return f"/berkas/{name}"
