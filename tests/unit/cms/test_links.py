"""Addresses that editors type."""

import pytest
from django.core.exceptions import ValidationError

from cms import links


@pytest.mark.parametrize(
    "address", ["#panen", "/produk/", "https://contoh.id/a", "mailto:a@contoh.id", "tel:+62812"]
)
def test_addresses_a_page_may_lead_to(address: str) -> None:
    links.check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "//jahat.example",
        "data:text/html,x",
        "produk",
        "https:",
        "mailto:",
        "",
    ],
)
def test_scripts_and_half_addresses_are_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        links.check_address(address)


def test_the_shared_text_is_escaped() -> None:
    assert links.share_link("Kopi & teh https://a.id/") == (
        "https://wa.me/?text=Kopi+%26+teh+https%3A%2F%2Fa.id%2F"
    )
