"""Writing hanzi in a browser: drawn with the mouse, told with the keyboard, and shown where nothing can be fetched."""

import pytest

from tests.browser.test_reading import barriers, overflow

PRACTICE = "section.strokes"
STATUS = ".strokes-status"
# The middle line of each stroke, in pixels from the corner of the board, as hanzi-writer itself lays it out.
LINES = """async ([hanzi, url]) => {
    const board = document.querySelector(".strokes-board");
    const {medians} = (await (await fetch(url)).json())[hanzi];
    const side = board.clientWidth;
    const {x, y, scale} = HanziWriter.getScalingTransform(side, side, side / 16);
    return medians.map((line) => line.map(([px, py]) => [x + px * scale, side - y - py * scale]));
}"""


@pytest.fixture
def practice(look, demo):
    """practice("ru") opens the lesson with 信号 and returns (the browser's page, the block)."""

    def opened(language="en", **options):
        path = demo["pages"]["lesson"][language].replace("colours-and-aspects", "home-signal")
        page = look(path, **options)
        return page, page.locator(PRACTICE)

    return opened


def draw(page, block, hanzi, *, mirrored=False):
    """Draw each stroke of a hanzi with the mouse, or the first one the wrong way round."""
    board = block.locator(".strokes-board")
    board.scroll_into_view_if_needed()
    lines = page.evaluate(LINES, [hanzi, block.get_attribute("data-strokes")])
    box = board.bounding_box()
    for line in [lines[0][::-1]] if mirrored else lines:
        points = [(box["x"] + 2 + x, box["y"] + 2 + y) for x, y in line]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=6)
        page.mouse.up()
        page.wait_for_timeout(60)


@pytest.mark.parametrize("mode", ["trace", "memory"])
def test_characters_drawn_with_the_mouse_are_judged(practice, mode):
    page, block = practice()
    block.locator(f"[data-mode={mode}]").click()
    block.get_by_text("Draw stroke 1 of 9").wait_for()
    draw(page, block, "信", mirrored=True)
    assert "Mistakes: 1." in block.locator(STATUS).inner_text()
    draw(page, block, "信")
    first = block.locator("[data-hanzi=信] .strokes-result")
    first.get_by_text("mistakes: 1").wait_for()
    block.locator("[data-hanzi=号] button").click()
    block.get_by_text("Draw stroke 1 of 5").wait_for()
    draw(page, block, "号")
    block.get_by_text("All characters are written; mistakes: 1.").wait_for()
    assert "no mistakes" in block.locator("[data-hanzi=号] .strokes-result").inner_text()
    assert page.faults == []
    page.reload()
    assert "mistakes: 1" in first.inner_text()


def test_a_character_is_told_with_the_keyboard_alone(practice):
    page, block = practice()
    status = block.locator(STATUS)
    block.locator("[data-mode=steps]").focus()
    page.keyboard.press("Enter")
    block.get_by_text("Stroke 1 of 9: which way does it begin?").wait_for()
    assert status.get_attribute("role") == "status"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # from left to right: no
    assert "Mistakes: 1." in status.inner_text()
    page.keyboard.press("5")
    page.keyboard.press("5")
    assert "It begins like this: ↓ downwards." in status.inner_text()
    # 撇 竖 点 横 横 横 竖 横折 横
    for key in "324111211":
        page.keyboard.press(key)
    assert "Stroke by stroke: mistakes: 3" in block.locator("[data-hanzi=信] .strokes-result").inner_text()
    assert page.evaluate("document.activeElement.closest('li').dataset.hanzi") == "号"
    assert page.faults == []


def test_digits_answer_at_once_wherever_the_practice_was_entered(practice):
    page, block = practice("zh-hans")
    status = block.locator(STATUS)
    block.locator("[data-mode=steps]").click()
    block.locator(".strokes-ways").wait_for()
    # 撇 竖 点 横 横 横 竖 横折 横
    page.keyboard.type("324111211")
    assert status.inner_text().endswith("逐笔：没有错误")
    assert not block.locator(".strokes-ways").is_visible()
    page.keyboard.press("Enter")
    block.locator(".strokes-ways").wait_for()
    # 竖 横折 横 横 竖折折钩
    page.keyboard.type("21112")
    assert status.inner_text().endswith("逐笔：没有错误\n所有汉字都写完了，没有错误。")
    assert page.faults == []


def test_strokes_are_told_in_words(practice):
    _page, block = practice()
    block.locator("[data-mode=watch]").click()
    block.get_by_text("The strokes in words").click()
    lines = block.locator(".strokes-said li").all_inner_texts()
    assert len(lines) == 9
    assert lines[7] == "→ from left to right, then ↓ downwards"


def test_nothing_moves_where_motion_is_not_wanted(practice):
    page, block = practice(reduced_motion="reduce")
    block.locator("[data-mode=watch]").click()
    page.wait_for_timeout(400)
    # Between two strokes the picture stands still.
    first = page.evaluate("document.querySelector('.strokes-board').innerHTML")
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('.strokes-board').innerHTML") == first


def test_nothing_is_fetched_before_somebody_practises(practice, look, demo):
    page, _block = practice()
    fetched = page.evaluate("performance.getEntriesByType('resource').map(({name}) => name)")
    assert not any("/strokes/" in name for name in fetched)
    assert any("lessons/strokes" in name for name in fetched)
    other = look(demo["pages"]["lesson"]["en"])
    names = other.evaluate("performance.getEntriesByType('resource').map(({name}) => name)")
    assert not any("strokes" in name for name in names)


def test_where_nothing_can_be_fetched_the_characters_stay_and_a_sentence_says_so(practice):
    page, block = practice()
    page.route("**/strokes/*", lambda route: route.fulfill(status=404))
    block.locator("[data-mode=trace]").click()
    block.get_by_text("The strokes cannot be shown at the moment.").wait_for()
    assert block.locator(".strokes-board").inner_text() == "信"
    page.unroute("**/strokes/*")
    block.locator("[data-mode=trace]").click()
    block.get_by_text("Draw stroke 1 of 9").wait_for()


def test_without_script_the_characters_can_be_copied(practice):
    _page, block = practice(java_script_enabled=False)
    assert block.locator(".hanzi-box").first.inner_text() == "信"
    assert not block.locator("[data-mode=trace]").is_visible()
    assert "Copy the characters on paper" in block.inner_text()


@pytest.mark.parametrize(
    ("mode", "scheme"),
    [("watch", "light"), ("trace", "light"), ("memory", "light"), ("steps", "light"), ("trace", "dark")],
)
def test_no_way_to_practise_has_barriers(practice, axe, mode, scheme):
    page, block = practice("ru", width=390, color_scheme=scheme)
    block.locator(f"[data-mode={mode}]").click()
    page.wait_for_timeout(600)
    assert barriers(page, axe) == []
    assert overflow(page) <= 0
