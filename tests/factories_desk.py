"""Staff at their desks, and one of everything a desk has an address for."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from catalog.reviews.models import ProductReview
from integrations.channels.transport import Secret
from integrations.sync.models import (
    BulkRun,
    ChannelAccount,
    ChannelApp,
    ChannelOrder,
    ChannelOrderLine,
    Heartbeat,
    LinkRun,
    Listing,
    OrderPayout,
)
from integrations.sync.secrets import owner_of_app, seal
from shop.accounts.models import Invitation, Role, StaffRole, User
from shop.complaints.models import Complaint
from shop.customer.models import Alert
from shop.order import services as orders
from shop.order.models import Order, Parcel, ParcelLine
from shop.partner.models import Partner, StockRecord
from shop.payments import services as payments
from shop.payments.models import PaymentProof, PaymentRequest
from shop.shipping.defaults import OWN
from shop.shipping.models import Tariff, TariffImport
from shop.spreadsheets.models import BatchPhoto, Import, PhotoBatch
from shop.stock.models import StockItem, StockMovement
from tests.factories_orders import incoming, incoming_line, make_order, make_paid_order, make_shelf
from tests.factories_payments import make_account, make_open_request, picture

_numbers = itertools.count(1)


def make_staff(cooperative: Partner | None, role: str = Role.MANAGER, **facts: object) -> User:
    """A person with a role, or a buyer without any."""
    number = next(_numbers)
    user = User.objects.create_user(
        email=f"orang{number}@example.com", password="rahasia-sekali", first_name=f"Rina {number}"
    )
    for name, value in facts.items():
        setattr(user, name, value)
    user.save()
    if cooperative is not None:
        StaffRole.objects.create(user=user, cooperative=cooperative, role=role)
    return user


def client_of(user: User | None) -> Client:
    """A browser in which this user is logged in, or nobody."""
    client = Client()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def worker_beats() -> None:
    """A worker that has just reported."""
    now = timezone.now()
    Heartbeat.objects.update_or_create(worker="test", defaults={"started_at": now, "beat_at": now})


def make_app() -> ChannelApp:
    """A registration at a channel whose address nobody answers."""
    app, _created = ChannelApp.objects.get_or_create(
        channel="shopee",
        app_id="1",
        defaults={
            "secret": seal(Secret("kunci"), owner_of_app("shopee", "1")),
            "api_base": "http://127.0.0.1:9",
            "auth_base": "http://127.0.0.1:9",
        },
    )
    return app


def make_shop(cooperative: Partner, **facts: object) -> ChannelAccount:
    """A linked shop that sends stock."""
    number = next(_numbers)
    wanted: dict = {
        "app": facts.get("app") or make_app(),
        "channel": "shopee",
        "external_shop_id": str(1000 + number),
        "label": f"toko.{number}",
        "push_stock": True,
        "linked_at": timezone.now(),
    }
    return ChannelAccount.objects.create(cooperative=cooperative, **(wanted | facts))


def make_listing(account: ChannelAccount, record: StockRecord | None = None, **facts: object):
    """Something for sale there, matched or not."""
    number = next(_numbers)
    wanted: dict = {
        "title": f"Barang di saluran {number}",
        "external_listing_id": str(number),
        "state": "live",
        "remote_quantity": 30,
        "stockrecord": record,
    }
    return Listing.objects.create(account=account, **(wanted | facts))


def make_channel_order(
    account: ChannelAccount, *wanted: tuple[StockRecord | None, int], **facts: object
) -> ChannelOrder:
    """An order of a channel as the engine leaves it."""
    lines = [incoming_line(record, packs) for record, packs in wanted]
    order = orders.import_order(
        incoming=incoming(
            account.cooperative,
            lines,
            account_key=str(account.pk),
            ship_by=timezone.now() + timedelta(hours=6),
            courier="JNE",
        )
    )
    row = ChannelOrder.objects.create(
        account=account,
        external_order_id=order.external_number,
        order=order,
        external_created_at=timezone.now(),
        **({"state": "ready"} | facts),
    )
    for line in order.lines.all():
        ChannelOrderLine.objects.create(
            channel_order=row,
            external_line_id=str(line.pk),
            listing=make_listing(account, line.stockrecord),
            order_line=line,
            title=line.title,
            quantity=line.quantity,
            unit_price=1000,
        )
    return row


def parcel_of(order: Order | ChannelOrder) -> Parcel:
    """The first parcel of an order."""
    mine = order.order if isinstance(order, ChannelOrder) else order
    return Parcel.objects.filter(order=mine).order_by("pk").first()


@dataclass(slots=True, kw_only=True)
class World:
    """One cooperative with one of everything, and its people."""

    cooperative: Partner
    manager: User
    record: StockRecord
    item: StockItem
    parcel: Parcel
    row: ParcelLine
    channel_parcel: Parcel
    unknown_line: int
    unknown_parcel: Parcel
    account: ChannelAccount
    listing: Listing
    run: LinkRun
    bulk: BulkRun
    movement: StockMovement
    payment: PaymentRequest
    proof: PaymentProof
    review: ProductReview
    alert: Alert
    complaint: Complaint
    member: User
    invitation: Invitation

    def kwargs(self, name: str, wanted: set[str]) -> dict[str, int]:
        """What an address of this cooperative needs."""
        found = {
            "parcel_id": self.parcel.pk,
            "row_id": self.row.pk,
            "line_id": self.unknown_line,
            "item_id": self.item.pk,
            "record_id": self.record.pk,
            "movement_id": self.movement.pk,
            "account_id": self.account.pk,
            "listing_id": self.listing.pk,
            "run_id": self.run.pk,
            "bulk_id": self.bulk.pk,
            "request_id": self.payment.pk,
            "proof_id": self.proof.pk,
            "review_id": self.review.pk,
            "alert_id": self.alert.pk,
            "complaint_id": self.complaint.pk,
            "user_id": self.member.pk,
            "invitation_id": self.invitation.pk,
            "product_id": self.record.product_id,
            "image_id": self.record.pk,
            "photo_id": self.complaint.photos.get().pk,
            "app_id": self.account.app_id,
        }
        if "tariff_id" in wanted:
            found["tariff_id"] = self.own_area()
        if "file_id" in wanted:
            found["file_id"] = self.spreadsheet()
        if "batch_id" in wanted:
            found["batch_id"] = TariffImport.objects.get_or_create(file_name="ongkir.csv")[0].pk
        if wanted & {"sent_id", "sent_photo_id"}:
            photo = self.sent_photo()
            found |= {"sent_id": photo.batch_id, "sent_photo_id": photo.pk}
        if "payout_id" in wanted:
            found["payout_id"] = make_payout(self.account).pk
        if name == "match_line":
            found["parcel_id"] = self.unknown_parcel.pk
        return {key: found[key] for key in wanted}

    def spreadsheet(self) -> int:
        """A file that would change a price."""
        sheet = f"Kode;Harga\r\n{self.record.partner_sku};123456".encode()
        batch, _new = Import.objects.get_or_create(
            cooperative=self.cooperative, file_name="harga.csv", defaults={"content": sheet}
        )
        return batch.pk

    def sent_photo(self) -> BatchPhoto:
        """A photo that was sent with others and not used yet."""
        batch, _new = PhotoBatch.objects.get_or_create(cooperative=self.cooperative)
        photo, _new = BatchPhoto.objects.get_or_create(
            batch=batch, file_name="tak-dikenal.jpg", defaults={"thumb": picture().read()}
        )
        return photo

    def own_area(self) -> int:
        """A place this cooperative brings parcels to itself."""
        area, _new = Tariff.objects.get_or_create(
            cooperative=self.cooperative,
            service=OWN,
            destination="12.16",
            defaults={"per_kilogram": 0, "fixed": 10_000, "days_from": 0, "days_to": 1},
        )
        return area.pk


def make_world() -> World:
    """Everything a desk has an address for, of one cooperative."""
    record = make_shelf(on_hand=50_000)
    cooperative = record.partner
    make_account(cooperative=cooperative)
    order = make_paid_order((record, 2))
    parcel = parcel_of(order)
    account = make_shop(cooperative)
    channel_order = make_channel_order(account, (record, 1))
    unknown = make_channel_order(account, (None, 1))
    waiting = make_order((record, 1))
    payment = make_open_request(order=waiting)
    proof = payments.add_proof(request_id=payment.pk, upload=picture())
    return World(
        cooperative=cooperative,
        manager=make_staff(cooperative),
        member=make_staff(cooperative, Role.PACKER),
        invitation=Invitation.objects.create(
            cooperative=cooperative,
            email="undangan@example.com",
            role=Role.PACKER,
            nonce="n",
            expires_at=timezone.now() + timedelta(days=7),
        ),
        record=record,
        item=record.stock_item,
        parcel=parcel,
        row=parcel.parcel_lines.get(),
        channel_parcel=parcel_of(channel_order),
        unknown_line=unknown.order.lines.get().pk,
        unknown_parcel=parcel_of(unknown),
        account=account,
        listing=make_listing(account),
        run=LinkRun.objects.create(
            cooperative=cooperative,
            app=account.app,
            account=account,
            nonce=f"nonce-{account.pk}",
            step="match",
            expires_at=timezone.now() + timedelta(minutes=30),
        ),
        bulk=BulkRun.objects.create(account=account, kind="match", key=f"bulk-{account.pk}"),
        movement=StockMovement.objects.filter(item=record.stock_item).earliest("pk"),
        payment=payment,
        proof=proof,
        review=ProductReview.objects.create(
            product=record.product, cooperative=cooperative, score=5, name="Ibu S***"
        ),
        alert=Alert.objects.create(
            product=record.product,
            way=Alert.Way.WHATSAPP,
            contact=f"+62812345{record.pk:05d}",
            due_at=timezone.now(),
        ),
        complaint=make_complaint(parcel),
    )


def make_payout(account: ChannelAccount, order_id: str = "PO-1", **facts: object) -> OrderPayout:
    """What a shop was paid for an order we may not have, once."""
    wanted = {"goods": 95_000, "fees": -5_000, "total": 90_000, "released_at": timezone.now()}
    row, _new = OrderPayout.objects.get_or_create(
        account=account, external_order_id=order_id, defaults=wanted | facts
    )
    return row


def make_complaint(parcel: Parcel) -> Complaint:
    """An open complaint about everything in a parcel, with a photo; no rule is asked."""
    complaint = Complaint.objects.create(
        parcel=parcel,
        reason="broken",
        wish="money",
        text="Isinya pecah",
        due_at=timezone.now() + timedelta(hours=48),
    )
    for row in parcel.parcel_lines.all():
        complaint.lines.create(line_id=row.line_id, quantity=row.quantity)
    complaint.photos.create(file=ContentFile(b"jpeg", name="foto.jpg"))
    return complaint
