"""Who used a voucher, as digests."""

from django.utils.translation import gettext_lazy as _

from shop.personal import Holding, Kept, Why

HOLDINGS = (
    Holding(
        model="voucher.VoucherApplication",
        title=_("Vouchers used"),
        why=Why.SAFETY,
        kept=Kept.WITH_ORDER,
        fields=("email_key", "phone_key"),
        order="order_id",
        user="user_id",
        shows=("voucher__code", "order__number", "date_created"),
        becomes={"email_key": "", "phone_key": "", "user": None},
    ),
)
HARMLESS = {"voucher.*": "names of vouchers and sets"}
