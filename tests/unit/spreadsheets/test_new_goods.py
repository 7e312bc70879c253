"""New goods in a file: what they need, how many at once, whose stock they draw on."""

from __future__ import annotations

import difflib

import pytest

from shop.partner.models import Partner, StockRecord
from shop.spreadsheets import planning, undoing
from shop.stock.models import StockItem
from tests.factories_storefront import make_product, make_seller, make_shelf
from tests.unit.spreadsheets.sheets import text, xlsx
from tests.unit.spreadsheets.steps import look, record_of, use

pytestmark = pytest.mark.django_db
HEADS = ("Kode", "Nama barang", "Kategori", "Harga", "Stok", "Nama stok")


@pytest.fixture
def seller() -> Partner:
    make_shelf("Kopi")
    return make_seller("Koperasi Kopi Lintong")


@pytest.mark.parametrize(
    ("row", "address", "words"),
    [
        (("A-1", "-", "Kopi", "1000"), "B2", "tidak boleh kosong"),
        (("A-1", "\x01\x02", "Kopi", "1000"), "B2", "tidak boleh kosong"),
        (("A-1", "Kopi", "-", "1000"), "C2", "harus punya kategori"),
        (("\x01\x02", "Kopi", "Kopi", "1000"), "A2", "tidak terlihat"),
        (("A-1", "Kopi", "Kopi", "1000", "1", "x" * 151), "F2", "151 huruf"),
    ],
)
def test_new_goods_without_a_name_code_or_shelf_are_refused(
    seller: Partner, row: tuple[str, ...], address: str, words: str
) -> None:
    _batch, plan = look(seller, text(HEADS, row))
    (problem,) = plan.problems
    assert problem.address == address
    assert words in problem.text


def test_long_names_that_begin_alike_do_not_share_their_stock(seller: Partner) -> None:
    long = "Kopi " * 30
    file = xlsx(
        ("A-1", f"{long}satu", "Kopi", 1000, 3, None),
        ("A-2", f"{long}dua", "Kopi", 1000, 7, None),
        heads=HEADS,
    )
    use(seller, file)
    there = StockRecord.objects.filter(partner=seller).order_by("partner_sku")
    assert list(there.values_list("stock_item__on_hand", flat=True)) == [3, 7]


def test_a_file_with_stock_names_is_used_again_after_it_was_taken_back(seller: Partner) -> None:
    file = xlsx(("A-1", "Gelas", "Kopi", 1000, 3, "Gelas kaca"), heads=HEADS)
    batch = use(seller, file)
    assert undoing.undo(batch_id=batch.pk, actor=batch.actor)
    use(seller, file)
    item = StockItem.objects.get(cooperative=seller)
    assert (item.name, item.on_hand) == ("Gelas kaca", 3)


def test_a_stock_called_after_another_row_is_given_one_number(seller: Partner) -> None:
    for second, addresses in ((5, []), (3, ["E3"])):
        file = xlsx(
            ("A-1", "Gelas", "Kopi", 1000, 5, None),
            ("A-2", "Gelas besar", "Kopi", 1000, second, "Gelas"),
            heads=HEADS,
        )
        _batch, plan = look(seller, file)
        assert [problem.address for problem in plan.problems] == addresses


def test_a_stock_that_goods_draw_on_is_not_counted_by_new_goods(seller: Partner) -> None:
    name = record_of(make_product("Kopi", cooperative=seller)).stock_item.name
    _batch, plan = look(seller, xlsx(("A-1", "Gelas", "Kopi", 1000, 3, name), heads=HEADS))
    assert "E2" in {problem.address for problem in plan.problems}


def test_too_many_new_goods_are_refused_where_the_file_is_to_be_split(
    seller: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "MOST_NEW", 3)
    rows = [(f"A-{n}", f"Barang {n}", "Kopi", 1000, None, None) for n in range(6)]
    _batch, plan = look(seller, xlsx(*rows[:3], heads=HEADS))
    assert not plan.problems
    _batch, plan = look(seller, xlsx(*rows, heads=HEADS))
    (problem,) = plan.problems
    assert (problem.address, plan.can_use) == ("A5", False)
    assert "lebih dari 3 barang baru" in problem.text
    assert "Bagi berkasnya" in problem.hint


def test_only_the_first_problems_come_with_a_guess(
    seller: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = record_of(make_product("Kopi", cooperative=seller)).partner_sku
    looked: list[str] = []
    original = difflib.get_close_matches

    def counted(word: str, *args: object, **kwargs: object) -> list[str]:
        looked.append(word)
        return original(word, *args, **kwargs)

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    unknown = [(f"{code}{n}", None, None, "1000") for n in range(60)]
    shelf = [(f"B-{n}", f"Barang {n}", "Kopy", "1000") for n in range(60)]
    _batch, plan = look(seller, xlsx(*unknown, *shelf, heads=HEADS))
    assert len(plan.problems) == 120
    assert len(looked) == planning.MOST_HINTS
    assert code in plan.problems[0].hint
    assert "Mungkin" not in plan.problems[-1].hint
