"""The address of an order page is a key: it must not stand in the log."""

import logging

import pytest
from django.conf import settings

from shop.logs import HideOrderAddresses

TOKEN = "kG9hAH3UqTz0m5Qx2w1yBA"


def line(message, *args):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    assert HideOrderAddresses().filter(record)
    return record.getMessage()


@pytest.mark.parametrize("end", ["/", "/bayar/", "/buka/"])
def test_the_token_is_cut_out(end):
    text = line("%s: %s", "Unprocessable Entity", f"/pesanan/{TOKEN}{end}")

    assert TOKEN not in text
    assert text == f"Unprocessable Entity: /pesanan/***{end}"


def test_other_addresses_stay_as_they_are():
    assert line("Not Found: %s", "/produk/kopi-lintong/") == "Not Found: /produk/kopi-lintong/"
    assert line("Not Found: %s", "/pesanan/") == "Not Found: /pesanan/"


def test_every_handler_of_the_settings_cuts_it_out():
    for name, handler in settings.LOGGING["handlers"].items():
        assert handler["filters"] == ["order_addresses"], name
