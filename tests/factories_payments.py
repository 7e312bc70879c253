"""Receiving accounts, open requests and pictures."""

import io
import itertools
from datetime import UTC, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from shop.order.models import Order
from shop.payments import services
from shop.payments.models import BankAccount, PaymentRequest
from tests.factories_orders import make_order, make_shelf

_numbers = itertools.count(1)


def make_account(cooperative: object = None, **changes: object) -> BankAccount:
    """An account that receives transfers; the operator's by default."""
    facts: dict = {
        "bank": "BRI",
        "number": f"0123-{next(_numbers)}",
        "holder": "Koperasi Lapak",
        "cooperative": cooperative,
    }
    return BankAccount.objects.create(**(facts | changes))


def make_open_request(
    *, order: Order | None = None, price: int = 147_000, on_hand: int = 30_000
) -> PaymentRequest:
    """An order waiting for a bank transfer."""
    if not BankAccount.objects.exists():
        make_account()
    order = order or make_order((make_shelf(price=price, on_hand=on_hand), 1))
    return services.start(order=order, provider="manual_transfer", clock=timezone.now)


def far_future() -> datetime:
    """A clock that stands long after everything ended."""
    return datetime.now(UTC) + timedelta(days=400)


def picture(
    name: str = "bukti.jpg",
    *,
    size: tuple[int, int] = (600, 800),
    kind: str = "JPEG",
    **options: object,
) -> SimpleUploadedFile:
    """A photo as a phone sends it."""
    drawn = io.BytesIO()
    Image.new("RGB", size, "green").save(drawn, kind, **options)
    return SimpleUploadedFile(name, drawn.getvalue(), content_type=f"image/{kind.lower()}")
