"""Write down what somebody agreed to, and read the newest answer."""

from __future__ import annotations

from django.db.models import Q

from .models import Consent, Purpose, Source

_FOR_ONE_ORDER = Q(source=Source.CHECKOUT, is_given=True)


def record(
    *,
    purpose: str,
    is_given: bool,
    source: str,
    version: str = "",
    user_id: int | None = None,
    order_id: int | None = None,
    language: str = "id",
) -> Consent:
    """Add one answer. Nothing is ever changed: the newest answer of a person counts."""
    return Consent.objects.create(
        purpose=purpose,
        is_given=is_given,
        source=source,
        version=version,
        user_id=user_id,
        order_id=order_id,
        language=language[:5],
    )


def wants_promo(*, user_id: int) -> bool:
    """Whether this account may be written to about offers: only after a clear yes."""
    answers = Consent.objects.filter(user_id=user_id, purpose=Purpose.PROMO)
    return bool(answers.order_by("-pk").values_list("is_given", flat=True).first())


def order_wants_promo(*, order_id: int) -> bool:
    """Whether the guest who placed this order may be written to about offers."""
    answers = Consent.objects.filter(order_id=order_id, user=None, purpose=Purpose.PROMO)
    return bool(answers.order_by("-pk").values_list("is_given", flat=True).first())


def stop_promo(*, order_id: int, version: str, language: str) -> bool:
    """A guest takes it back on the order's page; False when there was nothing to take back."""
    if not order_wants_promo(order_id=order_id):
        return False
    record(
        purpose=Purpose.PROMO,
        is_given=False,
        source=Source.ORDER,
        version=version,
        order_id=order_id,
        language=language,
    )
    return True


def answer_promo(*, user_id: int, is_given: bool, version: str, language: str) -> bool:
    """Give or withdraw it on the account page; False when that was the answer already."""
    if wants_promo(user_id=user_id) == is_given:
        return False
    record(
        purpose=Purpose.PROMO,
        is_given=is_given,
        source=Source.ACCOUNT,
        version=version,
        user_id=user_id,
        language=language,
    )
    return True


def signed_up(*, user_id: int, version: str, promo: bool, language: str) -> None:
    """A new account agreed to the terms beside the button, and to messages only if ticked."""
    who = {"user_id": user_id, "source": Source.SIGN_UP, "version": version, "language": language}
    record(purpose=Purpose.TERMS, is_given=True, **who)  # type: ignore[arg-type]
    if promo:
        record(purpose=Purpose.PROMO, is_given=True, **who)  # type: ignore[arg-type]


def ordered(*, order_id: int, user_id: int | None, version: str, language: str) -> None:
    """A buyer ticked the messages at the checkout. (The terms stand on the order itself.)"""
    record(
        purpose=Purpose.PROMO,
        is_given=True,
        source=Source.CHECKOUT,
        version=version,
        user_id=user_id,
        order_id=order_id,
        language=language,
    )


def of_account(user_id: int) -> list[Consent]:
    """All answers of an account, the newest first."""
    return list(Consent.objects.filter(user_id=user_id).order_by("-pk")[:50])


def wants_whatsapp(*, order_id: int, user_id: int | None = None) -> bool:
    """Whether the buyer of this order may be written to about it: the newest answer counts.

    That is the newest about this order or about all orders of the account. A yes at the checkout
    was a yes to that order alone.
    """
    asked = Q(order_id=order_id)
    if user_id is not None:
        asked |= Q(user_id=user_id) & ~_FOR_ONE_ORDER
    answers = Consent.objects.filter(asked, purpose=Purpose.WHATSAPP)
    return bool(answers.order_by("-pk").values_list("is_given", flat=True).first())


def account_wants_whatsapp(*, user_id: int) -> bool:
    """The newest answer of an account, wherever it was given."""
    answers = Consent.objects.filter(user_id=user_id, purpose=Purpose.WHATSAPP)
    return bool(answers.order_by("-pk").values_list("is_given", flat=True).first())


def account_wants_whatsapp_always(*, user_id: int) -> bool:
    """Whether an account said yes to messages about all its orders."""
    answers = Consent.objects.filter(user_id=user_id, purpose=Purpose.WHATSAPP)
    of_all = answers.exclude(_FOR_ONE_ORDER).order_by("-pk")
    return bool(of_all.values_list("is_given", flat=True).first())


def with_whatsapp(orders: list[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    """Those of these orders (with their accounts) whose buyers said yes last."""
    user_ids = [user_id for _order_id, user_id in orders if user_id is not None]
    asked = Q(order_id__in=[order_id for order_id, _user_id in orders]) | Q(user_id__in=user_ids)
    newest: dict[tuple[str, int], tuple[int, bool]] = {}
    rows = Consent.objects.filter(asked, purpose=Purpose.WHATSAPP).order_by("pk")
    for row in rows:
        if row.order_id is not None:
            newest["order", row.order_id] = (row.pk, row.is_given)
        if row.user_id is not None and not (row.source == Source.CHECKOUT and row.is_given):
            newest["user", row.user_id] = (row.pk, row.is_given)
    nothing = (0, False)
    return [
        (order_id, user_id)
        for order_id, user_id in orders
        if max(
            newest.get(("order", order_id), nothing), newest.get(("user", user_id or 0), nothing)
        )[1]
    ]
