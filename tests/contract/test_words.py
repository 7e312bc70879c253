"""The neutral words refuse what cannot be true, and hide what must not be seen."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from integrations import registry
from integrations.channels import words
from integrations.channels.errors import BadPayload, ChannelError
from integrations.channels.payload import Payload
from integrations.channels.transport import Request, Response, Secret
from integrations.channels.words import (
    ChannelOrder,
    ChannelOrderLine,
    DraftVariant,
    FractionOfRupiah,
    Limits,
    ListingDraft,
    OrderState,
    PriceLevel,
    Rupiah,
    Settlement,
    SettlementKind,
    SettlementLine,
    ShipChoice,
    ShipMethod,
    StockLevel,
)

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def line(**facts: object) -> ChannelOrderLine:
    usual = {
        "external_line_id": "1",
        "external_listing_id": "L1",
        "title": "Kopi",
        "quantity": 2,
        "unit_list_price": Rupiah(100),
        "unit_price": Rupiah(90),
    }
    return ChannelOrderLine(**(usual | facts))


# Money


@pytest.mark.parametrize("value", [90000, "90000", "90000.00", Decimal("90000.0"), "9E+4"])
def test_whole_amounts_are_taken(value: object):
    assert Rupiah(value) == 90000
    assert repr(Rupiah(value)) == "Rupiah(90000)"


@pytest.mark.parametrize("value", ["90000.5", Decimal("0.01"), "NaN", "Infinity", "", "sepuluh"])
def test_fractions_and_nonsense_are_refused(value: object):
    with pytest.raises(FractionOfRupiah):
        Rupiah(value)


@pytest.mark.parametrize("value", [90000.0, True, None, b"1"])
def test_floats_and_strangers_are_refused(value: object):
    with pytest.raises(TypeError):
        Rupiah(value)


def test_arithmetic_stays_money():
    result = (Rupiah(5) - 2) * 4 + sum([Rupiah(1), Rupiah(2)]) - 100

    assert result == -85
    assert type(result) is Rupiah
    assert type(-result) is Rupiah
    assert abs(result) == 85
    assert type(10 - Rupiah(3)) is Rupiah
    assert type(2 * Rupiah(3)) is Rupiah


def test_money_survives_pickling():
    copy = pickle.loads(pickle.dumps(Rupiah(-7)))
    assert (copy, type(copy)) == (-7, Rupiah)


def test_money_is_not_multiplied_by_a_fraction():
    with pytest.raises(TypeError):
        Rupiah(100) * 0.5


# Secrets and requests


def test_a_secret_shows_itself_only_when_asked():
    secret = Secret("kunci-rahasia")

    assert f"{secret} {secret!r} {[secret]}" == "*** *** [***]"
    assert secret.reveal() == "kunci-rahasia"
    assert secret == Secret("kunci-rahasia")
    assert len({secret, Secret("kunci-rahasia"), Secret("lain")}) == 2
    assert not Secret("")
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(AttributeError):
        secret.value = "x"


def test_a_request_shows_neither_query_nor_body_nor_headers():
    request = Request(
        method="POST",
        url="https://example.id/api",
        operation="push",
        query=(("token", "kunci"), ("a", "1 2")),
        headers={"Authorization": "kunci"},
        body=b"kunci",
    )

    assert "kunci" not in repr(request)
    assert request.full_url == "https://example.id/api?token=kunci&a=1+2"


def test_a_query_in_the_address_is_refused():
    with pytest.raises(ValueError, match="query"):
        Request(method="GET", url="https://example.id/api?token=kunci", operation="x")


def test_headers_are_found_in_any_case():
    response = Response(status=200, headers={"retry-AFTER": "7"})

    assert response.header("Retry-After") == "7"
    assert response.header("X-None") is None


class Demanding(ChannelError):
    """An error that cannot be built from its message alone."""

    def __init__(self, *, listing: str) -> None:
        super().__init__(f"listing {listing} is in the way", code="in_the_way")
        self.listing = listing


def test_errors_with_arguments_of_their_own_survive_pickling():
    copy = pickle.loads(pickle.dumps(Demanding(listing="L1")))

    assert type(copy) is Demanding
    assert (copy.listing, copy.code) == ("L1", "in_the_way")
    assert copy.args == ("listing L1 is in the way",)
    assert repr(copy) == "Demanding('listing L1 is in the way code=in_the_way')"


# Invariants


def test_every_word_is_frozen_and_keyword_only():
    classes = [getattr(words, name) for name in words.__all__]
    data = [cls for cls in classes if is_dataclass(cls)]

    assert len(data) >= 25
    for cls in data:
        assert cls.__dataclass_params__.frozen, cls
        assert all(field.kw_only for field in fields(cls)), cls
        assert hasattr(cls, "__slots__"), cls


def test_facts_cannot_be_changed():
    level = StockLevel(external_listing_id="1", quantity=3)
    with pytest.raises(FrozenInstanceError):
        level.quantity = 4


def test_stock_is_never_negative_and_a_price_never_nothing():
    with pytest.raises(ValueError, match="-1"):
        StockLevel(external_listing_id="1", quantity=-1)
    with pytest.raises(ValueError, match="0"):
        PriceLevel(external_listing_id="1", price=Rupiah(0))


def test_a_level_is_named_by_its_variant():
    assert StockLevel(external_listing_id="1", quantity=0).subject == "1"
    assert StockLevel(external_listing_id="1", external_variant_id="2", quantity=0).subject == "1/2"


@pytest.mark.parametrize(
    "facts",
    [{"quantity": 0}, {"cancelled_quantity": 3}, {"cancelled_quantity": 1, "returned_quantity": 2}],
)
def test_a_line_cannot_lose_more_than_it_has(facts: dict[str, int]):
    with pytest.raises(ValueError, match=r"unit|more"):
        line(**facts)


def test_an_order_has_lines_with_ids_of_their_own():
    facts = {
        "external_order_id": "A",
        "state": OrderState.READY,
        "raw_state": "paid",
        "created_at": NOON,
        "updated_at": NOON,
    }
    with pytest.raises(ValueError, match="at least one"):
        ChannelOrder(**facts, lines=())
    with pytest.raises(ValueError, match="share an id"):
        ChannelOrder(**facts, lines=(line(), line()))
    order = ChannelOrder(**facts, lines=(line(), line(external_line_id="2")))
    assert order.ref.external_order_id == "A"
    assert order.ref.updated_at == NOON


def test_a_settlement_adds_up():
    part = SettlementLine(
        line_id="1", external_order_id="A", kind=SettlementKind.SALE, amount=Rupiah(10)
    )
    with pytest.raises(ValueError, match="add up"):
        Settlement(statement_id="S", released_at=NOON, total=Rupiah(11), lines=(part,))


def test_a_choice_holds_what_its_way_needs():
    with pytest.raises(ValueError, match="address"):
        ShipChoice(method=ShipMethod.PICKUP)
    with pytest.raises(ValueError, match="tracking"):
        ShipChoice(method=ShipMethod.OWN_COURIER)
    assert ShipChoice(method=ShipMethod.DROPOFF).branch_id == ""


def test_limits_let_something_through():
    usual = {"stock_batch": 1, "order_detail_batch": 1, "max_window": timedelta(days=1)}
    with pytest.raises(ValueError, match="below one"):
        Limits(**usual, rate_per_second=1, burst=0)
    with pytest.raises(ValueError, match="above zero"):
        Limits(**usual, rate_per_second=0, burst=1)


def test_a_draft_has_a_price_or_variants_that_fit():
    usual = {
        "title": "Kopi",
        "description": "Biji pilihan",
        "category_id": "1",
        "images": (),
        "weight_grams": 300,
        "length_mm": 100,
        "width_mm": 80,
        "height_mm": 50,
    }
    variant = DraftVariant(options=("250 g",), seller_sku="K", price=Rupiah(1), quantity=1)
    with pytest.raises(ValueError, match="needs a price"):
        ListingDraft(**usual)
    with pytest.raises(ValueError, match="option names"):
        ListingDraft(**usual, variants=(variant,))
    with pytest.raises(ValueError, match="one value per option"):
        ListingDraft(**usual, variants=(variant,), option_names=("Berat", "Giling"))
    assert ListingDraft(**usual, variants=(variant,), option_names=("Berat",)).variants


# Payload


def payload(text: str) -> Payload:
    return Payload.parse(text.encode())


@pytest.mark.parametrize(
    ("read", "path"),
    [
        (lambda p: p.field("none"), "$.none"),
        (lambda p: p.field("null"), "$.null"),
        (lambda p: p.field("list").field("x"), "$.list"),
        (lambda p: list(p.field("text").items()), "$.text"),
        (lambda p: list(p.field("list").items())[1].integer(), "$.list[1]"),
        (lambda p: p.field("half").integer(), "$.half"),
        (lambda p: p.field("half").rupiah(), "$.half"),
        (lambda p: p.field("yes").integer(), "$.yes"),
        (lambda p: p.field("yes").text(), "$.yes"),
        (lambda p: p.field("text").boolean(), "$.text"),
        (lambda p: p.field("huge").seconds(), "$.huge"),
        (lambda p: p.field("list").rupiah(), "$.list"),
    ],
)
def test_what_cannot_be_read_names_its_place(read, path: str):
    body = '{"text": "a", "list": [1, {}], "half": 1.5, "null": null, "yes": true, "huge": 1e30}'
    with pytest.raises(BadPayload) as caught:
        read(payload(body))
    assert caught.value.path == path


def test_big_ids_and_amounts_lose_no_digit():
    read = payload('{"id": 9223372036854775807, "amount": 12345678901234567.0, "as_text": "5"}')

    assert read.field("id").text() == "9223372036854775807"
    assert read.field("amount").rupiah() == 12345678901234567
    assert read.field("as_text").integer() == 5


def test_what_may_be_missing_has_a_default():
    read = payload('{"zero": 0}')

    assert read.text_at("a") == ""
    assert read.integer_at("a") == 0
    assert read.rupiah_at("a") == Rupiah(0)
    assert read.seconds_at("zero") is None
    assert read.rows_at("a") == []


def test_redaction_reaches_every_depth():
    read = payload('{"a": [{"name": "Siti", "n": 1.50}], "name": "", "x": {"name": ["Budi"]}}')

    kept = read.redacted(frozenset({"name"}))

    assert "Siti" not in kept
    assert "Budi" not in kept
    assert '"n": "1.50"' in kept
    assert '"name": ""' in kept


# Registry


def test_an_unknown_channel_is_named_with_the_known_ones():
    with pytest.raises(registry.UnknownChannel, match=r"'toko-abc'.*shopee"):
        registry.get("toko-abc")
