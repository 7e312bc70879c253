"""The second step of logging in: a code of an authenticator app, or one of the recovery codes.

django-allauth keeps the authenticators; here are their secrets at rest, the promise that a code
works once, who needs one, and the way out for somebody who lost everything.
"""

from __future__ import annotations

import re
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings

from shop import sealing
from shop.sealing import Owner

from .models import StaffRole, User
from .selectors import is_head_office

FIELD = "second_factor"
# What of an authenticator's data is secret: the key of the app, the seed of the recovery codes.
SECRETS = ("secret", "seed")
LAST_STEP = "last_step"


class Sealed(str):
    """A ciphertext that knows whose row it was read from."""

    __slots__ = ("user_id",)
    user_id: int


def owner_of(user_id: int) -> Owner:
    """Owner of everything secret about one user's second step."""
    return Owner(row=f"user:{user_id}", field=FIELD)


def mark_owner(sender: object, instance: Authenticator, **_signal: Any) -> None:
    """Tell the secrets of a row whose they are (``post_init``): allauth hands on only the text."""
    data = instance.__dict__.get("data")
    if not isinstance(data, dict):
        return
    for name in SECRETS:
        if isinstance(data.get(name), str):
            marked = Sealed(data[name])
            marked.user_id = instance.user_id
            data[name] = marked


def has_one(user: User) -> bool:
    """Whether logging in asks this user for a second step."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def must_have_one(user: User) -> bool:
    """Whether this user may enter a back office only with a second step.

    True for everybody who can see more than a buyer: head office, staff of a cooperative, and
    whoever was given rights in the CMS.
    """
    if not settings.STAFF_NEEDS_SECOND_FACTOR or not user.is_active:
        return False
    return (
        is_head_office(user)
        or StaffRole.objects.filter(user=user).exists()
        or user.has_perm("wagtailadmin.access_admin")
    )


def use_once(authenticator: Authenticator, code: str) -> bool:
    """Take the code of an app; False when this or a later one was taken before.

    allauth remembers used codes in the cache, which every process has to itself; the row decides.
    Recovery codes are crossed off by allauth itself.
    """
    if authenticator.type != Authenticator.Type.TOTP:
        return True
    secret = sealing.unseal(authenticator.data["secret"], owner_of(authenticator.user_id))
    step = _step_of(secret, code)
    known = authenticator.data
    if step is None or step <= known.get(LAST_STEP, 0):
        return False
    same = Authenticator.objects.filter(pk=authenticator.pk, data=known)
    return same.update(data={**known, LAST_STEP: step}) == 1


def _step_of(secret: str, code: str) -> int | None:
    """The half minute this code belongs to, among those that are accepted now."""
    typed = re.sub(r"\D", "", code)
    for step in totp.yield_hotp_counters_from_time():
        if totp.format_hotp_value(totp.hotp_value(secret, step)) == typed:
            return step
    return None


def forget(*, user_id: int) -> bool:
    """Take the second step and the recovery codes away; False when there was none.

    For a person who lost phone and codes, after the operator has made sure who they are.
    """
    deleted, _by_model = Authenticator.objects.filter(user_id=user_id).delete()
    return deleted > 0


def rotate_keys() -> int:
    """Seal every secret anew with the newest key; returns how many rows changed."""
    rotated = 0
    for row in Authenticator.objects.order_by("pk"):
        fresh = {name: _again(row, name) for name in SECRETS if name in row.data}
        rotated += Authenticator.objects.filter(pk=row.pk, data=row.data).update(
            data={**row.data, **fresh}
        )
    return rotated


def _again(row: Authenticator, name: str) -> str:
    owner = owner_of(row.user_id)
    return sealing.seal(sealing.unseal(row.data[name], owner), owner)
