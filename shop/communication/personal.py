"""Oscar's own mails and notifications, which nothing here writes."""

from django.utils.translation import gettext_lazy as _

from shop.personal import Holding, Kept, Why

HOLDINGS = (
    Holding(
        model="communication.Email",
        title=_("Mails of the old kind"),
        why=Why.NOTHING,
        kept=Kept.EMPTY,
        fields=("email", "subject", "body_text", "body_html"),
        user="user_id",
        deletes=True,
    ),
    Holding(
        model="communication.Notification",
        title=_("Notifications"),
        why=Why.NOTHING,
        kept=Kept.EMPTY,
        fields=("subject", "body"),
        user="recipient_id",
        deletes=True,
    ),
)
HARMLESS = {"communication.CommunicationEventType.*": "templates without anybody's data"}
