"""What the replaced migrations come to, created at once in a new database."""

from importlib import import_module

from django.db import migrations

from shop.creating_tables import CreateTogether

STEPS = [
    "0001_initial",
    "0002_keys_and_warehouses",
    "0003_rules_and_care",
    "0004_channel_parcels",
]
MODULES = [f"integrations.sync.migrations.{step}" for step in STEPS]
OWN = {("sync", step) for step in STEPS}


class Migration(migrations.Migration):
    initial = True
    replaces = [("sync", step) for step in STEPS]
    dependencies = [
        needed
        for module in MODULES
        for needed in import_module(module).Migration.dependencies
        if tuple(needed) not in OWN
    ]
    operations = [CreateTogether.all_of(*MODULES)]
