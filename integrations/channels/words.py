"""All neutral words in one place: `from integrations.channels.words import ChannelOrder`."""

from __future__ import annotations

from integrations.channels.accounts import (
    App,
    Credentials,
    Grant,
    KeyField,
    Limits,
    OperationLimit,
    ShopInfo,
    TokenPair,
)
from integrations.channels.listings import (
    DraftImage,
    DraftVariant,
    Listing,
    ListingDraft,
    ListingState,
    ListingVisibility,
    PriceLevel,
    StockLevel,
)
from integrations.channels.money import FractionOfRupiah, Rupiah
from integrations.channels.notifications import (
    Hint,
    HintKind,
    WebhookDelivery,
)
from integrations.channels.orders import (
    CancelReason,
    ChannelOrder,
    ChannelOrderLine,
    ChannelParcel,
    LineRef,
    OrderRef,
    OrderState,
    Recipient,
)
from integrations.channels.posts import (
    Post,
    Posted,
)
from integrations.channels.publishing import (
    Attribute,
    AttributeValue,
    Category,
    ListingLimits,
)
from integrations.channels.results import (
    Outcome,
    Page,
)
from integrations.channels.settlements import (
    Settlement,
    SettlementKind,
    SettlementLine,
)
from integrations.channels.shipping import (
    DropoffBranch,
    PickupSlot,
    ShipChoice,
    Shipment,
    ShipMethod,
    ShipOptions,
    ShippingLabel,
)

__all__ = [
    "App",
    "Attribute",
    "AttributeValue",
    "CancelReason",
    "Category",
    "ChannelOrder",
    "ChannelOrderLine",
    "ChannelParcel",
    "Credentials",
    "DraftImage",
    "DraftVariant",
    "DropoffBranch",
    "FractionOfRupiah",
    "Grant",
    "Hint",
    "HintKind",
    "KeyField",
    "Limits",
    "LineRef",
    "Listing",
    "ListingDraft",
    "ListingLimits",
    "ListingState",
    "ListingVisibility",
    "OperationLimit",
    "OrderRef",
    "OrderState",
    "Outcome",
    "Page",
    "PickupSlot",
    "Post",
    "Posted",
    "PriceLevel",
    "Recipient",
    "Rupiah",
    "Settlement",
    "SettlementKind",
    "SettlementLine",
    "ShipChoice",
    "ShipMethod",
    "ShipOptions",
    "Shipment",
    "ShippingLabel",
    "ShopInfo",
    "StockLevel",
    "TokenPair",
    "WebhookDelivery",
]
