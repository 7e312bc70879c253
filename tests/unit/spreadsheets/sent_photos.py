"""What people do with photos of goods: name them, send them, use them."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models import ProductImage
from shop.partner.models import Partner
from shop.spreadsheets.models import BatchPhoto, PhotoBatch
from shop.spreadsheets.photos import batches
from tests.factories_desk import make_staff
from tests.factories_payments import picture
from tests.factories_storefront import make_product


def goods(seller: Partner, title: str = "Kopi Lintong", sku: str = "KOPI-250"):
    product = make_product(title, cooperative=seller)
    product.stockrecords.update(partner_sku=sku)
    return product


def zipped(**files: bytes) -> SimpleUploadedFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return SimpleUploadedFile("foto.zip", packed.getvalue())


def jpg(height: int = 400) -> bytes:
    return picture(size=(300, height)).read()


def look(seller: Partner, *files: SimpleUploadedFile) -> PhotoBatch:
    return batches.look(files=files, cooperative_id=seller.pk, actor=make_staff(seller))


def use(batch: PhotoBatch) -> bool:
    seen = batches.plan_of(batch).fingerprint
    return batches.use(batch_id=batch.pk, seen=seen, actor=batch.actor)


def originals(product) -> list[str]:
    rows = ProductImage.objects.filter(product=product).order_by("display_order")
    return [row.original.name for row in rows]


def private_files() -> list[str]:
    try:
        return BatchPhoto._meta.get_field("file").storage.listdir("photo-batches")[1]
    except FileNotFoundError:
        return []
