"""What may be decided about a parcel that cannot go as it is, and what each choice does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from desk import words
from desk.orders import marks, moneybox
from desk.orders.sheet import packs_of
from integrations.channels.orders import CancelReason
from shop import formats
from shop.accounts.models import User
from shop.order import services as orders
from shop.order.missing import missing_of
from shop.order.models import Line, Parcel, ParcelState, PaymentState
from shop.order.services import Decision

DESK = "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer: its sentence, its effect, what changes, and the button that does it."""

    key: str
    title: str
    effect: str
    button: str
    facts: tuple[tuple[str, str], ...] = ()
    why_not: str = ""
    donor_id: int = 0
    asks_day: bool = False
    """Whether a day has to be promised with it: the buyer of our own shop is told."""


def for_shortage(parcel: Parcel) -> tuple[Choice, ...]:
    """The choices for goods that are missing, those that are not possible with their reason."""
    return (
        _wait(parcel),
        _take(parcel),
        _split(parcel),
        _cancel_missing(parcel),
        _cancel(parcel),
    )


def others_of(parcel: Parcel) -> bool:
    """Whether other cooperatives have a part in the order."""
    parcels = Parcel.objects.filter(order_id=parcel.order_id)
    return parcels.exclude(cooperative_id=parcel.cooperative_id).exists()


def decide(
    *, parcel: Parcel, key: str, actor: User, donor_id: int = 0, day: date | None = None
) -> None:
    """Carry out a choice. Only this cooperative's part of a shared order is touched.

    ``donor_id`` is the unpaid order whose goods the person saw and agreed to take; ``day`` the one
    by which goods that are waited for leave.

    Raises ``NotAllowed`` when somebody was faster or it is no longer possible.
    """
    if not others_of(parcel):
        orders.decide_shortage(
            order_id=parcel.order_id,
            decision=Decision(key),
            actor=actor,
            donor_id=donor_id,
            promised_on=day,
        )
    elif key == Decision.CANCEL_ORDER:
        cancel_parcel(parcel=parcel, reason=_("out of stock"), actor=actor)
    elif key == Decision.CANCEL_MISSING:
        _cancel_own_lines(parcel, actor)
    elif key == Decision.WAIT:
        orders.decide_shortage(
            order_id=parcel.order_id, decision=Decision.WAIT, actor=actor, promised_on=day
        )
    else:
        raise orders.NotAllowed("shared", _shared())


def cancel_parcel(*, parcel: Parcel, reason: str, actor: User) -> bool:
    """Cancel one parcel, never those of other cooperatives in the same order."""
    return orders.move(
        parcel_id=parcel.pk, to=ParcelState.CANCELLED, actor=actor, source=DESK, note=reason
    )


def _cancel_own_lines(parcel: Parcel, actor: User) -> None:
    lines = Line.objects.filter(
        order_id=parcel.order_id, partner_id=parcel.cooperative_id, shortage__gt=0
    )
    for line in lines.order_by("stock_item_id", "pk"):
        orders.cancel_line(
            line_id=line.pk,
            quantity=line.shortage,
            reason=_("out of stock"),
            actor=actor,
            source=DESK,
        )


def _shared() -> str:
    return _("Other cooperatives have a part in this order.")


def _missing_words(parcel: Parcel) -> str:
    return words.packs_of_lines(marks.missing_lines(parcel))


def _there(parcel: Parcel) -> int:
    total = sum(row.quantity for row in parcel.parcel_lines.all())
    return total - marks.missing(parcel)


def _wait(parcel: Parcel) -> Choice:
    missing = _missing_words(parcel)
    others_short = (
        Line.objects.filter(order_id=parcel.order_id, shortage__gt=0)
        .exclude(partner_id=parcel.cooperative_id)
        .exists()
    )
    return Choice(
        key=Decision.WAIT,
        title=_("Wait for stock"),
        effect=_("The order stays. The next goods that come in go to it first."),
        button=_("Yes, wait for %(packs)s") % {"packs": missing},
        facts=(
            (_("Missing"), missing),
            (_("Order stays"), packs_of(parcel)),
            (_("Send by"), formats.short_date(parcel.ship_by) or "–"),
        ),
        why_not=_("Another cooperative in this order has to decide first.") if others_short else "",
        asks_day=words.is_own(parcel.order.source),
    )


