"""Every kind of block in every way of reading: nothing overflows, nothing bars the way; and how it prints."""

import pytest

from tests.bench import specimen
from tests.browser.test_reading import MODES, barriers, overflow


@pytest.fixture
def blocks(look, demo):
    """blocks("ru", …) opens the lesson that has every block, with all that unfolds unfolded."""

    def opened(language, **options):
        page = look(specimen.path_of(demo["pages"]["course"][language]), **options)
        page.evaluate("document.querySelectorAll('.block details').forEach(details => details.open = true)")
        return page

    return opened


@pytest.mark.parametrize("language", specimen.LANGUAGES)
def test_every_block_is_there(blocks, language):
    page = blocks(language)
    assert page.locator(".block").count() == len(specimen.kinds())
    assert page.faults == []


@pytest.mark.parametrize("mode", MODES)
def test_no_block_overflows_or_has_barriers_in_any_mode(blocks, axe, mode):
    page = blocks("ru", width=320)
    page.locator(f'[name=reading][value="{mode}"]').check(force=True)
    assert overflow(page) <= 0
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0
        assert barriers(page, axe) == []


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, {"forced_colors": "active"}], ids=["dark", "forced"])
def test_no_block_has_barriers_in_other_colours(blocks, axe, options):
    assert barriers(blocks("ru", width=390, **options), axe) == []


def test_nothing_moves_for_those_who_want_no_motion(blocks):
    page = blocks("ru", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().filter(one => one.playState === 'running').length") == 0


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("mode", ["hanzi", "pinyin"])
def test_chinese_alone_leaves_out_every_translation(blocks, mode, media):
    page = blocks("ru")
    page.locator(f'[name=reading][value="{mode}"]').check(force=True)
    page.emulate_media(media=media)
    assert page.locator(".block .tr:visible").count() == 0
    assert page.locator(".block .zh:visible").count() > 10
    assert page.locator(".block rt:visible").count() == 0 or mode == "pinyin"


def test_a_lesson_prints_as_a_worksheet_with_lines_to_write_on(blocks):
    page = blocks("ru")
    assert not page.locator(".worksheet").is_visible()
    page.locator('[name=reading][value="touch"]').check(force=True)
    page.emulate_media(media="print")
    assert page.locator(".worksheet").is_visible()
    line = page.locator(".pair:has(> .tr[hidden])").first.evaluate("pair => getComputedStyle(pair, '::after').content")
    assert line == '""'
    for control in ("audio", "video", ".reveal", ".strokes-practice", ".listening"):
        assert page.locator(f"{control}:visible").count() == 0
