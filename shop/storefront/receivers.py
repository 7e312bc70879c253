"""Cards follow what changes stock, price, product or cooperative, in the same transaction."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.http import HttpRequest

from catalog.models import Permit, Product, ProductCategory
from shop.accounts.models import User
from shop.basket.models import Basket
from shop.order.claiming import claim_guest_orders
from shop.partner.models import Partner, StockRecord
from shop.search import index
from shop.storefront import basket as baskets
from shop.storefront import cards, keeping, page_versions


def stock_changed(sender: object, item_ids: Iterable[int], **_signal: Any) -> None:
    """A sale, a receipt or a count changed what may be sold."""
    cards.refresh_stock(item_ids)


def offers_changed(sender: object, stockrecord_ids: Iterable[int], **_signal: Any) -> None:
    """A price or a pack changed."""
    records = StockRecord.objects.filter(pk__in=list(stockrecord_ids))
    cards.refresh(records.values_list("product_id", flat=True))


def products_changed(sender: object, product_ids: Iterable[int], **_signal: Any) -> None:
    """Many products were written at once."""
    cards.refresh(product_ids)


def product_saved(sender: object, instance: Product, raw: bool = False, **_signal: Any) -> None:
    """A product was written by a form or a service."""
    if not raw:
        cards.refresh([instance.parent_id or instance.pk])


def part_saved(
    sender: object,
    instance: ProductCategory | StockRecord | Permit,
    raw: bool = False,
    **_signal: Any,
) -> None:
    """Something that belongs to a product was written or removed; permits may belong to none."""
    if not raw and instance.product_id is not None and not _goes_with_product(_signal):
        cards.refresh([instance.product_id])


def _goes_with_product(signal: dict[str, Any]) -> bool:
    """Whether a whole product is being deleted: its card is gone already and must stay so."""
    origin = signal.get("origin")
    return isinstance(origin, Product) or getattr(origin, "model", None) is Product


def cooperative_saved(
    sender: object, instance: Partner, raw: bool = False, created: bool = False, **_signal: Any
) -> None:
    """Name, place and activity of a cooperative stand on all its cards."""
    if not raw and not created:
        cards.refresh(instance.products.values_list("pk", flat=True))


def customer_logged_in(sender: object, request: HttpRequest, user: Any, **_signal: Any) -> None:
    """What was put in or kept before logging in is still there afterwards."""
    keeping.take_along(request, user)
    guest = baskets.guests_basket(request)
    if guest is None:
        return
    owned = Basket.open.filter(owner=user).order_by("pk").first()
    if owned is None:
        Basket.objects.filter(pk=guest.pk).update(owner=user)
    else:
        baskets.merge(guest=guest, owned=owned)


def card_deleted(sender: object, instance: Any, **_signal: Any) -> None:
    """A product is gone: nobody must find it."""
    index.remove([instance.pk])
    page_versions.bump()


def owner_proven(sender: object, user: User | None = None, **signal: Any) -> None:
    """Somebody signed in or proved to read an address: earlier guest orders come to the account."""
    owner_id = user.pk if user is not None else signal["email_address"].user_id
    proven = EmailAddress.objects.filter(user_id=owner_id, verified=True)
    claim_guest_orders(user_id=owner_id, verified=proven.values_list("email", flat=True))
