"""Orders, what each cooperative ships (parcels), and money facts frozen on every line."""

import secrets

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from oscar.apps.address.abstract_models import AbstractShippingAddress
from oscar.apps.order.abstract_models import AbstractLine, AbstractOrder, AbstractOrderDiscount

from shop.address.models import RegionAddress
from shop.shipping.defaults import PICKUP


def new_token() -> str:
    """128 random bits: whoever has it may see the order page."""
    return secrets.token_urlsafe(16)


def private_storage() -> Storage:
    """Labels carry names and addresses: they never lie under the public address of files."""
    return storages["private"]


class PaymentState(models.TextChoices):
    """Where the buyer's money is. The parcel has a state of its own."""

    AWAITING = "awaiting", _("awaiting payment")
    PAID = "paid", _("paid")
    COD = "cod", _("cash on delivery")
    REFUNDED_PARTLY = "refunded_partly", _("partly refunded")
    REFUNDED = "refunded", _("refunded")
    HELD = "held", _("money held, needs a decision")


class Order(AbstractOrder):
    """The buyer's order, from the shop, a channel or typed in by staff."""

    SHOP = "shop"
    MANUAL = "manual"

    source = models.CharField(max_length=32, default=SHOP, help_text="shop, manual or a channel")
    source_label = models.CharField(max_length=120, blank=True)
    external_number = models.CharField(max_length=80, blank=True, db_index=True)
    token = models.CharField(max_length=43, unique=True, default=new_token)
    idempotency_key = models.CharField(max_length=64, unique=True, null=True, blank=True)
    contact_name = models.CharField(_("name"), max_length=120, blank=True)
    contact_phone = models.CharField(_("phone number"), max_length=16, blank=True, db_index=True)
    language = models.CharField(max_length=5, default="id")
    payment_state = models.CharField(
        max_length=16, choices=PaymentState.choices, default=PaymentState.AWAITING
    )
    lapses_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    paying_since = models.DateTimeField(
        null=True, blank=True, help_text="a proof or a part of the money is here"
    )
    needs_decision = models.BooleanField(default=False)
    decision_due = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=40, blank=True)
    refunded_amount = models.PositiveBigIntegerField(default=0, help_text="rupiah given back")
    terms_version = models.CharField(
        max_length=80, blank=True, editable=False, help_text="what the buyer agreed to by ordering"
    )
    erased_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="who ordered has been taken out"
    )

    class Meta(AbstractOrder.Meta):
        indexes = [
            models.Index(
                fields=["lapses_at"],
                name="order_lapse_due",
                condition=Q(payment_state="awaiting", lapsed_at__isnull=True),
            ),
            models.Index(fields=["id"], name="order_money_held", condition=Q(payment_state="held")),
            models.Index(
                fields=["decision_due"], name="order_to_decide", condition=Q(needs_decision=True)
            ),
            models.Index(
                Lower("guest_email"), name="order_of_guest", condition=Q(user__isnull=True)
            ),
        ]

    @property
    def is_ours(self) -> bool:
        """Made in our shop or by our staff: we hold the money and write to the buyer."""
        return self.source in {self.SHOP, self.MANUAL}


class Line(AbstractLine):
    """One article of an order. Quantities are packs; ``units_per_sale`` gives base units.

    For a known article ``reserved + shortage + shipped + cancelled = quantity``; ``reserved``
    is what stock still holds for this line. An article we do not know has no stock item and
    all four are 0 until somebody matches it. Money facts are whole rupiah for the whole line
    and never change after placement, except where a settlement completes them.
    """

    stock_item = models.ForeignKey(
        "stock.StockItem",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="order_lines",
    )
    units_per_sale = models.PositiveIntegerField(default=1)
    stock_holder = models.CharField(
        max_length=40, blank=True, editable=False, help_text="whose grant it is sold from"
    )
    reserved = models.PositiveIntegerField(default=0)
    shortage = models.PositiveIntegerField(default=0)
    shipped = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    taken_back = models.PositiveIntegerField(
        default=0, help_text="of the shipped packs, here again, fit to sell or spoiled"
    )

    promised_on = models.DateField(
        null=True, blank=True, help_text="the harvest this line was ordered from before it came"
    )

    list_price = models.BigIntegerField(default=0, help_text="rupiah, before any discount")
    seller_discount = models.BigIntegerField(default=0)
    platform_discount = models.BigIntegerField(default=0)
    shipping_paid = models.BigIntegerField(default=0)
    shipping_subsidy = models.BigIntegerField(default=0, help_text="borne by the platform")
    shipping_by_seller = models.BigIntegerField(default=0, help_text="borne by the cooperative")
    tax_withheld = models.BigIntegerField(default=0)
    money_back = models.PositiveBigIntegerField(
        default=0, help_text="rupiah given back though the goods were not cancelled"
    )
    money_back_by_platform = models.PositiveBigIntegerField(default=0)

    supplier_ref = models.CharField(max_length=40, blank=True, help_text="supplying member")
    supply_terms = models.CharField(max_length=12, blank=True, help_text="bought or consigned")
    commission_basis_points = models.PositiveIntegerField(null=True, blank=True)
    buyer_is_member = models.BooleanField(null=True, blank=True)

    class Meta(AbstractLine.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    quantity__gte=F("reserved") + F("shortage") + F("shipped") + F("cancelled")
                ),
                name="order_line_parts_le_quantity",
            ),
            models.CheckConstraint(
                condition=Q(taken_back__lte=F("shipped")), name="order_line_taken_back_le_shipped"
            ),
            models.CheckConstraint(
                condition=Q(money_back_by_platform__lte=F("money_back")),
                name="order_line_platform_part_of_money_back",
            ),
        ]
        indexes = [
            models.Index(
                fields=["stock_item", "id"], name="order_line_short", condition=Q(shortage__gt=0)
            ),
        ]

    @property
    def stock_ref(self) -> str:
        """The ref under which stock holds goods for this line; needs ``order`` at hand."""
        return f"{self.order.source}:{self.order.number}:{self.pk}"

    @property
    def open_quantity(self) -> int:
        """Packs that are neither shipped nor cancelled."""
        return self.quantity - self.shipped - self.cancelled

    @property
    def price(self) -> int:
        """What the buyer pays for the goods of this line, in rupiah."""
        return self.list_price - self.seller_discount - self.platform_discount


