"""Run in a fresh site: writes a lesson, publishes it in three languages, reads it, and prints as JSON what was seen."""

import importlib.util
import json
import os
import re
import sys
from io import BytesIO, StringIO

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings.dev")

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.staticfiles import finders  # noqa: E402
from django.core.files.images import ImageFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils.translation import gettext, override  # noqa: E402
from PIL import Image as Picture  # noqa: E402
from publishing import add, translate  # noqa: E402
from wagtail.images import get_image_model  # noqa: E402
from wagtail.models import Locale, Page  # noqa: E402

import home.models  # noqa: E402
import lessons.models  # noqa: E402
import qiao.bilingual  # noqa: E402
import qiao.chinese  # noqa: E402
import qiao.languages  # noqa: E402
from qiao.accounts.api import save_institution  # noqa: E402
from qiao.bilingual import sentences  # noqa: E402
from qiao.languages import api  # noqa: E402

RUSSIAN = {"红灯亮时，列车必须停车。": "На красный свет поезд должен остановиться.", "信号机": "светофор"}


def picture():
    """A picture of the site's own image model."""
    file = BytesIO()
    Picture.new("RGB", (40, 30), "red").save(file, "PNG")
    return get_image_model().objects.create(title="红灯", file=ImageFile(BytesIO(file.getvalue()), name="red.png"))


def said(command, **options):
    """What a command of the site prints; one that fails ends the script."""
    call_command(command, stdout=(out := StringIO()), **options)
    return out.getvalue()


def main():
    """Do it all."""
    author = get_user_model().objects.create_superuser("author", "author@example.org", "password")
    chinese_home = Page.objects.get(depth=2, locale__language_code="zh-hans")
    image = picture()
    term = lessons.models.Term(hanzi="信号机", locale=api.source_locale())
    term.full_clean()
    term.save()
    index = add(chinese_home, lessons.models.CourseIndexPage(title="课程", slug="courses"))
    college = save_institution(key="college", country="CN", names={"en": "Railway College"})
    course = add(index, lessons.models.CoursePage(title="铁路信号", cover_image=image, institution=college))
    lesson = add(
        course,
        lessons.models.LessonPage(
            title="进站信号机",
            author=author,
            objectives=sentences.build("认识进站信号机。"),
            body=[
                {"type": "text", "value": {"heading": [], "sentences": sentences.build("红灯亮时，列车必须停车。")}},
                {
                    "type": "vocabulary",
                    "value": {
                        "heading": [],
                        "terms": [{"type": "item", "id": str(term.translation_key), "value": term.pk}],
                    },
                },
                {
                    "type": "image",
                    "value": {
                        "image": {"image": image.pk, "decorative": False, "alt_text": "红灯"},
                        "caption": [],
                    },
                },
            ],
        ),
    )
    untranslated = add(course, lessons.models.LessonPage(title="出站信号机"))
    for code in ("en", "ru"):
        for each in (index, course, lesson, term):
            translate(each, Locale.objects.get(language_code=code), RUSSIAN)

    client = Client()
    address = lesson.get_url()
    pages = {code: client.get(address.replace("/zh-hans/", f"/{code}/")) for code in ("zh-hans", "en", "ru")}
    elsewhere = client.get(untranslated.get_url().replace("/zh-hans/", "/ru/"))
    links = set()
    for response in (*pages.values(), client.get(course.get_url()), client.get(index.get_url())):
        links |= set(re.findall(r'(?:href|src)="/static/([^"?]+)', response.text))
    client.force_login(author)
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    links |= {link for link in re.findall(r'(?:href|src)="/static/([^"?]+)', editor.text) if "qiao" in link}
    with override("ru"):
        russian = gettext("Objectives")
    json.dump(
        {
            "path": sys.path,
            "modules": {
                module.__name__: module.__file__ for module in (lessons, qiao.chinese, qiao.bilingual, qiao.languages)
            },
            "home": home.__file__,
            "strangers": [name for name in ("config",) if importlib.util.find_spec(name)],
            "models": [get_user_model()._meta.label, image._meta.label],
            "tables": connection.introspection.table_names(),
            "course": client.get(course.get_url()).text,
            "address": address,
            "pages": {code: [response.status_code, response.text] for code, response in pages.items()},
            "elsewhere": [elsewhere.status_code, elsewhere.text],
            "untranslated": untranslated.get_url(),
            "editor": editor.status_code,
            "homes": {code: client.get(f"/{code}/").status_code for code in pages},
            "root": client.get("/", headers={"accept-language": "ru"}).headers.get("Location"),
            "found": {link: finders.find(link) for link in sorted(links)},
            "russian": russian,
            "check": said("check"),
            "makemigrations": said("makemigrations", check_changes=True, dry_run=True),
        },
        sys.stdout,
    )


main()
