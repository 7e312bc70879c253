"""A buyer of our own shop asks to cancel what is prepared: where it is decides the answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from desk import words
from desk.access import Desk
from desk.frame import page
from desk.orders import moneybox
from desk.orders import sheet as sheets
from desk.orders.views import to_parcel
from shop import formats
from shop.couriers.models import OPEN, Booking
from shop.order import services as orders
from shop.order.errors import NotAllowed
from shop.order.models import CancelRequest, Parcel

WHERE = {"gudang": True, "kurir": False}


def answer(request: HttpRequest, desk: Desk, parcel: Parcel) -> HttpResponse:
    """Choose where the parcel is, look at what follows, then do it."""
    wish = parcel.cancel_requests.select_related("answered_by").last()
    if wish is None:
        return to_parcel(parcel)
    asked = request.POST if request.method == "POST" else request.GET
    where = asked.get("di", "")
    problem = _("First choose where the parcel is.") if "lanjut" in asked and not where else ""
    if request.method == "POST" and where in WHERE:
        try:
            return _answered(request, desk, parcel, where)
        except NotAllowed as refusal:
            problem = refusal.text
    if where == "tanya":
        messages.info(request, _("Ask the packer first. The order stays on hold."))
        return to_parcel(parcel)
    context = {
        "parcel": parcel,
        "sheet": sheets.sheet(parcel, timezone.now()),
        "wish": wish,
        "where": where if where in WHERE else "",
        "error": problem,
        "typed": request.POST.get("kata", ""),
        "packs": sheets.packs_of(parcel),
        **_facts(desk, parcel),
        **_due_words(wish),
    }
    status = 422 if problem and request.method == "POST" else 200
    return page(request, desk, "answer_wish.html", context, current="orders", status=status)


def _facts(desk: Desk, parcel: Parcel) -> dict[str, object]:
    """What agreeing does."""
    back = moneybox.goes_back(parcel.order, parcel)
    return {
        "amount": formats.rupiah(back) if back and desk.may("money") else "",
        "goes_back": bool(back),
        "courier": Booking.objects.filter(parcel=parcel, state__in=OPEN).first(),
    }


def _due_words(wish: CancelRequest) -> dict[str, str]:
    now = timezone.now()
    return {
        "due_words": _("Answer %(deadline)s") % {"deadline": words.deadline(wish.due_at, now)},
        "due_left": words.time_left(wish.due_at, now),
    }


def _answered(request: HttpRequest, desk: Desk, parcel: Parcel, where: str) -> HttpResponse:
    """Tell the buyer; the first answer counts. Raises ``NotAllowed``."""
    accept = WHERE[where]
    said = request.POST.get("kata", "").strip()
    if not orders.answer_wish(parcel_id=parcel.pk, accept=accept, words=said, actor=desk.user):
        messages.warning(request, _("This was answered before. Nothing was changed."))
    elif accept:
        messages.success(request, _("Cancelled. The goods are free again and the buyer is told."))
    else:
        messages.success(request, _("Refused. The buyer reads your words; the parcel goes on."))
    return to_parcel(parcel)
