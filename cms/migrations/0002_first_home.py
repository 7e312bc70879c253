"""A home page, so that ``/`` answers from the first migration on, and a row for each language.

Replaces the welcome page that Wagtail's own migrations create. The rest of the website (news,
cooperatives, plain pages) is made by ``manage.py setup_site``.
"""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TITLE = "Beranda"
SLUG = "beranda"
HERO = "Dari kebun dan alat tenun, langsung ke rumah"


def create_home(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Once only: an existing home page is left as it is."""
    Locale = apps.get_model("wagtailcore", "Locale")
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    HomePage = apps.get_model("cms", "HomePage")
    if HomePage.objects.exists():
        return
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    ContentType = apps.get_model("contenttypes", "ContentType")
    page_type = ContentType.objects.get(app_label="wagtailcore", model="page")
    Page.objects.filter(content_type=page_type, depth=2, slug="home").delete()
    home_type, _ = ContentType.objects.get_or_create(app_label="cms", model="homepage")
    home = HomePage.objects.create(
        title=TITLE,
        draft_title=TITLE,
        slug=SLUG,
        content_type=home_type,
        locale=Locale.objects.get(language_code=settings.LANGUAGE_CODE),
        path="00010001",
        depth=2,
        numchild=0,
        url_path=f"/{SLUG}/",
        live=True,
        hero_title=HERO,
    )
    Page.objects.filter(depth=1).update(numchild=Page.objects.filter(depth=2).count())
    Site.objects.filter(is_default_site=True).delete()
    Site.objects.create(
        hostname="localhost",
        port=80,
        site_name="Lapak Koperasi",
        root_page=home,
        is_default_site=True,
    )


def remove_home(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take away the home page this migration made, if nothing was put below it."""
    apps.get_model("cms", "HomePage").objects.filter(path="00010001", numchild=0).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(create_home, remove_home)]
