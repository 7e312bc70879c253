import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("order", "0004_open_complaint")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                django.db.models.functions.text.Lower("guest_email"),
                condition=models.Q(("user__isnull", True)),
                name="order_of_guest",
            ),
        ),
    ]
