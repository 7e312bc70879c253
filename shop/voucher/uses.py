"""Counting uses of vouchers: decided in the UPDATE, given back exactly once."""

from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Voucher, VoucherApplication

SALT = "voucher.customer"


class UsedUp(Exception):
    """The voucher is over, its last use is gone, or this customer had theirs."""


def use(*, voucher_id: int, order_id: int, user_id: int | None, email: str, phone: str) -> None:
    """Count one order's use; raises ``UsedUp``. Needs a transaction, which the raise undoes.

    The UPDATE comes first: it keeps every other order with this voucher waiting until ours is
    committed, so that the look at the customer's earlier uses sees all of them.
    """
    now = timezone.now()
    counted = (
        Voucher.objects.filter(
            Q(most_orders=None) | Q(num_orders__lt=F("most_orders")),
            Q(num_orders=0) | ~Q(usage=Voucher.SINGLE_USE),
            pk=voucher_id,
            start_datetime__lte=now,
            end_datetime__gte=now,
        )
    ).update(num_orders=F("num_orders") + 1)
    if not counted:
        raise UsedUp(voucher_id)
    keys = {"email_key": key_of(email.strip().lower()), "phone_key": key_of(phone)}
    voucher = Voucher.objects.get(pk=voucher_id)
    if voucher.limit_per_customer is not None:
        earlier = _by(voucher, user_id=user_id, **keys).count()
        if earlier >= voucher.limit_per_customer:
            raise UsedUp(voucher_id)
    VoucherApplication.objects.create(voucher=voucher, order_id=order_id, user_id=user_id, **keys)


def give_back(*, order_id: int) -> None:
    """An order came to nothing: its uses are free for others again, once."""
    now = timezone.now()
    uses = VoucherApplication.objects.filter(order_id=order_id)
    for use_id, voucher_id in _open(uses, given_back_at=None):
        if uses.filter(pk=use_id, given_back_at=None).update(given_back_at=now):
            used = Voucher.objects.filter(pk=voucher_id, num_orders__gt=0)
            used.update(num_orders=F("num_orders") - 1)


def take_again(*, order_id: int) -> None:
    """A lapsed order was paid after all at its frozen price: its uses count again, once.

    Beyond the limit too: the buyer was promised this price before others took the last use.
    """
    uses = VoucherApplication.objects.filter(order_id=order_id)
    for use_id, voucher_id in _open(uses, given_back_at__isnull=False):
        if uses.filter(pk=use_id, given_back_at__isnull=False).update(given_back_at=None):
            Voucher.objects.filter(pk=voucher_id).update(num_orders=F("num_orders") + 1)


def key_of(fact: str) -> str:
    """What stands for an e-mail address or a number; the same fact gives the same key."""
    return salted_hmac(SALT, fact, algorithm="sha256").hexdigest() if fact else ""


def _open(uses: Any, **state: Any) -> list[tuple[int, int]]:
    return list(uses.filter(**state).order_by("voucher_id").values_list("pk", "voucher_id"))


def _by(voucher: Voucher, *, user_id: int | None, email_key: str, phone_key: str) -> Any:
    same = Q(pk=None)
    if user_id is not None:
        same |= Q(user_id=user_id)
    if email_key:
        same |= Q(email_key=email_key)
    if phone_key:
        same |= Q(phone_key=phone_key)
    return voucher.applications.filter(same, given_back_at=None)
