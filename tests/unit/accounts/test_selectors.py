"""Who may do what: the tenant of every staff request."""

import pytest
from django.contrib.auth.models import AnonymousUser

from shop.accounts.models import Role, StaffRole, User
from shop.accounts.selectors import cooperative_ids, is_head_office, may
from shop.partner.models import Partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def lintong():
    return Partner.objects.create(name="Koperasi Kopi Lintong", slug="lintong")


@pytest.fixture
def ulos():
    return Partner.objects.create(name="Koperasi Tenun Ulos", slug="ulos")


def staff(cooperative, role):
    user = User.objects.create_user(f"{role}@example.com", "rahasia-sekali")
    StaffRole.objects.create(user=user, cooperative=cooperative, role=role)
    return user


def test_staff_see_their_own_cooperative_only(lintong, ulos):
    assert cooperative_ids(staff(lintong, Role.PACKER)) == {lintong.pk}


def test_head_office_sees_every_cooperative(lintong, ulos):
    head = User.objects.create_user("pusat@example.com", "rahasia-sekali")
    User.objects.filter(pk=head.pk).update(is_staff=True)
    head.refresh_from_db()

    assert is_head_office(head)
    assert cooperative_ids(head) == {lintong.pk, ulos.pk}
    assert may(head, ulos.pk, "price")


@pytest.mark.parametrize("user", [AnonymousUser(), User(is_active=False, is_superuser=True)])
def test_guests_and_closed_accounts_see_nothing(user, lintong):
    assert cooperative_ids(user) == frozenset()
    assert not may(user, lintong.pk, "view")


@pytest.mark.parametrize(
    ("role", "action", "allowed"),
    [
        (Role.MANAGER, "price", True),
        (Role.CATALOGUE, "stock", True),
        (Role.PACKER, "ship", True),
        (Role.PACKER, "price", False),
        (Role.TREASURER, "pay", True),
        (Role.TREASURER, "ship", False),
        (Role.SUPERVISOR, "view", True),
        (Role.SUPERVISOR, "stock", False),
        (Role.MANAGER, "misspelt", False),
    ],
)
def test_a_role_may_do_its_own_work(role, action, allowed, lintong):
    assert may(staff(lintong, role), lintong.pk, action) is allowed


def test_a_role_in_one_cooperative_gives_nothing_in_another(lintong, ulos):
    assert not may(staff(lintong, Role.MANAGER), ulos.pk, "view")
