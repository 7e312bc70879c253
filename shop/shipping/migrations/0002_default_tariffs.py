"""The offline tariff table that answers when no courier account is set up."""

from django.db import migrations

from shop.shipping import defaults


def write(apps, schema_editor):
    defaults.write(apps.get_model("shipping", "Tariff"))


def remove(apps, schema_editor):
    apps.get_model("shipping", "Tariff").objects.filter(cooperative=None).delete()


class Migration(migrations.Migration):
    dependencies = [("shipping", "0001_initial")]
    operations = [migrations.RunPython(write, remove)]
