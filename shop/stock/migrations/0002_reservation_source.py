from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="stockmovement", name="stock_movement_ref"),
        migrations.AlterField(
            model_name="stockmovement", name="ref", field=models.CharField(max_length=255)
        ),
        migrations.AddField(
            model_name="stockmovement",
            name="source_ref",
            field=models.CharField(default="", max_length=160),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="stockmovement",
            name="step",
            field=models.PositiveIntegerField(
                default=1, help_text="a reservation is only ever cut in multiples of this (its pack)"
            ),
        ),
        migrations.AddField(
            model_name="stockmovement",
            name="counted",
            field=models.BigIntegerField(help_text="what a count saw, base units", null=True),
        ),
        migrations.AddIndex(
            model_name="stockmovement",
            index=models.Index(fields=["source_ref"], name="stock_movement_source"),
        ),
    ]
