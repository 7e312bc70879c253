"""The address book."""

from django.utils.translation import gettext_lazy as _

from shop.personal import Holding, Kept, Why

WRITTEN = (
    "title",
    "first_name",
    "last_name",
    "line1",
    "line2",
    "line3",
    "line4",
    "state",
    "postcode",
    "search_text",
    "phone_number",
    "notes",
    "hash",
    "region_code",
    "province",
    "regency",
    "district",
    "village",
    "landmark",
)
HOLDINGS = (
    Holding(
        model="address.UserAddress",
        title=_("Address book"),
        why=Why.ORDER,
        kept=Kept.WITH_ACCOUNT,
        fields=WRITTEN,
        user="user_id",
        shows=(
            "first_name",
            "phone_number",
            "line1",
            "landmark",
            "village",
            "district",
            "regency",
            "province",
            "postcode",
        ),
        deletes=True,
    ),
)
HARMLESS = {
    "address.Country.*": "names of countries",
    "address.Region.*": "names of provinces, regencies, districts and villages",
}
