"""What changes on a Chinese page about workshops reaches the pages in other languages that readers see."""

from decimal import Decimal

import pytest

from tests.workshops import filled
from workshops import models

pytestmark = pytest.mark.django_db


def test_partners_and_values_that_come_or_go_reach_translations(
    home, index, languages, django_capture_on_commit_callbacks
):
    first, second, third = (filled.institution(key) for key in ("first", "second", "third"))

    def reading(value):
        return filled.item({"nature": "result", "bound": "exactly", "value": value, "as_of": "2025"})

    page = filled.make(
        models.WorkshopPage, index, brand=filled.label("丝路工坊"),
        partners=filled.stream(
            "partner", {"institution": first.pk, "role": "host"}, {"institution": second.pk, "role": "guest"}
        ),
        indicators=filled.stream("indicator", {"measure": "courses", "label": [], "readings": [reading("7")]}),
    )  # fmt: skip
    for each in (home, index, page):
        if not each.has_translation(languages["ru"]):
            filled.translated(each, languages["ru"])

    del page.partners[0]
    page.partners.append(("partner", {"institution": third, "role": ""}))
    page.indicators[0].value["readings"].append(reading("9")["value"] | {"value": Decimal(9), "source": None})
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()

    russian = page.get_translation(languages["ru"])
    assert [each.value["institution"] for each in russian.partners] == [second, third]
    assert [str(each["value"]) for each in russian.indicators[0].value["readings"]] == ["7", "9"]
