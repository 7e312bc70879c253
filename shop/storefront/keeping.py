"""Goods kept for later: in the session of a guest, in Oscar's wishlist of an account.

Pages of goods carry no session, so nothing is opened until somebody keeps something. The list is
shared by a signed link: for an account it shows what the list holds then, for a guest what it
held when the link was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core import signing
from django.db import transaction
from django.http import HttpRequest

from catalog.models import Product
from shop.storefront import selectors
from shop.storefront.models import ProductCard
from shop.transactions import retries_contention
from shop.wishlists.models import Line, WishList

if TYPE_CHECKING:
    from shop.accounts.models import User

SESSION_KEY = "kept"
MOST = 60
NAME = "Simpanan"
SALT = "storefront.kept"


def kept_ids(request: HttpRequest) -> list[int]:
    """Products this visitor keeps, the newest first."""
    if request.user.is_authenticated:
        return _ids_of(request.user.pk)
    return list(request.session.get(SESSION_KEY, []))


def keep(request: HttpRequest, product_id: int) -> None:
    """Keep a product; a second time changes nothing. The oldest of too many is let go."""
    if request.user.is_authenticated:
        keep_for(user=request.user, product_ids=[product_id])
        return
    known = [each for each in kept_ids(request) if each != product_id]
    request.session[SESSION_KEY] = [product_id, *known][:MOST]


def let_go(request: HttpRequest, product_id: int) -> None:
    """Keep it no longer; what was not kept is no mistake."""
    if request.user.is_authenticated:
        Line.objects.filter(wishlist__owner=request.user, product_id=product_id).delete()
    elif product_id in (known := kept_ids(request)):
        request.session[SESSION_KEY] = [each for each in known if each != product_id]


@retries_contention
def keep_for(*, user: User, product_ids: Sequence[int]) -> None:
    """Put products on the list of an account, the last of them on top."""
    with transaction.atomic():
        wishlist = _list_of(user.pk) or WishList.objects.create(owner=user, name=NAME)
        titles = dict(Product.objects.filter(pk__in=product_ids).values_list("pk", "title"))
        Line.objects.bulk_create(
            (
                Line(wishlist=wishlist, product_id=pk, title=titles[pk])
                for pk in product_ids
                if pk in titles
            ),
            ignore_conflicts=True,
        )
        too_many = wishlist.lines.order_by("-pk").values_list("pk", flat=True)[MOST:]
        Line.objects.filter(pk__in=list(too_many)).delete()


def take_along(request: HttpRequest, user: User) -> None:
    """What a guest kept is on the account's list after logging in."""
    guests = request.session.pop(SESSION_KEY, [])
    if guests:
        keep_for(user=user, product_ids=list(reversed(guests)))


def cards(ids: Sequence[int]) -> list[ProductCard]:
    """The cards of these products in this order; hidden ones are left out."""
    found = {card.pk: card for card in selectors.public_cards().filter(pk__in=list(ids))}
    return [found[pk] for pk in ids if pk in found]


def sign(request: HttpRequest) -> str:
    """The secret part of a link that shows this list to whoever has it."""
    if request.user.is_authenticated:
        wishlist = _list_of(request.user.pk)
        return signing.dumps({"list": wishlist.pk if wishlist else 0}, salt=SALT)
    return signing.dumps({"ids": kept_ids(request)}, salt=SALT, compress=True)


def shared_ids(signed: str) -> list[int] | None:
    """What a shared link shows; None when nobody signed it."""
    try:
        told = signing.loads(signed, salt=SALT)
    except signing.BadSignature:
        return None
    if "ids" in told:
        return list(told["ids"])
    rows = Line.objects.filter(wishlist_id=told.get("list", 0), product__isnull=False)
    return list(rows.order_by("-pk").values_list("product_id", flat=True)[:MOST])


def _list_of(user_id: int) -> WishList | None:
    return WishList.objects.filter(owner_id=user_id).order_by("pk").first()


def _ids_of(user_id: int) -> list[int]:
    rows = Line.objects.filter(wishlist__owner_id=user_id, product__isnull=False)
    return list(dict.fromkeys(rows.order_by("-pk").values_list("product_id", flat=True)[:MOST]))
