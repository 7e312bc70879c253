"""What people and other rooms may ask of the engine. Everything here writes.

``finish_linking``, ``link_with_keys``, ``read_listings`` and ``ship_options`` call the network: a
view that uses them needs ``@calls_network``. The others join the caller's transaction. Ids are not
checked against the user's cooperatives here: look the object up through ``selectors`` first, which
answer ``DoesNotExist`` for those of others.
"""

from integrations.sync.accounts import (
    allow_zero,
    disconnect,
    pause,
    resume,
    set_listing_safety,
)
from integrations.sync.bulk import CannotUndo, Undone
from integrations.sync.differences import Chosen, check_now, choose_ours, choose_theirs
from integrations.sync.dry_runs import (
    EverythingSoldOut,
    NotConnected,
    NumbersChanged,
    dry_run,
    switch_on,
)
from integrations.sync.linking import Consent, LinkProblem, keys_wanted, link_with_keys
from integrations.sync.linking import finish as finish_linking
from integrations.sync.linking import start as start_linking
from integrations.sync.listings import Reading, read_listings
from integrations.sync.matching import (
    NotOurs,
    accept_certain,
    ignore_listing,
    match_listing,
    unmatch_listing,
)
from integrations.sync.parking import leave, retry, retry_many, take_up_again
from integrations.sync.rule_changes import (
    ListingRules,
    Rules,
    RulesChanged,
    set_listing_rules,
    set_rules,
)
from integrations.sync.shipping import (
    AlreadyArranged,
    CannotShip,
    NotAChannelParcel,
    NothingToAnswer,
    answer_cancellation,
    cancel_with_reason,
    request_shipment,
    ship_options,
    undo_cancel,
    undo_shipment,
)
from integrations.sync.undoing import undo as undo_bulk

__all__ = [
    "AlreadyArranged",
    "CannotShip",
    "CannotUndo",
    "Chosen",
    "Consent",
    "EverythingSoldOut",
    "LinkProblem",
    "ListingRules",
    "NotAChannelParcel",
    "NotConnected",
    "NotOurs",
    "NothingToAnswer",
    "NumbersChanged",
    "Reading",
    "Rules",
    "RulesChanged",
    "Undone",
    "accept_certain",
    "allow_zero",
    "answer_cancellation",
    "cancel_with_reason",
    "check_now",
    "choose_ours",
    "choose_theirs",
    "disconnect",
    "dry_run",
    "finish_linking",
    "ignore_listing",
    "keys_wanted",
    "leave",
    "link_with_keys",
    "match_listing",
    "pause",
    "read_listings",
    "request_shipment",
    "resume",
    "retry",
    "retry_many",
    "set_listing_rules",
    "set_listing_safety",
    "set_rules",
    "ship_options",
    "start_linking",
    "switch_on",
    "take_up_again",
    "undo_bulk",
    "undo_cancel",
    "undo_shipment",
    "unmatch_listing",
]
