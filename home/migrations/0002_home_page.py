"""Replace Wagtail's welcome page by the Chinese home page that every other language's is made from."""

import uuid

from django.conf import settings
from django.db import migrations

# The same on every site, so that content moved to another site finds its home.
HOME_KEY = uuid.UUID("6a1ac5f2-2f0f-4a9e-9f4e-6d1b5b1f8a10")


def make_home(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("qiao_home", "HomePage")

    if HomePage.objects.exists():
        return
    Page.objects.filter(depth=2, slug="home").delete()
    kind, _created = ContentType.objects.get_or_create(model="homepage", app_label="qiao_home")
    locale, _created = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    home = HomePage.objects.create(
        title="桥",
        draft_title="桥",
        slug="home",
        content_type=kind,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=locale,
        translation_key=HOME_KEY,
    )
    Page.objects.filter(depth=1).update(numchild=1)
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True, site_name="Qiao")


class Migration(migrations.Migration):
    dependencies = [
        ("qiao_home", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]
    operations = [migrations.RunPython(make_home, migrations.RunPython.noop)]