class OrderDiscount(AbstractOrderDiscount):
    """What an offer gave an order, and whether its use was given back (shop.order.discounts)."""

    given_back_at = models.DateTimeField(null=True, blank=True, editable=False)


class LineRefund(models.Model):
    """A decision to give back money of a line; what happens to its goods is another fact.

    ``ref`` names the decision: made twice, it counts once. The sums stand on the line.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="refunds")
    amount = models.PositiveBigIntegerField()
    by_platform = models.BooleanField(default=False, help_text="the shop bears it")
    ref = models.CharField(max_length=80)
    reason = models.CharField(max_length=255, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "ref"], name="line_refund_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="line_refund_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.amount}"


class LineFee(models.Model):
    """One fee a platform takes from a line, in whole rupiah."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="fees")
    code = models.CharField(max_length=60)
    amount = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "code"], name="line_fee_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"


class ShippingAddress(RegionAddress, AbstractShippingAddress):
    """Where one order goes."""


class ParcelState(models.TextChoices):
    """Where the goods are. ``awaiting`` is not one: payment has its own state."""

    TO_PACK = "to_pack", _("to pack")
    PACKED = "packed", _("packed")
    SHIPPED = "shipped", _("shipped")
    DELIVERED = "delivered", _("delivered")
    COMPLETED = "completed", _("completed")
    CANCELLED = "cancelled", _("cancelled")
    RETURN_REQUESTED = "return_requested", _("return requested")
    RETURNED = "returned", _("returned")


class Parcel(models.Model):
    """What one cooperative packs and ships; an order has at least one for each cooperative."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="parcels")
    cooperative = models.ForeignKey(
        "partner.Partner", on_delete=models.PROTECT, related_name="parcels"
    )
    sequence = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=16, choices=ParcelState.choices, default=ParcelState.TO_PACK
    )
    on_hold = models.BooleanField(default=False)
    hold_reason = models.CharField(max_length=160, blank=True)
    has_open_complaint = models.BooleanField(default=False, help_text="set by shop.complaints")
    cancel_due = models.DateTimeField(
        null=True, blank=True, help_text="set while the buyer's wish to cancel waits for an answer"
    )
    courier = models.CharField(max_length=60, blank=True)
    service = models.CharField(max_length=60, blank=True)
    shipping_cost = models.PositiveBigIntegerField(default=0)
    weight_grams = models.PositiveIntegerField(default=0)
    quote = models.JSONField(default=dict, blank=True, help_text="the chosen quote, frozen")
    tracking_number = models.CharField(max_length=80, blank=True)
    label = models.FileField(upload_to="labels/", storage=private_storage, blank=True)
    ship_by = models.DateTimeField(null=True, blank=True)
    ready_on = models.DateField(null=True, blank=True)
    promised_on = models.DateField(
        null=True, blank=True, help_text="a person promised that it leaves by this day"
    )
    note = models.CharField(max_length=255, blank=True)
    packed_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = [
            models.UniqueConstraint(fields=["order", "sequence"], name="parcel_sequence_once"),
        ]
        indexes = [
            models.Index(fields=["cooperative", "state", "-id"], name="parcel_desk"),
            models.Index(
                fields=["promised_on"],
                name="parcel_promised",
                condition=Q(promised_on__isnull=False, state__in=["to_pack", "packed"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Order number and sequence, for example LK-7KQ2M9-1."""
        return f"{self.order.number}-{self.sequence}"

    @property
    def is_collected(self) -> bool:
        """Whether the buyer fetches it at the cooperative instead of having it sent."""
        return bool(self.quote.get("code") == PICKUP)


class ParcelLine(models.Model):
    """How many packs of a line travel in a parcel."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="parcel_lines")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="parcel_lines")
    quantity = models.PositiveIntegerField()
    is_packed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "line"], name="parcel_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="parcel_line_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"


class ParcelEvent(models.Model):
    """The timeline of a parcel: who moved it, when, from where.

    It begins with the order itself (``date_placed``); only an order that a person typed in has
    an event for that, which says who.
    """

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="events")
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    source = models.CharField(max_length=32, blank=True)
    note = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class CancelState(models.TextChoices):
    """What became of a buyer's wish to cancel."""

    ASKED = "asked", _("asked")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("taken back")


class CancelRequest(models.Model):
    """A buyer asks to cancel a parcel that is prepared already; a person answers."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="cancel_requests")
    state = models.CharField(max_length=12, choices=CancelState.choices, default=CancelState.ASKED)
    reason = models.CharField(max_length=160, blank=True)
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=255, blank=True, help_text="words to the buyer")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["parcel"], condition=Q(state="asked"), name="cancel_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.state}"


from oscar.apps.order.models import *  # noqa: E402,F403
