"""Payouts add up."""

from __future__ import annotations

from datetime import timedelta

from integrations.channels.errors import BadPayload
from integrations.channels.words import Settlement
from tests.contract.case import NOW, ConnectorCase

CAPABILITY = "ReadsSettlements"


def test_lines_add_up_and_have_ids_of_their_own(case: ConnectorCase):
    connector, _ = case.play("read_settlements")

    page = connector.read_settlements(NOW - timedelta(days=7), NOW)

    settlements = [item for item in page.items if isinstance(item, Settlement)]
    assert settlements
    for settlement in settlements:
        ids = [line.line_id for line in settlement.lines]
        assert len(set(ids)) == len(ids)
        assert sum(line.amount for line in settlement.lines) == settlement.total


def test_a_broken_payout_stays_in_its_place(case: ConnectorCase):
    connector, _ = case.play("read_settlements")

    items = connector.read_settlements(NOW - timedelta(days=7), NOW).items

    [broken] = [item for item in items if not isinstance(item, Settlement)]
    assert isinstance(broken, BadPayload)
    assert broken.ref
