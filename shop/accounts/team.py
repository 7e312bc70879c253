"""Who works for a cooperative: invitations by mail, roles given and taken.

A cooperative keeps at least one manager: the last one cannot leave or lose the role, except by head
office.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shop.audit import services as audit
from shop.audit.models import Action
from shop.transactions import retries_contention

from . import mails
from .models import Invitation, Role, StaffRole, User
from .rights import roles_with

logger = logging.getLogger(__name__)

GOOD_FOR = timedelta(days=7)
SALT = "shop.accounts.invitation"
# Open invitations of one cooperative; more is somebody sending mail to strangers.
MOST_OPEN = 20


class CannotChange(Exception):
    """The team stays as it is. The text is for the person at the desk."""


class CannotTake(Exception):
    """The invitation opens nothing any more: taken, withdrawn, or too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person of a team with all their roles there."""

    user: User
    roles: tuple[str, ...]

    @property
    def role_words(self) -> str:
        """The roles in words, as "Manager, Packer"."""
        return ", ".join(str(Role(role).label) for role in self.roles)


def members(cooperative_id: int) -> list[Member]:
    """The team of a cooperative, by name."""
    found: dict[int, tuple[User, list[str]]] = {}
    rows = StaffRole.objects.filter(cooperative_id=cooperative_id).select_related("user")
    for row in rows.order_by("user__first_name", "user__email", "pk"):
        found.setdefault(row.user_id, (row.user, []))[1].append(row.role)
    order = list(Role.values)
    return [
        Member(user=user, roles=tuple(sorted(roles, key=order.index)))
        for user, roles in found.values()
    ]


def member(cooperative_id: int, user_id: int) -> Member | None:
    """One of the team; None for everybody else."""
    return next((each for each in members(cooperative_id) if each.user.pk == user_id), None)


def who_may(cooperative_id: int, right: str) -> list[User]:
    """The people of a team who may do this and can log in, by name."""
    rows = User.objects.filter(
        is_active=True,
        staff_roles__cooperative_id=cooperative_id,
        staff_roles__role__in=roles_with(right),
    )
    return list(rows.distinct().order_by("first_name", "email"))


def open_invitations(cooperative_id: int, now: datetime) -> QuerySet[Invitation]:
    """Invitations that can still be taken, the newest first."""
    rows = Invitation.objects.filter(
        cooperative_id=cooperative_id, taken_at=None, withdrawn_at=None, expires_at__gt=now
    )
    return rows.select_related("invited_by").order_by("-pk")


# --- Inviting ------------------------------------------------------------------------------------
@retries_contention
@transaction.atomic
def invite(*, cooperative_id: int, email: str, role: str, by: User) -> Invitation:
    """Offer a role by mail. The same address again gets a new link, and the old one ends.

    Raises ``CannotChange`` for something that is no address or no role, and when too many wait.
    """
    now = timezone.now()
    address = _address(email)
    if role not in Role.values:
        raise CannotChange(_("Choose what the person does."))
    same = Invitation.objects.filter(
        cooperative_id=cooperative_id, email=address, taken_at=None, withdrawn_at=None
    )
    fresh = {
        "role": role,
        "nonce": secrets.token_urlsafe(16),
        "invited_by": by,
        "expires_at": now + GOOD_FOR,
    }
    if not same.update(**fresh):
        _not_too_many(cooperative_id, now)
        Invitation.objects.bulk_create(
            [Invitation(cooperative_id=cooperative_id, email=address, **fresh)],
            ignore_conflicts=True,
        )
    invitation = same.select_related("cooperative").get()
    _write(invitation)
    _note(Action.INVITED, cooperative_id, by, after=[role])
    logger.info("team invited cooperative=%s role=%s by=%s", cooperative_id, role, by.pk)
    return invitation


def _address(text: str) -> str:
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise CannotChange(_("This is not an e-mail address. Example: name@gmail.com")) from error
    return address


def _not_too_many(cooperative_id: int, now: datetime) -> None:
    if open_invitations(cooperative_id, now).count() >= MOST_OPEN:
        raise CannotChange(
            ngettext(
                "%(count)s invitation waits for an answer. Withdraw it first.",
                "%(count)s invitations wait for an answer. Withdraw some first.",
                MOST_OPEN,
            )
            % {"count": MOST_OPEN}
        )


def _write(invitation: Invitation) -> None:
    facts = {
        "cooperative": invitation.cooperative.name,
        "role": str(Role(invitation.role).label),
    }
    subject = _("%(cooperative)s invites you to its team") % facts
    words = _("You would work as %(role)s. You need an account with this e-mail address.") % facts
    mails.send_letter(
        letter=mails.Letter(
            template="account_link",
            subject=subject,
            words=words,
            button=gettext_lazy("See the invitation"),
            note=gettext_lazy("The link works for seven days, once."),
        ),
        to=invitation.email,
        facts={
            "url": mails.absolute(
                reverse("account_invitation", kwargs={"signed": sign(invitation)})
            )
        },
        until=invitation.expires_at,
    )


def sign(invitation: Invitation) -> str:
    """The part of the link that only the mail knows."""
    return signing.dumps([invitation.pk, invitation.nonce], salt=SALT)


def find(signed: str) -> Invitation:
    """The open invitation behind a link. Raises ``CannotTake``."""
    try:
        number, nonce = signing.loads(signed, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise CannotTake from error
    found = (
        Invitation.objects.filter(
            pk=number,
            nonce=nonce,
            taken_at=None,
            withdrawn_at=None,
            expires_at__gt=timezone.now(),
        )
        .select_related("cooperative", "invited_by")
        .first()
    )
    if found is None:
        raise CannotTake
    return found


def is_for(invitation: Invitation, user: User) -> bool:
    """Whether the user has proven the address that was invited."""
    return EmailAddress.objects.filter(
        user=user, verified=True, email__iexact=invitation.email
    ).exists()


@retries_contention
@transaction.atomic
def take(*, invitation: Invitation, user: User) -> None:
    """Give the user the role that was offered. Raises ``CannotTake``; one of two at once gets it.

    Only for somebody who has proven the invited address.
    """
    now = timezone.now()
    taken = Invitation.objects.filter(
        pk=invitation.pk,
        nonce=invitation.nonce,
        taken_at=None,
        withdrawn_at=None,
        expires_at__gt=now,
    ).update(taken_at=now, taken_by=user)
    if not taken or not is_for(invitation, user):
        raise CannotTake
    StaffRole.objects.get_or_create(
        user=user, cooperative_id=invitation.cooperative_id, role=invitation.role
    )
    place = invitation.cooperative_id
    _note(Action.JOINED, place, user, person_id=user.pk, after=[invitation.role])
    logger.info("team joined cooperative=%s user=%s", invitation.cooperative_id, user.pk)


@retries_contention
@transaction.atomic
def withdraw(*, cooperative_id: int, invitation_id: int, by: User | None = None) -> bool:
    """End an invitation that nobody has taken; False when there is none any more."""
    ended = Invitation.objects.filter(
        pk=invitation_id, cooperative_id=cooperative_id, taken_at=None, withdrawn_at=None
    ).update(withdrawn_at=timezone.now())
    if ended:
        _note(Action.WITHDRAWN, cooperative_id, by)
    return ended == 1


# --- Roles ---------------------------------------------------------------------------------------
@retries_contention
@transaction.atomic
def set_roles(
    *, cooperative_id: int, user_id: int, roles: Collection[str], by: User, last_may_go: bool
) -> None:
    """Give a member of the team exactly these roles; none takes them out of the team.

    ``last_may_go`` lets the cooperative stay without a manager: head office only. Raises
    ``CannotChange`` for an unknown role and for the last manager.
    """
    wanted = set(roles)
    if wanted - set(Role.values):
        raise CannotChange(_("Choose what the person does."))
    if Role.MANAGER not in wanted and not last_may_go:
        _keep_a_manager(cooperative_id, user_id)
    mine = StaffRole.objects.filter(cooperative_id=cooperative_id, user_id=user_id)
    before = _ordered(set(mine.values_list("role", flat=True)))
    mine.exclude(role__in=wanted).delete()
    after = _ordered(wanted)
    for role in after:
        StaffRole.objects.get_or_create(cooperative_id=cooperative_id, user_id=user_id, role=role)
    if before != after:
        _note(Action.ROLES, cooperative_id, by, person_id=user_id, before=before, after=after)
    logger.info("team roles cooperative=%s user=%s by=%s", cooperative_id, user_id, by.pk)


def _keep_a_manager(cooperative_id: int, user_id: int) -> None:
    """Refuse when nobody else manages. The rows are written first: two at once come in turn."""
    managers = StaffRole.objects.filter(cooperative_id=cooperative_id, role=Role.MANAGER)
    managers.update(role=Role.MANAGER)
    active = managers.filter(user__is_active=True)
    is_manager = active.filter(user_id=user_id).exists()
    if is_manager and not active.exclude(user_id=user_id).exists():
        raise CannotChange(
            _("A cooperative needs a manager. Make somebody else the manager first.")
        )


def _note(
    action: Action,
    cooperative_id: int,
    by: User | None,
    *,
    person_id: int | None = None,
    before: Sequence[str] | None = None,
    after: Sequence[str] | None = None,
) -> None:
    """For the history: who and which roles; an invited address is not kept there."""
    change = audit.Change(
        action=action,
        cooperative_id=cooperative_id,
        target="",
        person_id=person_id,
        before={} if before is None else {"roles": list(before)},
        after={} if after is None else {"roles": list(after)},
    )
    audit.note(change, actor=by)


def _ordered(roles: Collection[str]) -> Sequence[str]:
    return [role for role in Role.values if role in roles]
