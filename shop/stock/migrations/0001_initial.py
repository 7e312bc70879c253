import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from shop.creating_tables import CreateTogether


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("flatpages", "0001_initial"),
        ("sessions", "0001_initial"),
        ("simple_translation", "0001_initial"),
        ("sites", "0002_alter_domain_unique"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("thumbnail", "0001_initial"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailembeds", "0009_embed_cache_until"),
        ("wagtailforms", "0005_alter_formsubmission_form_data"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailsearch", "0010_add_text_fields"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
        ('partner', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether(operations=[migrations.CreateModel(
            name='StockItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('base_unit', models.CharField(choices=[('g', 'gram'), ('ml', 'millilitre'), ('pcs', 'piece')], max_length=3, verbose_name='base unit')),
                ('on_hand', models.BigIntegerField(default=0, editable=False, verbose_name='on hand')),
                ('allocated', models.BigIntegerField(default=0, editable=False, verbose_name='allocated')),
                ('low_stock_threshold', models.PositiveBigIntegerField(default=0, verbose_name='low-stock threshold, base units')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stock_items', to='partner.partner')),
            ],
            options={
                'verbose_name': 'stock item',
                'verbose_name_plural': 'stock items',
            },
        ),
        migrations.CreateModel(
            name='StockMovement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('receive', 'received'), ('reserve', 'ordered'), ('release', 'released'), ('ship', 'shipped'), ('take_back', 'taken back'), ('adjust', 'adjusted'), ('count', 'counted')], max_length=12)),
                ('quantity', models.BigIntegerField()),
                ('ref', models.CharField(max_length=255)),
                ('source_ref', models.CharField(max_length=160)),
                ('step', models.PositiveIntegerField(default=1, help_text='a reservation is only ever cut in multiples of this (its pack)')),
                ('counted', models.BigIntegerField(help_text='what a count saw, base units', null=True)),
                ('reason', models.CharField(blank=True, max_length=255)),
                ('on_hand_after', models.BigIntegerField(null=True)),
                ('allocated_after', models.BigIntegerField(null=True)),
                ('happened_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='stock.stockitem')),
            ],
            options={
                'verbose_name': 'stock movement',
                'verbose_name_plural': 'stock movements',
                'ordering': ['-id'],
            },
        ),
        migrations.AddConstraint(
            model_name='stockitem',
            constraint=models.CheckConstraint(condition=models.Q(('allocated__gte', 0), ('allocated__lte', models.F('on_hand'))), name='stock_item_0_le_allocated_le_on_hand'),
        ),
        migrations.AddConstraint(
            model_name='stockitem',
            constraint=models.UniqueConstraint(fields=('cooperative', 'name'), name='stock_item_name_once'),
        ),
        migrations.AddIndex(
            model_name='stockmovement',
            index=models.Index(fields=['item', 'happened_at'], name='stock_movement_item_time'),
        ),
        migrations.AddIndex(
            model_name='stockmovement',
            index=models.Index(fields=['source_ref'], name='stock_movement_source'),
        ),
        migrations.AddConstraint(
            model_name='stockmovement',
            constraint=models.UniqueConstraint(fields=('item', 'kind', 'ref'), name='stock_movement_once'),
        ),
        migrations.AddConstraint(
            model_name='stockmovement',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0), ('kind__in', ['adjust', 'count']), _connector='OR'), name='stock_movement_quantity_sign'),
        )]),
    ]
