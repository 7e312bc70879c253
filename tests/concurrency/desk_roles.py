"""What rivals do at the desk and to accounts after the word; each role answers with plain data."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from catalog.photos import services as photos
from shop.accounts import team
from shop.accounts.models import User
from shop.checkout.services import check_out
from shop.order.errors import CannotPlace
from shop.partner.models import StockRecord
from shop.privacy import services as privacy
from shop.shipping import tariff_imports
from tests.factories_orders import make_basket, make_request
from tests.factories_payments import picture


def use_tariffs(*, batch_id: int, seen: str, actor_id: int) -> bool:
    """Press "Pakai"."""
    actor = User.objects.get(pk=actor_id)
    return tariff_imports.use(batch_id=batch_id, seen=seen, actor=actor)


def leave_team(*, cooperative_id: int, user_id: int, by_id: int) -> str:
    """Take one manager out of the team; what was answered."""
    try:
        team.set_roles(
            cooperative_id=cooperative_id,
            user_id=user_id,
            roles=(),
            by=User.objects.get(pk=by_id),
            last_may_go=False,
        )
    except team.CannotChange:
        return "refused"
    return "out"


def send_photo(*, product_id: int, height: int) -> int:
    """Send a photo of the goods; its row."""
    upload = picture(size=(400, height))
    return photos.add(product_id=product_id, upload=upload).pk


def erase_or_buy(*, act: str, **told: Any) -> str:
    """One of the two, at the same moment as the other."""
    return erase(**told) if act == "erase" else buy_as(**told)


def erase(*, request_id: int) -> str:
    """A worker's turn at a request for erasure."""
    return str(privacy.work(request_id=request_id, clock=timezone.now))


def buy_as(*, record_id: int, user_id: int) -> str:
    """An order of an account; its number, or the code of the first problem."""
    basket = make_basket((StockRecord.objects.get(pk=record_id), 1))
    basket.owner_id = user_id
    basket.save(update_fields=["owner"])
    new = make_request(basket, user_id=user_id, idempotency_key=uuid.uuid4().hex)
    try:
        return check_out(new=new, provider="manual_transfer").number
    except CannotPlace as refusal:
        return refusal.codes[0]
