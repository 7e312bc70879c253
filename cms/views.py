"""The door to the CMS: one login for shop, website and desk."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

ENTER = "wagtailadmin.access_admin"


@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Send guests to the login, staff where they wanted to go, and tell buyers kindly no."""
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        wanted = reverse("wagtailadmin_home")
    if not request.user.is_authenticated:
        return redirect_to_login(wanted, reverse("account_login"))
    if request.user.has_perm(ENTER):
        return redirect(wanted)
    return render(request, "cms/no_access.html", status=403)
