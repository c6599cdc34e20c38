"""Run in a fresh site after `publish_lesson.py`: publishes a workshop, reads it, writes to it, prints what was seen."""

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings.dev")

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils.translation import override  # noqa: E402
from publishing import add, translate  # noqa: E402
from wagtail.models import Locale, Page  # noqa: E402

from qiao.accounts.api import save_institution  # noqa: E402
from qiao.bilingual import sentences  # noqa: E402
from workshops.enquiries.limits import new_stamp  # noqa: E402
from workshops.models import Enquiry, WorkshopIndexPage, WorkshopPage  # noqa: E402

RUSSIAN = {"丝路高铁工坊": "Мастерская", "这是一个工坊。": "Это мастерская."}


def main():
    """Do it all."""
    university = save_institution(key="tstu", country="UZ", names={"en": "Transport University"})
    home = Page.objects.get(depth=2, locale__language_code="zh-hans")
    index = add(home, WorkshopIndexPage(title="工坊", slug="workshops"))
    reading = {
        "value": "1500", "bound": "more-than", "nature": "result", "start": "", "end": "2025", "as_of": "",
        "source": None, "reference": "",
    }  # fmt: skip
    workshop = add(
        index,
        WorkshopPage(
            title="丝路高铁工坊",
            slug="silk-road",
            brand=sentences.build_label("丝路高铁工坊"),
            summary=sentences.build("这是一个工坊。"),
            country="UZ",
            partners=[{"type": "partner", "value": {"institution": university.pk, "role": "host"}}],
            indicators=[
                {
                    "type": "indicator",
                    "value": {
                        "measure": "people-trained",
                        "label": [],
                        "unit": "people",
                        "readings": [{"type": "item", "id": "5c6f6d2e-5c9a-4c1c-8f4a-0c3a5c0f0a01", "value": reading}],
                    },
                }
            ],
        ),
    )
    for code in ("en", "ru"):
        for each in (index, workshop):
            translate(each, Locale.objects.get(language_code=code), RUSSIAN)

    client = Client()
    address = workshop.get_url()
    pages = {code: client.get(address.replace("/zh-hans/", f"/{code}/")) for code in ("zh-hans", "en", "ru")}
    with override("ru"):
        form, data = (
            reverse("qiao_workshops_enquiry", args=[workshop.translation_key]),
            reverse("qiao_workshops_figures"),
        )
        feed = reverse("qiao_workshops_news", args=["rss"])
    written = {
        "name": "Visitor",
        "email": "visitor@example.org",
        "message": "?",
        "stamp": new_stamp(workshop.translation_key, now=time.time() - 60),
    }
    asked = {"type": "qiao_workshops.WorkshopPage", "locale": "ru", "fields": "*"}
    seen = {
        "pages": {code: [response.status_code, response.text] for code, response in pages.items()},
        "index": client.get(index.get_url()).status_code,
        "api": client.get("/api/v2/pages/", asked).json(),
        "csv": client.get(data).text,
        "feed": client.get(feed).status_code,
        "form": client.get(form).status_code,
        "sent": client.post(form, written).status_code,
        "enquiries": list(Enquiry.objects.values_list("name", flat=True)),
    }
    client.force_login(get_user_model().objects.get(username="author"))
    seen["editor"] = client.get(reverse("wagtailadmin_pages:edit", args=[workshop.pk])).status_code
    json.dump(seen, sys.stdout)


main()
