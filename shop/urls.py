"""Every address of the site. Indonesian has no prefix, English lives under ``/en/``."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.i18n import JavaScriptCatalog
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.contrib.sitemaps import Sitemap as PageSitemap
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from cms.documents import public_file
from integrations.sync.views import metrics
from shop.health import healthz

# Goods and shelves have sections of their own (shop/storefront/sitemaps.py).
SITEMAPS = {"situs": PageSitemap}
# Pictures: a new one has a new name, except where somebody replaces a file by hand.
keep_a_week = cache_control(public=True, max_age=7 * 24 * 60 * 60)

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("jsi18n/", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("django-admin/", admin.site.urls),
    path("cms/", include("cms.urls")),
    path("documents/", include(wagtaildocs_urls)),
    # Before the channels: their addresses would take this one for a channel of its name.
    path("api/", include("integrations.social.urls")),
    path("api/", include("integrations.sync.urls")),
    path("api/", include("shop.payments.urls")),
    path("api/", include("shop.couriers.urls")),
    path("sitemap-situs.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap_site"),
    path("media/<path:path>", keep_a_week(public_file)),
]

urlpatterns += i18n_patterns(
    path("", wagtail_views.serve, {"path": ""}, name="home"),
    path("", include("shop.storefront.urls")),
    path("", include("shop.privacy.urls")),
    path("akun/", include("shop.storefront.account_urls")),
    path("akun/", include("shop.accounts.urls")),
    path("kerja/", include("desk.urls")),
    path("pusat/", include("cms.cooperatives.urls")),
    path("", include("shop.head_office.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
