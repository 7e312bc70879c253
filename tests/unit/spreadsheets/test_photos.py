"""All photos are used or none; a day to take them back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.photos import services as photos
from shop.partner.models import Partner
from shop.spreadsheets.imports import KEPT_UNUSED, CannotUse
from shop.spreadsheets.models import BatchPhoto, PhotoBatch
from shop.spreadsheets.photos import batches
from tests.factories_payments import picture
from tests.unit.spreadsheets.sent_photos import (
    goods,
    look,
    originals,
    private_files,
    use,
)

pytestmark = pytest.mark.django_db

S = PhotoBatch.State


def test_all_photos_come_in_the_order_of_their_numbers(seller: Partner) -> None:
    product, other = goods(seller), goods(seller, "Ulos", "ULOS-1")
    files = [
        picture("KOPI-250-2.jpg", size=(300, 302)),
        picture("KOPI-250.jpg", size=(300, 301)),
        picture("ULOS-1.jpg", size=(300, 303)),
    ]
    batch = look(seller, *files)
    digests = {row.photo.file_name: row.photo.digest for row in batches.plan_of(batch).rows}
    assert use(batch)
    wanted = [
        f"originals/{photos.name_of(product_id=product.pk, digest=digests[name])}.jpg"
        for name in ("KOPI-250.jpg", "KOPI-250-2.jpg")
    ]
    assert originals(product) == wanted
    assert len(originals(other)) == 1
    assert private_files() == []
    assert use(batch) is False


def test_the_same_photo_again_is_there_already(seller: Partner) -> None:
    product = goods(seller)
    assert use(look(seller, picture("KOPI-250.jpg")))
    again = look(seller, picture("KOPI-250.jpg"), picture("kopi lintong.jpg"))
    assert batches.plan_of(again).same == 2
    assert use(again) is False
    assert len(originals(product)) == 1


def test_more_photos_than_fit_are_refused_together(seller: Partner) -> None:
    product = goods(seller)
    files = [picture(f"KOPI-250-{n}.jpg", size=(60, 60 + n)) for n in range(photos.MOST + 1)]
    batch = look(seller, *files)
    assert len(batches.plan_of(batch).wrong) == 1
    with pytest.raises(CannotUse):
        use(batch)
    assert originals(product) == []
    wrong = [row.photo.pk for row in batches.plan_of(batch).wrong]
    assert batches.leave_out(batch_id=batch.pk, wrong=wrong) == 1
    assert use(batch)
    assert len(originals(product)) == photos.MOST


def test_goods_filled_by_another_hand_meanwhile_get_none(
    seller: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    product, other = goods(seller), goods(seller, "Andaliman", "ANDALIMAN")
    batch = look(seller, picture("ANDALIMAN.jpg"), picture("KOPI-250.jpg", size=(300, 301)))
    attach = batches._attach_all

    def fill_first(*args):
        for n in range(photos.MOST):
            photos.add(product_id=product.pk, upload=picture(size=(60, 60 + n)))
        return attach(*args)

    monkeypatch.setattr(batches, "_attach_all", fill_first)
    with pytest.raises(CannotUse):
        use(batch)
    assert originals(other) == []
    batch.refresh_from_db()
    assert batch.state == S.LOOKED


def test_photos_left_out_meanwhile_are_looked_at_again(
    seller: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = goods(seller)
    files = [picture("KOPI-250.jpg"), picture("KOPI-250-2.jpg", size=(300, 301))]
    batch = look(seller, *files)
    attach = batches._attach_all

    def leave_first(*args):
        batches.leave_out(batch_id=batch.pk, wrong=[batch.photos.earliest("pk").pk])
        return attach(*args)

    monkeypatch.setattr(batches, "_attach_all", leave_first)
    with pytest.raises(CannotUse):
        use(batch)
    assert originals(product) == []


def test_taking_back_leaves_what_was_there_before(seller: Partner) -> None:
    product = goods(seller)
    photos.add(product_id=product.pk, upload=picture(size=(50, 50)))
    before = originals(product)
    batch = look(seller, picture("KOPI-250.jpg"))
    assert use(batch)
    assert len(originals(product)) == 2
    assert batches.undo(batch_id=batch.pk, actor=batch.actor)
    assert originals(product) == before
    assert batches.undo(batch_id=batch.pk, actor=batch.actor) is False


def test_after_a_day_it_is_too_late(seller: Partner) -> None:
    product = goods(seller)
    batch = look(seller, picture("KOPI-250.jpg"))
    assert use(batch)
    PhotoBatch.objects.update(used_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(CannotUse):
        batches.undo(batch_id=batch.pk, actor=batch.actor)
    assert len(originals(product)) == 1


def test_batches_nobody_used_go_with_their_files(
    seller: Partner, django_capture_on_commit_callbacks
) -> None:
    goods(seller)
    old = look(seller, picture("KOPI-250.jpg"))
    PhotoBatch.objects.update(created_at=timezone.now() - KEPT_UNUSED - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        look(seller, picture("KOPI-250-2.jpg", size=(300, 301)))
    assert not PhotoBatch.objects.filter(pk=old.pk).exists()
    assert len(private_files()) == BatchPhoto.objects.count() == 1


def test_files_a_dead_process_left_go_with_the_next_photos(
    seller: Partner, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    goods(seller)
    batch = look(seller, picture("KOPI-250.jpg"))
    with monkeypatch.context() as patch:
        patch.setattr(batches, "_drop_files", lambda rows: None)
        assert use(batch)
    assert len(private_files()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        look(seller, picture("KOPI-250-2.jpg", size=(300, 301)))
    assert len(private_files()) == 1
    assert not batch.photos.exclude(file="").exists()
