"""Orders whose money, parcels and reports stand as one rarely sees them, made through services.

They belong to an account: whoever opens many orders by digits has to wait. Made before the browser
starts, because Django refuses its database while Playwright's loop runs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from shop.accounts.models import User
from shop.address.models import Region
from shop.basket.models import Basket
from shop.order import services as orders
from shop.order.models import Order
from shop.order.requests import Address, Contact, NewOrder, ParcelChoice
from shop.partner.models import StockRecord
from shop.partner.strategy import Selector
from shop.payments import services as payments
from shop.payments.models import PaymentRequest
from tests.live import goods

SKU = "KKL-NG-SDG"


def states(email: str) -> dict[str, str]:
    """Name of the stop and its address, of orders of this customer."""
    goods.set_packs(SKU, 2 * len(STATES))
    found = {}
    for name, (make, address) in STATES.items():
        order = make()
        Order.objects.filter(pk=order.pk).update(user=User.objects.get(email=email))
        found[name] = address.format(token=order.token)
    return found


def _place() -> Order:
    """An order that is fetched at the cooperative, so that no courier has a say in it."""
    basket = Basket.objects.create()
    basket.strategy = Selector().strategy()
    record = StockRecord.objects.select_related("product").get(partner_sku=SKU)
    basket.add_product(record.product, 1)
    region = Region.objects.filter(level=4, code__startswith="31.74").order_by("code").first()
    assert region is not None
    new = NewOrder(
        idempotency_key=f"uji-{basket.pk}",
        basket_id=basket.pk,
        user_id=None,
        contact=Contact(name="Sari Wulandari", phone="+6281234567890", email="sari@contoh.example"),
        address=Address(line1="Jl. Wijaya II No. 14", region_code=region.code),
        choices=(ParcelChoice(cooperative_id=record.partner_id, option_code="ambil"),),
        seen_total=int(record.price),
    )
    return orders.place(new=new)


def _asked() -> tuple[Order, PaymentRequest]:
    order = _place()
    request = payments.start(order=order, provider="manual_transfer", clock=timezone.now)
    return order, request


def _received(off: int, *, late: bool = False) -> Order:
    """A transfer that is ``off`` by so many rupiah, or comes when the goods are gone."""
    order, request = _asked()
    if late:
        after = request.expires_at + timedelta(seconds=1)
        orders.lapse_due(clock=lambda: after, budget=100)
        payments.expire_due(clock=lambda: after, budget=100)
        goods.set_packs(SKU, 0)
    amount = request.amount + off
    payments.confirm(request_id=request.pk, amount=amount, actor=None, reference="uji")
    if late:
        goods.set_packs(SKU, 20)
    return order


def _expired() -> Order:
    order, request = _asked()
    after = request.expires_at + timedelta(seconds=1)
    orders.lapse_due(clock=lambda: after, budget=100)
    payments.expire_due(clock=lambda: after, budget=100)
    return order


def _paid() -> Order:
    order, request = _asked()
    payments.confirm(request_id=request.pk, amount=request.amount, actor=None, reference="uji")
    return order


def _packed(*, asked: bool = False) -> Order:
    order = _paid()
    parcel = order.parcels.get()
    orders.move(parcel_id=parcel.pk, to="packed", source="desk")
    if asked:
        orders.ask_to_cancel(parcel_id=parcel.pk, reason="Salah alamat")
    return order


def _arrived() -> Order:
    order = _paid()
    orders.walk(parcel_id=order.parcels.get().pk, to="delivered", source="desk")
    return order


PAY, ORDER, CANCEL = ("/pesanan/{token}/bayar/", "/pesanan/{token}/", "/pesanan/{token}/batal/")
STATES: dict[str, tuple[Callable[[], Order], str]] = {
    "pay-short": (lambda: _received(-20_000), PAY),
    "pay-too-much": (lambda: _received(30_000), PAY),
    "pay-late-sold-out": (lambda: _received(0, late=True), PAY),
    "pay-over": (_expired, PAY),
    "order-ask-cancel": (_packed, CANCEL),
    "order-asked-cancel": (lambda: _packed(asked=True), ORDER),
    "order-take-back": (lambda: _packed(asked=True), CANCEL),
    "order-complain": (_arrived, "/pesanan/{token}/masalah/1/"),
    "order-review": (_arrived, "/pesanan/{token}/ulasan/"),
}
