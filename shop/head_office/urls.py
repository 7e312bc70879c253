"""Oscar's dashboard under ``/pusat/``, for head office only.

Offers, ranges, vouchers and reports are Oscar's own screens. Everything else of its dashboard
(catalogue, orders, partners, pages) has a better place here, and its order screens would show one
cooperative the lines of another: those addresses keep their names, because Oscar's templates link
to them, and lead to the place where the work is done.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import unwrap
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _

from shop.accounts.selectors import is_head_office

View = Callable[..., HttpResponse]
KEPT_APPS = ("offers_dashboard", "ranges_dashboard", "vouchers_dashboard", "reports_dashboard")
# The look-up that the range and offer forms use to find products.
KEPT_NAMES = {"catalogue-product-lookup"}


def for_head_office(view: View) -> View:
    """Ask guests to log in; for everybody else who is not head office the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_head_office(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def done_elsewhere(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Send people to the desk, where this work is done now."""
    messages.info(request, _("This is done on the desk now."))
    return redirect("desk:home")


def first_page(request: HttpRequest) -> HttpResponse:
    """The dashboard opens with the offers."""
    return redirect("dashboard:offer-list")


def offer_page(request: HttpRequest, slug: str) -> HttpResponse:
    """ "View on site" of an offer: offers have no page of their own, their goods do."""
    return redirect(reverse("storefront:products"))


def guarded(patterns: Iterable[Any], *, keep: bool) -> list[Any]:
    """The same addresses and names, each view guarded or replaced."""
    result: list[Any] = []
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = guarded(each.url_patterns, keep=keep or kept_app(each))
            result.append(URLResolver(each.pattern, inner, each.default_kwargs))
            continue
        stays = keep or each.name in KEPT_NAMES
        # Oscar asks for permissions of its own that nobody here is given: our guard decides.
        view = unwrap(each.callback) if stays else done_elsewhere
        result.append(URLPattern(each.pattern, for_head_office(view), each.default_args, each.name))
    return result


def kept_app(resolver: URLResolver) -> bool:
    """Whether this part of the dashboard stays Oscar's."""
    routes = {f"{app.removesuffix('_dashboard')}/" for app in KEPT_APPS}
    return str(resolver.pattern) in routes


def dashboard_patterns() -> list[Any]:
    """Oscar's dashboard with our own first page and our own login and logout."""
    theirs = apps.get_app_config("dashboard").urls[0]
    ours = {"index", "login", "logout"}
    return [
        path("", for_head_office(first_page), name="index"),
        path("masuk/", lambda request: redirect("account_login"), name="login"),
        path("keluar/", lambda request: redirect("account_logout"), name="logout"),
        *guarded([each for each in theirs if getattr(each, "name", None) not in ours], keep=False),
    ]


urlpatterns = [
    path("pusat/", include((dashboard_patterns(), "dashboard"))),
    path("promo/<slug:slug>/", include(([path("", offer_page, name="detail")], "offer"))),
]
