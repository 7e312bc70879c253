"""What stands around every screen: menu by role, strip on top, title, way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from desk import words
from desk.access import Desk
from integrations.sync import selectors as sync
from shop.accounts.models import Role
from shop.order.models import Parcel, ParcelState, PaymentState

MOST_ON_PHONE = 5
HIGHEST_SHOWN = 99
TO_PAY = frozenset({PaymentState.AWAITING, PaymentState.HELD, PaymentState.REFUNDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry of the menu. ``count`` is work that waits there."""

    key: str
    icon: str
    label: str
    url: str
    count: str = ""
    on_phone: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Everything ``desk/base.html`` needs."""

    desk: Desk
    places: tuple[Place, ...]
    current: str
    strip: str
    strip_kind: str
    role: str


def page(
    request: HttpRequest,
    desk: Desk,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    current: str,
    status: int = 200,
) -> HttpResponse:
    """Render a screen inside its frame."""
    strip, kind = _strip(desk)
    frame = Frame(
        desk=desk,
        places=_places(desk),
        current=current,
        strip=strip,
        strip_kind=kind,
        role=role_word(desk),
    )
    facts = {"frame": frame, "desk": desk, "now": timezone.now(), **(context or {})}
    return render(request, f"desk/{template}", facts, status=status)


def to_pack(desk: Desk) -> int:
    """Parcels of this cooperative that should be packed now."""
    return (
        Parcel.objects.filter(
            cooperative=desk.cooperative, state=ParcelState.TO_PACK, on_hold=False
        )
        .exclude(order__payment_state__in=TO_PAY)
        .count()
    )


def role_word(desk: Desk) -> str:
    """The roles of the user in this cooperative, in words."""
    if desk.is_head_office:
        return _("head office")
    return ", ".join(str(Role(role).label) for role in sorted(desk.roles))


def _places(desk: Desk) -> tuple[Place, ...]:
    """The menu in the order of the role; what somebody may not do is not there."""
    wanted = ["home", "orders", "goods", "channels", "money", "more"]
    folded = "money"
    if desk.may("books") and not desk.may("ship"):
        # Who keeps the books, or only reads, looks at money first.
        wanted = ["home", "money", "orders", "goods", "channels", "more"]
        folded = "channels"
    found = [_place(key, desk) for key in wanted if key in {"home", "more"} or _sees(desk, key)]
    if len(found) <= MOST_ON_PHONE:
        return tuple(found)
    return tuple(_only_wide(place) if place.key == folded else place for place in found)


def _sees(desk: Desk, key: str) -> bool:
    return desk.may({"money": "books"}.get(key, key))


def _place(key: str, desk: Desk) -> Place:
    labels = {
        "home": pgettext("desk menu", "Today"),
        "orders": pgettext("desk menu", "Orders"),
        "goods": pgettext("desk menu", "Goods")
        if desk.may("money")
        else pgettext("desk menu", "Stock"),
        "channels": pgettext("desk menu", "Channels"),
        "money": pgettext("desk menu", "Money"),
        "more": pgettext("desk menu", "More"),
    }
    count = to_pack(desk) if key == "orders" else 0
    return Place(
        key=key,
        icon="stock" if key == "goods" and not desk.may("money") else key,
        label=labels[key],
        url=reverse(f"desk:{key}"),
        count=f"{HIGHEST_SHOWN}+" if count > HIGHEST_SHOWN else str(count or ""),
    )


def _only_wide(place: Place) -> Place:
    return Place(key=place.key, icon=place.icon, label=place.label, url=place.url, on_phone=False)


def _strip(desk: Desk) -> tuple[str, str]:
    """One strip: practice must never be hidden, and neither must a worker that stands still."""
    silence = _silence()
    if desk.cooperative.is_training:
        practice = _("PRACTICE: nothing here is real")
        return (f"{practice} · {silence}" if silence else practice), "drill"
    return silence, "down" if silence else ""


def _silence() -> str:
    """That no worker is alive, "" while one is."""
    now = timezone.now()
    if sync.worker_alive(now):
        return ""
    since = sync.worker_silent_since()
    if since is None:
        return _("The background worker is not running. Call the operator.")
    text = _("The background worker stopped at %(time)s. Call the operator.")
    return text % {"time": words.when(since, now)}
