"""Screens of stock and price: the list, the check before it counts, the card and its forms."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from desk import nonces
from desk.access import Desk, desk_view
from desk.frame import page
from desk.goods import changes, listing, search, undo
from desk.goods import checking as check_page
from desk.numbers import number, numbers
from shop import formats
from shop.partner.models import StockRecord
from shop.partner.services import set_price
from shop.stock.errors import StockError
from shop.stock.models import StockMovement


@require_safe
@desk_view("goods")
def goods(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Stock and price of everything."""
    wish = listing.Wish.of(request.GET.dict())
    context = {
        "listing": listing.listing(desk, wish),
        "wish": wish,
        "can_stock": desk.may("stock"),
        "can_price": desk.may("price"),
        "sees_money": desk.may("money"),
        "nonce": nonces.new(),
    }
    return page(request, desk, "goods.html", context, current="goods")


@require_POST
@desk_view("goods")
def check(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every changed row in words. Nothing is written yet."""
    found = check_page.changes_of(desk, request.POST)
    if not found:
        messages.info(request, _("Nothing was changed."))
        return HttpResponseRedirect(reverse("desk:goods"))
    return show_check(request, desk, found)


def show_check(
    request: HttpRequest, desk: Desk, found: list[changes.Change], error: str = ""
) -> HttpResponse:
    """The check page, with everything that was typed and answered."""
    context = {
        "changes": found,
        "usable": [change for change in found if not change.error],
        "reasons": changes.reasons().items(),
        "nonce": nonces.of(request),
        "error": error,
        "wrong": sum(bool(change.error) for change in found),
    }
    return page(request, desk, "goods_check.html", context, current="goods")


@require_POST
@desk_view("goods")
def use(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Write the changes down, all or none."""
    found = check_page.changes_of(desk, request.POST)
    if not found:
        messages.info(request, _("Nothing was changed. Perhaps you pressed twice."))
        return HttpResponseRedirect(reverse("desk:goods"))
    if not all(change.is_ready for change in found):
        return show_check(request, desk, found, _("Something still needs an answer."))
    try:
        with transaction.atomic():
            done = check_page.write(
                desk, found, ref=nonces.ref(request), answers=request.POST.dict()
            )
    except StockError:
        again = check_page.changes_of(desk, request.POST)
        return show_check(
            request, desk, again or found, _("The stock moved meanwhile. Please look once more.")
        )
    count = len(done.movement_ids) + len(done.prices)
    messages.success(
        request,
        ngettext("%(count)s change is in use.", "%(count)s changes are in use.", count)
        % {"count": count},
    )
    return HttpResponseRedirect(f"{reverse('desk:goods_done')}?{done.query}")


@require_safe
@desk_view("goods")
def done(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What was written down, each with its way back."""
    ids = numbers(request.GET.getlist("m"), most=60)
    movements = StockMovement.objects.filter(
        pk__in=ids, item__cooperative=desk.cooperative
    ).select_related("item")
    now = timezone.now()
    context = {
        "movements": [
            {
                "row": row,
                "amount": formats.quantity(row.quantity, row.item.base_unit),
                "after": formats.quantity(row.on_hand_after or 0, row.item.base_unit),
                "may_undo": undo.may_undo(row, now),
            }
            for row in movements.order_by("pk")
        ],
        "prices": check_page.prices_of(desk, request.GET.getlist("p")),
    }
    return page(request, desk, "goods_done.html", context, current="goods")


@require_POST
@desk_view("")
def undo_movement(request: HttpRequest, desk: Desk, movement_id: int) -> HttpResponse:
    """Write the opposite movement, once."""
    movement = get_object_or_404(
        StockMovement.objects.select_related("item__cooperative"),
        pk=movement_id,
        item__cooperative_id__in=desk.ids,
    )
    desk = desk.at(movement.item.cooperative)
    desk.require("stock")
    try:
        if undo.undo(movement=movement, actor=desk.user, now=timezone.now()):
            messages.success(request, _("Taken back. The opposite is in the history."))
        else:
            messages.info(request, _("This was taken back before. Nothing was changed."))
    except undo.CannotUndo as refusal:
        messages.error(request, refusal.text)
    return HttpResponseRedirect(reverse("desk:stock_card", args=[movement.item_id]))


@require_POST
@desk_view("price")
def undo_price(request: HttpRequest, desk: Desk, record_id: int) -> HttpResponse:
    """The old price again, unless somebody changed it since."""
    record = get_object_or_404(search.records(desk), pk=record_id)
    old, new = number(request.POST.get("lama", "")), number(request.POST.get("baru", ""))
    if not old or new is None:
        messages.error(request, _("There is no old price to go back to."))
    elif restore_price(desk, record, old=old, new=new):
        messages.success(
            request,
            _("%(goods)s costs %(price)s again.")
            % {"goods": record.product.get_title(), "price": formats.rupiah(old)},
        )
    else:
        messages.warning(request, _("Somebody changed the price meanwhile. Nothing was changed."))
    return HttpResponseRedirect(reverse("desk:goods"))


def restore_price(desk: Desk, record: StockRecord, *, old: int, new: int) -> bool:
    """False when the price is no longer the one that was set."""
    locked = StockRecord.objects.select_for_update().get(pk=record.pk)
    if int(locked.price or 0) != new:
        return False
    set_price(stockrecord_id=record.pk, price=old, actor=desk.user)
    return True
