import django.db.models.deletion
import oscar.core.utils
import oscar.models.fields
import oscar.models.fields.autoslugfield
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
        ('address', '0001_initial'),
        ('catalogue', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether(operations=[migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', oscar.models.fields.autoslugfield.AutoSlugField(blank=True, editable=False, max_length=128, populate_from='name', unique=True, verbose_name='Code')),
                ('name', models.CharField(blank=True, db_index=True, max_length=128, verbose_name='Name')),
                ('slug', models.SlugField(max_length=80, null=True, unique=True, verbose_name='slug')),
                ('legal_name', models.CharField(blank=True, max_length=160, verbose_name='legal name')),
                ('legal_number', models.CharField(blank=True, max_length=80, verbose_name='legal-entity number')),
                ('registry_number', models.CharField(blank=True, max_length=32, verbose_name='cooperative register number')),
                ('kind', models.CharField(choices=[('producer', 'Producer cooperative'), ('marketing', 'Marketing cooperative'), ('consumer', 'Consumer cooperative'), ('service', 'Service cooperative'), ('multi', 'Multi-party cooperative')], default='producer', max_length=16, verbose_name='kind')),
                ('founded_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='founded')),
                ('member_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='members')),
                ('summary', models.CharField(blank=True, max_length=255, verbose_name='one-line story')),
                ('regency_name', models.CharField(blank=True, max_length=120, verbose_name='regency or city')),
                ('origin_line', models.CharField(blank=True, max_length=255, verbose_name='street of origin')),
                ('postal_code', models.CharField(blank=True, max_length=5, verbose_name='postal code')),
                ('whatsapp', models.CharField(blank=True, max_length=16, verbose_name='WhatsApp number')),
                ('picture', models.CharField(blank=True, max_length=80, verbose_name='picture')),
                ('bank_name', models.CharField(blank=True, max_length=60, verbose_name='bank')),
                ('bank_account_number', models.CharField(blank=True, max_length=40, verbose_name='account number')),
                ('bank_account_name', models.CharField(blank=True, max_length=120, verbose_name='account holder')),
                ('cod_limit', models.PositiveBigIntegerField(blank=True, help_text='Empty: no cash on delivery.', null=True, verbose_name='cash-on-delivery limit, rupiah')),
                ('opening_hours', models.JSONField(blank=True, default=dict, help_text='By weekday, 0 is Monday: {"0": ["08:00", "16:00"]}. A missing day is closed.', verbose_name='opening hours')),
                ('closing_days', models.JSONField(blank=True, default=list, verbose_name='closing days (ISO dates)')),
                ('packing_days', models.PositiveSmallIntegerField(default=1, verbose_name='days to pack')),
                ('is_training', models.BooleanField(default=False, verbose_name='training only')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='address.region', verbose_name='district of origin')),
                ('users', models.ManyToManyField(blank=True, related_name='partners', to=settings.AUTH_USER_MODEL, verbose_name='Users')),
            ],
            options={
                'verbose_name': 'cooperative',
                'verbose_name_plural': 'cooperatives',
                'ordering': ('name', 'code'),
                'permissions': (('dashboard_access', 'Can access dashboard'),),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PartnerAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', oscar.models.fields.NullCharField(max_length=255, unique=True, verbose_name='Code')),
                ('title', models.CharField(blank=True, choices=[('Mr', 'Mr'), ('Miss', 'Miss'), ('Mrs', 'Mrs'), ('Ms', 'Ms'), ('Dr', 'Dr')], max_length=64, verbose_name='Title')),
                ('first_name', models.CharField(blank=True, max_length=255, verbose_name='First name')),
                ('last_name', models.CharField(blank=True, max_length=255, verbose_name='Last name')),
                ('line1', models.CharField(max_length=255, verbose_name='First line of address')),
                ('line2', models.CharField(blank=True, max_length=255, verbose_name='Second line of address')),
                ('line3', models.CharField(blank=True, max_length=255, verbose_name='Third line of address')),
                ('line4', models.CharField(blank=True, max_length=255, verbose_name='City')),
                ('state', models.CharField(blank=True, max_length=255, verbose_name='State/County')),
                ('postcode', oscar.models.fields.UppercaseCharField(blank=True, max_length=64, verbose_name='Post/Zip-code')),
                ('search_text', models.TextField(editable=False, verbose_name='Search text - used only for searching addresses')),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='address.country', verbose_name='Country')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='partner.partner', verbose_name='Partner')),
            ],
            options={
                'verbose_name': 'Partner address',
                'verbose_name_plural': 'Partner addresses',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StockRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner_sku', models.CharField(max_length=128, verbose_name='Partner SKU')),
                ('price_currency', models.CharField(default=oscar.core.utils.get_default_currency, max_length=12, verbose_name='Currency')),
                ('price', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='Price')),
                ('num_in_stock', models.PositiveIntegerField(blank=True, null=True, verbose_name='Number in stock')),
                ('num_allocated', models.IntegerField(blank=True, null=True, verbose_name='Number allocated')),
                ('low_stock_threshold', models.PositiveIntegerField(blank=True, null=True, verbose_name='Low Stock Threshold')),
                ('date_created', models.DateTimeField(auto_now_add=True, verbose_name='Date created')),
                ('date_updated', models.DateTimeField(auto_now=True, db_index=True, verbose_name='Date updated')),
                ('units_per_sale', models.PositiveIntegerField(default=1, verbose_name='base units in one pack')),
                ('unit_label', models.CharField(blank=True, help_text='kg, 500 g, sheet', max_length=40, verbose_name='unit behind the price')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stockrecords', to='partner.partner', verbose_name='Partner')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stockrecords', to='catalogue.product', verbose_name='Product')),
            ],
            options={
                'verbose_name': 'Stock record',
                'verbose_name_plural': 'Stock records',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StockAlert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('threshold', models.PositiveIntegerField(verbose_name='Threshold')),
                ('status', models.CharField(choices=[('Open', 'Open'), ('Closed', 'Closed')], default='Open', max_length=128, verbose_name='Status')),
                ('date_created', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='Date Created')),
                ('date_closed', models.DateTimeField(blank=True, null=True, verbose_name='Date Closed')),
                ('stockrecord', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='partner.stockrecord', verbose_name='Stock Record')),
            ],
            options={
                'verbose_name': 'Stock alert',
                'verbose_name_plural': 'Stock alerts',
                'ordering': ('-date_created',),
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='stockrecord',
            constraint=models.CheckConstraint(condition=models.Q(('units_per_sale__gte', 1)), name='units_per_sale_positive'),
        ),
        migrations.AlterUniqueTogether(
            name='stockrecord',
            unique_together={('partner', 'partner_sku')},
        )]),
    ]
