import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from shop.creating_tables import CreateTogether


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_circular_fields'),
    ]

    operations = [
        CreateTogether(operations=[migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(help_text='In lower case.', max_length=254, verbose_name='e-mail address')),
                ('role', models.CharField(choices=[('manager', 'Manager'), ('catalogue', 'Catalogue keeper'), ('packer', 'Packer'), ('treasurer', 'Treasurer'), ('supervisor', 'Supervisor (read only)'), ('editor', 'News editor')], max_length=16, verbose_name='role')),
                ('nonce', models.CharField(max_length=32)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='partner.partner')),
                ('invited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('cooperative', 'email'), name='invitation_open_once')],
            },
        )]),
    ]
