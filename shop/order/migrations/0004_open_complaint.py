from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("order", "0003_who_pays_discounts")]

    operations = [
        migrations.AddField(
            model_name="parcel",
            name="has_open_complaint",
            field=models.BooleanField(default=False, help_text="set by shop.complaints"),
        ),
    ]
