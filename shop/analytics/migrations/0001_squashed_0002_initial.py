"""What the replaced migrations come to, created at once in a new database."""

from importlib import import_module

from django.db import migrations

from shop.creating_tables import CreateTogether

STEPS = [
    "0001_initial",
    "0002_initial",
]
MODULES = [f"shop.analytics.migrations.{step}" for step in STEPS]
OWN = {("analytics", step) for step in STEPS}


class Migration(migrations.Migration):
    initial = True
    replaces = [("analytics", step) for step in STEPS]
    dependencies = [
        needed
        for module in MODULES
        for needed in import_module(module).Migration.dependencies
        if tuple(needed) not in OWN
    ]
    operations = [CreateTogether.all_of(*MODULES)]
