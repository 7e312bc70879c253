"""Photos of goods: drawn anew, made by the worker, in an order people choose."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from catalog.models import Product, ProductImage
from catalog.photos import drawing, services
from shop.outbox.models import Message, State
from shop.outbox.services import deliver_due
from shop.storefront.models import ProductCard
from shop.uploads import BadPicture
from tests.factories_orders import make_shelf
from tests.factories_payments import picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    """Where public files go in this test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def product() -> Product:
    return make_shelf().product


def work() -> int:
    """What the worker does in the background."""
    return deliver_due(clock=timezone.now, budget=timedelta(seconds=30), kinds=[services.KIND])


def add(product: Product) -> ProductImage:
    # Another height for each: the same pixels would be the same photo.
    height = 600 + ProductImage.objects.count()
    image = services.add(product_id=product.pk, upload=picture(size=(900, height)))
    work()
    image.refresh_from_db()
    return image


def bases(product: Product) -> list[str]:
    rows = ProductImage.objects.filter(product=product).order_by("display_order")
    return [drawing.base_name(row.original.name) for row in rows]


def test_a_photo_is_shown_when_the_worker_has_made_every_size(product: Product) -> None:
    image = services.add(product_id=product.pk, upload=picture(size=(900, 600)))
    assert drawing.base_name(image.original.name) == ""
    product.refresh_from_db()
    assert product.picture == ""

    assert work() == 1
    image.refresh_from_db()
    product.refresh_from_db()
    base = drawing.base_name(image.original.name)
    assert product.picture == base != ""
    assert ProductCard.objects.get(product=product).picture == base
    for width in drawing.WIDTHS:
        for kind, ending in (("AVIF", "avif"), ("JPEG", "jpg")):
            name = f"pictures/{base}-{width}.{ending}"
            with default_storage.open(name) as file, Image.open(file) as shown:
                assert (shown.format, shown.size) == (kind, (width, width))


def test_where_and_with_what_a_photo_was_taken_is_not_kept(product: Product, media: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "rumah di Lintong"
    image = services.add(product_id=product.pk, upload=picture(exif=exif.tobytes()))
    work()
    image.refresh_from_db()
    files = [path for path in media.rglob("*") if path.is_file()]
    assert len(files) == 7
    assert not any(b"Lintong" in path.read_bytes() for path in files)


def test_a_hostile_file_leaves_nothing_behind(product: Product, media: Path) -> None:
    with pytest.raises(BadPicture):
        services.add(product_id=product.pk, upload=SimpleUploadedFile("a.jpg", b"<script>"))
    assert not ProductImage.objects.exists()
    assert not Message.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_one_more_than_the_most_is_refused_and_its_file_removed(
    product: Product, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST", 1)
    services.add(product_id=product.pk, upload=picture())
    with pytest.raises(services.TooMany):
        services.add(product_id=product.pk, upload=picture(size=(500, 500)))
    assert ProductImage.objects.count() == 1
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1


def test_the_same_photo_sent_twice_is_one_photo(product: Product, media: Path) -> None:
    first = services.add(product_id=product.pk, upload=picture())
    assert services.add(product_id=product.pk, upload=picture()) == first
    work()
    assert services.add(product_id=product.pk, upload=picture("nama lain.jpg")) == first
    assert Message.objects.filter(kind=services.KIND).count() == 1
    # What was deleted may come back.
    services.remove(product_id=product.pk, image_id=first.pk)
    again = add(product)
    assert drawing.base_name(again.original.name)


def test_delivering_twice_or_after_a_crash_changes_nothing(product: Product) -> None:
    image = add(product)
    message = Message.objects.get(kind=services.KIND)
    before = image.original.name
    services.deliver(message)
    image.refresh_from_db()
    assert image.original.name == before
    # A crash after the files and before the row: everything is made again under the same names.
    base = drawing.base_name(before)
    ProductImage.objects.update(original=f"{drawing.ORIGINALS}/{base}.jpg")
    services.deliver(message)
    image.refresh_from_db()
    assert image.original.name == before


def test_a_lost_file_is_parked_with_words(product: Product) -> None:
    image = services.add(product_id=product.pk, upload=picture())
    default_storage.delete(image.original.name)
    work()
    message = Message.objects.get(kind=services.KIND)
    assert (message.state, message.error_code) == (State.PARKED, "photo_lost")


def test_a_photo_deleted_before_the_worker_came_leaves_no_files(
    product: Product, media: Path
) -> None:
    image = services.add(product_id=product.pk, upload=picture())
    assert services.remove(product_id=product.pk, image_id=image.pk)
    work()
    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert Message.objects.get(kind=services.KIND).state == State.SENT


def test_the_first_photo_is_the_one_on_cards(product: Product) -> None:
    first, second, third = add(product), add(product), add(product)
    names = bases(product)
    services.move(product_id=product.pk, image_id=third.pk, by=-services.MOST)
    assert bases(product) == [names[2], names[0], names[1]]
    assert ProductCard.objects.get(product=product).picture == names[2]
    services.move(product_id=product.pk, image_id=third.pk, by=1)
    assert bases(product) == [names[0], names[2], names[1]]
    services.move(product_id=product.pk, image_id=second.pk, by=1)
    assert bases(product) == [names[0], names[2], names[1]]
    assert services.remove(product_id=product.pk, image_id=first.pk)
    assert not services.remove(product_id=product.pk, image_id=first.pk)
    product.refresh_from_db()
    assert product.picture == names[2]
    assert not default_storage.exists(f"pictures/{names[0]}-640.jpg")


def test_goods_loaded_with_a_picture_keep_it_among_the_others(product: Product) -> None:
    Product.objects.filter(pk=product.pk).update(picture="kopi", picture_caption="Gambar")
    added = add(product)
    base = drawing.base_name(added.original.name)
    assert bases(product) == ["kopi", base]
    services.move(product_id=product.pk, image_id=added.pk, by=-1)
    product.refresh_from_db()
    assert (product.picture, product.picture_caption) == (base, "")


def test_files_another_product_shows_are_left(product: Product) -> None:
    image = add(product)
    other = make_shelf().product
    Product.objects.filter(pk=other.pk).update(picture=drawing.base_name(image.original.name))
    services.remove(product_id=product.pk, image_id=image.pk)
    assert default_storage.exists(image.original.name)
