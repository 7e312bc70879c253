"""Where a shop stands and the keys to it: what a person typed, in one shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from integrations.channels.errors import AuthRevoked, Rejected
from integrations.channels.transport import Secret
from integrations.channels.words import Credentials, Grant, KeyField, TokenPair

IN_ADDRESS = "query"
"""Third word of the stored keys: they travel in the address, because a plugin eats the header."""
KEY_FIELDS = (
    KeyField(name="site", is_secret=False),
    KeyField(name="consumer_key"),
    KeyField(name="consumer_secret"),
    KeyField(name="send_keys", is_secret=False, is_required=False),
)
LONGEST_ID = 80
_PORTS = {"http": 80, "https": 443}
# Keys have 40 hexadecimal digits; a copied one is judged by its beginning only, plugins differ.
_KEYS = {"consumer_key": re.compile(r"ck_\w+"), "consumer_secret": re.compile(r"cs_\w+")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The two keys of a shop, and whether they travel in the address over https."""

    key: str
    secret: str
    in_address: bool = False

    def __repr__(self) -> str:
        return "Keys(***)"


def keys_of(credentials: Credentials | None) -> Keys:
    """The keys behind an account; raises `AuthRevoked` where there are none."""
    words = credentials.access_token.reveal().split(" ") if credentials else []
    if len(words) not in (2, 3):
        raise AuthRevoked("this call needs the keys of a shop")
    return Keys(key=words[0], secret=words[1], in_address=words[2:] == [IN_ADDRESS])


def address_of(text: str) -> str:
    """The address of a shop as typed, without what does not belong to it; "" when it is none.

    Only the form is judged here. Whether we may call it is the transport's question.
    """
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    is_plain = parts.scheme in _PORTS and host and not (parts.username or parts.password)
    if not is_plain or not re.fullmatch(r"[a-z0-9._-]+|[0-9a-f:.]+", host):
        return ""
    named = f"[{host}]" if ":" in host else host
    shown = f":{port}" if port and port != _PORTS[parts.scheme] else ""
    path = re.sub(r"/(wp-admin|wp-json|wp-login\.php)(/.*)?$", "", parts.path.rstrip("/"))
    return f"{parts.scheme}://{named}{shown}{path.rstrip('/')}"


def shop_id_of(address: str) -> str:
    """What a shop is known by: its host, with port and folder where it has such."""
    return address_of(address).partition("://")[2]


def grant_from(values: Mapping[str, str]) -> Grant:
    """The typed keys as an account's credentials; raises `Rejected` with what cannot be right."""
    told = {field.name: values.get(field.name, "").strip() for field in KEY_FIELDS}
    site = address_of(told["site"])
    wrong = {
        name: "not such a key" for name, form in _KEYS.items() if not form.fullmatch(told[name])
    }
    if not site or len(shop_id_of(site)) > LONGEST_ID:
        wrong["site"] = "not the address of a shop"
    if told["send_keys"] not in ("", IN_ADDRESS):
        wrong["send_keys"] = f"empty or {IN_ADDRESS}"
    if wrong:
        raise Rejected("these keys cannot be right", fields=wrong)
    words = [told["consumer_key"], told["consumer_secret"], told["send_keys"]]
    return Grant(
        external_shop_id=shop_id_of(site),
        base_url=site,
        tokens=TokenPair(
            access=Secret(" ".join(word for word in words if word)),
            refresh=Secret(""),
            access_expires_at=None,
        ),
    )
