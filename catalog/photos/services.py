"""Add, order and remove the photos of a product."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product, ProductImage
from catalog.photos import drawing
from shop import uploads
from shop.outbox.models import Message
from shop.outbox.registry import Refused, Sent
from shop.outbox.services import enqueue
from shop.transactions import retries_contention

KIND = "product_photo"
MOST = 12
# A phone's camera writes up to 12 MB; what is kept is large enough for a marketplace.
SIZE = uploads.Size(most_bytes=15 * 1024 * 1024, longest_side=1600, quality=88)


class TooMany(Exception):
    """The product has its ``MOST`` photos already. ``text`` is for staff."""

    def __init__(self) -> None:
        super().__init__("too_many_photos")
        self.text = _("A product has at most %(most)s photos. Delete one first.") % {"most": MOST}


def add(*, product_id: int, upload: uploads.Upload) -> ProductImage:
    """Put a photo behind the others and ask the worker for its files.

    The name follows from product and pixels, so the same photo sent twice is one photo. Raises
    ``BadPicture`` for a hostile or useless file and ``TooMany``; nothing is kept then. Never
    inside a transaction.
    """
    data = uploads.redraw(upload, SIZE)
    base = store(product_id=product_id, data=data)
    try:
        return attach(product_id=product_id, base=base)[0]
    except TooMany:
        default_storage.delete(_original(base))
        raise


def name_of(*, product_id: int, digest: str) -> str:
    """The base name of a photo of a product, from the SHA-256 of its clean bytes."""
    return f"{product_id}-{digest[:24]}"


def store(*, product_id: int, data: bytes) -> str:
    """Keep a clean photo until ``attach``; returns its base name. The same again is harmless."""
    base = name_of(product_id=product_id, digest=hashlib.sha256(data).hexdigest())
    if not default_storage.exists(_original(base)):
        default_storage.save(_original(base), ContentFile(data))
    return base


def shown_names(product_ids: Iterable[int]) -> dict[int, set[str]]:
    """The base names of each product's photos, ready or not, in two queries."""
    found: dict[int, set[str]] = {number: set() for number in product_ids}
    rows = ProductImage.objects.filter(product_id__in=found)
    for product_id, name in rows.values_list("product_id", "original"):
        found[product_id].add(_base(name))
    firsts = Product.objects.filter(pk__in=found).exclude(picture="")
    for product_id, picture in firsts.values_list("pk", "picture"):
        found[product_id].add(picture)
    return found


@retries_contention
@transaction.atomic
def attach(*, product_id: int, base: str) -> tuple[ProductImage, bool]:
    """Put a stored photo behind the others; False beside one that was there. Raises ``TooMany``."""
    product = _locked(product_id)
    rows = _rows(product)
    original = _original(base)
    names = {original, drawing.ready_name(base)}
    there = next((row for row in rows if row.original.name in names), None)
    if there is not None:
        return there, False
    if len(rows) >= MOST:
        raise TooMany
    image = ProductImage.objects.create(product=product, original=original, display_order=len(rows))
    enqueue(
        kind=KIND,
        dedup_key=f"photo:{image.pk}",
        payload={"image": image.pk},
        lane=KIND,
        cooperative_id=product.partner_id,
    )
    return image, True


def _original(base: str) -> str:
    return f"{drawing.ORIGINALS}/{base}.jpg"


def _base(name: str) -> str:
    """The base name of a photo, whether its files are made yet or not."""
    return drawing.base_name(name) or name.rpartition("/")[2].removesuffix(".jpg")


def deliver(message: Message) -> Sent:
    """Make the files of one photo and show it; again after a crash is harmless."""
    image = ProductImage.objects.filter(pk=message.payload["image"]).first()
    if image is None or drawing.base_name(image.original.name):
        return Sent()
    base = _base(image.original.name)
    try:
        drawing.make_files(image.original.name, base)
    except FileNotFoundError as error:
        raise Refused("photo_lost", _("The photo's file is gone. Send it again.")) from error
    _show(image_id=image.pk, product_id=image.product_id, base=base)
    return Sent()


@retries_contention
@transaction.atomic
def _show(*, image_id: int, product_id: int, base: str) -> None:
    product = _locked(product_id)
    changed = ProductImage.objects.filter(pk=image_id).update(original=drawing.ready_name(base))
    if changed:
        _follow(product)
    else:
        # Somebody deleted the photo while its files were made.
        transaction.on_commit(lambda: drawing.remove_files(base))


@retries_contention
@transaction.atomic
def move(*, product_id: int, image_id: int, by: int) -> None:
    """One photo some places forward (negative) or back; past the ends it stays at the end."""
    product = _locked(product_id)
    rows = _rows(product)
    places = [row.pk for row in rows]
    if image_id not in places:
        return
    place = places.index(image_id)
    image = rows.pop(place)
    rows.insert(max(0, min(place + by, len(rows))), image)
    _number(rows)
    _follow(product)


@retries_contention
@transaction.atomic
def remove(*, product_id: int, image_id: int) -> bool:
    """Delete a photo with its files; False when it is gone already."""
    product = _locked(product_id)
    rows = _rows(product)
    image = next((row for row in rows if row.pk == image_id), None)
    if image is None:
        return False
    # Not image.delete(): Oscar's numbers the others one query at a time.
    ProductImage.objects.filter(pk=image_id).delete()
    _number([row for row in rows if row.pk != image_id])
    _follow(product)
    name = image.original.name
    base = _base(name)
    if not _is_shared(name, base):
        transaction.on_commit(lambda: drawing.remove_files(base))
    return True


def _is_shared(name: str, base: str) -> bool:
    """Whether another product or variant shows the same files."""
    return (
        ProductImage.objects.filter(original=name).exists()
        or Product.objects.filter(picture=base).exists()
    )


def _locked(product_id: int) -> Product:
    """The product, with its row held until the end: one change of its photos at a time."""
    Product.objects.filter(pk=product_id).update(date_updated=timezone.now())
    return Product.objects.get(pk=product_id)


def _rows(product: Product) -> list[ProductImage]:
    """The photos in order; a first picture that has no row of its own yet gets one."""
    rows = _stored(product)
    has_row = any(drawing.base_name(row.original.name) == product.picture for row in rows)
    if product.picture and not has_row:
        first = ProductImage.objects.create(
            product=product, original=drawing.ready_name(product.picture), display_order=0
        )
        rows.insert(0, first)
        _number(rows)
    return rows


def _stored(product: Product) -> list[ProductImage]:
    return list(ProductImage.objects.filter(product=product).order_by("display_order", "pk"))


def _number(rows: list[ProductImage]) -> None:
    for order, row in enumerate(rows):
        row.display_order = order
    ProductImage.objects.bulk_update(rows, ["display_order"])


def _follow(product: Product) -> None:
    """The first ready photo is the one on cards; saving tells whoever shows the product."""
    names = (drawing.base_name(row.original.name) for row in _stored(product))
    product.picture = next((name for name in names if name), "")
    if product.picture:
        # Words that said "a drawing, not a photograph" belong to the picture they came with.
        product.picture_caption = product.picture_caption if _is_drawn(product) else ""
    product.save(update_fields=["picture", "picture_caption", "date_updated"])


def _is_drawn(product: Product) -> bool:
    return not default_storage.exists(_original(product.picture))
