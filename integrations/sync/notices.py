"""Letters to the people who must act: a permission that ends soon, or has ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from integrations.sync.health import channel_label, days_left
from integrations.sync.models import AccountState, ChannelAccount
from shop.accounts.models import Role, StaffRole
from shop.formats import moment_with_zone
from shop.outbox.mail import enqueue_mail

# Days before the end at which people are told, each once.
WARN_AT = (14, 7, 1)


def warn_ending(*, now: datetime) -> int:
    """Queue the letters that are due; returns how many are new. Telling twice changes nothing."""
    rows = ChannelAccount.objects.filter(
        state=AccountState.CONNECTED,
        authorized_until__gt=now,
        authorized_until__lte=now + timedelta(days=WARN_AT[0] + 1),
    ).select_related("cooperative")
    return sum(_warn(account, now) for account in rows)


def _warn(account: ChannelAccount, now: datetime) -> int:
    days = days_left(account, now)
    passed = [step for step in WARN_AT if days is not None and days <= step]
    if not passed or account.authorized_until is None:
        return 0
    key = f"channel-ends:{account.pk}:{account.authorized_until:%Y%m%d}:{min(passed)}"
    addresses = managers(account.cooperative_id)
    for address in addresses:
        with translation.override(settings.LANGUAGE_CODE):
            enqueue_mail(
                dedup_key=f"{key}:{address}"[:160],
                to=address,
                subject=_("Permission of %(channel)s ends soon: %(shop)s")
                % {"channel": channel_label(account.channel), "shop": account.label},
                text=_ending_text(account),
                cooperative_id=account.cooperative_id,
            )
    return len(addresses)


def _ending_text(account: ChannelAccount) -> str:
    return _(
        "The permission of %(channel)s for the shop %(shop)s ends %(moment)s.\n\n"
        "Open the channel page, press “Give permission again” and choose the same shop:\n%(link)s"
        "\n\nUntil then orders and stock go on as usual."
    ) % {
        "channel": channel_label(account.channel),
        "shop": account.label,
        "moment": moment_with_zone(account.authorized_until),
        "link": f"{settings.SITE_URL}/kerja/",
    }


def managers(cooperative_id: int) -> list[str]:
    """Addresses of those who may link and pause channels of a cooperative."""
    roles = StaffRole.objects.filter(
        cooperative_id=cooperative_id, role=Role.MANAGER, user__is_active=True
    ).exclude(user__email="")
    return sorted(set(roles.values_list("user__email", flat=True)))
