"""Taking a cooperative in: its row, its page and group on the website, its first manager."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cms import tenancy
from shop.accounts import team
from shop.accounts.models import Role, User
from shop.address.models import Region
from shop.partner.models import Partner
from shop.transactions import retries_contention

logger = logging.getLogger(__name__)


class CannotTakeIn(Exception):
    """Nothing was kept. ``field`` is the question whose answer does not fit, "" for none."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCooperative:
    """What must be known on the first day; ``district`` is the code of a district."""

    name: str
    slug: str
    district: str
    whatsapp: str = ""


@retries_contention
def take_in(*, new: NewCooperative, manager: str, by: User) -> Partner:
    """Add the cooperative and invite its manager by mail, unless ``manager`` is empty.

    All or nothing. Raises ``CannotTakeIn`` when name or district cannot be used, when another has
    the same address, or when the manager cannot be invited.
    """
    try:
        with transaction.atomic():
            partner = add(new)
            if manager:
                team.invite(cooperative_id=partner.pk, email=manager, role=Role.MANAGER, by=by)
    except team.CannotChange as refusal:
        raise CannotTakeIn(str(refusal), "manager") from refusal
    except IntegrityError as clash:
        # Two at once: the row or the place in the tree of pages was taken meanwhile.
        raise CannotTakeIn(
            _(
                "Somebody else added a cooperative at this moment. Look at the list, then send "
                "again."
            )
        ) from clash
    logger.info("cooperative taken in cooperative=%s by=%s", partner.pk, by.pk)
    return partner


@transaction.atomic
def add(new: NewCooperative) -> Partner:
    """The row with its page, group and collection. Raises ``CannotTakeIn``."""
    district = Region.objects.filter(pk=new.district, level=Region.Level.DISTRICT).first()
    if district is None or district.parent is None:
        raise CannotTakeIn(_("Look up the district and choose it from the list."), "district")
    if Partner.objects.filter(slug=new.slug).exists():
        raise CannotTakeIn(
            _(
                "A cooperative with this name is here already. If this is another one, add its "
                "regency to the name."
            ),
            "name",
        )
    partner = Partner(
        district=district,
        regency_name=district.parent.name,
        name=new.name,
        code=new.slug,
        slug=new.slug,
        whatsapp=new.whatsapp,
    )
    try:
        partner.full_clean()
    except ValidationError as error:
        raise CannotTakeIn(" ".join(error.messages), "name") from error
    partner.save()
    tenancy.set_up_cooperative(partner)
    return partner
