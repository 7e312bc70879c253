"""A card is rendered once, and anew for anything that stands on it."""

import pytest
from django.template import engines
from django.utils import timezone, translation

from shop.storefront.models import ProductCard
from shop.storefront.templatetags import cards
from tests.factories_storefront import card_of, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def card() -> ProductCard:
    return card_of(make_product("Kopi <Lintong>", price=95_000))


@pytest.fixture
def rendered(monkeypatch) -> list[dict]:
    """Every time the template is really rendered."""
    calls: list[dict] = []
    real = engines["django"].get_template("includes/card.html")

    class Counting:
        def render(self, context):
            calls.append(context)
            return real.render(context)

    monkeypatch.setattr(cards, "get_template", lambda name: Counting())
    monkeypatch.setattr(cards, "_kept", {})
    return calls


def test_the_same_card_is_rendered_once(card, rendered) -> None:
    texts = {cards.product_card(card, "h2"), cards.product_card(card, "h2")}
    assert len(texts) == len(rendered) == 1
    assert "Kopi &lt;Lintong&gt;" in texts.pop()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "Kopi baru", "Kopi baru"),
        ("price", 96_000, "Rp96.000"),
        ("stock", "out", "Habis"),
        ("rating", "4.5", "4,5"),
        ("sold", 1234, "1.234"),
        ("regency", "Dairi", "Dairi"),
    ],
)
def test_anything_new_shows_at_once(card, rendered, field, value, words) -> None:
    before = cards.product_card(card)
    setattr(card, field, value)
    card.save()
    after = cards.product_card(card_of(card.product))
    assert words in after
    assert words not in before


def test_places_and_languages_have_their_own(card, rendered) -> None:
    texts = {cards.product_card(card, "h2"), cards.product_card(card, "h3")}
    texts.add(cards.product_card(card, "h2", first=True))
    card.stock = "out"
    texts.add(cards.product_card(card, "h2"))
    with translation.override("en"):
        texts.add(cards.product_card(card, "h2"))
    assert len(texts) == len(rendered) == 5


def test_a_new_day_is_a_new_card(card, rendered, monkeypatch) -> None:
    card.harvest_date = timezone.localdate()
    assert "Panen baru" in cards.product_card(card)
    later = timezone.localdate() + timezone.timedelta(days=60)
    monkeypatch.setattr(timezone, "localdate", lambda *_moment: later)
    assert "Panen baru" not in cards.product_card(card)


def test_the_heap_of_cards_has_an_end(card, rendered, monkeypatch) -> None:
    monkeypatch.setattr(cards, "MOST_KEPT", 3)
    for number in range(10):
        card.sold = number
        cards.product_card(card)
    assert len(cards._kept) <= 3
