"""Pages of workshops, institutions and the alliance in a browser: they fit, bar nobody, and need no script."""

import pytest

from tests.browser.test_reading import barriers, overflow

LANGUAGES = ("ru", "zh-hans", "uz", "en")
PAGES = {
    "workshop": "workshops/silk-road-high-speed-railway/",
    "figures": "workshops/luban-workshop-kazakhstan/",
    "institution": "workshops/institutions/tstu/",
    "roll": "workshops/institutions/",
    "alliance": "workshops/alliance/",
}
# By night the colours are others, and the same in every language.
LOOKS = [*((language, "light") for language in LANGUAGES), ("ru", "dark")]


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_pages_fit_and_have_no_barriers(look, axe, name, language, scheme):
    page = look(f"/{language}/{PAGES[name]}", width=390, color_scheme=scheme)
    assert overflow(page) <= 0
    assert barriers(page, axe) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    assert overflow(page) <= 0
    if language == "ru":
        assert barriers(page, axe) == []
    assert page.faults == []


@pytest.mark.parametrize("width", [390, 1280])
def test_figures_can_be_read_without_a_script(look, width):
    page = look(f"/ru/{PAGES['figures']}", width=width, java_script_enabled=False)

    chart = page.locator("svg.chart")
    table = page.get_by_role("table")
    assert chart.is_visible()
    assert page.get_by_role("img", name=chart.locator("title").text_content()).count() == 1
    assert table.get_by_role("columnheader").count() == 5
    rows = [row.inner_text() for row in table.get_by_role("row").all()]
    assert any("200" in row for row in rows)
    assert any("950" in row for row in rows)
    assert any("130" in row and "2025" in row for row in rows)


def test_the_value_of_a_figure_leads_to_its_source(look):
    page = look(f"/ru/{PAGES['figures']}")

    page.locator("table a[href^='#source-']").first.click()

    assert page.locator(".sources li:target").is_visible()


def test_a_stranger_goes_from_a_workshop_to_a_partner_and_back(look):
    page = look(f"/en/{PAGES['workshop']}")

    page.locator(".partners a").nth(1).click()
    page.wait_for_url("**/institutions/tstu/")
    page.locator(".places a").first.click()
    page.wait_for_url(f"**/{PAGES['workshop']}")
