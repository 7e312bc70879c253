"""Which place belongs to which zone."""

import pytest

from shop.shipping.zones import destination_scopes, scopes, zone


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("11", "SUM"),
        ("12.71.01.1001", "SUM"),
        ("19.01", "SUM"),
        ("20", None),
        ("21.71", "SUM"),
        ("31.71", "JAW"),
        ("36.74", "JAW"),
        ("51.71", "BNT"),
        ("64.72", "KAL"),
        ("73.71", "SUL"),
        ("82.71", "MAL"),
        ("91.01", "PAP"),
        ("96.71", "PAP"),
        ("97", None),
        ("", None),
        ("1271", None),
        ("ab", None),
    ],
)
def test_zone(code, expected):
    assert zone(code) == expected


def test_a_place_lies_in_its_regency_its_province_its_zone_and_everywhere():
    assert scopes("12.71.01.1001") == {"12.71.01": 5, "12.71": 4, "12": 3, "SUM": 2, "*": 1}


def test_same_regency_and_same_province_are_scopes_of_their_own():
    near = destination_scopes(origin="12.71.01", destination="12.71.04")
    province = destination_scopes(origin="12.71", destination="12.06")
    far = destination_scopes(origin="12.71", destination="31.71")

    assert (near["=KAB"], near["=PROV"]) == (4, 3)
    assert "=KAB" not in province
    assert province["=PROV"] == 3
    assert not {"=KAB", "=PROV"} & set(far)


def test_an_unknown_place_has_no_scope():
    assert scopes("99.01") == {}
    assert destination_scopes(origin="99.01", destination="99.01") == {}
