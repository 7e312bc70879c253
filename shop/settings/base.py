"""What every way of running Lapak Koperasi shares.

Everything that differs between installations comes from the environment, or from the file
``var/env`` that set-up writes once on a single machine. docs/reference/settings.md lists it.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.utils.translation import gettext_lazy as _
from oscar.defaults import *

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(environ.Env()("VAR_DIR", default=str(BASE_DIR / "var")))

env = environ.Env()
if (VAR_DIR / "env").is_file():
    environ.Env.read_env(VAR_DIR / "env")

DEBUG = env.bool("DEBUG", default=False)
# The component page /desain/, for people who change the look.
DESIGN_PAGE = env.bool("DESIGN_PAGE", default=DEBUG)
SECRET_KEY = env("SECRET_KEY", default="")
# Keys that encrypt channel tokens at rest, newest first; never derived from SECRET_KEY.
FIELD_KEYS = env.list("FIELD_KEYS", default=[])
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or "127.0.0.1"
SITE_IS_SECURE = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE_HOST, "127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
SANDBOX_PORT = env.int("SANDBOX_PORT", default=8900)
# Ports at which the shops of cooperatives (WooCommerce) are called, at addresses that staff type.
CHANNEL_SITE_PORTS = env.list("CHANNEL_SITE_PORTS", cast=int, default=[443])

INSTALLED_APPS = [
    "shop.accounts",
    # Ours come first where a template or command of the same name must win.
    "shop.storefront",
    "shop.stock",
    "shop.outbox",
    "shop.couriers.apps.CouriersConfig",
    "shop.complaints",
    "shop.notices",
    "shop.spreadsheets",
    "shop.privacy",
    "shop.demo",
    "integrations.sync",
    "integrations.social",
    "integrations.sandbox",
    "desk",
    "cms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "django.contrib.flatpages",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    # Oscar: all model apps are forks of ours (ADR 0002), the dashboards are Oscar's own.
    "oscar.config.Shop",
    "shop.analytics.apps.AnalyticsConfig",
    "shop.checkout.apps.CheckoutConfig",
    "shop.address.apps.AddressConfig",
    "shop.shipping.apps.ShippingConfig",
    "catalog.apps.CatalogueConfig",
    "catalog.reviews.apps.CatalogueReviewsConfig",
    "shop.communication.apps.CommunicationConfig",
    "shop.partner.apps.PartnerConfig",
    "shop.basket.apps.BasketConfig",
    "shop.payments.apps.PaymentConfig",
    "shop.offer.apps.OfferConfig",
    "shop.order.apps.OrderConfig",
    "shop.customer.apps.CustomerConfig",
    "shop.search.apps.SearchConfig",
    "shop.audit.apps.AuditConfig",
    "shop.voucher.apps.VoucherConfig",
    "shop.wishlists.apps.WishlistsConfig",
    "oscar.apps.dashboard.apps.DashboardConfig",
    "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "oscar.apps.dashboard.users.apps.UsersDashboardConfig",
    "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig",
    "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig",
    "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
    "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
    "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
    "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
    "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
    "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
    "widget_tweaks",
    # Oscar imports haystack; nothing here queries it. It stands before wagtail.search because
    # both bring a command ``update_index``.
    "haystack",
    "treebeard",
    "django_tables2",
    "sorl.thumbnail",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "shop.security.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shop.storefront.page_cache.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "shop.storefront.not_allowed.NotAllowedMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "shop.accounts.middleware.StaffRestMiddleware",
    "shop.accounts.middleware.SecondFactorMiddleware",
    "shop.transactions.AtomicViewMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
SITE_ID = 1
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "oscar.core.context_processors.metadata",
            ],
        },
    },
]

# --- Database -------------------------------------------------------------------------------
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'lapak.sqlite3'}"),
}
ATOMIC_REQUESTS = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
        "-c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000 "
        # What is asked lies in memory or on flash: an index costs little more than a whole table.
        "-c random_page_cost=1.1"
    )

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "lapak",
    },
    # Whole pages, brotli: about 5 kB each (shop/storefront/page_cache.py).
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

# --- Login: one for shop, website and desk ---------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FORM_CLASS = "shop.privacy.forms.SignupForm"
ACCOUNT_ADAPTER = "shop.accounts.adapter.AccountAdapter"
# An address is proven before the first login: only then can signing up say the same for addresses
# that have an account and those that have none.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# All codes by mail: six digits, three tries, a quarter of an hour.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,5/15m/key",
    "reset_password": "20/m/ip,5/15m/key",
}
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Delicate changes ask for the password or the second step again after a quarter of an hour.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_ADAPTER = "shop.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "shop.accounts.forms.AuthenticateForm",
    "reauthenticate": "shop.accounts.forms.ReauthenticateForm",
}
MFA_TOTP_ISSUER = "Lapak Koperasi"
# Clocks of cheap phones are up to half a minute wrong.
MFA_TOTP_TOLERANCE = 1
# Everybody has proven an address but the administrators of the server, who must not be locked out.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A session that was not used there for so long ends.
STAFF_REST_SECONDS = 12 * 60 * 60
# Desk, CMS and the administration open only after a second step.
STAFF_NEEDS_SECOND_FACTOR = env.bool("STAFF_NEEDS_SECOND_FACTOR", default=not DEBUG)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- Language and time -----------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = sorted(path for path in (BASE_DIR / "locale").glob("*") if path.is_dir())
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
USE_THOUSAND_SEPARATOR = True
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]

# --- Files -----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Proofs of payment, labels and other files only people with a reason may see.
PRIVATE_MEDIA_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "shop.staticfiles.StaticStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_MEDIA_ROOT), "base_url": None},
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Mail: sent by the outbox ----------------------------------------------------------------
# Empty counts as not set here: a compose file passes `EMAIL_URL: ${EMAIL_URL:-}`.
EMAIL_URL = env("EMAIL_URL", default="") or f"filemail:///{VAR_DIR / 'mail'}"
EMAIL_CONFIG = environ.Env.email_url_config(EMAIL_URL)
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="") or "Lapak Koperasi <toko@localhost>"
OSCAR_FROM_EMAIL = DEFAULT_FROM_EMAIL

# --- Security --------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SITE_IS_SECURE
# The health check asks the process itself, behind the proxy that speaks TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31536000 if SITE_IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_IS_SECURE
SECURE_HSTS_PRELOAD = SITE_IS_SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = SITE_IS_SECURE
CSRF_COOKIE_SECURE = SITE_IS_SECURE
LANGUAGE_COOKIE_SECURE = SITE_IS_SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if SITE_IS_SECURE:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Limits and the list of devices want the visitor's address, not the proxy's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# --- Oscar -----------------------------------------------------------------------------------
OSCAR_SHOP_NAME = "Lapak Koperasi"
OSCAR_SHOP_TAGLINE = ""
OSCAR_DEFAULT_CURRENCY = "IDR"
OSCAR_CURRENCY_FORMAT = {"IDR": {"format": "¤#,##0", "currency_digits": False}}
OSCAR_OFFER_ROUNDING_FUNCTION = "shop.offer.rounding.whole_rupiah"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_HOMEPAGE = "/"
OSCAR_IMAGE_FOLDER = "images/products/"
OSCAR_DELETE_IMAGE_FILES = False
# True: head office looks at a review before buyers see it.
OSCAR_MODERATE_REVIEWS = env.bool("REVIEWS_WAIT_FOR_CHECK", default=False)
# Its alerts look at Oscar's own stock counters, which serve no one here.
OSCAR_EAGER_ALERTS = False
OSCAR_SLUG_ALLOW_UNICODE = False
OSCAR_BASKET_COOKIE_SECURE = SITE_IS_SECURE
OSCAR_BASKET_COOKIE_LIFETIME = 30 * 24 * 60 * 60
OSCAR_REQUIRED_ADDRESS_FIELDS = ("first_name", "line1", "line4", "country")
# What head office keeps of Oscar's dashboard (shop/head_office).
OSCAR_DASHBOARD_NAVIGATION = [
    {"label": _("Offers"), "icon": "fas fa-bullhorn", "url_name": "dashboard:offer-list"},
    {"label": _("Ranges"), "icon": "fas fa-list", "url_name": "dashboard:range-list"},
    {"label": _("Vouchers"), "icon": "fas fa-ticket-alt", "url_name": "dashboard:voucher-list"},
    {"label": _("Voucher Sets"), "icon": "fas fa-tags", "url_name": "dashboard:voucher-set-list"},
    {"label": _("Reports"), "icon": "fas fa-chart-bar", "url_name": "dashboard:reports-index"},
]
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- Wagtail ---------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Lapak Koperasi"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_IMAGE_MODEL = "cms.Photo"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.uploads.PhotoForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_AVIF_QUALITY = 50
WAGTAILIMAGES_JPEG_QUALITY = 75

# The shop's own WhatsApp number (+62…) for the help buttons; empty hides them.
SHOP_WHATSAPP = env("SHOP_WHATSAPP", default="")

# --- Orders ----------------------------------------------------------------------------------
# How long an unpaid order keeps its goods.
ORDER_HOLD_HOURS = env.int("ORDER_HOLD_HOURS", default=24)
# How long after arrival a buyer may report a problem, and how long the answer may take.
COMPLAINT_DAYS = env.int("COMPLAINT_DAYS", default=7)
COMPLAINT_ANSWER_HOURS = env.int("COMPLAINT_ANSWER_HOURS", default=48)

# --- Personal data (docs/reference/personal-data.md); 0 days: never by itself -------------------
# Pages whose edition is written down when somebody agrees to them.
TERMS_PAGES = env.list("TERMS_PAGES", default=["kebijakan-privasi", "pengiriman-retur"])
# Days in which somebody who asked to be forgotten may think again.
ERASURE_GRACE_DAYS = env.int("ERASURE_GRACE_DAYS", default=7)
EXPORT_DAYS = env.int("EXPORT_DAYS", default=7)
# Shopee: at most 90 days, and 30 days after the co-operation has ended; these leave a margin.
MARKETPLACE_BUYER_DAYS = env.int("MARKETPLACE_BUYER_DAYS", default=85)
MARKETPLACE_ENDED_DAYS = env.int("MARKETPLACE_ENDED_DAYS", default=25)
# PP 80/2019: data about customers and contracts five years. The nameless order stays.
ORDER_BUYER_DAYS = env.int("ORDER_BUYER_DAYS", default=5 * 365 + 1)
LAPSED_ORDER_DAYS = env.int("LAPSED_ORDER_DAYS", default=30)
ALERT_DAYS = env.int("ALERT_DAYS", default=365)
WEBHOOK_BODY_DAYS = env.int("WEBHOOK_BODY_DAYS", default=30)
MAIL_BODY_DAYS = env.int("MAIL_BODY_DAYS", default=30)
BASKET_DAYS = env.int("BASKET_DAYS", default=90)
DEVICE_DAYS = env.int("DEVICE_DAYS", default=90)

# --- Midtrans; without a key it is not offered --------------------------------------------------
MIDTRANS_SERVER_KEY = env("MIDTRANS_SERVER_KEY", default="")
MIDTRANS_BASE_URL = env("MIDTRANS_BASE_URL", default="https://api.midtrans.com").rstrip("/")
MIDTRANS_SNAP_BASE_URL = env(
    "MIDTRANS_SNAP_BASE_URL",
    default="https://app.midtrans.com/snap/v1"
    if MIDTRANS_BASE_URL == "https://api.midtrans.com"
    else f"{MIDTRANS_BASE_URL}/snap/v1",
).rstrip("/")

# --- Biteship; without a key only the tariff table is used --------------------------------------
BITESHIP_KEY = env("BITESHIP_KEY", default="")
BITESHIP_BASE_URL = env("BITESHIP_BASE_URL", default="https://api.biteship.com").rstrip("/")
# Couriers' own prices in basket and checkout instead of the table's, where there is a key.
BITESHIP_LIVE_RATES = env.bool("BITESHIP_LIVE_RATES", default=bool(BITESHIP_KEY))
BITESHIP_COURIERS = env.list(
    "BITESHIP_COURIERS", default=["jne", "jnt", "sicepat", "anteraja", "pos"]
)
# The header and value chosen at Biteship's dashboard; without a value no message is believed.
BITESHIP_WEBHOOK_HEADER = env("BITESHIP_WEBHOOK_HEADER", default="X-Lapak-Kurir")
BITESHIP_WEBHOOK_SECRET = env("BITESHIP_WEBHOOK_SECRET", default="")

# --- Social networks and messengers; without a key each of them is silent -----------------------
META_GRAPH_BASE_URL = env("META_GRAPH_BASE_URL", default="https://graph.facebook.com").rstrip("/")
META_GRAPH_VERSION = env("META_GRAPH_VERSION", default="v25.0")
META_APP_SECRET = env("META_APP_SECRET", default="")
META_VERIFY_TOKEN = env("META_VERIFY_TOKEN", default="")
WHATSAPP_BASE_URL = env("WHATSAPP_BASE_URL", default=META_GRAPH_BASE_URL).rstrip("/")
WHATSAPP_PHONE_ID = env("WHATSAPP_PHONE_ID", default="")
WHATSAPP_TOKEN = env("WHATSAPP_TOKEN", default="")
TELEGRAM_BASE_URL = env("TELEGRAM_BASE_URL", default="https://api.telegram.org").rstrip("/")

# Days after arrival without a complaint until a parcel of our own shop is done.
ORDER_COMPLETE_DAYS = env.int("ORDER_COMPLETE_DAYS", default=7)
# Days on the way after which buyer and staff are asked whether a parcel of our own shop has come.
ORDER_ASK_DAYS = env.int("ORDER_ASK_DAYS", default=10)

# --- Celery: bells only, the rows are the truth (design.md section 6) --------------------------
CELERY_BROKER_URL = env("REDIS_URL", default="")
# What a machine that watches has to show to read /metrics; empty: the page does not exist.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "filters": {"order_addresses": {"()": "shop.logs.HideOrderAddresses"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["order_addresses"],
        },
    },
    # One line for every search entry and page says nothing that the history does not.
    "loggers": {
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        "oscar": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