def _take(parcel: Parcel) -> Choice:
    """Which unpaid order would give its goods, and what its buyer is told."""
    donor = None if others_of(parcel) else orders.donor_for(parcel.order_id)
    title = _("Take from an unpaid order")
    if donor is None:
        why_not = _shared() if others_of(parcel) else _("No unpaid order holds these goods.")
        if parcel.order.payment_state == PaymentState.AWAITING:
            why_not = _("This order is not paid itself.")
        return Choice(key=Decision.TAKE, title=title, effect="", button="", why_not=why_not)
    source = words.channel_label(donor.order.source)
    number = donor.order.external_number or donor.order.number
    told = _("Its buyer is told kindly that the goods have gone. Nothing was charged.")
    if not donor.order.is_ours:
        told = _("%(channel)s notes a cancellation by the shop.") % {"channel": source}
    missing = marks.missing(parcel)
    facts = [
        (_("Is ended"), f"{source} {number}"),
        (_("Waits for its money since"), formats.short_date(donor.order.date_placed)),
        (_("This order gets"), _("%(packs)s of the missing") % {"packs": donor.covers}),
    ]
    if not donor.is_enough:
        facts.append((_("Still missing"), str(max(0, missing - donor.covers))))
    return Choice(
        key=Decision.TAKE,
        title=title,
        effect=_("%(source)s %(number)s is not paid yet and ends.")
        % {"source": source, "number": number}
        + f" {told}",
        button=_("Yes, take %(packs)s from it") % {"packs": donor.covers},
        facts=tuple(facts),
        donor_id=donor.order.pk,
    )


def _split(parcel: Parcel) -> Choice:
    there, missing = _there(parcel), marks.missing(parcel)
    return Choice(
        key=Decision.SPLIT,
        title=_("Send %(there)s now, %(missing)s later") % {"there": there, "missing": missing},
        effect=_("Two parcels. The buyer is told and pays the shipping once."),
        button=_("Yes, send in two parcels"),
        facts=((_("First parcel"), str(there)), (_("Second parcel"), str(missing))),
        why_not=_why_not_in_parts(parcel, there) or (_shared() if others_of(parcel) else ""),
        asks_day=True,
    )


def _why_not_in_parts(parcel: Parcel, there: int) -> str:
    source = parcel.order.source
    if not words.is_own(source):
        text = _("Not possible: %(channel)s does not allow parts of this order.")
        return text % {"channel": words.channel_label(source)}
    return "" if there else _("Not possible: nothing of it is there.")


def _cancel_missing(parcel: Parcel) -> Choice:
    there, missing = _there(parcel), _missing_words(parcel)
    back = sum(moneybox.part(row.line, missing_of(row)) for row in parcel.parcel_lines.all())
    pays_back = formats.rupiah(back if moneybox.goes_back(parcel.order, parcel) else 0)
    return Choice(
        key=Decision.CANCEL_MISSING,
        title=_("Send %(there)s, cancel %(missing)s") % {"there": there, "missing": missing},
        effect=_("The buyer gets %(amount)s back.") % {"amount": pays_back},
        button=_("Yes, cancel %(missing)s") % {"missing": missing},
        facts=(
            (_("Is sent"), str(there)),
            (_("Is cancelled"), missing),
            (_("Back to the buyer"), pays_back),
        ),
        why_not=_why_not_in_parts(parcel, there),
    )


def _cancel(parcel: Parcel) -> Choice:
    facts = cancel_facts(parcel)
    return Choice(
        key=Decision.CANCEL_ORDER,
        title=_("Cancel this order")
        if not others_of(parcel)
        else _("Cancel our part of this order"),
        effect=_("The buyer gets %(amount)s back.") % {"amount": facts[0][1]},
        button=_("Yes, cancel %(packs)s") % {"packs": packs_of(parcel)},
        facts=facts,
    )


def cancel_facts(parcel: Parcel) -> tuple[tuple[str, str], ...]:
    """What cancelling a parcel does, in packs, kilograms and rupiah."""
    source = parcel.order.source
    paid = formats.rupiah(moneybox.goes_back(parcel.order, parcel))
    found = [(_("Back to the buyer"), paid), *_stock_facts(parcel)]
    if not words.is_own(source):
        found.append((words.channel_label(source), _("notes a cancellation by the shop")))
    return tuple(found)


def _stock_facts(parcel: Parcel) -> list[tuple[str, str]]:
    found = []
    for row in parcel.parcel_lines.all():
        item = row.line.stock_item
        packs = min(row.quantity, row.line.reserved)
        if item is not None and packs:
            amount = formats.quantity(packs * row.line.units_per_sale, item.base_unit)
            found.append((item.name, _("%(amount)s free again") % {"amount": amount}))
    return found


# Why a parcel cannot be sent: what is kept on the order, and what a channel is told.
REASONS: dict[str, CancelReason] = {
    "habis": CancelReason.OUT_OF_STOCK,
    "pembeli": CancelReason.BUYER_ASKED,
    "rusak": CancelReason.OUT_OF_STOCK,
    "cod": CancelReason.COD_NOT_SUPPORTED,
}


def reasons(parcel: Parcel) -> list[tuple[str, str]]:
    """The reasons to choose from."""
    found = [
        ("habis", _("The goods are sold out")),
        ("rusak", _("The goods are damaged")),
        ("pembeli", _("The buyer asked for it")),
    ]
    if parcel.order.payment_state == "cod":
        found.append(("cod", _("Cash on delivery is not possible there")))
    return found
