"""Oscar's dashboard is for head office, keeps four parts, and asks nothing of another host."""

import re

import pytest
from django.urls import reverse

from shop.accounts.models import Role, StaffRole, User
from shop.partner.models import Partner

pytestmark = pytest.mark.django_db

KEPT = [
    "offer-list",
    "offer-metadata",
    "range-list",
    "range-create",
    "voucher-list",
    "voucher-create",
    "voucher-set-list",
    "voucher-set-create",
    "reports-index",
]
ELSEWHERE = [
    "catalogue-product-list",
    "order-list",
    "order-stats",
    "partner-list",
    "page-list",
    "users-index",
    "comms-list",
    "reviews-list",
]


@pytest.fixture
def head_office(client):
    user = User.objects.create_user("pusat@example.com", "rahasia-sekali")
    user.is_staff = True
    user.save()
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", KEPT)
def test_head_office_opens_what_is_kept_without_another_host(head_office, name):
    response = head_office.get(reverse(f"dashboard:{name}"))

    assert response.status_code == 200
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//[^"']+""", response.content.decode()) == []


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_the_desk_does_better_leads_to_the_desk(head_office, name):
    response = head_office.get(reverse(f"dashboard:{name}"))

    assert response.status_code == 302
    assert response.url == reverse("desk:home")


def test_the_dashboard_opens_with_the_offers(head_office):
    response = head_office.get(reverse("dashboard:index"))

    assert response.url == reverse("dashboard:offer-list")


@pytest.mark.parametrize("name", KEPT + ELSEWHERE)
def test_staff_of_a_cooperative_find_no_dashboard(client, name):
    cooperative = Partner.objects.create(name="Koperasi Kopi Lintong", slug="lintong")
    user = User.objects.create_user("sari@example.com", "rahasia-sekali")
    StaffRole.objects.create(user=user, cooperative=cooperative, role=Role.MANAGER)
    client.force_login(user)

    assert client.get(reverse(f"dashboard:{name}")).status_code == 404


@pytest.mark.parametrize("name", KEPT + ELSEWHERE)
def test_a_guest_is_asked_to_log_in(client, name):
    response = client.get(reverse(f"dashboard:{name}"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
