"""The index answers alike on SQLite and PostgreSQL: run this file on both."""

import pytest

from shop.search import index
from shop.search.index import Document
from shop.search.words import normalise, query_words

KOPI = Document(id=1, title="Kopi Arabika Lintong", text="sangrai sedang Humbang kopi batak")
TEH = Document(id=2, title="Teh hitam Sidamanik", text="teman kopi lintong di sore hari")
ULOS = Document(id=3, title="Ulos Ragi Hotang", text="tenun tangan Tarutung")


@pytest.fixture
def filled(db: None) -> None:
    index.clear()
    index.put([KOPI, TEH, ULOS])


@pytest.mark.usefixtures("filled")
class TestFind:
    def test_a_word_of_the_title_ranks_before_a_word_of_the_text(self) -> None:
        assert index.find("kopi lintong") == [1, 2]

    def test_the_beginning_of_a_word_is_enough(self) -> None:
        assert index.find("lint") == [1, 2]
        assert index.find("ara") == [1]

    def test_the_middle_of_a_word_is_not(self) -> None:
        assert index.find("intong") == []

    def test_every_word_must_occur(self) -> None:
        assert index.find("kopi tarutung") == []

    def test_other_names_are_found(self) -> None:
        assert index.find("kopi batak") == [1]

    def test_case_and_accents_do_not_matter(self) -> None:
        assert index.find("KÓPI Lintông") == [1, 2]

    def test_stop_words_are_ignored_unless_nothing_else_is_asked(self) -> None:
        assert index.find("ulos dari tarutung") == [3]
        assert index.find("di") == [2]
        assert index.find("koperasi ulos") == [3]

    @pytest.mark.parametrize(
        "text",
        [
            '"',
            'kopi"* OR ulos',
            "kopi' ) OR 1=1 --",
            "-",
            "*",
            "NEAR(",
            "a:b",
            "kopi & !ulos",
            "{title}: x",
            "^kopi",
            "\x00",
            "🐃",
            "%",
            "(kopi",
        ],
    )
    def test_operators_of_either_engine_mean_nothing(self, text: str) -> None:
        assert set(index.find(text)) <= {1, 2}

    def test_quotes_around_words_change_nothing(self) -> None:
        assert index.find('"kopi lintong"') == [1, 2]

    @pytest.mark.parametrize("text", ["", "   ", "?!", "…"])
    def test_without_a_word_nothing_is_found(self, text: str) -> None:
        assert index.find(text) == []

    def test_very_long_text_is_cut_and_answered(self) -> None:
        assert index.find("kopi " * 500) == [1, 2]
        assert index.find("x" * 10_000) == []

    def test_the_limit_keeps_the_best(self) -> None:
        assert index.find("kopi", limit=1) == [1]

    def test_putting_again_replaces(self) -> None:
        index.put([Document(id=1, title="Gula aren", text="")])
        assert index.find("gula") == [1]
        assert index.find("arabika") == []

    def test_what_is_removed_is_not_found(self) -> None:
        index.remove([1, 99])
        assert index.find("kopi") == [2]

    def test_making_the_tables_again_keeps_what_is_in_them(self) -> None:
        index.create_tables()
        assert index.find("ulos") == [3]


def test_normalising_leaves_plain_words() -> None:
    assert normalise("  Kopi—Lintong, 1 KG (Sangrai)  ") == "kopi lintong 1 kg sangrai"
    assert normalise("snake_case ÅNGSTRÖM") == "snake case angstrom"


def test_a_question_has_at_most_eight_words_of_forty_letters() -> None:
    words = query_words(" ".join(f"kata{n}" for n in range(20)) + " " + "y" * 99)
    assert words == [f"kata{n}" for n in range(8)]
    assert query_words("z" * 99) == ["z" * 40]


def test_a_thousand_documents_go_in_as_one_call(db: None) -> None:
    index.clear()
    index.put(Document(id=n, title=f"Barang {n}", text="borongan") for n in range(1, 1001))
    assert len(index.find("borongan", limit=2000)) == 1000
