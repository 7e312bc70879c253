"""Who may see and do what: the tenant of every staff request is decided here."""

from .models import StaffRole, User
from .rights import Right, of_roles


def is_head_office(user: User) -> bool:
    """True for the people who run the server for all cooperatives."""
    return bool(user.is_active and (user.is_superuser or user.is_staff))


def cooperative_ids(user: User) -> frozenset[int]:
    """The cooperatives whose objects this user may see; empty for buyers and guests."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if is_head_office(user):
        return _all_cooperative_ids()
    return frozenset(
        StaffRole.objects.filter(user=user).values_list("cooperative_id", flat=True).distinct()
    )


def roles(user: User, cooperative_id: int) -> frozenset[str]:
    """The user's roles in one cooperative."""
    return frozenset(
        StaffRole.objects.filter(user=user, cooperative_id=cooperative_id).values_list(
            "role", flat=True
        )
    )


def may(user: User, cooperative_id: int, action: str) -> bool:
    """Whether the user may do ``action`` (a word of ``Right``) for the cooperative."""
    if not user.is_authenticated or not user.is_active:
        return False
    if is_head_office(user):
        return action in Right.values
    return action in of_roles(roles(user, cooperative_id))


def _all_cooperative_ids() -> frozenset[int]:
    partner = StaffRole._meta.get_field("cooperative").related_model
    return frozenset(partner._default_manager.values_list("pk", flat=True))
