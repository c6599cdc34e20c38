"""Searching in a browser: what the field suggests, and the way from a word to its sentence."""

import pytest

from tests.browser.test_reading import barriers, overflow

FIELD = ".site-header [name=q]"


def requests_of(page):
    """The addresses that a page asks for from now on, as they come."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def test_the_field_suggests_while_somebody_types_and_the_keyboard_goes_there(look, demo):
    page = look(demo["pages"]["home"]["ru"])
    asked = requests_of(page)
    assert not page.locator("[role=listbox]").count()

    page.focus(FIELD)
    page.wait_for_selector(f"{FIELD}[role=combobox]")
    assert [url for url in asked if url.endswith("search.js")]
    page.keyboard.type("t")
    page.wait_for_timeout(400)
    assert not [url for url in asked if "suggestions" in url], "one letter asks for nothing"
    page.keyboard.type("ielu")
    option = page.get_by_role("option").first
    option.wait_for()
    assert "铁路信号" in option.inner_text()
    assert option.locator("mark").inner_text() == "铁路"
    assert page.get_attribute(FIELD, "aria-expanded") == "true"

    page.keyboard.press("ArrowDown")
    assert page.get_attribute(FIELD, "aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Escape")
    assert page.get_by_role("listbox").count() == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{demo['pages']['course']['ru']}")
    assert page.faults == []


def test_an_older_question_is_dropped_for_a_newer_one(look, demo):
    page = look(demo["pages"]["home"]["ru"])
    page.focus(FIELD)
    page.wait_for_selector(f"{FIELD}[role=combobox]")
    failed = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.route("**/suggestions/?q=%E4%BF%A1", lambda route: None)  # never answered

    page.keyboard.insert_text("信")
    page.wait_for_timeout(300)
    page.keyboard.insert_text("号")

    page.get_by_role("option").first.wait_for()
    assert len(failed) == 1


def test_a_result_leads_to_its_sentence(look, demo):
    page = look("/ru/search/?q=сигналы")
    link = page.locator(".found-list a[href*='#s-']").first
    said = link.locator(".found-sentence [lang='zh-Hans']").inner_text()

    link.click()
    page.wait_for_url("**#s-*")

    target = page.locator(".pair:target .zh")
    target.wait_for()
    target.evaluate("zh => zh.querySelectorAll('rt, rp, a:not(.taught)').forEach(each => each.remove())")
    assert target.inner_text().strip() == said.strip()
    top = target.bounding_box()["y"]
    assert 0 <= top < page.viewport_size["height"]


def test_it_works_without_script(look, demo):
    page = look(demo["pages"]["home"]["ru"], java_script_enabled=False)
    page.fill(FIELD, "铁路")
    page.press(FIELD, "Enter")
    assert "铁路信号" in page.locator(".found-list").inner_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_no_barrier_stands_in_the_way(look, demo, axe, width):
    page = look("/ru/search/?q=сигналы", width=width)
    assert barriers(page, axe) == []
    assert overflow(page) <= 0


def test_a_phone_leads_from_the_button_to_the_field(look, demo):
    page = look(demo["pages"]["home"]["ru"], width=390)
    assert not page.locator(FIELD).is_visible()
    page.click(".site-header .search button")
    page.wait_for_url("**/ru/search/**")
    assert page.evaluate("document.activeElement.name") == "q"
