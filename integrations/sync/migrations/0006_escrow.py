"""Where a listing stands that may only show what it was granted."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from shop.creating_tables import CreateTogether


class Migration(migrations.Migration):
    dependencies = [("sync", "0005_payouts")]

    operations = [
        CreateTogether(operations=[migrations.CreateModel(
            name="Escrow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("zero", "being set to 0"),
                            ("drain", "waiting for the last orders"),
                            ("raise", "being given its share"),
                            ("steady", "selling its share"),
                        ],
                        default="zero",
                        max_length=8,
                    ),
                ),
                ("turn", models.PositiveIntegerField(default=0)),
                ("shown", models.PositiveBigIntegerField(default=0)),
                ("since", models.DateTimeField()),
                ("fenced_at", models.DateTimeField(blank=True, null=True)),
                ("waits_for", models.CharField(blank=True, max_length=20)),
                (
                    "listing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="escrow",
                        to="sync.listing",
                    ),
                ),
            ],
            options={
                "verbose_name": "share of a listing",
                "verbose_name_plural": "shares of listings",
            },
        )]),
    ]
