"""What channels tell us about their buyers, and when it has to go.

Shopee: at most 90 days, and within 30 days after the co-operation ends. The other channels' sheets
name no days; the same are kept for all.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from integrations.sync.models import AccountState, Inbox, InboxState
from shop.order.models import Order
from shop.personal import Holding, Kept, Rule, Why
from shop.privacy import erasing


def _of_ended_shops(before: datetime) -> QuerySet:
    """Orders of shops that were let go. Open or not: the permission to keep them has ended."""
    return erasing.unfinished(
        Order.objects.filter(
            channel_order__account__state=AccountState.DISCONNECTED,
            channel_order__account__updated_at__lt=before,
        )
    )


def _parked_long_ago(before: datetime) -> QuerySet:
    rows = Inbox.objects.filter(state=InboxState.PARKED, created_at__lt=before)
    return rows.exclude(body="")


def _empty(keys: Sequence[int]) -> int:
    return Inbox.objects.filter(pk__in=keys).update(body="", headers={})


HOLDINGS = (
    Holding(
        model="sync.ChannelOrder",
        title=_("Orders of marketplaces"),
        why=Why.ORDER,
        kept=Kept.WITH_ORDER,
        fields=("payload", "error_text"),
        order="order_id",
        shows=("external_order_id", "state", "external_created_at"),
        becomes={"payload": "", "error_text": ""},
    ),
    Holding(
        model="sync.Inbox",
        title=_("Messages of marketplaces"),
        why=Why.ORDER,
        kept=Kept.WEBHOOKS,
        fields=("body", "headers"),
        stays="says which order changed; deleted after 30 days, emptied when it is parked longer",
    ),
    Holding(
        model="sync.Attempt",
        title=_("Calls to marketplaces"),
        why=Why.SAFETY,
        kept=Kept.WEBHOOKS,
        fields=("excerpt",),
        stays="blanked before it is written (integrations/sync/attempts.py); deleted after 30 days",
    ),
)
HARMLESS = {"sync.*": "a cooperative's shops, goods and keys (keys are encrypted)"}
RULES = (
    Rule(
        code="buyers_of_ended_shops",
        setting="MARKETPLACE_ENDED_DAYS",
        about="who ordered at a marketplace's shop that was disconnected",
        due=_of_ended_shops,
        act=erasing.erase_orders,
    ),
    Rule(
        code="messages_of_marketplaces",
        setting="WEBHOOK_BODY_DAYS",
        about="bodies of marketplaces' messages nobody could work on",
        due=_parked_long_ago,
        act=_empty,
    ),
)
