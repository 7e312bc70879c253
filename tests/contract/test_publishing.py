"""Putting goods up: every connector that can do it does it in the same way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from integrations.channels.errors import ChannelError, NotFound, Unavailable
from integrations.channels.words import ListingDraft
from tests.contract.case import ConnectorCase

CAPABILITY = "EditsListings"


def draft_of(case: ConnectorCase) -> ListingDraft:
    assert case.draft is not None, "the case needs a draft with two variants"
    return case.draft


def test_the_tree_has_leaves_and_every_parent_is_in_it(case: ConnectorCase):
    connector, _ = case.play("categories")

    found = connector.categories()

    known = {each.category_id for each in found}
    assert any(each.is_leaf for each in found)
    assert {each.parent_id for each in found} - {""} <= known
    assert len(known) == len(found)


def test_a_category_says_what_it_asks(case: ConnectorCase):
    connector, _ = case.play("category_attributes")

    found = connector.category_attributes(draft_of(case).category_id)

    assert any(each.is_mandatory and each.values for each in found) is case.asks_attributes
    assert all(each.values or each.takes_text for each in found)


def test_a_listing_is_put_up_with_a_number_for_every_variant(case: ConnectorCase):
    connector, transport = case.play("publish")
    draft = draft_of(case)

    listings = connector.publish(draft)

    assert [each.seller_sku for each in listings] == [each.seller_sku for each in draft.variants]
    assert {each.external_listing_id for each in listings} == {case.draft_listing}
    assert len({each.external_variant_id for each in listings}) == len(draft.variants)
    assert transport.left_over() == {}


def test_what_was_left_half_made_is_finished_under_the_same_number(case: ConnectorCase):
    connector, transport = case.play("finish")
    draft = draft_of(case)

    listings = connector.finish(case.draft_listing, draft)

    assert [each.seller_sku for each in listings] == [each.seller_sku for each in draft.variants]
    assert {each.external_listing_id for each in listings} == {case.draft_listing}
    assert transport.left_over() == {}


def test_an_edit_sends_content_and_no_numbers(case: ConnectorCase):
    connector, transport = case.play("edit")

    outcome = connector.edit(case.draft_listing, draft_of(case))

    assert outcome.is_ok
    assert outcome.subject == case.draft_listing
    told = b"".join(request.body for request in transport.requests)
    assert b"Takengon" in told
    for number in (b"95000", b"340000", b"GAYO-250"):
        assert number not in told


def test_a_listing_that_is_gone_is_an_outcome(case: ConnectorCase):
    [name, *_] = case.errors[NotFound]
    connector, _ = case.always(case.answer(name), times=3)

    outcome = connector.edit(case.draft_listing, replace(draft_of(case), images=()))

    assert isinstance(outcome.error, NotFound)


def test_no_answer_leaves_it_unknown(case: ConnectorCase):
    connector, _ = case.always(Unavailable("no answer within 15 s"), times=9)

    with pytest.raises(ChannelError) as caught:
        connector.publish(draft_of(case))

    assert isinstance(caught.value, Unavailable)
