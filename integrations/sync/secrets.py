"""Secrets at rest: encrypted, and bound to the row and column they belong to.

The keys are ``FIELD_KEYS`` (newest first), never ``SECRET_KEY``. What is encrypted is the value
together with its owner, so that a ciphertext copied into another row or column does not open.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from integrations.channels.transport import Secret
from integrations.sync.models import ChannelApp, Credential


class CannotOpen(Exception):
    """A stored secret does not open: the key is gone, or it belongs to another row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The row and column a secret belongs to, for example ``credential:12`` and ``refresh``."""

    row: str
    field: str


def owner_of_credential(account_id: int, field: str) -> Owner:
    """Owner of a token of an account."""
    return Owner(row=f"credential:{account_id}", field=field)


def owner_of_app(channel: str, app_id: str) -> Owner:
    """Owner of the secret of a registration."""
    return Owner(row=f"app:{channel}:{app_id}", field="secret")


def seal(secret: Secret, owner: Owner) -> str:
    """Ciphertext of ``secret`` for the column of ``owner``; an empty secret stays ""."""
    if not secret:
        return ""
    plain = json.dumps([owner.row, owner.field, secret.reveal()])
    return _box(tuple(settings.FIELD_KEYS)).encrypt(plain.encode()).decode()


def unseal(ciphertext: str, owner: Owner) -> Secret:
    """The secret behind a ciphertext. Raises ``CannotOpen``, without repeating any of it."""
    if not ciphertext:
        return Secret("")
    try:
        plain = _box(tuple(settings.FIELD_KEYS)).decrypt(ciphertext.encode())
        row, field, value = json.loads(plain)
    except (InvalidToken, ValueError):
        raise CannotOpen(f"{owner.row}.{owner.field} does not open with FIELD_KEYS") from None
    if (row, field) != (owner.row, owner.field):
        raise CannotOpen(f"{owner.row}.{owner.field} holds a secret of another row")
    return Secret(value)


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("FIELD_KEYS is empty: set-up writes one key to var/env")
    return MultiFernet([Fernet(key) for key in keys])


def rotate_keys() -> int:
    """Encrypt every stored secret with the newest key; returns how many rows changed.

    Run it after a new key has been put first in ``FIELD_KEYS``; the old one may be taken out
    afterwards. A row that changes meanwhile keeps its newer secret.
    """
    return sum(_rotate(model, field, owner) for model, field, owner in _columns())


def _columns() -> Iterator[tuple[type[models.Model], str, Callable[[Any], Owner]]]:
    yield ChannelApp, "secret", lambda app: owner_of_app(app.channel, app.app_id)
    yield Credential, "access", lambda row: owner_of_credential(row.account_id, "access")
    yield Credential, "refresh", lambda row: owner_of_credential(row.account_id, "refresh")


def _rotate(model: type[models.Model], field: str, owner: Callable[[Any], Owner]) -> int:
    rotated = 0
    for row in model._default_manager.exclude(**{field: ""}).order_by("pk"):
        old = getattr(row, field)
        new = seal(unseal(old, owner(row)), owner(row))
        rotated += model._default_manager.filter(pk=row.pk, **{field: old}).update(**{field: new})
    return rotated
