"""One row for each change of the business."""

from typing import Any, Never

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy


class Action(models.TextChoices):
    """What was done. The part before the dot is the area people filter by."""

    PRICE = "goods.price", pgettext_lazy("history", "Price or pack changed")
    STOCK = "goods.stock", pgettext_lazy("history", "Stock changed")
    SPREADSHEET = "goods.file", pgettext_lazy("history", "Spreadsheet used")
    SPREADSHEET_UNDONE = "goods.file_undone", pgettext_lazy("history", "Spreadsheet taken back")
    PARCEL = "orders.parcel", pgettext_lazy("history", "Parcel moved")
    COMPLAINT = "orders.complaint", pgettext_lazy("history", "Complaint answered")
    SENT_AGAIN = "orders.sent_again", pgettext_lazy("history", "Goods sent again")
    CONFIRMED = "money.confirmed", pgettext_lazy("history", "Payment confirmed")
    ACCEPTED = "money.accepted", pgettext_lazy("history", "Unfitting money accepted")
    PROOF_REFUSED = "money.proof_refused", pgettext_lazy("history", "Proof of payment refused")
    RETURN_DECIDED = "money.return_decided", pgettext_lazy("history", "Money to give back")
    RETURNED = "money.returned", pgettext_lazy("history", "Money given back")
    ACCOUNT_OPENED = "money.account_opened", pgettext_lazy("history", "Bank account opened")
    ACCOUNT_CLOSED = "money.account_closed", pgettext_lazy("history", "Bank account closed")
    QRIS = "money.qris", pgettext_lazy("history", "QRIS changed")
    QRIS_CLOSED = "money.qris_closed", pgettext_lazy("history", "QRIS closed")
    DELIVERY = "shop.delivery", pgettext_lazy("history", "Delivery changed")
    RATES = "shop.rates", pgettext_lazy("history", "Weight rule or surcharge changed")
    REVIEW_ANSWERED = "shop.review_answered", pgettext_lazy("history", "Review answered")
    REVIEW_JUDGED = "shop.review_judged", pgettext_lazy("history", "Review hidden or shown")
    PAUSED = "channels.paused", pgettext_lazy("history", "Shop elsewhere paused")
    RESUMED = "channels.resumed", pgettext_lazy("history", "Shop elsewhere resumed")
    DISCONNECTED = "channels.disconnected", pgettext_lazy("history", "Shop elsewhere let go")
    INVITED = "team.invited", pgettext_lazy("history", "Somebody invited")
    WITHDRAWN = "team.withdrawn", pgettext_lazy("history", "Invitation withdrawn")
    JOINED = "team.joined", pgettext_lazy("history", "Somebody joined the team")
    ROLES = "team.roles", pgettext_lazy("history", "Roles changed")


class Source(models.TextChoices):
    """Where the change came from."""

    PERSON = "person", pgettext_lazy("history", "by hand")
    SPREADSHEET = "file", pgettext_lazy("history", "spreadsheet")
    MACHINE = "machine", pgettext_lazy("history", "by itself")


class Entry(models.Model):
    """One change. Written in the transaction of the change, never changed afterwards.

    ``target`` names goods, an order's number, a file or a bank; ``person`` is the colleague whom a
    change of the team is about. Neither is ever a buyer.
    ``before`` and ``after`` hold the facts of ``shop.audit.facts`` only.
    """

    cooperative = models.ForeignKey(
        "partner.Partner",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    # Without choices: a new kind of change needs no migration.
    action = models.CharField(max_length=24)
    source = models.CharField(max_length=8)
    target = models.CharField(max_length=160, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("history", "change")
        verbose_name_plural = pgettext_lazy("history", "changes")
        ordering = ["-id"]
        indexes = [models.Index(fields=["cooperative", "-id"], name="audit_entry_of_cooperative")]

    def __str__(self) -> str:
        return f"{self.action} {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """New rows only. Raises TypeError for a row that was written before."""
        if self.pk is not None and not self._state.adding:
            raise TypeError("The history is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        """Rows go with their days (``shop/audit/personal.py``), never one by one."""
        raise TypeError("The history is never changed.")

    @property
    def what(self) -> str:
        """What was done, in words; a kind that no longer exists keeps its code."""
        known = self.action in Action.values
        return str(Action(self.action).label) if known else self.action

    @property
    def way(self) -> str:
        """Where it came from, in words."""
        return str(Source(self.source).label) if self.source in Source.values else self.source
