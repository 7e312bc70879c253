"""Pencairan: what the channels paid out for each order, what they kept, what has not come yet."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from desk import words
from desk.access import Desk, desk_view
from desk.frame import page
from desk.numbers import number
from integrations.channels.settlements import SettlementKind
from integrations.sync import payout_lists
from integrations.sync.errors_catalogue import explain
from integrations.sync.models import OrderPayout, PayoutLine
from integrations.sync.payout_gaps import Gap
from integrations.sync.payout_lists import Filter, Tab
from shop import formats
from shop.order.models import Parcel

PAGE = 25
LOOSE_SHOWN = 10
# At the ends of the calendar there is no month before or after.
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One thing about a payout that is not as expected: a word for lists, a text for the page."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a row of links."""

    label: str
    url: str
    is_current: bool
    count: int = 0


def wish_of(request: HttpRequest, desk: Desk) -> Filter:
    """From the address; what cannot be read means everything. Others' shops are nobody's."""
    ids = desk.ids if desk.is_head_office else frozenset({desk.cooperative.pk})
    account = request.GET.get("toko", "")[:18]
    return Filter(
        cooperative_ids=ids,
        account_id=number(account),
        month=month_of(request.GET.get("bulan", "")),
        words=request.GET.get("q", "").strip()[:80],
    )


def month_of(text: str) -> date | None:
    """ "2026-11" as its first day; None for what is none, and for years without payouts."""
    try:
        month = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return None
    return month if FIRST_YEAR <= month.year <= LAST_YEAR else None


def address(wish: Filter, tab: str, **changes: str) -> str:
    """The same list with something else; paging starts again."""
    facts = {
        "tab": tab,
        "toko": str(wish.account_id or ""),
        "bulan": f"{wish.month:%Y-%m}" if wish.month else "",
        "q": wish.words,
        **changes,
    }
    chosen = {name: value for name, value in facts.items() if value}
    return f"{reverse('desk:payouts')}?{urlencode(chosen)}"


