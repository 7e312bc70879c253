"""What the replaced migrations come to, created at once in a new database."""

from importlib import import_module

from django.db import migrations

from shop.creating_tables import CreateTogether

STEPS = [
    "0001_initial",
    "0002_promised_on",
    "0003_who_pays_discounts",
    "0004_open_complaint",
    "0005_guest_email_index",
    "0006_erased_and_terms",
    "0007_cancel_requests",
]
MODULES = [f"shop.order.migrations.{step}" for step in STEPS]
OWN = {("order", step) for step in STEPS}


class Migration(migrations.Migration):
    initial = True
    replaces = [("order", step) for step in STEPS]
    dependencies = [
        needed
        for module in MODULES
        for needed in import_module(module).Migration.dependencies
        if tuple(needed) not in OWN
    ]
    operations = [CreateTogether.all_of(*MODULES)]
