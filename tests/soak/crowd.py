"""Buyers here and there, and staff who receive goods; each keeps what it was told."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import requests
from django.db import close_old_connections, connections

from shop.demo.shopper import Buyer, CannotBuy, Page, Shopper, placed
from shop.stock import services as stock
from tests.live.market import Market, Refused
from tests.soak.facts import ErrorPage
from tests.soak.history import FAIL, OK, UNKNOWN, History, Operation
from tests.soak.stage import VOUCHER, Goods, Stage

REGION = "31.74.07"
PAY = "manual_transfer"
# How often a guest of the barrier comes until the shop answers in time.
COMES = 5
# A guest presses the same button again for so many seconds before giving up.
PATIENCE = 40.0
AFTER_PAYING = ("cancel", "ship", "ship", "system-cancel")


@dataclass(slots=True)
class Crowd:
    """All people of a run; ``leave`` sends them home."""

    stage: Stage
    history: History
    seed: int
    leaving: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)
    error_pages: list[ErrorPage] = field(default_factory=list)
    _numbers: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def come(self, *, guests: int, market_buyers: int) -> None:
        """Everybody begins."""
        for number in range(guests):
            self._person(f"guest{number}", self._buy_here, (1.5, 7.0))
        for number in range(market_buyers):
            self._person(f"market{number}", self._buy_there, (0.3, 1.5))
        self._person("staff", self._receive, (0.5, 2.5))

    def _person(
        self, name: str, act: Callable[[str, random.Random], None], pause: tuple[float, float]
    ) -> None:
        def live() -> None:
            chance = random.Random(f"{self.seed}:{name}")
            while not self.leaving.wait(chance.uniform(*pause)):
                act(name, chance)
            connections.close_all()

        thread = threading.Thread(target=live, daemon=True, name=name)
        self.threads.append(thread)
        thread.start()

    def leave(self) -> None:
        """Nobody begins anything new; what is under way comes to its end."""
        self.leaving.set()
        for thread in self.threads:
            thread.join(90)

    def phone(self) -> str:
        """A number nobody has used: an order is found by it."""
        with self._lock:
            self._numbers += 1
            return f"0812{self._numbers:08}"

    # --- Our own shop ---------------------------------------------------------------------------
    def _buy_here(self, name: str, chance: random.Random) -> None:
        sellers = self.stage.sellers[:2]
        chosen = [chance.choice(chance.choice(sellers).goods) for _ in range(chance.randint(1, 2))]
        shopper, buyer = self.shopper(), self.buyer(name)
        code = VOUCHER if chance.random() < 0.3 else ""
        began = self.history.now()
        try:
            page = fill(shopper, chosen, buyer, code)
        except (CannotBuy, requests.RequestException) as error:
            self._note(name, "basket", buyer, began, FAIL, (), str(error)[:200])
            return
        outcome, found, words = self.press(shopper, page, buyer, chance)
        self._note(name, "purchase", buyer, began, outcome, found, words)

    def buyer(self, name: str) -> Buyer:
        """Somebody with a number and a mailbox of their own."""
        phone = self.phone()
        return Buyer(
            name=f"Tamu {name}",
            phone=phone,
            email=f"tamu{phone}@pembeli.example",
            region=REGION,
            street="Jl. Uji 1",
        )

    def shopper(self, twin_of: Shopper | None = None) -> Shopper:
        """A browser whose error pages are counted; the second tab of another one when given."""
        shopper = Shopper(self.stage.site)
        if twin_of is not None:
            shopper.session.cookies.update(twin_of.session.cookies)
        shopper.session.hooks["response"].append(self._look_at)
        return shopper

    def _look_at(self, answer: requests.Response, **_kwargs: object) -> None:
        if answer.status_code >= requests.codes.server_error:
            request = f"{answer.request.method} {answer.request.path_url}"
            page = ErrorPage(at=self.history.now(), request=request, status=answer.status_code)
            self.error_pages.append(page)

    def press(
        self, shopper: Shopper, page: Page, buyer: Buyer, chance: random.Random
    ) -> tuple[str, tuple[str, ...], str]:
        """Press until there is an answer, now and then twice at once, always the same form."""
        found: list[str] = []
        if chance.random() < 0.25:
            rival = threading.Thread(
                target=self._press_once, args=(self.shopper(shopper), page, buyer, found)
            )
            rival.start()
        else:
            rival = None
        words, outcome = "", UNKNOWN
        patience = time.monotonic() + PATIENCE
        while time.monotonic() < patience:
            outcome, words = self._press_once(shopper, page, buyer, found)
            if outcome != UNKNOWN:
                break
            time.sleep(chance.uniform(0.3, 2.0))
        if rival is not None:
            rival.join(60)
        if found:
            outcome = OK
        return outcome, tuple(sorted(set(found))), words

    def _press_once(
        self, shopper: Shopper, page: Page, buyer: Buyer, found: list[str]
    ) -> tuple[str, str]:
        try:
            answer = shopper.place(page, buyer, PAY)
        except requests.RequestException as error:
            return UNKNOWN, type(error).__name__
        try:
            found.append(placed(answer).number)
        except CannotBuy as error:
            if answer.status == 409:
                return FAIL, answer.words[:300]
            return UNKNOWN, str(error)[:300]
        return OK, ""

    def _note(
        self,
        actor: str,
        what: str,
        buyer: Buyer,
        began: float,
        outcome: str,
        found: tuple[str, ...],
        words: str,
    ) -> None:
        self.history.add(
            Operation(
                actor=actor,
                what=what,
                key=buyer.phone,
                outcome=outcome,
                began=began,
                ended=self.history.now(),
                found=found,
                words=words,
            )
        )

    # --- The marketplace ------------------------------------------------------------------------
    def _buy_there(self, name: str, chance: random.Random) -> None:
        market = self.stage.market
        seller = chance.choice(self.stage.sellers[:2])
        shop = chance.choice(sorted(seller.shops))
        lines = [(g.sku, chance.randint(1, 2)) for g in chance.sample(seller.goods, 1)]
        pays = chance.random() < 0.85
        began = self.history.now()
        try:
            number = market.order_lines(lines, shop=shop, pay=pays, buyer=f"pembeli{name[-1]}")
        except Refused:
            self._moved(name, "market order", "", began, FAIL)
            return
        self._moved(name, "market order", number, began, OK)
        if chance.random() < 0.4:
            self._go_on(market, name, number, pays, chance)

    def _go_on(
        self, market: Market, name: str, number: str, is_paid: bool, chance: random.Random
    ) -> None:
        self.leaving.wait(chance.uniform(0.0, 3.0))
        action = chance.choice(AFTER_PAYING) if is_paid else chance.choice(["pay", "cancel"])
        began = self.history.now()
        try:
            market.act(number, action)
        except Refused:
            self._moved(name, f"market {action}", number, began, FAIL)
            return
        self._moved(name, f"market {action}", number, began, OK)

    def _moved(self, actor: str, what: str, number: str, began: float, outcome: str) -> None:
        self.history.add(
            Operation(
                actor=actor,
                what=what,
                key=number,
                outcome=outcome,
                began=began,
                ended=self.history.now(),
            )
        )

    # --- Staff ----------------------------------------------------------------------------------
    def _receive(self, name: str, chance: random.Random) -> None:
        goods = chance.choice(chance.choice(self.stage.sellers[:2]).goods)
        began, ref = self.history.now(), f"terima:{chance.getrandbits(60)}"
        outcome = UNKNOWN
        with suppress(Exception):
            close_old_connections()
            quantity = goods.units * chance.randint(1, 2)
            stock.receive(item_id=goods.item_id, quantity=quantity, ref=ref)
            outcome = OK
        self._moved(name, "receipt", ref, began, outcome)


def fill(shopper: Shopper, goods: list[Goods], buyer: Buyer, code: str = "") -> Page:
    """Basket, voucher and checkout up to the last button; a code that is used up is left."""
    for each in goods:
        shopper.add(each.slug, each.sku)
    if code:
        tokens = shopper.get("/keranjang/").all("csrfmiddlewaretoken")
        proof = [(each.name, each.value) for each in tokens[:1]]
        shopper.post("/keranjang/voucher/", [*proof, ("code", code)])
    page = shopper.address(buyer, PAY)
    if page.status != requests.codes.ok:
        raise CannotBuy(f"checkout: HTTP {page.status} {page.words[:200]}")
    return page


def _come_to_the_button(crowd: Crowd, goods: Goods, buyer: Buyer) -> tuple[Shopper, Page]:
    """A guest with one pack before the last button. A busy machine may answer too late: then the
    guest comes again with an empty basket, some times, before the run gives up."""
    for _again in range(COMES):
        shopper = crowd.shopper()
        with suppress(requests.RequestException):
            return shopper, fill(shopper, [goods], buyer)
    raise CannotBuy(f"no answer {COMES} times on the way to the last button")


def hot_barrier(crowd: Crowd, goods: Goods, guests: int) -> int:
    """Everybody stands before the last button and presses at the same moment; the orders told."""
    ready: list[tuple[Shopper, Page, Buyer]] = []
    for number in range(guests):
        buyer = crowd.buyer(f"panas{number}")
        shopper, page = _come_to_the_button(crowd, goods, buyer)
        ready.append((shopper, page, buyer))
    word = threading.Barrier(guests)

    def press(place: int) -> None:
        shopper, page, buyer = ready[place]
        chance = random.Random(f"{crowd.seed}:hot:{place}")
        word.wait(60)
        began = crowd.history.now()
        outcome, found, words = crowd.press(shopper, page, buyer, chance)
        crowd._note(f"panas{place}", "hot purchase", buyer, began, outcome, found, words)

    threads = [threading.Thread(target=press, args=(place,)) for place in range(guests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return sum(each.outcome == OK for each in crowd.history.of("hot purchase"))
