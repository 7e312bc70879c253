"""The addresses of an account. Finding a place works as in the checkout, with forms alone."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.address.models import UserAddress
from shop.storefront import address_book, checkout_page, places, remembered
from shop.storefront.account_forms import AddressForm
from shop.storefront.address_book import AlreadyKept, TooMany
from shop.storefront.views.account import see

SAVE = "save"
STEPPING = {"step", "step_use"}


@never_cache
@login_required
@require_safe
def addresses(request: HttpRequest) -> HttpResponse:
    """All of them, the default first."""
    found = list(address_book.of(request.user))
    context = {"bar_place": "account", "addresses": found}
    return render(request, "storefront/account_addresses.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, address_id: int | None = None) -> HttpResponse:
    """Write a new address or change one; every button sends the whole form."""
    address = _mine(request, address_id) if address_id else None
    if request.method != "POST":
        initial = remembered.fields_of(address) if address else _empty(request)
        return _page(request, AddressForm(initial=initial), address)
    if request.POST.get("action") != SAVE:
        return _page(request, _changed(request), address)
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            address_book.keep(user=request.user, form=form, address=address)
        except AlreadyKept:
            form.add_error(None, _("You have kept this address already."))
        except TooMany:
            form.add_error(None, _("Your address book is full. Delete one first."))
        else:
            messages.success(request, _("The address is saved."))
            return see(reverse("account:addresses"))
    return _page(request, form, address, status=422)


@never_cache
@login_required
@require_POST
def default(request: HttpRequest, address_id: int) -> HttpResponse:
    """Parcels go here unless the buyer says otherwise."""
    address = _mine(request, address_id)
    address_book.make_default(user=request.user, address_id=address.pk)
    return see(reverse("account:addresses"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, address_id: int) -> HttpResponse:
    """Ask first; orders on their way keep their address."""
    address = _mine(request, address_id)
    if request.method == "POST":
        address_book.remove(user=request.user, address_id=address.pk)
        messages.success(request, _("The address is deleted."))
        return see(reverse("account:addresses"))
    context = {"bar_place": "account", "address": address}
    return render(request, "storefront/account_address_delete.html", context)


def _mine(request: HttpRequest, address_id: int) -> UserAddress:
    return get_object_or_404(UserAddress, user=request.user, pk=address_id)


def _empty(request: HttpRequest) -> dict[str, str]:
    user: Any = request.user
    return {"name": user.get_full_name(), "phone": user.phone}


def _changed(request: HttpRequest) -> AddressForm:
    """The form after a button that looks for a place: all that was typed stays."""
    data = request.POST.copy()
    action = data.get("action", "")
    chosen = None
    if "choose_place" in data:
        chosen = places.address_place(data["choose_place"])
    elif action in STEPPING:
        way = places.steps(checkout_page.read(data).steps)
        chosen = places.picked(way, is_enough=action == "step_use")
    if chosen:
        data["region"] = chosen.code
        data["postal_code"] = chosen.postal_code or data.get("postal_code", "")
    elif action == "other_place":
        data["region"] = ""
    form = AddressForm(initial={name: data.get(name, "") for name in AddressForm.base_fields})
    form.focus = "street" if chosen else "steps" if action in STEPPING else "place_query"
    return form


def _page(
    request: HttpRequest, form: AddressForm, address: UserAddress | None, *, status: int = 200
) -> HttpResponse:
    posted = checkout_page.read(request.POST)
    place = places.address_place(form["region"].value() or "")
    context = {
        "bar_place": "account",
        "form": form,
        "address": address,
        "posted": posted,
        "place": place,
        "places": places.for_address(posted.place_query) if posted.place_query else [],
        "steps": () if place else places.steps(posted.steps),
        "is_stepping": form.focus == "steps",
        "errors": [
            (form[name], form.errors[name][0]) for name in form.fields if name in form.errors
        ],
    }
    return render(request, "storefront/account_address.html", context, status=status)