@require_safe
@desk_view("books")
def payouts(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Paid out, differing, or not paid out yet: 25 orders at a time."""
    wish = wish_of(request, desk)
    asked = request.GET.get("tab", "")
    tab = Tab(asked) if asked in list(Tab) else Tab.PAID
    context = {
        "tab": tab.value,
        "wish": wish,
        "tabs": tabs(wish, tab),
        "shops": shop_choices(wish, tab),
        "months": month_choices(wish, tab),
        "readings": [
            (each, explain(each.error_code) if each.error_code else None)
            for each in payout_lists.readings(wish)
        ],
        "file": reverse("desk:payouts_file") + "?" + address(wish, tab).partition("?")[2],
        "clear": address(wish, tab, q=""),
        **(late_page(request, wish) if tab is Tab.LATE else paid_page(request, wish, tab)),
    }
    return page(request, desk, "money/payouts.html", context, current="money")


def paid_page(request: HttpRequest, wish: Filter, tab: Tab) -> dict[str, object]:
    """Orders with a payout, and what belongs to no order."""
    rows = payout_lists.orders_paid(wish, differing=tab is Tab.DIFFERS)
    last = number(request.GET.get("sesudah", ""))
    behind = payout_lists.after(rows, last) if last is not None else rows
    found = list(behind[: PAGE + 1])
    shown = found[:PAGE]
    loose = payout_lists.without_order(wish)
    return {
        "rows": [(row, [why(row, gap).label for gap in row.gaps]) for row in shown],
        "sums": payout_lists.sums(rows),
        "next": address(wish, tab, sesudah=str(shown[-1].pk)) if len(found) > PAGE else "",
        "first": address(wish, tab) if last else "",
        "loose": [(line, line_name(line)) for line in loose[:LOOSE_SHOWN]]
        if tab is Tab.PAID and not wish.words
        else [],
        "loose_more": max(0, loose.count() - LOOSE_SHOWN),
    }


def late_page(request: HttpRequest, wish: Filter) -> dict[str, object]:
    """Orders that arrived and brought nothing; there are few, so they are counted through."""
    now = timezone.now()
    start = min(number(request.GET.get("mulai", "")) or 0, 999_999)
    rows = payout_lists.late_orders(wish, now=now)
    found = payout_lists.late_view(rows[start : start + PAGE + 1], now=now)
    return {
        "late": found[:PAGE],
        "next": address(wish, Tab.LATE, mulai=str(start + PAGE)) if len(found) > PAGE else "",
        "first": address(wish, Tab.LATE) if start else "",
        "late_after": payout_lists.LATE_AFTER.days,
    }


def tabs(wish: Filter, current: Tab) -> list[Choice]:
    """The three lists with how much is in those that want a look."""
    late = payout_lists.late_orders(wish, now=timezone.now()).count()
    differing = payout_lists.orders_paid(wish, differing=True).count()
    facts = (
        (Tab.PAID, pgettext("payouts", "Paid out"), 0),
        (Tab.DIFFERS, pgettext("payouts", "Differs"), differing),
        (Tab.LATE, pgettext("payouts", "Not paid out yet"), late),
    )
    return [
        Choice(label=label, url=address(wish, tab), is_current=tab is current, count=count)
        for tab, label, count in facts
    ]


def shop_choices(wish: Filter, tab: Tab) -> list[Choice]:
    """One chip for each shop, when there are several."""
    every = Filter(cooperative_ids=wish.cooperative_ids).accounts().order_by("channel", "pk")
    if len(every) < 2:
        return []
    found = [
        Choice(
            label=pgettext("payouts", "All shops"),
            url=address(wish, tab, toko=""),
            is_current=wish.account_id is None,
        )
    ]
    for account in every:
        label = f"{words.channel_label(account.channel)} · {account.label}"
        url = address(wish, tab, toko=str(account.pk))
        found.append(Choice(label=label, url=url, is_current=account.pk == wish.account_id))
    return found


def month_choices(wish: Filter, tab: Tab) -> list[Choice]:
    """The months with payouts; orders that wait have none."""
    if tab is Tab.LATE:
        return []
    found = [
        Choice(
            label=pgettext("payouts", "All months"),
            url=address(wish, tab, bulan=""),
            is_current=wish.month is None,
        )
    ]
    for month in payout_lists.months(wish)[:12]:
        text = date_format(month, "F Y")
        url = address(wish, tab, bulan=f"{month:%Y-%m}")
        found.append(Choice(label=text, url=url, is_current=month == wish.month))
    return found


@require_safe
@desk_view("")
def payout(request: HttpRequest, desk: Desk, payout_id: int) -> HttpResponse:
    """Everything that was paid and kept for one order, under the channel's own names."""
    rows = OrderPayout.objects.select_related("account__cooperative", "channel_order__order")
    row = get_object_or_404(rows, pk=payout_id, account__cooperative_id__in=desk.ids)
    desk = desk.at(row.account.cooperative)
    desk.require("books")
    order = row.channel_order.order if row.channel_order else None
    context = {
        "row": row,
        "order": order,
        "parcel": Parcel.objects.filter(order=order).order_by("pk").first() if order else None,
        "lines": [(line, line_name(line)) for line in payout_lists.lines_of(row)],
        "whys": [why(row, gap) for gap in row.gaps],
        "rate": percent(row.fee_rate),
        "usual": percent(row.usual_rate),
    }
    return page(request, desk, "money/payout.html", context, current="money")


def percent(basis_points: int | None) -> str:
    """ "5,3 %", or nothing when it is not known."""
    return "" if basis_points is None else f"{formats.number(basis_points / 100, places=1)} %"


def line_name(line: PayoutLine) -> str:
    """What an amount is for, in our words; a kind we do not know keeps the channel's."""
    names: dict[str, str] = {
        SettlementKind.SALE: pgettext("payouts", "Price of the goods"),
        SettlementKind.PLATFORM_SUBSIDY: pgettext("payouts", "Discount paid by the channel"),
        SettlementKind.SHIPPING: pgettext("payouts", "Shipping"),
        SettlementKind.COMMISSION: pgettext("payouts", "Commission"),
        SettlementKind.SERVICE_FEE: pgettext("payouts", "Service fee"),
        SettlementKind.PAYMENT_FEE: pgettext("payouts", "Payment fee"),
        SettlementKind.AFFILIATE_FEE: pgettext("payouts", "Affiliate commission"),
        SettlementKind.CAMPAIGN_FEE: pgettext("payouts", "Campaign and advertising"),
        SettlementKind.TAX: pgettext("payouts", "Tax"),
        SettlementKind.ADJUSTMENT: pgettext("payouts", "Correction"),
    }
    known = names.get(line.kind)
    return known or line.raw_kind or pgettext("payouts", "Not named by the channel")


def why(row: OrderPayout, gap: str) -> Why:
    """A difference in words."""
    found = {
        Gap.GOODS: lambda: Why(
            label=pgettext("payouts", "price differs"),
            text=_(
                "By our order the goods bring %(ours)s, the channel counted %(theirs)s. "
                "A return, a refund or a discount of the channel may be the reason."
            )
            % {
                "ours": formats.rupiah(row.goods_expected or 0),
                "theirs": formats.rupiah(row.goods),
            },
        ),
        Gap.SHIPPING: lambda: Why(
            label=pgettext("payouts", "shipping differs"),
            text=shipping_words(row.shipping),
        ),
        Gap.FEES: lambda: Why(
            label=pgettext("payouts", "fees differ"),
            text=_(
                "The channel kept %(now)s of the price, usually %(usual)s. "
                "It may have changed its fees, or you joined a programme."
            )
            % {"now": percent(row.fee_rate), "usual": percent(row.usual_rate)},
        ),
        Gap.ADJUSTMENT: lambda: Why(
            label=pgettext("payouts", "corrected"),
            text=_("The channel corrected this payout afterwards by %(money)s.")
            % {"money": formats.rupiah(row.adjustment)},
        ),
        Gap.REST: lambda: Why(
            label=pgettext("payouts", "not named"),
            text=_(
                "%(money)s has no name we know. Compare it with the statement in the seller centre."
            )
            % {"money": formats.rupiah(row.rest)},
        ),
    }
    return found[Gap(gap)]()


def shipping_words(amount: int) -> str:
    """Who paid too little for the courier, or too much."""
    if amount < 0:
        return _(
            "The courier cost %(money)s more than was paid for it. "
            "Often the parcel was heavier than the weight we told: weigh the goods again."
        ) % {"money": formats.rupiah(-amount)}
    return _("The courier cost %(money)s less than was paid for it. It stays with you.") % {
        "money": formats.rupiah(amount)
    }


# --- the file ------------------------------------------------------------------------------------


@require_safe
@desk_view("books")
def payouts_file(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every amount as CSV, those of no order too."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pencairan.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(
        [
            pgettext("payouts file", "Paid out on"),
            pgettext("payouts file", "Channel"),
            pgettext("payouts file", "Shop"),
            pgettext("payouts file", "Statement"),
            pgettext("payouts file", "Order"),
            pgettext("payouts file", "For"),
            pgettext("payouts file", "The channel's name"),
            pgettext("payouts file", "Rupiah"),
        ]
    )
    for line in payout_lists.export(wish_of(request, desk)):
        writer.writerow(
            [
                timezone.localtime(line.payout.released_at).strftime("%Y-%m-%d %H:%M"),
                words.channel_label(line.account.channel),
                _plain(line.account.label),
                _plain(line.payout.statement_id),
                _plain(line.external_order_id),
                _plain(line_name(line)),
                _plain(line.raw_kind),
                line.amount,
            ]
        )
    return response


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
