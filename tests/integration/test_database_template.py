"""The test database itself: migrated, and clean after tests that commit."""

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Page


@pytest.mark.django_db
def test_rows_of_migrations_are_there():
    assert Page.objects.filter(depth=1).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_committed_rows_do_not_reach_the_next_test(turn):
    assert get_user_model().objects.count() == 0
    get_user_model().objects.create_user("sari@example.com", "rahasia-sekali")
    assert Page.objects.filter(depth=1).count() == 1
