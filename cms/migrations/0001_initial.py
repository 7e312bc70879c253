import cms.sections
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import modelsearch.index
import taggit.managers
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models
from shop.creating_tables import CreateTogether


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("flatpages", "0001_initial"),
        ("sessions", "0001_initial"),
        ("simple_translation", "0001_initial"),
        ("sites", "0002_alter_domain_unique"),
        ("thumbnail", "0001_initial"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailembeds", "0009_embed_cache_until"),
        ("wagtailforms", "0005_alter_formsubmission_form_data"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailsearch", "0010_add_text_fields"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('partner', '0001_initial'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether(operations=[migrations.CreateModel(
            name='CooperativeIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('lead', models.CharField(blank=True, max_length=255, verbose_name='lead')),
            ],
            options={
                'verbose_name': 'list of cooperatives',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NewsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('lead', models.CharField(blank=True, max_length=255, verbose_name='lead')),
            ],
            options={
                'verbose_name': 'news page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='slug')),
            ],
            options={
                'verbose_name': 'topic',
                'verbose_name_plural': 'topics',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='CooperativePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('lead', models.CharField(blank=True, help_text='Empty: the one-line story.', max_length=255, verbose_name='lead')),
                ('story', wagtail.fields.RichTextField(blank=True, verbose_name='story')),
                ('partner', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='website_page', to='partner.partner', verbose_name='cooperative')),
            ],
            options={
                'verbose_name': "cooperative's page",
                'verbose_name_plural': "cooperatives' pages",
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='CooperativeSpace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('collection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.collection')),
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='auth.group')),
                ('partner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='website_space', to='partner.partner')),
            ],
            options={
                'verbose_name': "cooperative's corner of the website",
                'verbose_name_plural': "cooperatives' corners of the website",
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                ('width', models.IntegerField(editable=False, verbose_name='width')),
                ('height', models.IntegerField(editable=False, verbose_name='height')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('credit', models.CharField(blank=True, max_length=120, verbose_name='maker of the picture')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
                'abstract': False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('hero_title', models.CharField(max_length=120, verbose_name='greeting')),
                ('hero_text', models.CharField(blank=True, max_length=255, verbose_name='text under the greeting')),
                ('hero_button', models.CharField(blank=True, max_length=60, verbose_name='words on the button')),
                ('hero_link', models.CharField(blank=True, default='#panen', help_text='A place on this page (#panen) or an address of this site (/produk/).', max_length=255, verbose_name='address behind the button')),
                ('sections', wagtail.fields.StreamField([('text', 0), ('call', 4), ('categories', 6), ('shelf', 12), ('cooperatives', 15), ('steps', 21), ('news', 23)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'link', 'ol', 'ul'], 'icon': 'pilcrow', 'label': 'Text', 'template': 'cms/blocks/text.html'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'Sentence', 'max_length': 255, 'required': False}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'Words on the button', 'max_length': 60}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'An address of this site (/produk/) or a full one (https://…).', 'label': 'Address', 'max_length': 255}), 4: ('wagtail.blocks.StructBlock', [[('text', 1), ('button', 2), ('address', 3)]], {}), 5: ('wagtail.blocks.MultipleChoiceBlock', [], {'choices': cms.sections.category_choices, 'help_text': 'None: the first six.', 'label': 'Categories', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('shelves', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 8: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('harvest', "The week's harvest"), ('newest', 'Newest first'), ('chosen', 'The ones chosen below')], 'label': 'Which products'}), 9: ('cms.choosers.ProductBlock', (), {'required': False}), 10: ('wagtail.blocks.ListBlock', (9,), {'default': [], 'label': 'Products', 'max_num': 20, 'required': False}), 11: ('wagtail.blocks.IntegerBlock', (), {'default': 10, 'label': 'How many', 'max_value': 20, 'min_value': 2, 'required': True}), 12: ('wagtail.blocks.StructBlock', [[('title', 7), ('rule', 8), ('products', 10), ('limit', 11)]], {}), 13: ('cms.choosers.CooperativePageBlock', (), {'page_type': ['cms.CooperativePage'], 'required': False}), 14: ('wagtail.blocks.ListBlock', (13,), {'default': [], 'help_text': 'None: the three that joined last.', 'label': 'Cooperatives', 'max_num': 6}), 15: ('wagtail.blocks.StructBlock', [[('title', 7), ('pages', 14)]], {}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120, 'required': False}), 17: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 80}), 18: ('wagtail.blocks.CharBlock', (), {'label': 'Sentence', 'max_length': 200}), 19: ('wagtail.blocks.StructBlock', [[('title', 17), ('text', 18)]], {}), 20: ('wagtail.blocks.ListBlock', (19,), {'default': [], 'help_text': "None: the shop's own three.", 'label': 'Steps', 'max_num': 6}), 21: ('wagtail.blocks.StructBlock', [[('title', 16), ('steps', 20)]], {}), 22: ('wagtail.blocks.IntegerBlock', (), {'default': 3, 'label': 'How many', 'max_value': 6, 'min_value': 1}), 23: ('wagtail.blocks.StructBlock', [[('title', 7), ('limit', 22)]], {})}, verbose_name='sections')),
                ('hero_photo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.photo', verbose_name='picture')),
            ],
            options={
                'verbose_name': 'home page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='GalleryPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('caption', models.CharField(blank=True, max_length=160, verbose_name='caption')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='gallery', to='cms.cooperativepage')),
                ('photo', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cms.photo', verbose_name='picture')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='cooperativepage',
            name='cover',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.photo', verbose_name='wide picture'),
        ),
        migrations.CreateModel(
            name='ArticlePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('author', models.CharField(blank=True, max_length=120, verbose_name='author')),
                ('date', models.DateField(default=django.utils.timezone.localdate, verbose_name='date')),
                ('lead', models.CharField(help_text='One or two sentences; they also stand on the card.', max_length=255, verbose_name='lead')),
                ('photo_caption', models.CharField(blank=True, max_length=255, verbose_name='words under the picture')),
                ('body', wagtail.fields.StreamField([('text', 0), ('picture', 3), ('quote', 6), ('product', 8), ('shelf', 11), ('call', 15), ('table', 18)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'link', 'ol', 'ul'], 'icon': 'pilcrow', 'label': 'Text', 'template': 'cms/blocks/text.html'}), 1: ('cms.choosers.PhotoBlock', (), {'label': 'Picture'}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 255, 'required': False}), 3: ('wagtail.blocks.StructBlock', [[('photo', 1), ('caption', 2)]], {}), 4: ('wagtail.blocks.TextBlock', (), {'label': 'Words', 'max_length': 600, 'rows': 3}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'max_length': 120, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('text', 4), ('source', 5)]], {}), 7: ('cms.choosers.ProductBlock', (), {}), 8: ('wagtail.blocks.StructBlock', [[('product', 7)]], {}), 9: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120, 'required': False}), 10: ('wagtail.blocks.ListBlock', (7,), {'label': 'Products', 'max_num': 12, 'min_num': 1}), 11: ('wagtail.blocks.StructBlock', [[('title', 9), ('products', 10)]], {}), 12: ('wagtail.blocks.CharBlock', (), {'label': 'Sentence', 'max_length': 255, 'required': False}), 13: ('wagtail.blocks.CharBlock', (), {'label': 'Words on the button', 'max_length': 60}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'An address of this site (/produk/) or a full one (https://…).', 'label': 'Address', 'max_length': 255}), 15: ('wagtail.blocks.StructBlock', [[('text', 12), ('button', 13), ('address', 14)]], {}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'What the table shows', 'max_length': 120}), 17: ('wagtail.blocks.TextBlock', (), {'help_text': 'One row a line, columns apart by | (or paste from a spreadsheet). The first row holds the headings.', 'label': 'Rows', 'rows': 6}), 18: ('wagtail.blocks.StructBlock', [[('title', 16), ('rows', 17)]], {})}, verbose_name='text')),
                ('photo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.photo', verbose_name='picture')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='articles', to='cms.topic', verbose_name='topic')),
            ],
            options={
                'verbose_name': 'news article',
                'verbose_name_plural': 'news articles',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='RelatedArticle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cms.articlepage', verbose_name='article')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_articles', to='cms.articlepage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StandardPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('lead', models.CharField(blank=True, max_length=255, verbose_name='lead')),
                ('body', wagtail.fields.StreamField([('text', 0), ('picture', 3), ('quote', 6), ('product', 8), ('shelf', 11), ('call', 15), ('table', 18)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'link', 'ol', 'ul'], 'icon': 'pilcrow', 'label': 'Text', 'template': 'cms/blocks/text.html'}), 1: ('cms.choosers.PhotoBlock', (), {'label': 'Picture'}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 255, 'required': False}), 3: ('wagtail.blocks.StructBlock', [[('photo', 1), ('caption', 2)]], {}), 4: ('wagtail.blocks.TextBlock', (), {'label': 'Words', 'max_length': 600, 'rows': 3}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'max_length': 120, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('text', 4), ('source', 5)]], {}), 7: ('cms.choosers.ProductBlock', (), {}), 8: ('wagtail.blocks.StructBlock', [[('product', 7)]], {}), 9: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120, 'required': False}), 10: ('wagtail.blocks.ListBlock', (7,), {'label': 'Products', 'max_num': 12, 'min_num': 1}), 11: ('wagtail.blocks.StructBlock', [[('title', 9), ('products', 10)]], {}), 12: ('wagtail.blocks.CharBlock', (), {'label': 'Sentence', 'max_length': 255, 'required': False}), 13: ('wagtail.blocks.CharBlock', (), {'label': 'Words on the button', 'max_length': 60}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'An address of this site (/produk/) or a full one (https://…).', 'label': 'Address', 'max_length': 255}), 15: ('wagtail.blocks.StructBlock', [[('text', 12), ('button', 13), ('address', 14)]], {}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'What the table shows', 'max_length': 120}), 17: ('wagtail.blocks.TextBlock', (), {'help_text': 'One row a line, columns apart by | (or paste from a spreadsheet). The first row holds the headings.', 'label': 'Rows', 'rows': 6}), 18: ('wagtail.blocks.StructBlock', [[('title', 16), ('rows', 17)]], {})}, verbose_name='text')),
                ('photo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.photo', verbose_name='picture')),
            ],
            options={
                'verbose_name': 'plain page',
                'verbose_name_plural': 'plain pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PhotoRendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filter_spec', models.CharField(db_index=True, max_length=255)),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                ('width', models.IntegerField(editable=False)),
                ('height', models.IntegerField(editable=False)),
                ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='cms.photo')),
            ],
            options={
                'unique_together': {('image', 'filter_spec', 'focal_point_key')},
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
        migrations.AddIndex(
            model_name='articlepage',
            index=models.Index(fields=['-date', '-page_ptr'], name='article_newest'),
        )]),
    ]
