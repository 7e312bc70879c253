"""What the website does when something happens: pictures are made, roles become rights."""

import functools
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published

from cms import pictures, tenancy
from cms.models import CooperativeSpace, SitePage
from shop.accounts.models import StaffRole


def connect() -> None:
    """Called once when the app is ready."""
    page_published.connect(make_sizes, dispatch_uid="cms.make_sizes")
    for signal in (post_save, post_delete):
        signal.connect(follow_role, sender=StaffRole, dispatch_uid=f"cms.follow_role.{id(signal)}")


def make_sizes(sender: Any, instance: Any, **_signal: Any) -> None:
    """After the commit, make the files of the page's pictures, so that no reader waits for them."""
    if isinstance(instance, SitePage):
        transaction.on_commit(functools.partial(pictures.make_page_sizes, instance))


def follow_role(sender: Any, instance: StaffRole, **_signal: Any) -> None:
    """A role given or taken is a right to write given or taken."""
    space = CooperativeSpace.objects.filter(partner_id=instance.cooperative_id).first()
    if space is not None:
        tenancy.match_roles(user=instance.user, space=space)
