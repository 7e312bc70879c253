import django.db.models.deletion
from django.db import migrations, models


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
        ('catalogue', '0001_initial'),
        ('partner', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProductCard',
            fields=[
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='card', serialize=False, to='catalogue.product')),
                ('slug', models.SlugField(max_length=255)),
                ('title', models.CharField(max_length=255)),
                ('cooperative_name', models.CharField(max_length=128)),
                ('cooperative_slug', models.CharField(blank=True, max_length=80)),
                ('regency', models.CharField(blank=True, max_length=120)),
                ('picture', models.CharField(blank=True, max_length=80)),
                ('price', models.PositiveBigIntegerField(help_text='rupiah, lowest of the variants', null=True)),
                ('has_price_range', models.BooleanField(default=False)),
                ('unit_label', models.CharField(blank=True, help_text='kg, 500 g, lembar', max_length=40)),
                ('stock', models.CharField(choices=[('available', 'Available'), ('low', 'Only a few left'), ('out', 'Sold out'), ('preorder', 'Pre-order')], default='out', max_length=10)),
                ('sellable', models.PositiveBigIntegerField(default=0, help_text='packs, best variant')),
                ('harvest_date', models.DateField(blank=True, null=True)),
                ('category_ids', models.JSONField(default=list)),
                ('rating', models.DecimalField(blank=True, decimal_places=1, max_digits=2, null=True)),
                ('sold', models.PositiveIntegerField(default=0)),
                ('is_public', models.BooleanField(default=True)),
                ('search_text', models.TextField(blank=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partner.partner')),
            ],
            options={
                'verbose_name': 'product card',
                'verbose_name_plural': 'product cards',
                'indexes': [models.Index(fields=['-created_at', '-product'], name='card_newest'), models.Index(fields=['price', 'product'], name='card_price'), models.Index(fields=['-sold', '-product'], name='card_sold'), models.Index(fields=['cooperative', '-created_at'], name='card_cooperative')],
            },
        ),
    ]
