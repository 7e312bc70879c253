"""A guest who buys over plain HTTP: reads the pages' own forms, sends them back, nothing else.

It knows no Django, no database and no internals: what it sees is what a browser without scripts
sees. ``demo_check`` measures with it, tests play buyers with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import requests

TIMEOUT = 20
TOKEN = re.compile(r"/pesanan/([A-Za-z0-9_-]{10,})/")
NUMBER = re.compile(r"\bLK-[0-9A-Z]{4,}\b")
UNCHECKED = {"radio", "checkbox"}


class CannotBuy(Exception):
    """The shop refused; the text says on which page and with which words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who orders and where the parcel goes. ``region`` is the code of a district or village."""

    name: str = "Pembeli Coba"
    phone: str = "0812-0000-9177"
    email: str = ""
    region: str = "31.74.01"
    street: str = "Jalan Coba No. 7, RT 01/RW 02"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The order as its buyer knows it: number on screen, secret part of its address."""

    number: str
    token: str
    url: str


@dataclass(slots=True)
class Field:
    """One input of a form as a browser holds it."""

    name: str
    value: str
    kind: str
    is_checked: bool
    facts: dict[str, str]

    @property
    def is_sent(self) -> bool:
        """Whether pressing a button sends it along."""
        return self.kind not in UNCHECKED or self.is_checked


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: list[Field] = []
        self.text: list[str] = []
        self.area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag not in {"input", "textarea"} or "disabled" in facts or not facts.get("name"):
            return
        read = Field(
            facts["name"],
            facts.get("value", ""),
            facts.get("type", "text"),
            "checked" in facts,
            facts,
        )
        self.fields.append(read)
        self.area = read if tag == "textarea" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value += data
        self.text.append(data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer of the shop with its fields and its words."""

    url: str
    status: int
    html: str
    fields: tuple[Field, ...] = field(default=())
    words: str = ""

    def all(self, name: str) -> list[Field]:
        """Every field of that name."""
        return [each for each in self.fields if each.name == name]

    def sent(self) -> list[tuple[str, str]]:
        """What the page's form would send as it stands."""
        return [(each.name, each.value) for each in self.fields if each.is_sent]


def read(answer: requests.Response) -> Page:
    """Take an answer apart."""
    reader = _Reader()
    reader.feed(answer.text)
    return Page(
        url=answer.url,
        status=answer.status_code,
        html=answer.text,
        fields=tuple(reader.fields),
        words=" ".join(" ".join(reader.text).split()),
    )


class Shopper:
    """One browser without scripts. ``site`` is the shop's address without a trailing slash."""

    def __init__(self, site: str) -> None:
        self.site = site.rstrip("/")
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Accept-Language"] = "id"

    def get(self, path: str) -> Page:
        """Look at a page; ``path`` begins with a slash or is a whole address of the shop."""
        address = path if path.startswith("http") else f"{self.site}{path}"
        return read(self.session.get(address, timeout=TIMEOUT))

    def post(self, path: str, data: list[tuple[str, str]]) -> Page:
        """Press a button: from a page of this site, as a browser says."""
        origin = {"Origin": self.site, "Referer": f"{self.site}/", "Sec-Fetch-Site": "same-origin"}
        address = f"{self.site}{path}"
        return read(self.session.post(address, data=data, headers=origin, timeout=TIMEOUT))

    def packs(self, slug: str, sku: str = "") -> int:
        """How many packs the product's page offers now; 0 when it is sold out."""
        quantity = self.product(slug, sku).all("quantity")
        return int(quantity[0].facts["max"]) if quantity else 0

    def product(self, slug: str, sku: str = "") -> Page:
        """The product's page, with this pack chosen."""
        page = self.get(f"/produk/{slug}/" + (f"?kemasan={sku}" if sku else ""))
        if page.status != requests.codes.ok:
            raise CannotBuy(f"/produk/{slug}/: HTTP {page.status}")
        return page

    def add(self, slug: str, sku: str = "", quantity: int = 1) -> Page:
        """Put packs into the basket."""
        chosen = [each for each in self.product(slug, sku).all("product") if _is_chosen(each)]
        if not chosen:
            raise CannotBuy(f"/produk/{slug}/: habis")
        data = [("product", chosen[0].value), ("quantity", str(quantity))]
        page = self.post("/keranjang/tambah/", data)
        if page.status != requests.codes.ok or "habis=" in page.url:
            raise CannotBuy(f"keranjang: HTTP {page.status}, {page.url}")
        return page

    def address(self, buyer: Buyer, pay: str) -> Page:
        """The checkout with contact and district filled in, so that it shows every price.

        Where the courier collects no money and others do, the button that changes to them is
        pressed, as a buyer would who wants to pay at the door.
        """
        page = self.get("/checkout/")
        data = _with(page.sent(), {**_typed(buyer), "pay": pay, "action": "update"})
        page = self.post("/checkout/", data)
        if pay == "cod" and 'value="to_cash"' in page.html:
            data = _with(page.sent(), {**_typed(buyer), "pay": pay, "action": "to_cash"})
            page = self.post("/checkout/", data)
        return page

    def place(self, page: Page, buyer: Buyer, pay: str) -> Page:
        """Press the button of the checkout; the answer is the order's page or the refusal."""
        data = _with(page.sent(), {**_typed(buyer), "pay": pay, "action": "place"})
        return self.post("/checkout/", data)

    def check_out(self, *, buyer: Buyer, pay: str) -> Placed:
        """Order what lies in the basket. Raises ``CannotBuy`` with the shop's own words."""
        return placed(self.place(self.address(buyer, pay), buyer, pay))


def placed(page: Page) -> Placed:
    """The order a checkout ended with. Raises ``CannotBuy`` when there is none."""
    token = TOKEN.search(page.url)
    number = NUMBER.search(page.words)
    if page.status != requests.codes.ok or token is None or number is None:
        raise CannotBuy(f"{page.url}: HTTP {page.status}: {page.words[:600]}")
    return Placed(number=number[0], token=token[1], url=page.url)


def _is_chosen(candidate: Field) -> bool:
    return candidate.kind == "hidden" or candidate.is_checked


def _typed(buyer: Buyer) -> dict[str, str]:
    return {
        "name": buyer.name,
        "phone": buyer.phone,
        "email": buyer.email,
        "region": buyer.region,
        "street": buyer.street,
        "note": buyer.note,
    }


def _with(sent: list[tuple[str, str]], typed: dict[str, str]) -> list[tuple[str, str]]:
    """The form's own fields with what was typed or chosen in their place."""
    return [(name, value) for name, value in sent if name not in typed] + list(typed.items())
