"""The map of workshops in a browser: by keyboard, without script, on a phone, and for those who hear it."""

import pytest

from tests.browser.test_reading import barriers, overflow

FINGERTIP = 24
"""Pixels, as WCAG 2.2 has it in 2.5.8."""


@pytest.fixture
def index(look, demo):
    """index(**options) opens the index of workshops in Russian."""
    return lambda **options: look(demo["pages"]["workshop_index"]["ru"], **options)


def markers(page):
    """The links of the map that are shown at this width."""
    return page.locator(".map-marker:visible")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_each_marker_leads_to_its_entry_of_the_list(index, script):
    page = index(java_script_enabled=script)
    count = markers(page).count()
    assert count >= 5
    for number in range(count):
        marker = markers(page).nth(number)
        address = marker.get_attribute("href")
        name = marker.locator(".map-name").text_content().split("\n")[1].strip()
        marker.click()
        assert page.url.endswith(address)
        entry = page.locator(address)
        assert entry.is_visible()
        first = name.partition(": ")[2].partition(";")[0] or name
        assert first in entry.text_content()


def test_the_keyboard_reaches_every_marker_and_shows_its_name(index):
    page = index()
    names = markers(page).locator(".map-name")
    expected = [name.split("\n")[1].strip() for name in names.all_text_contents()]
    markers(page).first.focus()
    reached = []
    for number in range(len(expected)):
        if number:
            page.keyboard.press("Tab")
        shown = page.locator(".map-marker:focus .map-name")
        assert shown.bounding_box()["width"] > 50
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        reached.append(shown.text_content().split("\n")[1].strip())
    assert reached == expected
    page.keyboard.press("Enter")
    assert page.url.endswith(markers(page).last.get_attribute("href"))


def test_markers_are_a_list_of_links_with_names(index):
    heard = index().locator(".map").aria_snapshot()
    assert heard.count("- link") >= 5
    assert '- link "' in heard
    assert "- link:" not in heard


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_markers_are_as_large_as_a_fingertip_and_do_not_touch(index, width):
    page = index(width=width)
    boxes = [marker.bounding_box() for marker in markers(page).all()]
    assert min(min(box["width"], box["height"]) for box in boxes) >= FINGERTIP
    middles = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
    gaps = [
        ((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5
        for number, (x, y) in enumerate(middles)
        for other_x, other_y in middles[:number]
    ]
    assert min(gaps) >= FINGERTIP
    assert overflow(page) <= 0


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")])
def test_the_index_has_no_barriers(index, axe, width, scheme):
    page = index(width=width, color_scheme=scheme)
    assert barriers(page, axe) == []
    markers(page).first.focus()
    assert barriers(page, axe) == []
    assert overflow(page) <= 0
    assert page.faults == []


def test_a_filter_is_a_link_that_works_without_script(index):
    page = index(java_script_enabled=False)
    page.locator('.filters a[href*="country=UZ"]').click()
    page.wait_for_url("**country=UZ")
    shown = page.locator(".workshops > li").count()
    assert 0 < shown < 10
    assert markers(page).count() <= shown


def test_no_other_host_is_called(browser, demo):
    context = browser.new_context(base_url=demo["base"], locale="ru-RU")
    page = context.new_page()
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(demo["pages"]["workshop_index"]["ru"], wait_until="networkidle")
    context.close()
    assert hosts == {demo["base"].split("/")[2]}
