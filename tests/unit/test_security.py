"""Content security policies: strict for shop and desk, looser for the back offices only."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from shop.security import BACK_OFFICE, STRICT, ContentSecurityPolicyMiddleware


def policy_of(path):
    middleware = ContentSecurityPolicyMiddleware(lambda request: HttpResponse())
    return middleware(RequestFactory().get(path)).headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/produk/kopi/", "/kerja/", "/checkout/", "/cms-palsu/"])
def test_shop_and_desk_allow_no_inline_script(path):
    assert policy_of(path) == STRICT
    assert "unsafe" not in STRICT


@pytest.mark.parametrize("path", ["/cms/", "/cms/pages/3/edit/", "/pusat/", "/django-admin/"])
def test_back_offices_have_their_own_policy(path):
    assert policy_of(path) == BACK_OFFICE


@pytest.mark.parametrize("policy", [STRICT, BACK_OFFICE])
def test_no_policy_names_an_outside_host(policy):
    assert "http" not in policy
    assert "*" not in policy
