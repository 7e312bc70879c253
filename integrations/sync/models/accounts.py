"""Who we are to a channel (the app), which shop it is (the account), and the keys to it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from integrations.sync.models.shared import Faulted, Leased, Timed


class ChannelApp(Timed):
    """Our registration with a platform: both hosts, the app's id, its secret, the webhook address.

    ``secret`` is ciphertext (``integrations.sync.secrets``), bound to channel and app id.
    ``api_base`` and ``auth_base`` empty mean the platform's own production hosts.
    """

    channel = models.CharField(_("channel"), max_length=32)
    app_id = models.CharField(_("app id"), max_length=80)
    secret = models.TextField(_("secret"), editable=False)
    api_base = models.CharField(_("address of the interface"), max_length=200, blank=True)
    auth_base = models.CharField(_("address of the consent page"), max_length=200, blank=True)
    service_id = models.CharField(
        _("service id"),
        max_length=80,
        blank=True,
        help_text=_("Where the consent page knows the app by another number (TikTok Shop)."),
    )
    callback_url = models.CharField(
        _("notification address"),
        max_length=200,
        blank=True,
        help_text=_("Exactly as registered with the platform: signatures cover it."),
    )

    class Meta:
        verbose_name = _("channel registration")
        verbose_name_plural = _("channel registrations")
        constraints = [
            models.UniqueConstraint(fields=["channel", "app_id"], name="channel_app_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.app_id}"


class AccountState(models.TextChoices):
    """Whether we talk to the account. A pause is not a state: see ``paused_until``."""

    CONNECTED = "connected", _("connected")
    NEEDS_REAUTH = "needs_reauth", _("needs permission again")
    DISCONNECTED = "disconnected", _("disconnected")


class PriceRounding(models.IntegerChoices):
    """To what a price is rounded up; 900 means that it ends in 900."""

    NONE = 0, _("whole rupiah")
    HUNDRED = 100, _("full hundreds")
    FIVE_HUNDRED = 500, _("full five hundreds")
    THOUSAND = 1000, _("full thousands")
    ENDS_IN_900 = 900, _("ending in 900")


class ChannelAccount(Timed, Faulted):
    """One shop of one cooperative on one channel, with the rules its stock numbers follow.

    ``push_stock`` is off until the first dry run has been accepted. ``paused_until`` in the future
    holds back stock and prices while orders keep coming in. ``degraded_since`` is the first failure
    of the present outage, ``outage_from``/``recovered_at`` bound the last one that is over.
    ``remote_clock_offset_ms`` is the channel's clock minus ours. Goods that were already on their
    way at ``linked_at`` are not taken out of our stock.
    """

    cooperative = models.ForeignKey(
        "partner.Partner", on_delete=models.PROTECT, related_name="channel_accounts"
    )
    app = models.ForeignKey(ChannelApp, on_delete=models.PROTECT, related_name="accounts")
    channel = models.CharField(_("channel"), max_length=32)
    external_shop_id = models.CharField(_("shop id on the channel"), max_length=80)
    label = models.CharField(_("shop name on the channel"), max_length=120)
    base_url = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=16, choices=AccountState.choices, default=AccountState.CONNECTED
    )
    authorized_until = models.DateTimeField(null=True, blank=True)
    linked_at = models.DateTimeField(null=True, blank=True)

    share_percent = models.PositiveSmallIntegerField(_("share of free stock, percent"), default=100)
    minus = models.PositiveIntegerField(_("always keep back, packs"), default=0)
    safety_stock = models.PositiveIntegerField(_("safety stock, packs"), default=0)
    threshold = models.PositiveIntegerField(_("show sold out below, packs"), default=0)
    price_percent = models.PositiveSmallIntegerField(_("price, percent of ours"), default=100)
    price_rounding = models.PositiveSmallIntegerField(
        _("price, rounded up to"), choices=PriceRounding.choices, default=PriceRounding.NONE
    )
    price_floor = models.PositiveBigIntegerField(_("lowest price, rupiah"), default=0)

    push_stock = models.BooleanField(default=False)
    push_price = models.BooleanField(default=True)
    pull_orders = models.BooleanField(default=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)

    failures = models.PositiveIntegerField(default=0)
    degraded_since = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    outage_from = models.DateTimeField(null=True, blank=True)
    recovered_at = models.DateTimeField(null=True, blank=True)
    last_reconciled_at = models.DateTimeField(null=True, blank=True)
    drift = models.PositiveIntegerField(default=0)
    remote_clock_offset_ms = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("channel account")
        verbose_name_plural = _("channel accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_shop_id"], name="channel_account_once"
            ),
            models.CheckConstraint(
                condition=Q(share_percent__gte=0, share_percent__lte=100),
                name="channel_account_share_percent",
            ),
            models.CheckConstraint(
                condition=Q(price_percent__gte=1, price_percent__lte=1000),
                name="channel_account_price_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.label}"


class Credential(Timed, Leased):
    """The tokens of an account, encrypted, and the lease of whoever renews them.

    ``version`` grows with every new pair: a renewal is stored only over the version it started
    from.
    """

    account = models.OneToOneField(
        ChannelAccount, on_delete=models.CASCADE, related_name="credential"
    )
    access = models.TextField(blank=True, editable=False)
    refresh = models.TextField(blank=True, editable=False)
    access_expires_at = models.DateTimeField(null=True, blank=True)
    refresh_expires_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("channel credential")
        verbose_name_plural = _("channel credentials")

    def __str__(self) -> str:
        return f"account {self.account_id}, version {self.version}"
