"""Every override of Oscar that we rely on is really used.

Oscar looks for our classes by name and falls back to its own without a word when it does not
find them. A row is missing here when a module of a fork has a name Oscar looks for.
"""

import importlib
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from oscar.apps.offer import abstract_models as oscar_offer
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.core.loading import get_class, get_model

from shop.stock.models import StockItem
from tests.factories_orders import make_basket, make_shelf

ROOT = Path(__file__).resolve().parent.parent.parent

# What Oscar asks its loader for, and where ours is.
CLASSES = [
    ("partner.strategy", "Selector", "shop.partner.strategy"),
    ("partner.availability", "StockRequired", "shop.partner.availability"),
    ("partner.availability", "Unavailable", "shop.partner.availability"),
    ("order.utils", "OrderNumberGenerator", "shop.order.utils"),
    ("order.utils", "OrderCreator", "shop.order.utils"),
    ("offer.applicator", "Applicator", "shop.offer.applicator"),
    ("basket.utils", "LineDiscountRegistry", "shop.basket.utils"),
    ("shipping.repository", "Repository", "shop.shipping.repository"),
]
MODELS = [
    ("catalogue", "Product", "catalog.models"),
    ("catalogue", "Category", "catalog.models"),
    ("partner", "Partner", "shop.partner.models"),
    ("partner", "StockRecord", "shop.partner.models"),
    ("basket", "Basket", "shop.basket.models"),
    ("basket", "Line", "shop.basket.models"),
    ("order", "Order", "shop.order.models"),
    ("order", "Line", "shop.order.models"),
    ("order", "ShippingAddress", "shop.order.models"),
    ("address", "UserAddress", "shop.address.models"),
]
# Oscar's apps and the folder of our fork, where the last part of the label is not its name.
FORKS = {
    "catalogue": "catalog",
    "reviews": "catalog/reviews",
    "payment": "shop/payments",
    **{
        label: f"shop/{label}"
        for label in (
            *("address", "analytics", "basket", "checkout", "communication", "customer"),
            *("offer", "order", "partner", "search", "shipping", "voucher", "wishlists"),
        )
    },
}


@pytest.mark.parametrize(("module", "name", "ours"), CLASSES)
def test_oscars_loader_finds_our_class(module, name, ours):
    found = get_class(module, name)

    assert found.__module__ == ours
    assert issubclass(found, getattr(importlib.import_module(f"oscar.apps.{module}"), name))


@pytest.mark.parametrize(("label", "name", "ours"), MODELS)
def test_oscars_loader_finds_our_model(label, name, ours):
    assert get_model(label, name).__module__ == ours


@pytest.mark.parametrize("label", sorted(FORKS))
def test_the_fork_is_the_installed_app(label):
    assert apps.get_app_config(label).name == FORKS[label].replace("/", ".")


def test_no_fork_holds_a_module_of_oscars_name_that_is_not_proven_here():
    """A file that is named like one of Oscar's is an override: it belongs in the table above."""
    plain = {"__init__", "admin", "apps", "models"}
    proven = {f"{folder}/{module.split('.')[1]}" for module, folder in proven_modules()}
    found = set()
    for label, folder in FORKS.items():
        core = Path(importlib.import_module(oscar_name(label)).__file__).parent
        oscars = {path.stem for path in core.glob("*.py")} - plain
        ours = {path.stem for path in (ROOT / folder).glob("*.py")}
        found |= {f"{folder}/{name}" for name in oscars & ours}

    # Receivers of our own signals; Oscar imports its own by a full path.
    assert found - proven <= {
        "catalog/signals",
        "shop/order/signals",
        "shop/partner/signals",
    }


def proven_modules():
    return [(module, FORKS[module.split(".")[0]]) for module, _name, _ours in CLASSES]


def oscar_name(label):
    return "oscar.apps.catalogue.reviews" if label == "reviews" else f"oscar.apps.{label}"


def test_discounts_are_rounded_to_whole_rupiah():
    """Oscar asks the setting through the benefit; a wrong path would round to two decimals."""
    benefit = get_model("offer", "Benefit")(type=oscar_offer.AbstractBenefit.PERCENTAGE)

    assert benefit.round(Decimal("10.99"), "IDR") == Decimal("10")


@pytest.mark.django_db
def test_a_basket_is_priced_by_our_strategy_and_settled_by_our_applicator(client):
    record = make_shelf(price=95_000)
    basket = make_basket((record, 1))
    line = basket.all_lines()[0]

    assert type(basket.strategy).__module__ == "shop.partner.strategy"
    assert type(line.discounts).__module__ == "shop.basket.utils"
    assert line.unit_price_incl_tax == 95_000
    assert line.purchase_info.price.tax == 0


@pytest.mark.django_db
def test_basket_lines_are_read_in_one_query(django_assert_num_queries):
    shelves = [make_shelf() for _number in range(3)]
    basket = make_basket(*[(record, 1) for record in shelves])
    basket.reset_offer_applications()

    with django_assert_num_queries(1):
        names = [
            (line.stockrecord.partner.name, line.product.get_product_class().name, line.unit_tax)
            for line in basket.all_lines()
        ]
    assert len(names) == 3


@pytest.mark.django_db
def test_oscars_own_way_to_place_an_order_is_closed():
    """Its unconditional counting is what oversells; nothing may get there."""
    record = make_shelf()
    basket = make_basket((record, 1))

    with pytest.raises(UnableToPlaceOrder):
        get_class("order.utils", "OrderCreator")().update_stock_records(basket.all_lines()[0])

    record.refresh_from_db()
    assert record.num_allocated in (None, 0)
    assert StockItem.objects.get(pk=record.stock_item_id).allocated == 0


@pytest.mark.django_db
def test_nothing_is_sent_free_by_oscars_default():
    basket = make_basket((make_shelf(), 1))
    repository = get_class("shipping.repository", "Repository")()

    assert list(repository.get_available_shipping_methods(basket)) == []
    with pytest.raises(ImproperlyConfigured):
        repository.get_default_shipping_method(basket)


def test_order_numbers_do_not_tell_how_many_there_are():
    generator = get_class("order.utils", "OrderNumberGenerator")()

    assert generator.order_number(None) != generator.order_number(None)
