"""What complaints say about who complained."""

from django.utils.translation import gettext_lazy as _

from shop.personal import Holding, Kept, Why

HARMLESS = {
    "complaints.Complaint.resent_number": "the courier's number of what was sent again",
}
HOLDINGS = (
    Holding(
        model="complaints.Complaint",
        title=_("Complaints"),
        why=Why.HELP,
        kept=Kept.WITH_ORDER,
        fields=("text", "answer_text"),
        order="parcel__order_id",
        shows=(
            "parcel__order__number",
            "reason",
            "wish",
            "text",
            "answer",
            "answer_text",
            "refund_amount",
            "created_at",
        ),
        becomes={"text": "", "answer_text": ""},
    ),
    Holding(
        model="complaints.ComplaintPhoto",
        title=_("Photos of complaints"),
        why=Why.HELP,
        kept=Kept.WITH_ORDER,
        fields=("file",),
        order="complaint__parcel__order_id",
        shows=("complaint__parcel__order__number", "file", "created_at"),
        deletes=True,
    ),
)
