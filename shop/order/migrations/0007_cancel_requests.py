import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("order", "0006_erased_and_terms"),
    ]

    operations = [
        migrations.AddField(
            model_name="parcel",
            name="cancel_due",
            field=models.DateTimeField(
                blank=True,
                help_text="set while the buyer's wish to cancel waits for an answer",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="CancelRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("accepted", "accepted"),
                            ("refused", "refused"),
                            ("withdrawn", "taken back"),
                        ],
                        default="asked",
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=160)),
                ("due_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(blank=True, help_text="words to the buyer", max_length=255),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parcel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cancel_requests",
                        to="order.parcel",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("parcel",),
                        name="cancel_asked_once",
                    )
                ],
            },
        ),
    ]
