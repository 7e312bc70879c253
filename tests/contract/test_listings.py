"""Reading the shelf, and hiding what is on it."""

from __future__ import annotations

from integrations.channels.errors import BadPayload, Rejected
from integrations.channels.words import Listing
from tests.contract.case import ConnectorCase

CAPABILITY = "ManagesListings"


def test_every_variant_is_a_listing_of_its_own(case: ConnectorCase):
    connector, transport = case.play("list_listings")

    page = connector.list_listings()

    ids = [(item.external_listing_id, item.external_variant_id) for item in page.items]
    assert len(ids) >= 3
    assert len(set(ids)) == len(ids)
    assert page.next_cursor
    assert transport.left_over() == {}


def test_a_broken_listing_stays_in_its_place(case: ConnectorCase):
    connector, _ = case.play("list_listings_broken")

    items = connector.list_listings("1").items

    [broken] = [item for item in items if isinstance(item, BadPayload)]
    assert broken.ref == case.broken_listing
    # The answer may be the list itself: "$[1].name".
    assert broken.path.startswith(("$.", "$["))
    assert len([item for item in items if isinstance(item, Listing)]) == len(items) - 1 >= 2


def test_an_empty_shelf_is_a_last_page(case: ConnectorCase):
    connector, _ = case.play("list_nothing")

    page = connector.list_listings()

    assert page.items == ()
    assert page.next_cursor is None


def test_visibility_has_one_outcome_per_change(case: ConnectorCase):
    connector, _ = case.play("set_visible")

    outcomes = connector.set_visible(case.visibilities)

    assert [outcome.subject for outcome in outcomes] == [
        change.external_listing_id for change in case.visibilities
    ]
    refused = {place for place, outcome in enumerate(outcomes) if outcome.error}
    assert refused == case.refused_visibilities
    assert {type(outcomes[place].error) for place in refused} == {Rejected}
