"""Login, registration, password, second step and devices, under ``/akun/``.

The views are django-allauth's, each wrapped so that it answers in our words, a few with more to
show. Logging in through other companies, keys of devices and phone numbers are not mounted.
"""

from collections.abc import Iterable

from allauth.account import urls as account_urls
from allauth.mfa import urls as second_step_urls
from allauth.usersessions import urls as device_urls
from django.urls import URLPattern, URLResolver, include, path

from . import views

OURS = {
    "mfa_authenticate": views.Authenticate,
    "mfa_activate_totp": views.SwitchOn,
    "mfa_view_recovery_codes": views.Codes,
    "mfa_download_recovery_codes": views.CodesAsText,
    "usersessions_list": views.Devices,
}


def wrapped(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses and names, every view answering in words."""
    result: list[URLPattern | URLResolver] = []
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = wrapped(each.url_patterns)
            result.append(URLResolver(each.pattern, inner, each.default_kwargs))
            continue
        view = OURS[each.name].as_view() if each.name in OURS else each.callback
        result.append(URLPattern(each.pattern, views.in_words(view), each.default_args, each.name))
    return result


urlpatterns = wrapped(
    [
        path("", include(account_urls)),
        path("dua-langkah/", include(second_step_urls)),
        path("perangkat/", include(device_urls)),
        path("undangan/<str:signed>/", views.invitation, name="account_invitation"),
    ]
)
