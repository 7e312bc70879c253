"""Secrets of channels at rest: sealed (``shop.sealing``) for the row and column they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models

from integrations.channels.transport import Secret
from integrations.sync.models import ChannelApp, Credential
from shop import sealing
from shop.accounts import second_factor
from shop.sealing import CannotOpen, Owner

__all__ = [
    "CannotOpen",
    "Owner",
    "owner_of_app",
    "owner_of_credential",
    "rotate_keys",
    "seal",
    "unseal",
]


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
    return sealing.seal(secret.reveal(), owner)


def unseal(ciphertext: str, owner: Owner) -> Secret:
    """The secret behind a ciphertext. Raises ``CannotOpen``, without repeating any of it."""
    if not ciphertext:
        return Secret("")
    return Secret(sealing.unseal(ciphertext, owner))


def rotate_keys() -> int:
    """Encrypt every stored secret with the newest key; returns how many rows changed.

    Run it after a new key has been put first in ``FIELD_KEYS``; the old one may be taken out
    afterwards. A row that changes meanwhile keeps its newer secret.
    """
    ours = sum(_rotate(model, field, owner) for model, field, owner in _columns())
    return ours + second_factor.rotate_keys()


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
