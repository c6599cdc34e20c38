"""No page loads a file of more than 200 KB by itself: a listener weighs every answer."""

import re
from urllib.parse import urlsplit

import pytest

from qiao.bilingual.weight import HEAVIEST

LANGUAGE = "ru"
# A large screen with two of its points to one of the page asks for the largest pictures.
SCREEN = {"viewport": {"width": 1920, "height": 1080}, "device_scale_factor": 2}


@pytest.fixture
def weighed(browser, demo):
    """weighed(path) reads a page to its end and returns {path of a file: bytes} of all that was loaded."""
    context = browser.new_context(base_url=demo["base"], **SCREEN)

    def opened(path):
        page = context.new_page()
        answers = []
        page.on("response", lambda answer: answers.append(answer))
        page.goto(path)
        page.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
        page.evaluate("document.querySelectorAll('img').forEach(img => img.loading = 'eager')")
        page.wait_for_load_state("networkidle")
        found = {urlsplit(answer.url).path: len(answer.body()) for answer in answers if answer.ok}
        page.close()
        return found

    yield opened
    context.close()


def test_no_page_of_the_demo_loads_more_than_200_kilobytes_at_once(weighed, browser, demo):
    context = browser.new_context(base_url=demo["base"])
    sitemap = context.request.get("/sitemap.xml").text()
    context.close()
    paths = re.findall(rf"<loc>[a-z]+://[^/]+(/{LANGUAGE}/[^<]*)</loc>", sitemap)
    assert len(paths) > 8
    # Of the lessons one in each module.
    by_module = {path.rsplit("/", 2)[0] if path.count("/") > 5 else path: path for path in paths}
    pictures = 0
    for path in by_module.values():
        found = weighed(path)
        pictures += sum(name.endswith(".webp") for name in found)
        assert {name: size for name, size in found.items() if size > HEAVIEST} == {}
        assert not [name for name in found if re.search(r"original_images|\.(ogg|m4a|mp3|mp4|webm|pdf)$", name)]
    assert pictures
