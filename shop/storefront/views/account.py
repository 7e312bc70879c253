"""The customer's own pages. Nobody sees them without signing in; they are never stored."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shop.accounts import second_factor
from shop.order.tabs import Tab
from shop.storefront import account_orders
from shop.storefront.account_forms import ProfileForm
from shop.storefront.typed import one_line


@never_cache
@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Who is signed in, the last orders, and the way to everything else."""
    context = {
        "bar_place": "account",
        "rows": account_orders.latest(user=request.user),
        "has_second_step": second_factor.has_one(request.user),
    }
    return render(request, "storefront/account.html", context)


@never_cache
@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """All orders: five tabs, a search, page by page."""
    asked = {name: one_line(request.GET.get(name, ""), 40) for name in ("tab", "q")}
    tab = next((each for each in Tab if each == asked["tab"]), None)
    page = account_orders.page_of(
        user=request.user,
        tab=tab,
        text=asked["q"],
        after=one_line(request.GET.get("sesudah", ""), 40),
        before=one_line(request.GET.get("sebelum", ""), 40),
    )
    kept = {name: value for name, value in asked.items() if value}
    context = {
        "bar_place": "account",
        "page": page,
        "tabs": list(Tab),
        "tab": tab,
        "text": asked["q"],
        "previous_url": f"?{urlencode(kept | {'sebelum': page.newer})}" if page.newer else "",
        "next_url": f"?{urlencode(kept | {'sesudah': page.older})}" if page.older else "",
    }
    return render(request, "storefront/account_orders.html", context)


@never_cache
@login_required
@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Go to the page of an order of this account."""
    found = account_orders.by_number(user=request.user, number=one_line(number, 40))
    if found is None:
        raise Http404
    return HttpResponseRedirect(reverse("storefront:order", args=[found.token]))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name and phone number."""
    user = request.user
    form = ProfileForm(initial={"name": user.get_full_name(), "phone": user.phone})
    if request.method == "POST":
        form = ProfileForm(request.POST)
        if form.is_valid():
            form.save(user)
            messages.success(request, _("Saved."))
            return see(reverse("account:overview"))
    status = 422 if form.errors else 200
    context = {"bar_place": "account", "form": form}
    return render(request, "storefront/account_profile.html", context, status=status)


def see(address: str) -> HttpResponseRedirect:
    """Answer 303: going back or reloading never repeats the post."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
