"""Oscar's wish lists; goods kept for later lie in the visitor's session instead."""

from django.utils.translation import gettext_lazy as _

from shop.personal import Holding, Kept, Why

HARMLESS = {"wishlists.Line.title": "name of goods"}
HOLDINGS = (
    Holding(
        model="wishlists.WishList",
        title=_("Wish lists"),
        why=Why.NOTHING,
        kept=Kept.EMPTY,
        fields=("name", "key"),
        user="owner_id",
        deletes=True,
    ),
    Holding(
        model="wishlists.WishListSharedEmail",
        title=_("People a wish list is shared with"),
        why=Why.NOTHING,
        kept=Kept.EMPTY,
        fields=("email",),
        user="wishlist__owner_id",
        deletes=True,
    ),
)
