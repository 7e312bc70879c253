"""From the fields of the list to changes in words, and from there into the books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.http import QueryDict

from desk.access import Desk
from desk.goods import amounts, changes, listing, search
from desk.numbers import numbers
from integrations.sync.models import Listing
from shop import formats
from shop.partner.models import StockRecord
from shop.stock.models import StockItem

MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A price that was changed, with what it was."""

    record_id: int
    title: str
    old: int
    new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was written down."""

    movement_ids: tuple[int, ...]
    prices: tuple[Price, ...]

    @property
    def query(self) -> str:
        """Where to look at it again."""
        pairs = [("m", str(pk)) for pk in self.movement_ids]
        pairs += [("p", f"{price.record_id}.{price.old}.{price.new}") for price in self.prices]
        return urlencode(pairs)


def keys(posted: Mapping[str, str], prefix: str) -> list[int]:
    """The ids in ``stok_12``, ``stok_15``; more than a page can have is ignored."""
    found = [name.removeprefix(prefix) for name in posted if name.startswith(prefix)]
    return sorted(set(numbers(found)))[:MOST]


def changes_of(desk: Desk, posted: QueryDict) -> list[changes.Change]:
    """Every field that differs from our books. Fields of others do not exist for this desk."""
    answers = posted.dict()
    found = [*_of_stock(desk, answers), *_of_prices(desk, answers)]
    return found


def _of_stock(desk: Desk, answers: Mapping[str, str]) -> list[changes.Change]:
    ids = keys(answers, "stok_")
    if not ids:
        return []
    desk.require("stock")
    items = StockItem.objects.filter(
        pk__in=ids, cooperative=desk.cooperative, harvest_of=None
    ).order_by("pk")
    pictures = _pictures(desk, ids)
    found = (
        changes.stock_change(
            item,
            str(answers[f"stok_{item.pk}"]),
            str(answers.get(f"lama_stok_{item.pk}", "")),
            answers,
            pictures.get(item.pk, ""),
        )
        for item in items
    )
    return [change for change in found if change is not None]


def _pictures(desk: Desk, item_ids: list[int]) -> dict[int, str]:
    records = search.records(desk).filter(stock_item_id__in=item_ids).order_by("-units_per_sale")
    return {record.stock_item_id: listing.picture_of(record) for record in records}


def _of_prices(desk: Desk, answers: Mapping[str, str]) -> list[changes.Change]:
    ids = keys(answers, "harga_")
    if not ids:
        return []
    desk.require("price")
    records = search.records(desk).filter(pk__in=ids).order_by("pk")
    channels = dict(
        Listing.objects.filter(
            stockrecord__in=ids, account__push_stock=True, account__push_price=True
        )
        .values("stockrecord")
        .annotate(count=Count("account", distinct=True))
        .values_list("stockrecord", "count")
    )
    found = (
        changes.price_change(
            record,
            str(answers[f"harga_{record.pk}"]),
            str(answers.get(f"lama_harga_{record.pk}", "")),
            answers,
            channels=channels.get(record.pk, 0),
            picture=listing.picture_of(record),
        )
        for record in records
    )
    return [change for change in found if change is not None]


def write(desk: Desk, found: list[changes.Change], *, ref: str, answers: Mapping[str, str]) -> Done:
    """Write all changes; stock items in primary-key order. Raises ``StockError``."""
    movements, prices = [], []
    for change in found:
        kind, _underscore, pk = change.key.partition("_")
        if kind == "stok":
            movements.append(_write_stock(desk, int(pk), change, ref))
        else:
            prices.append(_write_price(desk, int(pk), change))
    return Done(movement_ids=tuple(movements), prices=tuple(prices))


def _write_stock(desk: Desk, item_id: int, change: changes.Change, ref: str) -> int:
    item = StockItem.objects.get(pk=item_id, cooperative=desk.cooperative)
    wanted = changes.plan(item, amounts.read(change.typed, item.base_unit))
    row = changes.write_stock(
        item=item,
        wanted=wanted,
        ref=ref,
        reason=changes.reasons().get(change.reason, ""),
        actor=desk.user,
    )
    return row.pk


def _write_price(desk: Desk, record_id: int, change: changes.Change) -> Price:
    record = search.records(desk).get(pk=record_id)
    old, new = int(record.price or 0), amounts.price(change.typed)
    changes.write_price(record=record, price=new, actor=desk.user)
    return Price(record_id=record.pk, title=record.product.get_title(), old=old, new=new)


def prices_of(desk: Desk, asked: list[str]) -> list[dict[str, object]]:
    """The price changes named in an address, of this cooperative's packs only."""
    wanted: dict[int, tuple[int, int]] = {}
    for text in asked[:MOST]:
        parts = text.split(".")
        known = numbers(parts, most=3)
        if len(parts) == len(known) == 3:
            wanted[known[0]] = (known[1], known[2])
    records: dict[int, StockRecord] = search.records(desk).in_bulk(list(wanted))
    return [
        {
            "record": record,
            "title": record.product.get_title(),
            "old": wanted[pk][0],
            "new": wanted[pk][1],
            "old_text": formats.rupiah(wanted[pk][0]),
            "new_text": formats.rupiah(wanted[pk][1]),
        }
        for pk, record in records.items()
    ]
