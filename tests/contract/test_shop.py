"""The shop behind an account."""

from __future__ import annotations

from tests.contract.case import ConnectorCase


def test_the_shop_tells_its_name(case: ConnectorCase):
    connector, _ = case.play("shop_info")

    info = connector.shop_info()

    assert info.name
    assert info.external_shop_id == case.credentials.external_shop_id
