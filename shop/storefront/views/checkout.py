"""The checkout: one page, one form. Every button sends the whole form, so nothing typed is lost."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shop.basket.models import Basket
from shop.checkout.services import check_out
from shop.notices.models import Event
from shop.notices.selectors import is_offered
from shop.notices.services import begin as begin_notices
from shop.notices.services import tell
from shop.order.errors import CannotPlace, Problem
from shop.order.models import Order, PaymentState
from shop.order.requests import NewOrder
from shop.payments.providers.base import PaymentError
from shop.payments.providers.registry import PROVIDERS
from shop.privacy import consents, editions
from shop.storefront import basket as baskets
from shop.storefront import checkout_page, guests, live_rates, places, remembered, visitor
from shop.storefront.checkout_form import CheckoutForm
from shop.storefront.checkout_page import Posted
from shop.transactions import calls_network

PLACE = "place"
COD = checkout_page.CASH
STEPPING = {"step", "step_use"}
# Where a session keeps what was typed into the form when it ended.
KEPT = "checkout_kept"
# Differences that are settled by showing the page again with what is true now.
SHOWN_AGAIN = {"price_changed", "quantity_changed", "rate_changed", "total_changed"}


# Not wrapped in a transaction: the service owns one, and retries when others were writing too.
@calls_network
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """Show the page, carry out a button of it, or place the order."""
    action = request.POST.get("action", "")
    basket = baskets.open_basket(request, has_vouchers=action != PLACE)
    if request.method != "POST":
        if basket is None or not basket.lines.exists():
            return _see(reverse("storefront:basket"))
        return _first_look(request, basket)
    posted = checkout_page.read(request.POST)
    if basket is None:
        basket = _basket_of_the_form(request, posted)
    if basket is not None and basket.owner_id and not request.user.is_authenticated:
        return _signed_out(request)
    if basket is None or (posted.basket_id not in {None, basket.pk} and action == PLACE):
        return _pressed_again(request, posted)
    if action == PLACE:
        return _place(request, basket, posted)
    return _change(request, basket, posted, action)


def _first_look(request: HttpRequest, basket: Basket) -> HttpResponse:
    initial: dict[str, Any] = {}
    place = visitor.destination(request)
    asked = checkout_page.read(request.GET)
    if place and (found := places.address_place(place.code)):
        initial = {"region": found.code, "postal_code": found.postal_code}
    if request.user.is_authenticated:
        initial |= {"name": request.user.get_full_name(), "email": request.user.email}
        initial |= request.session.pop(KEPT, None) or remembered.latest(request.user)
    form = CheckoutForm(initial=initial)
    posted = Posted(key=checkout_page.new_key(), choices=asked.choices)
    return _page(request, basket, form, posted)


def _basket_of_the_form(request: HttpRequest, posted: Posted) -> Basket | None:
    """The open basket a form was made for, when the browser has lost its cookie or session.

    The form carries its number signed, so nobody reaches another's basket; one that belongs to
    an account is only recognised, never shown.
    """
    return Basket.open.filter(pk=posted.basket_id).prefetch_related("vouchers").first()


def _signed_out(request: HttpRequest) -> HttpResponse:
    """The session ended while the form was filled in: sign in again and find it as it was."""
    names = CheckoutForm.base_fields
    request.session[KEPT] = {name: request.POST.get(name, "")[:255] for name in names}
    return render(request, "checkout/signed_out.html", status=409)


def _change(request: HttpRequest, basket: Basket, posted: Posted, action: str) -> HttpResponse:
    """A button that changes something on the page: a place, a way of sending, the basket."""
    data = request.POST.copy()
    if "choose_place" in data:
        _take_place(data, places.address_place(data["choose_place"]))
    elif action in STEPPING:
        way = places.steps(posted.steps)
        _take_place(data, places.picked(way, is_enough=action == "step_use"))
    elif "choose_address" in data:
        for name, value in remembered.by_id(request.user, data["choose_address"]).items():
            data[name] = value
    elif action == "other_place":
        data["region"] = ""
    elif action == "to_cash":
        _switch_to_cash(request, basket, data)
    elif action == "tidy":
        _tidy(basket)
        basket = Basket.objects.get(pk=basket.pk)
    form = CheckoutForm(initial={name: data.get(name, "") for name in CheckoutForm.base_fields})
    _focus_next(form, data, action)
    return _page(request, basket, form, checkout_page.read(data))


def _switch_to_cash(request: HttpRequest, basket: Basket, data: QueryDict) -> None:
    """Choose couriers that collect money, where the chosen ones do not, and paying at the door."""
    destination = _destination(request, data.get("region", ""))
    posted, phone = checkout_page.read(data), data.get("phone", "")
    shown = checkout_page.checkout_page(basket, posted, destination, phone=phone)
    for switch in shown.to_cash:
        data[switch.field] = switch.way.value
    data["pay"] = COD


def _take_place(data: QueryDict, chosen: places.Place | None) -> None:
    """Fill in the place somebody found; nothing changes while there is none."""
    if chosen:
        data["region"], data["place_query"] = chosen.code, ""
        data["postal_code"] = chosen.postal_code or data.get("postal_code", "")


def _focus_next(form: CheckoutForm, data: QueryDict, action: str) -> None:
    """Lets who uses a keyboard go on where the page was sent for: the browser starts at its top."""
    if ("choose_place" in data or action in STEPPING) and data.get("region"):
        form.focus = "street"
    elif action in STEPPING:
        form.focus = "steps"
    elif "choose_place" in data or action in {"find_place", "other_place"}:
        form.focus = "place_query"


def _tidy(basket: Basket) -> None:
    """Take out what is gone and have no more of anything than there is."""
    shown = checkout_page.basket_page(basket)
    baskets.take_out(basket=basket, line_ids=[article.line_id for article in shown.gone])
    for article in shown.articles:
        if article.trouble:
            baskets.set_quantity(basket=basket, line_id=article.line_id, quantity=article.fitting)
    baskets.accept_prices(basket=basket)


def _place(request: HttpRequest, basket: Basket, posted: Posted) -> HttpResponse:
    form = CheckoutForm(request.POST)
    pay = posted.pay if posted.pay in PROVIDERS else _first_way_to_pay(request, basket, posted)
    if not form.is_valid() or not pay:
        return _page(request, basket, form, posted, status=422)
    live_rates.ask_before_placing(basket, form.address().region_code)
    new = NewOrder(
        idempotency_key=posted.key,
        basket_id=basket.pk,
        user_id=request.user.pk if request.user.is_authenticated else None,
        contact=form.contact(),
        address=form.address(),
        choices=checkout_page.choices(posted),
        seen_total=posted.shown_total or 0,
        seen_lines=posted.seen_lines,
        pays_cash_on_delivery=pay == COD,
        language=get_language() or "id",
        note=form.cleaned_data["note"],
        terms_version=editions.of_form(request.POST.get("edition", "")),
    )
    try:
        order = check_out(new=new, provider=pay)
    except CannotPlace as refusal:
        return _refused(request, basket.pk, form, posted, refusal.problems)
    except PaymentError as error:
        problem = Problem(code=error.code, text=error.text)
        return _refused(request, basket.pk, form, posted, [problem])
    if request.user.is_authenticated:
        remembered.remember(request.user, form)
    if form.cleaned_data["promo"]:
        consents.ordered(
            order_id=order.pk,
            user_id=new.user_id,
            version=new.terms_version,
            language=new.language,
        )
    if form.cleaned_data["whatsapp"] and is_offered():
        begin_notices(
            order=order, user_id=new.user_id, version=new.terms_version, language=new.language
        )
    elif new.user_id is not None:
        # Who said yes to messages about all orders need not tick the box each time.
        tell(order=order, event=Event.RECEIVED)
    return _placed(request, order)


def _first_way_to_pay(request: HttpRequest, basket: Basket, posted: Posted) -> str:
    """What the page would have chosen for a form without a choice; empty: nothing is offered."""
    place = request.POST.get("region", "")
    phone = request.POST.get("phone", "")
    return checkout_page.checkout_page(basket, posted, place, phone=phone).pay


def _refused(
    request: HttpRequest,
    basket_id: int,
    form: CheckoutForm,
    posted: Posted,
    problems: Sequence[Problem],
) -> HttpResponse:
    """Say what is in the way; nothing was ordered and everything typed is kept."""
    if any(problem.code == "already_ordered" for problem in problems):
        return _pressed_again(request, posted)
    basket = Basket.open.get(pk=basket_id)
    if any(problem.code in SHOWN_AGAIN for problem in problems):
        baskets.accept_prices(basket=basket)
    return _page(request, basket, form, posted, problems, status=409)


def _placed(request: HttpRequest, order: Order) -> HttpResponse:
    guests.let_see(request, order)
    name = "storefront:order" if order.payment_state == PaymentState.COD else "storefront:payment"
    response = _see(reverse(name, kwargs={"token": order.token}))
    baskets.forget(response)
    visitor.remember_basket_count(response, 0)
    return response


def _pressed_again(request: HttpRequest, posted: Posted) -> HttpResponse:
    """The basket is an order already: a second press, a second tab, or the back button."""
    order = None
    if posted.basket_id is not None:
        order = Order.objects.filter(basket_id=posted.basket_id, source=Order.SHOP).first()
    if order is not None and guests.may_see_all(request, order):
        return _placed(request, order)
    if order is not None and order.idempotency_key == checkout_page.order_key(posted.key):
        return _placed(request, order)
    return render(request, "checkout/ordered_already.html", status=409)


def _page(
    request: HttpRequest,
    basket: Basket,
    form: CheckoutForm,
    posted: Posted,
    problems: Sequence[Problem] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    region = form["region"].value() or ""
    place = places.address_place(region)
    destination = _destination(request, region)
    phone = form["phone"].value() or ""
    shown = checkout_page.checkout_page(basket, posted, destination, phone=phone)
    if live_rates.asked(shown.basket, destination):
        shown = checkout_page.checkout_page(basket, posted, destination, phone=phone)
    context = {
        "form": form,
        "page": shown,
        "posted": posted,
        "problems": problems,
        "place": place,
        "places": places.for_address(posted.place_query) if posted.place_query else [],
        "steps": () if place else places.steps(posted.steps),
        "is_stepping": form.focus == "steps" or any(posted.steps),
        "addresses": remembered.all_of(request.user),
        "edition": editions.signed(),
        "basket_signature": checkout_page.sign_basket(basket),
        "back_url": reverse("storefront:basket"),
        "back_text": _("Basket"),
        "errors": [(form[name], texts[0]) for name, texts in form.errors.items()],
    }
    return render(request, "checkout/checkout.html", context, status=status)


def _destination(request: HttpRequest, region: str) -> str:
    """The place that prices are for: the one of the form, else the remembered city."""
    place = places.address_place(region)
    visited = visitor.destination(request)
    return place.code if place else (visited.code if visited else "")


def _see(address: str) -> HttpResponseRedirect:
    """Answer 303: going back or reloading never repeats the post."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
