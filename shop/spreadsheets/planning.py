"""What a file would do: new goods, changed fields, what stays, every problem. Nothing is written.

The same rows against the same goods always make the same plan; its fingerprint is what a person
agrees to. A code that is not the cooperative's own is unknown, whoever else may use it.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from shop.partner.models import StockRecord
from shop.stock.models import BaseUnit, StockItem

from . import cells, shelf, turns
from .columns import BY_KEY, COLUMNS, NEEDED_FOR_NEW, Of
from .columns import Kind as CellKind
from .facts import Facts, first_to_say
from .new_goods import new_values
from .reading import Row, Table
from .refusals import Problem, Wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field before and after; ``before`` is None for new goods."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one row does. ``goods`` is None for new goods."""

    row: int
    sku: str
    title: str
    goods: shelf.Goods | None
    changes: tuple[Change, ...]

    @property
    def is_new(self) -> bool:
        """Whether the code is not there yet."""
        return self.goods is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All rows of a file, decided."""

    steps: tuple[Step, ...]
    same: int
    problems: tuple[Problem, ...]

    @property
    def added(self) -> int:
        """New rows."""
        return sum(step.is_new for step in self.steps)

    @property
    def changed(self) -> int:
        """Rows that change something that is there."""
        return len(self.steps) - self.added

    @property
    def wrong_rows(self) -> int:
        """Rows with at least one problem."""
        return len({problem.row for problem in self.problems})

    @property
    def can_use(self) -> bool:
        """Whether there is something to do and nothing wrong."""
        return bool(self.steps) and not self.problems

    @property
    def fingerprint(self) -> str:
        """Another plan has another one."""
        told = [
            [step.row, step.sku, step.is_new, [[c.key, c.before, c.after] for c in step.changes]]
            for step in self.steps
        ]
        text = json.dumps([told, self.same, len(self.problems)], default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


# Problems that come with a guess at what was meant; as many as the screen shows.
MOST_HINTS = 50
# New goods of one file: each is many statements of one transaction.
MOST_NEW = 500


def plan(*, table: Table, cooperative_id: int, digest: str) -> Plan:
    """Compare a file with the goods of the cooperative, in a fixed number of queries."""
    goods = {each.sku.casefold(): each for each in shelf.goods_of(cooperative_id)}
    facts = Facts(
        table=table,
        goods=goods,
        shelves=shelf.shelves(),
        used=turns.rows_written(cooperative_id=cooperative_id, digest=digest),
        titles={str(each.values["title"]).casefold(): each.is_variant for each in goods.values()},
        single=frozenset(
            str(each.values["title"]).casefold() for each in goods.values() if not each.is_variant
        ),
    )
    _name_heaps(facts, cooperative_id)
    _count_new_packs(facts)
    steps: list[Step] = []
    same = new = 0
    for row in table.rows:
        before = len(facts.problems)
        step = _step(facts, row)
        if len(facts.problems) > before:
            continue
        if step is None:
            same += 1
        else:
            steps.append(step)
            new += step.is_new
            if step.is_new and new == MOST_NEW + 1:
                _refuse_more(facts, row)
    return Plan(steps=tuple(steps), same=same, problems=tuple(facts.problems))


def _name_heaps(facts: Facts, cooperative_id: int) -> None:
    """Stocks by name. One that no goods draw on, as a taken back file leaves, may be used anew."""
    drawn = StockRecord.objects.filter(stock_item=OuterRef("pk"))
    rows = StockItem.objects.filter(cooperative_id=cooperative_id, harvest_of=None)
    for name, base_unit, is_drawn in rows.order_by("-pk").values_list(
        "name", "base_unit", Exists(drawn)
    ):
        facts.units[name] = base_unit
        if is_drawn:
            facts.heaps.add(name)


def _refuse_more(facts: Facts, row: Row) -> None:
    words = _("The file holds more than %(most)s new goods") % {"most": MOST_NEW}
    hint = _("Split the file here and send the parts one after another.")
    facts.refuse(row, "sku", Wrong(words, hint))


def _count_new_packs(facts: Facts) -> None:
    """Names that stand in several new rows: these become packs of one product."""
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for row in facts.table.rows:
        code = cells.written_out(row.cells.get("sku", "")).casefold()
        title = " ".join(cells.written_out(row.cells.get("title", "")).casefold().split())
        if code and title and code not in facts.goods:
            codes[title].add(code)
    for title, found in codes.items():
        facts.titles.setdefault(title, len(found) > 1)


def _step(facts: Facts, row: Row) -> Step | None:
    try:
        sku = _code(facts, row)
    except Wrong as wrong:
        facts.refuse(row, "sku", wrong)
        return None
    goods = facts.goods.get(sku.casefold())
    if goods is None and not all(row.cells.get(key) for key in NEEDED_FOR_NEW):
        facts.refuse(row, "sku", _unknown(facts, sku))
        return None
    values = _values(facts, row, goods)
    changes = (
        [
            Change(key=key, before=None, after=after)
            for key, after in new_values(facts, row, values).items()
        ]
        if goods is None
        else _changes(facts, row, goods, values)
    )
    if goods is not None and not changes:
        return None
    title = values.get("title") or (goods.values["title"] if goods else "")
    return Step(row=row.number, sku=sku, title=title, goods=goods, changes=tuple(changes))


def _code(facts: Facts, row: Row) -> str:
    if "sku" not in row.cells:
        raise Wrong(_("The row has no code"), _("Write the code, or empty the whole row."))
    sku: str = cells.value(BY_KEY["sku"], row.cells["sku"])
    if not sku:
        raise Wrong(_("The code holds signs that cannot be seen"), _("Type it again."))
    first = facts.seen.setdefault(sku.casefold(), row.number)
    if first != row.number:
        raise Wrong(
            _("This code stands in row %(row)s already") % {"row": first},
            _("One pack, one row. Delete one of them, or change its code."),
        )
    return sku


def _unknown(facts: Facts, sku: str) -> Wrong:
    near = _near(facts, sku, facts.goods, cutoff=0.8)
    hint = _("For new goods fill in Nama barang, Kategori and Harga too.")
    if near:
        hint = _("Perhaps you mean “%(near)s”?") % {"near": facts.goods[near].sku} + " " + hint
    return Wrong(_("Your cooperative has no goods with this code"), hint)


def _near(facts: Facts, word: str, known: Iterable[str], *, cutoff: float) -> str | None:
    """A known word like this one; ``known`` is in small letters already.

    Looking takes milliseconds, and nobody reads thousands of hints: only for the first problems.
    """
    if len(facts.problems) >= MOST_HINTS:
        return None
    found = difflib.get_close_matches(word.casefold(), known, n=1, cutoff=cutoff)
    return found[0] if found else None


def _values(facts: Facts, row: Row, goods: shelf.Goods | None) -> dict[str, Any]:
    """Every filled cell with a meaning; wrong ones are noted and left out."""
    base_unit = goods.base_unit if goods else _base_unit(row)
    found: dict[str, Any] = {}
    for column in COLUMNS:
        if column.key not in row.cells or column.key == "sku":
            continue
        cell = row.cells[column.key]
        if column.kind is CellKind.SHOWN_ONLY and column.key != "stock_name":
            continue
        try:
            if column.kind is CellKind.CATEGORY:
                found[column.key] = _category(facts, cell)
            else:
                found[column.key] = cells.value(column, cell, base_unit)
        except Wrong as wrong:
            facts.refuse(row, column.key, wrong)
    return found


def _base_unit(row: Row) -> str:
    """What new goods are counted in, by what their pack holds."""
    try:
        if "pack" in row.cells:
            pack: cells.Pack = cells.value(BY_KEY["pack"], row.cells["pack"])
            return pack.base_unit
    except Wrong:
        pass  # ``_values`` refuses the cell by its name.
    return BaseUnit.PIECE.value


def _category(facts: Facts, cell: Any) -> tuple[int, ...]:
    written: str = cells.value(BY_KEY["category"], cell)
    found = []
    for word in filter(None, (part.strip() for part in written.split(";"))):
        known = facts.shelves.by_word.get(" ".join(word.casefold().split()))
        if known is None:
            near = _near(facts, word, facts.shelves.by_word, cutoff=0.5)
            hint = _("Choose one from the sheet Daftar.")
            if near:
                name = facts.shelves.words[facts.shelves.by_word[near]]
                hint = _("Perhaps you mean “%(near)s”?") % {"near": name}
            raise Wrong(_("This category is not known"), hint)
        found.append(known)
    return tuple(sorted(set(found)))


def _changes(facts: Facts, row: Row, goods: shelf.Goods, values: dict[str, Any]) -> list[Change]:
    """The fields of known goods that would be something else afterwards."""
    found: list[Change] = []
    for key, after in _simple(facts, row, goods, values).items():
        before = goods.values[key]
        if after != before and _claimed(facts, row, goods, key, after):
            found.append(Change(key=key, before=before, after=after))
    stock = _stock(facts, row, goods, values)
    return [*found, stock] if stock else found


def _simple(facts: Facts, row: Row, goods: shelf.Goods, values: dict[str, Any]) -> dict[str, Any]:
    """Values of known goods by the names of ``Goods.values``, stock left out."""
    found = {key: value for key, value in values.items() if key in goods.values}
    found.pop("stock", None)
    if found.pop("stock_name", goods.values["stock_name"]) != goods.values["stock_name"]:
        words = _("The stock of goods that are there cannot be changed here")
        facts.refuse(row, "stock_name", Wrong(words, _("Leave it as it was, or empty.")))
    if not goods.is_variant and found.pop("option", ""):
        words = _("This product has one pack only")
        facts.refuse(row, "option", Wrong(words, _("Leave Kemasan empty, or write a new product.")))
    if goods.is_variant and found.get("option") == "":
        found.pop("option")
    if found.get("title") == "":
        facts.refuse(row, "title", Wrong(_("A name cannot be empty"), _("Write the name.")))
    pack = values.get("pack")
    if pack is not None and pack.base_unit != goods.base_unit and goods.item_id:
        words = _("The pack is counted in another unit than its stock")
        facts.refuse(row, "pack", Wrong(words, _("Write it in the same unit as before.")))
    elif pack is not None:
        found["units_per_sale"] = pack.units
    return found


def _claimed(facts: Facts, row: Row, goods: shelf.Goods, key: str, after: Any) -> bool:
    """Whether this row is the one that changes a field several rows share."""
    if BY_KEY.get(key, BY_KEY["price"]).of is not Of.PAGE:
        return True
    return first_to_say(facts, row, ("page", goods.page_id, key), key, after)


def _stock(facts: Facts, row: Row, goods: shelf.Goods, values: dict[str, Any]) -> Change | None:
    """A count or a receipt. What was sold since the file was downloaded stays sold."""
    both = "stock" in values and "received" in values
    counted, noted = values.get("stock"), values.get("noted")
    changes_count = counted is not None and counted != noted
    if both and changes_count and values["received"]:
        words = _("Stok and Barang masuk are both filled in")
        facts.refuse(row, "received", Wrong(words, _("Fill in one of them only.")))
        return None
    if goods.item_id is None:
        return _no_stock(facts, row, values)
    if row.number in facts.used:
        return None
    now = goods.values["stock"]
    is_set = counted is not None and changes_count
    if (values.get("received") or is_set) and _is_second(facts, row, goods, is_set=is_set):
        return None
    if values.get("received"):
        after = now + values["received"]
        return Change(key="received", before=now, after=after)
    if counted is None or not changes_count:
        return None
    after = counted if noted is None else max(0, now + counted - noted)
    if after == now or not first_to_say(
        facts, row, ("item", goods.item_id, "stock"), "stock", after
    ):
        return None
    return _enough_for_orders(facts, row, goods, after)


def _is_second(facts: Facts, row: Row, goods: shelf.Goods, *, is_set: bool) -> bool:
    """Whether another row gives the same stock in the other way: counted, or come in."""
    first = facts.claims.setdefault(("item", goods.item_id, "way"), (is_set, row.number))
    if first[0] == is_set:
        return False
    words = _("Row %(row)s gives another number for the same stock") % {"row": first[1]}
    key = "stock" if is_set else "received"
    facts.refuse(row, key, Wrong(words, _("Fill in Stok or Barang masuk, not both.")))
    return True


def _no_stock(facts: Facts, row: Row, values: dict[str, Any]) -> None:
    if values.get("stock") or values.get("received"):
        key = "stock" if values.get("stock") else "received"
        words = _("These goods have no stock of their own yet")
        facts.refuse(row, key, Wrong(words, _("Leave it empty and ask head office.")))


def _enough_for_orders(facts: Facts, row: Row, goods: shelf.Goods, after: int) -> Change | None:
    if after < goods.allocated:
        words = _("More than this is ordered already")
        hint = _("If the goods are really not there, count them on the stock card.")
        facts.refuse(row, "stock", Wrong(words, hint))
        return None
    return Change(key="stock", before=goods.values["stock"], after=after)
