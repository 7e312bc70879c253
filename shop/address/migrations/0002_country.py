"""The one country this shop sends to."""

from django.db import migrations

FACTS = {
    "iso_3166_1_a3": "IDN",
    "iso_3166_1_numeric": "360",
    "printable_name": "Indonesia",
    "name": "Republic of Indonesia",
    "is_shipping_country": True,
}


def write(apps, schema_editor):
    apps.get_model("address", "Country").objects.update_or_create(
        iso_3166_1_a2="ID", defaults=FACTS
    )


class Migration(migrations.Migration):
    dependencies = [("address", "0001_initial")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
