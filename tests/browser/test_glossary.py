"""Terms that a lesson teaches: their marks and their card, with a script and without, and the glossary on paper."""

import re

import pytest

from tests.browser.test_reading import barriers, overflow


@pytest.fixture
def lesson(look, demo):
    """lesson(language, **options) opens the demo's first lesson."""

    def opened(language="ru", **options):
        return look(demo["pages"]["lesson"][language], **options)

    return opened


def mark(page, text):
    """The first mark of a term."""
    return page.locator(".pair .taught", has_text=re.compile("".join(f"{char}.*" for char in text))).first


@pytest.mark.parametrize("width", [390, 1280])
def test_a_mark_opens_the_card_with_explanation_and_picture(lesson, width):
    page = lesson(width=width, reduced_motion="reduce")
    address = page.url
    mark(page, "红灯").locator("ruby").first.click()
    card = page.locator(".word-card")

    assert card.locator(".word-told").inner_text().startswith("Красный огонь означает «стой».")
    assert card.locator(".word-explanation").inner_text() == "红灯的意思是停车。列车不能越过红灯。"
    picture = card.locator(".word-explained .word-picture")
    assert picture.get_attribute("alt").endswith("красный огонь")
    page.wait_for_function("document.querySelector('.word-card .word-picture').naturalWidth > 0")
    assert 40 < picture.bounding_box()["width"] < 200
    assert page.url == address
    assert overflow(page) <= 0
    assert page.faults == []


def test_marks_are_no_stops_of_their_own(lesson):
    page = lesson()

    assert page.locator(".taught").count() > 10
    assert page.locator(".taught:not([tabindex='-1'])").count() == 0


def test_without_a_script_a_mark_leads_to_the_entry(lesson):
    page = lesson(java_script_enabled=False)
    link = mark(page, "红灯")
    link.click()
    anchor = link.get_attribute("href")

    assert page.url.endswith(anchor)
    assert page.locator(f"{anchor} dt").inner_text() == "红灯"
    assert "Красный огонь означает «стой»." in page.locator(anchor).inner_text()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light")])
def test_the_glossary_has_no_barriers(look, demo, axe, width, scheme):
    page = look(f"{demo['pages']['course']['ru']}glossary/", width=width, color_scheme=scheme)

    assert barriers(page, axe) == []
    assert overflow(page) <= 0
    page.goto(f"{page.url}cards/")
    assert barriers(page, axe) == []
    assert overflow(page) <= 0


def test_eight_word_cards_fill_a_sheet(look, demo):
    page = look(f"{demo['pages']['course']['ru']}glossary/cards/")
    words = page.locator(".word-cards li").count()
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True, format="A4")))

    assert sheets == -(-words // 8)
