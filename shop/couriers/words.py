"""What a courier's word means: how far a parcel is, and what people read."""

from django.utils.translation import gettext as _

# Forward only: a word of a lower rank than the one we know is late news.
RANKS = {
    "confirmed": 1,
    "scheduled": 1,
    "allocated": 2,
    "picking_up": 3,
    "picked": 4,
    "dropping_off": 5,
    "on_hold": 5,
    "rejected": 6,
    "return_in_transit": 7,
    "delivered": 8,
    "returned": 8,
    "disposed": 8,
    "cancelled": 8,
    "courier_not_found": 8,
}
LEFT = frozenset({"picked", "dropping_off", "on_hold", "rejected", "return_in_transit", "returned"})
ARRIVED = "delivered"
NEVER_LEFT = frozenset({"cancelled", "courier_not_found"})
ENDS = frozenset({"delivered", "returned", "disposed", "cancelled", "courier_not_found"})
MOVING_PROBLEMS = frozenset({"on_hold", "rejected", "return_in_transit", "returned", "disposed"})


def rank(status: str) -> int:
    """How far along a word is; 0 for one we do not know."""
    return RANKS.get(status, 0)


def of_status(status: str) -> str:
    """What buyer and staff read; the courier's own word when we do not know it."""
    words = {
        "confirmed": _("Courier asked for"),
        "scheduled": _("Pickup planned"),
        "allocated": _("A courier will come"),
        "picking_up": _("The courier is coming to fetch it"),
        "picked": _("The courier has the parcel"),
        "dropping_off": _("On the way to the address"),
        "delivered": _("Arrived at the address"),
        "on_hold": _("Held up at the courier"),
        "rejected": _("The receiver refused it"),
        "return_in_transit": _("On its way back"),
        "returned": _("Back at the cooperative"),
        "disposed": _("Lost or damaged at the courier"),
        "cancelled": _("Courier cancelled"),
        "courier_not_found": _("No courier could come"),
    }
    return words.get(status) or status.replace("_", " ")


def problem_of(status: str) -> str:
    """What staff have to do about a word; empty when all is well."""
    texts = {
        "on_hold": _("The courier is holding the parcel. Ask them why."),
        "rejected": _("The receiver refused the parcel. Call them."),
        "return_in_transit": _("The parcel is on its way back to you."),
        "returned": _("The parcel is back with you. Send it again or return the money."),
        "disposed": _("The courier lost or damaged the parcel. Claim it and tell the buyer."),
        "cancelled": _("The courier cancelled the pickup. Ask again or send it yourself."),
        "courier_not_found": _("No courier could come. Ask again or choose another."),
    }
    return texts.get(status, "")
