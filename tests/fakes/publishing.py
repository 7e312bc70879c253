"""The fake marketplace with categories, and a connector that puts goods up there."""

from __future__ import annotations

from integrations.channels.errors import NotFound, Rejected, Unavailable
from integrations.channels.words import (
    Attribute,
    AttributeValue,
    Category,
    Listing,
    ListingDraft,
    ListingLimits,
    Outcome,
)
from tests.fakes.connector import FakeConnector
from tests.fakes.marketplace import FakeMarketplace, Fault

FOOD, COFFEE, HONEY = "10", "11", "12"
AGE = "900"


class PublishingFake(FakeConnector):
    """Puts goods up in two steps: the listing with our code for the whole, then its variants.

    ``DOWN_AFTER`` of ``publish`` leaves the first step done and no answer; of ``variants`` both.
    """

    listing_limits = ListingLimits(
        title_least=5,
        title_most=100,
        pictures_most=9,
        variants_most=50,
        dearest_over_cheapest=7,
        needs_size=True,
    )
    drafts: list[ListingDraft]

    def categories(self) -> list[Category]:
        self._read("categories")
        return [
            Category(category_id=FOOD, name="Makanan & Minuman", is_leaf=False),
            Category(category_id=COFFEE, parent_id=FOOD, name="Kopi"),
            Category(category_id=HONEY, parent_id=FOOD, name="Madu"),
        ]

    def category_attributes(self, category_id: str) -> list[Attribute]:
        self._read("category_attributes")
        if category_id not in {COFFEE, HONEY}:
            raise NotFound(f"no category {category_id}")
        values = (AttributeValue(value_id="1", name="6 bulan"),)
        age = Attribute(
            attribute_id=AGE,
            name="Masa Penyimpanan",
            is_mandatory=True,
            values=values,
            takes_text=False,
        )
        return [age, Attribute(attribute_id="901", name="Asal")]

    def publish(self, draft: ListingDraft) -> list[Listing]:
        fault = self._call("publish")
        if draft.title.startswith("Terlarang"):
            raise Rejected("the goods are not allowed", code="refused")
        self.drafts.append(draft)
        key = self.market.list_item(
            seller_sku=draft.seller_sku,
            quantity=draft.quantity,
            price=int(draft.price or 1),
            title=draft.title,
        )
        if fault is Fault.DOWN_AFTER:
            raise Unavailable("no answer within 15 s")
        if draft.variants:
            return self.finish(key[0], draft)
        return [self._listing(key)]

    def finish(self, external_listing_id: str, draft: ListingDraft) -> list[Listing]:
        fault = self._call("variants")
        del self.market.shelves[external_listing_id, ""]
        keys = [
            self.market.list_item(
                seller_sku=variant.seller_sku,
                quantity=variant.quantity,
                price=int(variant.price),
                title=draft.title,
                variant_of=external_listing_id,
            )
            for variant in draft.variants
        ]
        if fault is Fault.DOWN_AFTER:
            raise Unavailable("no answer within 15 s")
        return [self._listing(key) for key in keys]

    def edit(self, external_listing_id: str, draft: ListingDraft) -> Outcome:
        self._read("edit")
        if external_listing_id not in {key[0] for key in self.market.shelves}:
            gone = NotFound(f"no listing {external_listing_id}")
            return Outcome(subject=external_listing_id, error=gone)
        self.drafts.append(draft)
        return Outcome(subject=external_listing_id)

    def _listing(self, key: tuple[str, str]) -> Listing:
        return self.market.shelves[key].listing


def publishing_to(market: FakeMarketplace) -> type[PublishingFake]:
    """A connector class bound to one marketplace; ``drafts`` are those it took."""
    return type("BoundPublishingFake", (PublishingFake,), {"market": market, "drafts": []})
