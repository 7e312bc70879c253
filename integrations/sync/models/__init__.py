"""The engine's tables, one module per concern. docs/explanation/sync.md walks through them."""

from integrations.sync.models.accounts import (
    AccountState,
    ChannelAccount,
    ChannelApp,
    Credential,
    PriceRounding,
)
from integrations.sync.models.care import BulkKind, BulkRun, LeftAlone
from integrations.sync.models.escrow import Escrow, Phase
from integrations.sync.models.linking import LinkRun, LinkStep
from integrations.sync.models.listings import Aspect, Desired, DesiredState, Listing, ListingState
from integrations.sync.models.orders import ChannelOrder, ChannelOrderLine, ImportState
from integrations.sync.models.payouts import OrderPayout, Payout, PayoutLine
from integrations.sync.models.publishing import (
    AttributeChoice,
    CategoryChoice,
    ChannelFact,
    Publication,
)
from integrations.sync.models.work import (
    Attempt,
    Cursor,
    Heartbeat,
    Inbox,
    InboxState,
    RateBucket,
    Stream,
)

__all__ = [
    "AccountState",
    "Aspect",
    "Attempt",
    "AttributeChoice",
    "BulkKind",
    "BulkRun",
    "CategoryChoice",
    "ChannelAccount",
    "ChannelApp",
    "ChannelFact",
    "ChannelOrder",
    "ChannelOrderLine",
    "Credential",
    "Cursor",
    "Desired",
    "DesiredState",
    "Escrow",
    "Heartbeat",
    "ImportState",
    "Inbox",
    "InboxState",
    "LeftAlone",
    "LinkRun",
    "LinkStep",
    "Listing",
    "ListingState",
    "OrderPayout",
    "Payout",
    "PayoutLine",
    "Phase",
    "PriceRounding",
    "Publication",
    "RateBucket",
    "Stream",
]
