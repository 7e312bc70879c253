"""Somebody who has left traces everywhere, for tests about personal data."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from shop.accounts.models import User
from shop.complaints import services as complaints
from shop.couriers.models import Booking, BookingState, CourierNotice, TrackingEvent
from shop.customer.models import Alert
from shop.order import services as orders
from shop.order.models import Order, ParcelEvent
from shop.order.requests import Contact
from shop.payments import services as payments
from shop.payments.models import BankAccount, PaymentProof, PaymentRequest, ProviderEvent
from shop.storefront import review_photos, reviewing
from tests.factories_orders import HOME, make_basket, make_request, only_parcel
from tests.factories_storefront import make_account, make_product

EMAIL = "marsinta.siallagan@surat.example"
PHONE = "+6281260706050"
FIRST, LAST = "Marsinta", "Siallagan"
STREET = "Jalan Rahasia Dalam 77"
# What nobody may find any more; in lower case, because addresses are kept so.
TRACES = (EMAIL, PHONE, PHONE.removeprefix("+62"), FIRST.lower(), LAST.lower(), STREET.lower())


@dataclass(slots=True, kw_only=True)
class Buyer:
    """An account with a finished order that went through everything."""

    user: User
    order: Order
    client: Client


def picture() -> bytes:
    """A small photo."""
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "olive").save(data, "JPEG")
    return data.getvalue()


def make_user(email: str = EMAIL) -> User:
    """An account that has proven its address."""
    user = User.objects.create_user(email=email, password="panjang-sekali-42")
    User.objects.filter(pk=user.pk).update(first_name=FIRST, last_name=LAST, phone=PHONE)
    user.refresh_from_db()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def place(user: User | None = None, **changes: object) -> Order:
    """An order of this person, not paid yet."""
    if not BankAccount.objects.exists():
        make_account()
    record = make_product("Kopi Lintong").stockrecords.get()
    address = replace(HOME, line1=STREET, note=f"titip ke {FIRST}")
    contact = Contact(name=f"{FIRST} {LAST}", phone=PHONE, email=EMAIL)
    request = make_request(
        make_basket((record, 2), owner=user), contact=contact, address=address, **changes
    )
    return orders.place(new=request)


def pay(order: Order) -> PaymentRequest:
    """By transfer, with a proof and a reference that says who."""
    asked = payments.start(order=order, provider="manual_transfer", clock=timezone.now)
    PaymentProof.objects.create(
        request=asked, file=ContentFile(picture(), name="bukti.jpg"), note=f"dari {FIRST}"
    )
    payments.confirm(
        request_id=asked.pk, amount=asked.amount, actor=None, reference=f"TRF {FIRST} {LAST}"
    )
    return asked


def finish(order: Order) -> Order:
    """All the way to its end, with a complaint that was refused and a review."""
    parcel = only_parcel(order)
    orders.walk(parcel_id=parcel.pk, to="delivered", source="desk")
    parcel.refresh_from_db()
    complaint = complaints.open_complaint(
        parcel_id=parcel.pk,
        reason="broken",
        wish="money",
        quantities={parcel.parcel_lines.get().line_id: 1},
        text=f"Saya {FIRST}, tinggal di {STREET}",
        photos=[ContentFile(picture(), name="pecah.jpg")],
    )
    complaints.answer(complaint_id=complaint.pk, kind="refuse", text=f"Maaf Bu {FIRST}", actor=None)
    order.refresh_from_db()
    reviewing.write(
        order=order,
        line_id=order.lines.get().pk,
        score=5,
        text="Enak",
        photos=[review_photos.Drawn(large=picture(), small=picture())],
    )
    orders.walk(parcel_id=parcel.pk, to="completed", source="buyer")
    order.refresh_from_db()
    return order


def leave_traces(order: Order, user: User | None) -> None:
    """What other rooms and other software write down on the way."""
    parcel = only_parcel(order)
    ParcelEvent.objects.create(parcel=parcel, to_state="delivered", note=f"diterima {FIRST}")
    booking = Booking.objects.create(
        parcel=parcel, reference="R-1", courier="jne", service="reg", external_id="BITE-1",
        state=BookingState.DONE, link=f"https://kurir.example/?nama={FIRST}",
        problem=f"{FIRST} tidak di rumah",
    )  # fmt: skip
    TrackingEvent.objects.create(
        parcel=parcel, key="k", status="delivered", note=f"Diterima {FIRST}", place=STREET,
        happened_at=timezone.now(),
    )  # fmt: skip
    CourierNotice.objects.create(
        key="n", body={"order_id": booking.external_id, "receiver": f"{FIRST} {LAST}"}
    )
    PaymentRequest.objects.filter(order=order).update(external_id="MID-1", note=f"Bu {FIRST}")
    ProviderEvent.objects.create(
        provider="midtrans", event_key="e", body={"order_id": "MID-1", "email": EMAIL}
    )
    Alert.objects.create(product=order.lines.get().product, way="mail", contact=EMAIL)
    if user is None:
        return
    LogEntry.objects.create(
        user=User.objects.create_superuser(email="pusat@lapak.example", password="x"),
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk),
        object_repr=f"{FIRST} {LAST}", action_flag=CHANGE, change_message=f"Changed {EMAIL}",
    )  # fmt: skip
    UserSession.objects.create(
        user=user, ip="203.0.113.9", session_key="s" * 40, user_agent=f"Peramban {FIRST}",
        last_seen_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip


def make_buyer() -> Buyer:
    """The whole story of one account."""
    user = make_user()
    client = Client()
    client.force_login(user)
    order = place(user)
    pay(order)
    order = finish(order)
    leave_traces(order, user)
    return Buyer(user=user, order=order, client=client)
