"""An account keeps an address once: the newest of equal ones stays, orders have their own copy."""

from django.conf import settings
from django.db import migrations
from django.db.models import Exists, OuterRef


def keep_the_newest(apps, schema_editor):
    kept = apps.get_model("address", "UserAddress").objects
    newer = kept.filter(user=OuterRef("user"), hash=OuterRef("hash"), pk__gt=OuterRef("pk"))
    old = list(kept.filter(Exists(newer)).values_list("pk", flat=True))
    for start in range(0, len(old), 500):
        kept.filter(pk__in=old[start : start + 500]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("address", "0002_country"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(keep_the_newest, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            name="useraddress",
            options={
                "ordering": ["-num_orders_as_shipping_address"],
                "verbose_name": "User address",
                "verbose_name_plural": "User addresses",
            },
        ),
        migrations.AlterUniqueTogether(name="useraddress", unique_together={("user", "hash")}),
    ]
