"""Oscar's counters of what somebody looked at. Nothing here writes them."""

from django.utils.translation import gettext_lazy as _

from shop.personal import Holding, Kept, Why

HOLDINGS = (
    Holding(
        model="analytics.UserSearch",
        title=_("Searches"),
        why=Why.NOTHING,
        kept=Kept.EMPTY,
        fields=("query",),
        user="user_id",
        deletes=True,
    ),
    Holding(
        model="analytics.UserProductView",
        title=_("Products looked at"),
        why=Why.NOTHING,
        kept=Kept.EMPTY,
        user="user_id",
        deletes=True,
    ),
    Holding(
        model="analytics.UserRecord",
        title=_("Counters of an account"),
        why=Why.NOTHING,
        kept=Kept.EMPTY,
        user="user_id",
        deletes=True,
    ),
)
