"""Activities, standards, the library and what learners look for: no barrier, and nothing wider than the screen."""

import pytest

BELOW = "workshops"
PAGES = {
    "exchange": f"{BELOW}/jingshi-academy-atyrau/karamay-2025",
    "event": f"{BELOW}/jingshi-academy-atyrau/inaugural-lecture",
    "standard": f"{BELOW}/teaching-standards-jingshi-school",
    "library": f"{BELOW}/resource-library-jingshi-school",
    "test centre": f"{BELOW}/hsk-test-centre-uzbekistan",
    "admission": f"{BELOW}/places-for-students",
    "story": f"{BELOW}/aziguli-kurban",
}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_there_is_no_barrier_and_no_line_is_too_long(look, axe, path):
    page = look(f"/ru/{path}/")
    page.evaluate(axe)
    for language in ("ru", "en"):
        if language != "ru":
            page.goto(f"/{language}/{path}/")
            page.evaluate(axe)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            barriers = page.evaluate(
                "axe.run().then(found => found.violations.map(each => [each.id, each.nodes[0].html]))"
            )
            assert barriers == [], (language, width)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, (language, width)
    assert page.faults == []


def test_the_library_is_searched_and_filtered_without_script(look):
    page = look(f"/en/{PAGES['library']}/", width=390, java_script_enabled=False)
    resources = page.locator(".resource")
    everything = resources.count()
    field = page.get_by_role("searchbox", name="Search the library")
    field.fill("zzzz")
    field.press("Enter")
    assert resources.count() == 0
    page.get_by_role("link", name="The whole library").click()
    assert resources.count() == everything
    page.locator(".filters summary").click()
    page.locator(".filters a").first.click()
    assert 0 < resources.count() <= everything
