"""A shop that sends stock, and goods of ours that do not stand there yet."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalog.models import Product, ProductImage
from integrations import registry
from integrations.sync import duties, publishing
from integrations.sync import publishing_categories as shelves
from integrations.sync.models import Listing
from shop.outbox.models import Message
from shop.partner.models import StockRecord
from tests.factories_stock import make_item, make_offer, make_product_class
from tests.factories_sync import Scene, ShiftedClock, make_scene
from tests.fakes.marketplace import FakeMarketplace
from tests.fakes.publishing import AGE, COFFEE, PublishingFake, publishing_to

ANSWERS = {AGE: ["1", "6 bulan"]}


@dataclass(kw_only=True)
class Stall:
    """A shop that sends stock, and goods of ours that do not stand there yet."""

    scene: Scene
    product: Product
    records: list[StockRecord]
    fake: type[PublishingFake]

    @property
    def offer(self) -> publishing.Offer:
        """How far the goods are."""
        [found] = publishing.offers(self.scene.account, [self.product.pk])
        return found

    def choose(self) -> None:
        """The category with its answers."""
        shelves.read_categories(account=self.scene.account, clock=self.scene.clock)
        shelves.read_attributes(
            account=self.scene.account, category_id=COFFEE, clock=self.scene.clock
        )
        publishing.choose(
            account=self.scene.account,
            product_id=self.product.pk,
            category_id=COFFEE,
            answers=ANSWERS,
        )

    def press(self) -> publishing.Asked:
        """ "Terbitkan"."""
        return publishing.publish(account=self.scene.account, product_ids=[self.product.pk])

    def work(self, **later: float) -> None:
        """The worker goes round, a while later."""
        self.scene.clock.advance(**(later or {"seconds": 1}))
        duties.BY_NAME["publishing"].run(None, self.scene.clock)

    @property
    def message(self) -> Message:
        """The newest row of the outbox that concerns these goods."""
        return Message.objects.filter(kind__in=publishing.KINDS).latest("pk")

    @property
    def standing(self) -> list[Listing]:
        """The listings of the goods as we know them."""
        return list(Listing.objects.filter(stockrecord__in=self.records).order_by("pk"))


def make_goods(scene: Scene, packs: int = 1) -> tuple[Product, list[StockRecord]]:
    item = make_item(on_hand=9000, cooperative=scene.record.partner)
    if packs == 1:
        record = make_offer(item=item, price=95_000)
        product, records = record.product, [record]
    else:
        product = Product.objects.create(
            title="Kopi Mandheling",
            slug=f"kopi-mandheling-{item.pk}",
            partner=scene.record.partner,
            structure=Product.PARENT,
            product_class=make_product_class(),
        )
        records = [
            make_offer(item=item, price=95_000 * units, units_per_sale=1000 * units, parent=product)
            for units in range(1, packs + 1)
        ]
        for units, record in enumerate(records, start=1):
            Product.objects.filter(pk=record.product_id).update(
                title=f"Kopi Mandheling, {units} kg"
            )
    Product.objects.filter(pk=product.pk).update(
        title="Kopi Mandheling",
        description="<p>Kopi dari Tapanuli.</p>",
        weight_grams=1100,
        length_mm=200,
        width_mm=120,
        height_mm=80,
    )
    name = default_storage.save(f"originals/{product.pk}.jpg", ContentFile(b"\xff\xd8\xff"))
    ProductImage.objects.create(product=product, original=name, display_order=0)
    product.refresh_from_db()
    return product, records


def make_stall(
    market: FakeMarketplace, clock: ShiftedClock, monkeypatch: pytest.MonkeyPatch, packs: int
) -> Stall:
    fake = publishing_to(market)
    monkeypatch.setitem(registry.CONNECTORS, "fake", fake)
    scene = make_scene(market, clock)
    product, records = make_goods(scene, packs)
    return Stall(scene=scene, product=product, records=records, fake=fake)
