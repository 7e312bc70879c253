"""What orders, parcels and buyers wait for, by what the person may do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from desk import words
from desk.access import Desk
from desk.frame import TO_PAY
from desk.orders import listing
from integrations.sync import selectors as sync
from integrations.sync.facts import CancelWish
from shop import formats
from shop.complaints import selectors as complaints
from shop.couriers import asking, tracking
from shop.order import promising
from shop.order.models import Line, Order, Parcel, ParcelState

from .task import NAMES_SHOWN, Task


def order_tasks(desk: Desk, ids: Collection[int], now: datetime) -> tuple[list[Task], list[Task]]:
    """What must be done today, and what may wait."""
    if not desk.may("orders"):
        return [], []
    found: list[Task] = []
    later: list[Task] = []
    if desk.may("ship"):
        found += _wishes(sync.cancel_wishes(ids), now) + _own_wishes(desk, now)
        found += _returns(desk, now)
        found += _couriers(desk, now)
        found += _promises(desk, now)
    if desk.may("decide"):
        found += _shortages(desk, now) + _unknown_goods(desk, now) + _complaints(desk, now)
    if desk.may("pack"):
        today, later = _parcels(desk, now)
        found += today
    if desk.may("ship"):
        later = later + _never_arrived(desk, now)
    return found, later


def _wishes(wishes: list[CancelWish], now: datetime) -> list[Task]:
    open_wishes = [wish for wish in wishes if not wish.answered and wish.parcel_ids]
    if not open_wishes:
        return []
    first = open_wishes[0]
    url = reverse("desk:answer_cancel", args=[first.parcel_ids[0]])
    return [
        Task(
            count=len(open_wishes),
            title=_("Buyer asks to cancel"),
            text=f"{first.channel_label}, {first.external_order_id}.",
            url=url if len(open_wishes) == 1 else reverse("desk:orders"),
            due=first.answer_by or now,
            due_text=_("Answer %(deadline)s") % {"deadline": words.deadline(first.answer_by, now)}
            if first.answer_by
            else _("Answer soon"),
        )
    ]


def _returns(desk: Desk, now: datetime) -> list[Task]:
    """Buyers of channels who want to send something back. Our own ask with a complaint."""
    waiting = (
        Parcel.objects.filter(cooperative=desk.cooperative, state=ParcelState.RETURN_REQUESTED)
        .exclude(order__source__in=[Order.SHOP, Order.MANUAL])
        .select_related("order")
        .order_by("pk")
    )
    rows = list(waiting[:NAMES_SHOWN])
    if not rows:
        return []
    first = rows[0]
    url = reverse("desk:parcel", args=[first.pk])
    return [
        Task(
            count=waiting.count() if len(rows) == NAMES_SHOWN else len(rows),
            title=_("Buyer wants to return goods"),
            text=f"{words.channel_label(first.order.source)}, {first.order.external_number}.",
            url=url if len(rows) == 1 else f"{reverse('desk:orders')}?tab=dikirim",
            due=now,
            due_text=_("Answer soon"),
        )
    ]


def _own_wishes(desk: Desk, now: datetime) -> list[Task]:
    """Buyers of our own shop who ask to cancel what is prepared already."""
    waiting = Parcel.objects.filter(cooperative=desk.cooperative, cancel_due__isnull=False)
    rows = list(waiting.select_related("order").order_by("cancel_due")[:NAMES_SHOWN])
    if not rows:
        return []
    first = rows[0]
    due = first.cancel_due or now
    return [
        Task(
            count=waiting.count() if len(rows) == NAMES_SHOWN else len(rows),
            title=_("Buyer asks to cancel"),
            text=f"{words.channel_label(first.order.source)}, {first.number}.",
            # The first: once it is answered, the next one stands here.
            url=reverse("desk:answer_cancel", args=[first.pk]),
            due=due,
            due_text=_("Answer %(deadline)s") % {"deadline": words.deadline(due, now)},
        )
    ]


def _couriers(desk: Desk, now: datetime) -> list[Task]:
    """Parcels whose courier refused, lost or returned them, until somebody has seen to it."""
    waiting = tracking.with_problem(desk.cooperative.pk)
    rows = list(waiting[:NAMES_SHOWN])
    if not rows:
        return []
    return [
        Task(
            count=waiting.count() if len(rows) == NAMES_SHOWN else len(rows),
            title=_("Courier has a problem"),
            text=f"{rows[0].parcel.number}: {rows[0].problem}",
            # The first: once it is taken care of, the next one stands here.
            url=reverse("desk:parcel", args=[rows[0].parcel_id]),
            due=now,
        )
    ]


def _promises(desk: Desk, now: datetime) -> list[Task]:
    """Parcels that were promised for today or an earlier day and are still here."""
    waiting = promising.passed(desk.cooperative.pk, timezone.localdate(now))
    rows = list(waiting.select_related("order")[:NAMES_SHOWN])
    if not rows:
        return []
    first = rows[0]
    day = formats.short_date(first.promised_on)
    return [
        Task(
            count=waiting.count() if len(rows) == NAMES_SHOWN else len(rows),
            title=_("Promised to leave by now"),
            text=f"{first.order.contact_name or first.number}, {day}.",
            # The first: once it has left, the next one stands here.
            url=reverse("desk:parcel", args=[first.pk]),
            due=now,
            due_text=_("Send it, or promise a day you can keep"),
        )
    ]


def _never_arrived(desk: Desk, now: datetime) -> list[Task]:
    """Parcels of our own shop that left long ago and of which nobody knows that they came."""
    waiting = asking.overdue(now).filter(cooperative=desk.cooperative)
    rows = list(waiting.select_related("order")[:NAMES_SHOWN])
    if not rows:
        return []
    first = rows[0]
    sent = {"number": first.number, "day": formats.short_date(timezone.localdate(first.shipped_at))}
    return [
        Task(
            count=waiting.count() if len(rows) == NAMES_SHOWN else len(rows),
            title=_("Has it arrived?"),
            text=_("%(number)s left %(day)s. Ask the courier or the buyer.") % sent,
            # The first: once it has arrived, the next one stands here.
            url=reverse("desk:parcel", args=[first.pk]),
        )
    ]


def _shortages(desk: Desk, now: datetime) -> list[Task]:
    """Orders whose goods are missing and about which nobody has decided."""
    lines = Line.objects.filter(
        partner=desk.cooperative, shortage__gt=0, order__needs_decision=True
    )
    sums = lines.aggregate(orders=Count("order", distinct=True), due=Min("order__decision_due"))
    if not sums["orders"]:
        return []
    first = lines.select_related("order").order_by("order__decision_due", "pk").first()
    parcel_id = _parcel_of(first.order_id, desk) if first else None
    one = sums["orders"] == 1 and parcel_id
    return [
        Task(
            count=sums["orders"],
            title=_("Orders short of stock"),
            text=_("%(goods)s: %(count)s missing.")
            % {"goods": first.title, "count": first.shortage}
            if first
            else "",
            url=reverse("desk:decide", args=[parcel_id]) if one else reverse("desk:orders"),
            due=sums["due"] or now,
            due_text=_("Decide %(deadline)s") % {"deadline": words.deadline(sums["due"], now)}
            if sums["due"]
            else "",
        )
    ]


def _complaints(desk: Desk, now: datetime) -> list[Task]:
    """Buyers who reported a problem; for head office also those others have left too long."""
    waiting = complaints.waiting([desk.cooperative.pk])
    rows, url = list(waiting[:NAMES_SHOWN]), reverse("desk:complaints")
    count = waiting.count() if len(rows) == NAMES_SHOWN else len(rows)
    found = []
    if rows:
        first = rows[0]
        found.append(
            Task(
                count=count,
                title=_("Buyer reports a problem"),
                text=f"{first.get_reason_display()}, {first.parcel.number}.",
                url=reverse("desk:complaint", args=[first.pk]) if count == 1 else url,
                due=first.due_at,
                due_text=_("Answer %(deadline)s") % {"deadline": words.deadline(first.due_at, now)},
            )
        )
    late = complaints.overdue(desk.ids, now).count() if desk.is_head_office else 0
    if late:
        found.append(
            Task(
                count=late,
                title=_("Problems nobody answered in time"),
                text=_("All cooperatives together."),
                url=f"{url}?pilih=terlambat",
                due=now,
            )
        )
    return found


def _unknown_goods(desk: Desk, now: datetime) -> list[Task]:
    lines = (
        Line.objects.filter(partner=desk.cooperative, stock_item__isnull=True)
        .filter(order__needs_decision=True, cancelled=0)
        .exclude(parcel_lines__parcel__state=ParcelState.CANCELLED)
        .order_by("order__decision_due", "pk")
    )
    count = lines.count()
    first = lines.first() if count else None
    if first is None:
        return []
    parcel_id = _parcel_of(first.order_id, desk)
    return [
        Task(
            count=count,
            title=_("Goods not known yet"),
            text=first.title,
            url=reverse("desk:parcel", args=[parcel_id]) if parcel_id else reverse("desk:orders"),
            due=now + timedelta(hours=12),
            due_text=_("Match them, then stock is set aside"),
        )
    ]


def _parcel_of(order_id: int, desk: Desk) -> int | None:
    rows = Parcel.objects.filter(order_id=order_id, cooperative=desk.cooperative)
    return rows.order_by("pk").values_list("pk", flat=True).first()


def _parcels(desk: Desk, now: datetime) -> tuple[list[Task], list[Task]]:
    """Parcels to pack, and packed ones still in the store: due today, and due later.

    What counts as held and as due is decided by the list of parcels, so that both say the same.
    """
    ready = Parcel.objects.filter(~listing.blocked(), cooperative=desk.cooperative).exclude(
        order__payment_state__in=TO_PAY
    )
    pack = Q(state=ParcelState.TO_PACK)
    packed = Q(state=ParcelState.PACKED, order__channel_order__arranged_at=None)
    is_today = Q(ship_by__lt=listing.bounds(now)[0])
    kinds = {
        "pack_today": pack & is_today,
        "pack_later": pack & ~is_today,
        "packed_today": packed & is_today,
        "packed_later": packed & ~is_today,
    }
    sums = ready.filter(pack | packed).aggregate(
        **{key: Count("pk", filter=which) for key, which in kinds.items()},
        **{f"{key}_due": Min("ship_by", filter=which) for key, which in kinds.items()},
    )
    go_out = _("%(count)s go out today.") % {"count": sums["pack_today"]}
    wait = _("They are packed and wait to be handed over.")
    titles = {"pack": _("Parcels to pack"), "packed": _("Packed parcels to send")}
    texts = {"pack_today": go_out, "packed_today": wait, "packed_later": wait}
    today, later = (
        [
            _parcel_task(sums[key], titles[what], texts.get(key, ""), sums[f"{key}_due"], now)
            for what in titles
            if sums[key := f"{what}_{when}"]
        ]
        for when in ("today", "later")
    )
    return today, later


def _parcel_task(count: int, title: str, text: str, due: datetime | None, now: datetime) -> Task:
    late = _("The first is %(span)s") % {"span": words.time_left(due, now)} if due else ""
    on_time = _("First one %(deadline)s") % {"deadline": words.deadline(due, now)} if due else ""
    return Task(
        count=count,
        title=title,
        text=text,
        url=reverse("desk:orders"),
        due=due,
        due_text=late if due and due < now else on_time,
    )
