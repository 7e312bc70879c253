"""Every word on the account pages has its Indonesian."""

import pytest

from tests.unit.storefront import test_translations as words

PATTERNS = (
    "templates/storefront/account*.html",
    "templates/account/**/*.html",
    "templates/account/**/*.txt",
    "templates/mfa/**/*.html",
    "templates/usersessions/**/*.html",
    "templates/allauth/**/*.html",
    "shop/accounts/**/*.py",
    "shop/storefront/account*.py",
    "shop/storefront/address_book.py",
    "shop/storefront/views/a*.py",
)


def test_nothing_is_left_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(words.AREAS, "accounts", PATTERNS)
    found, known = words.said("accounts"), words.written_anywhere()
    assert len(found) > 50
    assert sorted(text for context, text in found if (context, text) not in known) == []


def test_translations_use_only_placeholders_that_are_filled() -> None:
    for original, text in words.written("accounts").values():
        assert set(words.PLACEHOLDER.findall(text)) <= set(words.PLACEHOLDER.findall(original))
        assert "!" not in text, original
