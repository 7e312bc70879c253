"""A capability without recordings is only claimed; here that fails."""

from __future__ import annotations

from integrations.channels.capabilities import CAPABILITIES, capabilities
from integrations.channels.errors import (
    AuthExpired,
    AuthRevoked,
    Conflict,
    NotFound,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.words import Limits
from tests.contract.case import SCENARIOS, ConnectorCase

EVERY_ERROR = {AuthRevoked, Conflict, NotFound, RateLimited, Rejected, Unavailable}


def test_every_capability_says_which_scenarios_prove_it():
    assert set(SCENARIOS) == set(CAPABILITIES)


def test_every_declared_capability_has_its_recordings(case: ConnectorCase):
    wanted = case.wanted_scenarios

    assert wanted - set(case.scenarios) == set()
    for scenario in wanted:
        for names in case.scenarios[scenario].values():
            for name in names:
                assert case.answer(name).status > 0


def test_every_error_class_has_a_recording(case: ConnectorCase):
    # Keys that a person made do not expire: there is nothing to renew.
    expires = {AuthExpired} & set(case.errors)
    assert expires == ({AuthExpired} if "Authorizes" in capabilities(case.factory) else set())
    assert EVERY_ERROR - set(case.errors) == set()
    assert [kind for kind, names in case.errors.items() if not names] == []


def test_a_connector_that_receives_webhooks_has_recorded_ones(case: ConnectorCase):
    if "ReceivesWebhooks" in capabilities(case.factory):
        assert len(case.webhooks) >= 2
        assert case.signature_header


def test_the_connector_names_itself_and_its_limits(case: ConnectorCase):
    assert case.factory.code == case.code
    assert case.factory.label
    assert isinstance(case.factory.limits, Limits)


def test_a_shop_is_linked_in_exactly_one_way(case: ConnectorCase):
    assert len({"Authorizes", "TakesKeys"} & capabilities(case.factory)) == 1


def test_instance_and_class_have_the_same_capabilities(case: ConnectorCase):
    connector, _ = case.always(case.answer(case.good_answer))

    assert capabilities(connector) == capabilities(case.factory)
