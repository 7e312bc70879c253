"""Tables that staff paste or type."""

from cms import tables


def texts(table: tables.Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in (table.head, *table.rows)]


def test_a_typed_table() -> None:
    table = tables.parse("Kota | Ongkir\nMedan | Rp12.000\n\nToba | Rp18.000")
    assert texts(table) == [["Kota", "Ongkir"], ["Medan", "Rp12.000"], ["Toba", "Rp18.000"]]
    assert [cell.is_number for cell in table.head] == [False, True]


def test_a_pasted_table_keeps_bars_in_its_text() -> None:
    table = tables.parse("A\tB\nsatu|dua\t3")
    assert texts(table) == [["A", "B"], ["satu|dua", "3"]]


def test_short_rows_are_filled_up() -> None:
    assert texts(tables.parse("A|B|C\nx")) == [["A", "B", "C"], ["x", "", ""]]


def test_words_between_figures_make_a_column_of_words() -> None:
    table = tables.parse("Isi\n250 g\nsedang")
    assert [row[0].is_number for row in table.rows] == [False, False]


def test_nothing_is_an_empty_table() -> None:
    assert tables.parse(" \n") == tables.Table(head=(), rows=())
