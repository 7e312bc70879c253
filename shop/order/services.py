"""Everything that changes orders, in one place to import from.

Keyword-only, joins the caller's transaction, safe to call again. Moving parcels is
``shop.order.transitions``; reading is ``shop.order.selectors``.
"""

from .cancel_requests import answer_wish, ask_to_cancel, cancel_unpacked, take_wish_back
from .cancelling import (
    cancel_line,
    cancel_order,
    hold_parcel,
    split_parcel,
    take_back,
    unhold_parcel,
)
from .coming_back import come_back
from .errors import CannotPlace, NotAllowed, Problem
from .importing import import_new, import_order, match_line
from .money_in import (
    Outcome,
    accept_money,
    extend_hold,
    hold_money,
    lapse_due,
    mark_paid,
    mark_refunded,
    note_not_paying,
    note_paying,
    reverse,
    revive,
)
from .placing import Placed, place, place_once
from .promising import ask_about_passed, promise, send_in_parts
from .refunds import refund_line
from .requests import (
    Address,
    Contact,
    Fee,
    IncomingLine,
    IncomingOrder,
    NewOrder,
    ParcelChoice,
    SeenLine,
)
from .returning import receive_back
from .shortages import Decision, decide_shortage
from .taking import Donor, donor_for
from .transitions import move, walk

__all__ = [
    "Address",
    "CannotPlace",
    "Contact",
    "Decision",
    "Donor",
    "Fee",
    "IncomingLine",
    "IncomingOrder",
    "NewOrder",
    "NotAllowed",
    "Outcome",
    "ParcelChoice",
    "Placed",
    "Problem",
    "SeenLine",
    "accept_money",
    "answer_wish",
    "ask_about_passed",
    "ask_to_cancel",
    "cancel_line",
    "cancel_order",
    "cancel_unpacked",
    "come_back",
    "decide_shortage",
    "donor_for",
    "extend_hold",
    "hold_money",
    "hold_parcel",
    "import_new",
    "import_order",
    "lapse_due",
    "mark_paid",
    "mark_refunded",
    "match_line",
    "move",
    "note_not_paying",
    "note_paying",
    "place",
    "place_once",
    "promise",
    "receive_back",
    "refund_line",
    "reverse",
    "revive",
    "send_in_parts",
    "split_parcel",
    "take_back",
    "take_wish_back",
    "unhold_parcel",
    "walk",
]
