"""Other names and near spellings, alike on SQLite and PostgreSQL."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks

from shop.search import index, names, spelling
from shop.search.index import Document
from shop.search.models import OtherNames, Word
from shop.search.questions import understand
from shop.search.words import normalise

DOCUMENTS = (
    Document(id=1, title="Andaliman kering", text="bumbu Toba"),
    Document(id=2, title="Kopi bubuk", text="Dairi"),
    Document(id=3, title="Kopi Lintong", text="Humbang Hasundutan"),
    Document(id=4, title="Merica hitam", text="bukan dari tanah batak"),
)


@pytest.fixture
def filled(db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    index.clear()
    with django_capture_on_commit_callbacks(execute=True):
        index.put(DOCUMENTS)


@pytest.mark.usefixtures("filled")
class TestOtherNames:
    def test_the_list_begins_with_the_names_people_use(self) -> None:
        assert {"andaliman, merica batak", "sidikalang, dairi"} <= set(
            OtherNames.objects.values_list("names", flat=True)
        )

    def test_a_thing_is_found_under_its_other_name(self) -> None:
        assert set(index.find("merica batak")) == {1, 4}
        assert index.find("kopi sidikalang") == [2]

    def test_one_way_names_do_not_work_backwards(self) -> None:
        index.put([Document(id=5, title="Teh Sidikalang", text="")])
        assert index.find("dairi") == [2]
        assert set(index.find("sidikalang")) == {2, 5}

    def test_half_a_name_means_only_itself(self) -> None:
        assert index.find("merica") == [4]

    def test_a_new_name_works_at_once_and_a_removed_one_no_more(self) -> None:
        assert index.find("getir") == []
        row = OtherNames.objects.create(names="Andaliman,  Getir-getir; getir")
        row.names = "andaliman, getir"
        row.save()
        assert index.find("getir") == [1]
        row.is_active = False
        row.save(update_fields=["is_active"])
        assert index.find("getir") == []

    def test_one_name_alone_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            OtherNames(names="andaliman, ?").full_clean()


@pytest.mark.usefixtures("filled")
class TestNearSpellings:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("kpi", "kopi"),
            ("kopo lintng", "kopi lintong"),
            ("andalimna", "andaliman"),
            ("andalman kerng", "andaliman kering"),
            ("humbnag", "humbang"),
            ("mricha", "merica"),
        ],
    )
    def test_the_nearest_words_come_first(self, typed: str, meant: str) -> None:
        assert spelling.corrections(typed)[0] == meant

    @pytest.mark.parametrize("typed", ["kopi", "lint", "xqzw", "", "k", "🐃", "1234567"])
    def test_what_is_right_or_far_away_is_left_alone(self, typed: str) -> None:
        assert spelling.corrections(typed) == []

    def test_other_names_are_words_too(self) -> None:
        assert spelling.corrections("sidikalng")[0] == "sidikalang"

    def test_learning_again_changes_nothing(self) -> None:
        before = Word.objects.count()
        spelling.learn([normalise(document.title) for document in DOCUMENTS])
        assert Word.objects.count() == before

    def test_numbers_and_short_words_are_not_learned(self) -> None:
        spelling.learn(["di 500 gram x2y"])
        assert Word.objects.filter(text__in=["di", "500", "x2y"]).count() == 0
        assert Word.objects.filter(text="gram", length=4).count() == 1

    def test_clearing_the_index_forgets_its_words(self) -> None:
        index.clear()
        assert Word.objects.count() == 0


@pytest.mark.usefixtures("filled")
def test_newest_titles_are_the_highest_ids_whose_title_answers() -> None:
    assert index.newest_titles("kop", limit=5) == [3, 2]
    assert index.newest_titles("kop", limit=1) == [3]
    assert index.newest_titles("dairi", limit=5) == []
    assert index.newest_titles("?", limit=5) == []


@given(st.text(max_size=60))
def test_any_text_is_understood_as_words_or_as_nothing(text: str) -> None:
    question = understand(text, {("merica", "batak"): [("andaliman",)]})
    assert (question is None) == (normalise(text) == "")
    if question is not None:
        assert all(word and word.isalnum() for word in question.words)


def test_the_longest_known_phrase_wins() -> None:
    known = {("gula",): [("manis",)], ("gula", "aren"): [("gula", "merah")]}
    question = understand("gula aren cair", known)
    assert question is not None
    assert question.terms == ((("gula", "aren"), ("gula", "merah")), (("cair",),))


def test_the_file_of_first_names_is_well_formed() -> None:
    rows = list(names.starting())
    assert len(rows) >= 10
    for row in rows:
        OtherNames(names=row.names, is_one_way=row.is_one_way).clean()
    assert len({row.names for row in rows}) == len(rows)
