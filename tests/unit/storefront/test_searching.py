"""The search pages: order of results, near spellings, nothing found, suggestions."""

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from shop.storefront.models import ProductCard
from tests.factories_storefront import make_product, make_seller, make_shelf, many_cards

pytestmark = pytest.mark.django_db


def titles(client: Client, query: str) -> list[str]:
    response = client.get(f"/cari/?{query}")
    assert response.status_code == 200
    return [card.title for card in response.context.get("cards", [])]


@pytest.fixture
def learned(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    """Two goods whose words the near spellings know."""
    with django_capture_on_commit_callbacks(execute=True):
        make_product("Kopi Lintong")
        make_product("Ulos Ragi Hotang", cooperative=make_seller(regency_name="Toba"))


class TestOrder:
    def test_whole_words_of_the_title_first_then_beginnings_then_the_text(
        self, client: Client
    ) -> None:
        make_product("Teh", search_words="madu")
        make_product("Madurasa")
        make_product("Madu hutan")
        assert titles(client, "q=madu") == ["Madu hutan", "Madurasa", "Teh"]

    def test_among_equals_what_sells_most_stands_first(self, client: Client) -> None:
        for number, sold in ((1, 5), (2, 70), (3, 5)):
            product = make_product(f"Madu {number}")
            ProductCard.objects.filter(pk=product.pk).update(sold=sold)
        assert titles(client, "q=madu") == ["Madu 2", "Madu 3", "Madu 1"]

    def test_other_orders_hold_for_searches_too(self, client: Client) -> None:
        make_product("Madu mahal", price=90_000)
        make_product("Madu murah", price=10_000)
        assert titles(client, "q=madu&urut=termurah") == ["Madu murah", "Madu mahal"]

    def test_pages_by_relevance_show_everything_once_and_lead_back(self, client: Client) -> None:
        for number in range(55):
            make_product(f"Madu {number}" if number % 2 else f"Teh {number}", summary="madu")
        seen: list[int] = []
        query, pages = "?q=madu", []
        while query and len(pages) < 5:
            context = client.get(f"/cari/{query}").context
            pages.append([card.pk for card in context["cards"]])
            seen += pages[-1]
            query, back = context["next_url"], context["previous_url"]
        assert len(seen) == len(set(seen)) == 55
        again = client.get(f"/cari/{back}").context
        assert [card.pk for card in again["cards"]] == pages[-2]

    def test_more_than_a_thousand_is_said_so(self, client: Client) -> None:
        many_cards(3)
        shelf = make_shelf()
        make_product("Madu", shelf=shelf)
        assert "1 produk" in client.get("/cari/?q=madu").content.decode()


class TestCoverage:
    def test_names_places_sellers_and_shelves_are_found(self, client: Client) -> None:
        seller = make_seller("Koperasi Dolok Sanggul", regency_name="Samosir")
        make_product(
            "Kacang", cooperative=seller, shelf=make_shelf("Camilan"), search_words="sihobuk"
        )
        for word in ("kacang", "sihobuk", "dolok", "samosir", "camilan"):
            assert titles(client, f"q={word}") == ["Kacang"], word

    def test_a_closed_cooperative_and_a_hidden_product_are_never_found(
        self, client: Client
    ) -> None:
        make_product("Madu tutup", cooperative=make_seller(is_active=False))
        make_product("Madu latihan", cooperative=make_seller(is_training=True))
        make_product("Madu rahasia", is_public=False)
        assert titles(client, "q=madu") == []
        assert client.get("/cari/saran/?q=madu").json() == {"saran": []}

    def test_filters_narrow_a_search_and_keep_the_question(self, client: Client) -> None:
        make_product("Madu Toba", cooperative=make_seller(regency_name="Toba"))
        make_product("Madu Karo", cooperative=make_seller(regency_name="Karo"))
        response = client.get("/cari/?q=madu&asal=Toba")
        assert [card.title for card in response.context["cards"]] == ["Madu Toba"]
        assert [chip.url for chip in response.context["chips"]] == ["?q=madu"]
        assert response.context["clear_url"] == "/cari/?q=madu"
        text = response.content.decode()
        assert '<input type="hidden" name="q" value="madu">' in text

    def test_filters_that_leave_nothing_can_be_taken_away(self, client: Client) -> None:
        make_product("Madu")
        text = client.get("/cari/?q=madu&asal=Mars").content.decode()
        assert "Hapus semua saringan" in text
        assert 'href="/cari/?q=madu"' in text


@pytest.mark.usefixtures("learned")
class TestNearSpellings:
    def test_a_misspelled_question_shows_what_was_meant_and_says_so(self, client: Client) -> None:
        response = client.get("/cari/?q=kpi+lintog")
        assert [card.title for card in response.context["cards"]] == ["Kopi Lintong"]
        text = response.content.decode()
        assert "“kpi lintog”" in text
        assert "Hasil untuk “kopi lintong”" in text

    def test_a_right_question_is_left_alone(self, client: Client) -> None:
        response = client.get("/cari/?q=kopi")
        assert "instead_of" not in response.context

    def test_further_clicks_take_the_right_spelling_along(self, client: Client) -> None:
        response = client.get("/cari/?q=uloss")
        assert ("q", "ulos") in response.context["kept"]
        assert response.context["search_text"] == "uloss"

    def test_words_that_do_not_go_together_are_offered_one_by_one(self, client: Client) -> None:
        response = client.get("/cari/?q=kopi+hotang")
        assert response.context["fewer"] == [
            ("kopi", "/cari/?q=kopi"),
            ("hotang", "/cari/?q=hotang"),
        ]

    def test_nothing_near_keeps_what_was_searched(self, client: Client) -> None:
        response = client.get("/cari/?q=zzzyyyxxx")
        assert response.templates[0].name == "storefront/search_empty.html"
        assert 'value="zzzyyyxxx"' in response.content.decode()


@pytest.mark.parametrize(
    "text",
    ["%22", "*", "NEAR(a+b)", "%00", "🐃", "'", "k" * 10_000, "a:b", "-x", "%F0%28%8C%28", "?!"],
)
def test_hostile_questions_are_answered(client: Client, text: str) -> None:
    make_product("Kopi")
    assert client.get(f"/cari/?q={text}").status_code == 200
    assert client.get(f"/cari/saran/?q={text}").status_code == 200


class TestSuggestions:
    def test_beginnings_of_goods_shelves_places_and_sellers_are_offered(
        self, client: Client
    ) -> None:
        seller = make_seller("Koperasi Sari Kopi", regency_name="Toba")
        make_product("Kopi Lintong", cooperative=seller, shelf=make_shelf("Kopi dan teh"))
        make_product("Madu", cooperative=seller)
        make_product("Ulos", cooperative=make_seller("Koperasi Tenun Ulos"))
        response = client.get("/cari/saran/?q=kop")
        assert response.json()["saran"] == ["Kopi dan teh", "Koperasi Sari Kopi", "Kopi Lintong"]
        assert client.get("/cari/saran/?q=tob").json()["saran"] == ["Toba"]

    def test_one_letter_suggests_nothing(self, client: Client) -> None:
        make_product("Kopi")
        assert client.get("/cari/saran/?q=k").json() == {"saran": []}

    def test_suggestions_may_be_kept_and_need_no_cookie(self, client: Client) -> None:
        response = client.get("/cari/saran/?q=ko")
        assert response["Cache-Control"] == "public, max-age=300"
        assert not response.cookies

    def test_the_search_field_offers_the_shelves_without_scripts(self, client: Client) -> None:
        make_shelf("Rempah dan bumbu")
        text = client.get("/kategori/").content.decode()
        assert '<datalist id="saran"><option value="Rempah dan bumbu"></option></datalist>' in text
