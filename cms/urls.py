"""Wagtail's addresses behind the gate, with our own door instead of Wagtail's login."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.gate import guarded
from cms.views import enter

urlpatterns = [
    path("login/", enter, name="wagtailadmin_login"),
    path("", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, guarded))),
]
