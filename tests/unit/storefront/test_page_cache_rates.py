"""A kept page of goods never shows a delivery estimate from before the table changed."""

import pytest
from django.core.cache import caches
from django.test import Client

from catalog.models import Product
from shop.accounts.models import User
from shop.shipping import own_delivery, tariff_files
from shop.shipping.models import Surcharge, Tariff
from shop.shipping.own_delivery import Area
from shop.shipping.tariff_imports import look, plan_of, undo, use
from shop.storefront import page_versions
from tests.factories_desk import make_staff
from tests.factories_storefront import make_places, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_pages(settings):
    """Pages are kept as on a running shop."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    pages = {"BACKEND": backend, "LOCATION": "rates-under-test"}
    settings.CACHES = {**settings.CACHES, "pages": pages}
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def office() -> User:
    return make_staff(None, is_staff=True)


@pytest.fixture
def product() -> Product:
    make_places()
    return make_product("Kopi Lintong")


def page(product: Product) -> str:
    """What somebody in Jakarta sees."""
    visitor = Client()
    visitor.cookies["lapak_tujuan"] = "31.74|Jakarta Selatan"
    return visitor.get(f"/produk/{product.slug}/").content.decode()


def dearer() -> bytes:
    """The whole table, every kilogram twice as dear."""
    rows = list(Tariff.objects.select_related("cooperative"))
    for row in rows:
        row.per_kilogram *= 2
    return tariff_files.written(rows).encode()


def test_a_file_of_tariffs_and_its_undoing_show_at_once(product: Product, office: User) -> None:
    before = page(product)
    assert "Rp" in before
    batch = look(content=dearer(), file_name="tarif.csv", actor=office)
    assert page(product) == before, "nothing counts before the file is used"
    assert use(batch_id=batch.pk, seen=plan_of(batch).fingerprint, actor=office)
    assert page(product) != before
    assert undo(batch_id=batch.pk, actor=office)
    assert page(product) == before


def test_own_delivery_and_remote_areas_change_the_version(product: Product, office: User) -> None:
    seen = {page_versions.current()}
    area = Area(destination="=KAB", fixed=10_000)
    assert own_delivery.set_area(cooperative_id=product.partner_id, area=area, actor=office)
    seen.add(page_versions.current())
    row = own_delivery.areas(product.partner_id)[0]
    own_delivery.stop_area(cooperative_id=product.partner_id, tariff_id=row.pk, actor=office)
    seen.add(page_versions.current())
    Surcharge.objects.create(destination="31.74", per_colli=5_000)
    seen.add(page_versions.current())
    assert len(seen) == 4
