"""Texts at rest: encrypted, and bound to the row and column they belong to.

The keys are ``FIELD_KEYS`` (newest first), never ``SECRET_KEY``. What is encrypted is the text
together with its owner, so that a ciphertext copied into another row or column does not open.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class CannotOpen(Exception):
    """A sealed text does not open: the key is gone, or it belongs to another row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The row and column a text belongs to, for example ``credential:12`` and ``refresh``."""

    row: str
    field: str


def seal(text: str, owner: Owner) -> str:
    """Ciphertext of ``text`` for the column of ``owner``."""
    plain = json.dumps([owner.row, owner.field, text])
    return _box(tuple(settings.FIELD_KEYS)).encrypt(plain.encode()).decode()


def unseal(ciphertext: str, owner: Owner) -> str:
    """The text behind a ciphertext. Raises ``CannotOpen``, without repeating any of it."""
    try:
        plain = _box(tuple(settings.FIELD_KEYS)).decrypt(ciphertext.encode())
        row, field, text = json.loads(plain)
    except (InvalidToken, ValueError):
        raise CannotOpen(f"{owner.row}.{owner.field} does not open with FIELD_KEYS") from None
    if (row, field) != (owner.row, owner.field):
        raise CannotOpen(f"{owner.row}.{owner.field} holds a secret of another row")
    return str(text)


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("FIELD_KEYS is empty: set-up writes one key to var/env")
    return MultiFernet([Fernet(key) for key in keys])
