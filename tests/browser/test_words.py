"""Words, their card, and how pinyin, size and tones are shown: with a mouse, with keys, with a screen reader."""

import itertools
import re

import pytest

from tests.browser.test_reading import barriers, overflow

SENTENCE = "能用汉语说出信号灯光的颜色。"
TERM = "进站信号机"


@pytest.fixture
def lesson(look, demo):
    """lesson(language, **options) opens the demo's first lesson; nothing on it moves while it is clicked."""

    def opened(language="ru", **options):
        return look(demo["pages"]["lesson"][language], **{"reduced_motion": "reduce", **options})

    return opened


def word(page, text):
    """The first <ruby> in a sentence whose hanzi are `text`."""
    place = page.evaluate(
        """text => [...document.querySelectorAll(".zh ruby")].findIndex(ruby =>
            [...ruby.childNodes].map(node => node.data ?? "").join("") === text)""",
        text,
    )
    assert place >= 0, f"{text} is no word of this lesson"
    return page.locator(".zh ruby").nth(place)


def display(page, name, value):
    page.locator(".display-button").click()
    page.locator(f'#display [name={name}][value="{value}"]').check()
    page.keyboard.press("Escape")


def heard(page):
    """What the browser's accessibility tree says, in one string without spaces."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def said(node):
        if node.get("role", {}).get("value") == "StaticText":
            return node["name"]["value"]
        return "".join(said(by_id[child]) for child in node.get("childIds", ()) if child in by_id)

    return "".join(said(nodes[0]).split())


def box_in_window(page, locator):
    box = locator.bounding_box()
    size = page.viewport_size
    return (
        box["x"] >= 0
        and box["y"] >= 0
        and box["x"] + box["width"] <= size["width"]
        and (box["y"] + box["height"] <= size["height"] + 1)
    )


class TestCard:
    @pytest.mark.parametrize("width", [390, 1280])
    def test_a_touched_word_tells_meaning_pinyin_and_level_without_a_request(self, lesson, width):
        page = lesson(width=width, reduced_motion="reduce")
        requests = []
        # Pictures come when they are scrolled near.
        page.on("request", lambda one: requests.append(one.url) if one.resource_type != "image" else None)
        card = page.locator(".word-card")
        assert not card.is_visible()

        word(page, TERM).click()

        lines = [line for line in card.inner_text().split("\n") if line]
        assert lines[:4] == [TERM, "входной светофор", "jìnzhànxìnhàojī", "Нет в списке слов: GF 0025—2021"]
        assert "светофор" in card.locator(".word-related").inner_text()
        assert box_in_window(page, card)
        page.keyboard.press("Escape")
        word(page, "汉语").click()
        assert "HSK 1 · GF 0025—2021" in card.inner_text()
        assert "Нет в глоссарии" in card.inner_text()
        assert requests == []
        assert page.faults == []

    def test_it_leaves_the_word_in_sight(self, lesson):
        page = lesson(width=390)
        for place in (0, 40, 90):
            ruby = page.locator(".zh ruby").nth(place)
            ruby.click()
            page.wait_for_timeout(600)
            card = page.locator(".word-card").bounding_box()
            box = ruby.bounding_box()
            assert box["y"] + box["height"] <= card["y"]
            assert card["x"] == 0
            assert card["width"] == 390
            page.keyboard.press("Escape")

    def test_it_stands_beside_its_word_in_a_wide_window(self, lesson):
        page = lesson(width=1280)
        for place in (0, 40, 90):
            ruby = page.locator(".zh ruby").nth(place)
            ruby.scroll_into_view_if_needed()
            ruby.click()
            page.wait_for_timeout(600)
            card, box = page.locator(".word-card").bounding_box(), ruby.bounding_box()
            above, below = box["y"] - card["y"] - card["height"], card["y"] - box["y"] - box["height"]
            assert 0 <= max(above, below) <= 40
            assert card["x"] <= box["x"] + box["width"]
            assert box["x"] <= card["x"] + card["width"]
            page.keyboard.press("Escape")

    @pytest.mark.parametrize("width", [390, 1280])
    def test_it_fits_a_page_that_runs_from_right_to_left(self, lesson, width):
        page = lesson(width=width)
        page.evaluate("document.documentElement.dir = 'rtl'")
        page.locator(".zh ruby").first.click()
        page.wait_for_timeout(400)
        assert box_in_window(page, page.locator(".word-card"))
        assert overflow(page) <= 0

    def test_it_says_honestly_what_is_not_translated_and_offers_a_recording(self, lesson):
        page = lesson()
        page.evaluate(
            """() => {
                const data = document.getElementById("words");
                const words = JSON.parse(data.textContent);
                words.terms = [["信号机", "xìnhàojī", "", ["/media/x.opus", "/media/x.m4a", true]]];
                data.textContent = JSON.stringify(words);
            }"""
        )
        word(page, TERM).click()
        related = page.locator(".word-related li")
        assert related.locator(".word-untranslated").is_visible()
        listen = related.locator("a.listen")
        assert listen.get_attribute("href") == "/media/x.opus"
        assert listen.get_attribute("data-aac") == "/media/x.m4a"
        assert "信号机" in listen.get_attribute("aria-label")
        assert listen.locator("small").is_visible()

    def test_a_chinese_page_tells_no_meaning(self, lesson):
        page = lesson("zh-hans")
        word(page, TERM).click()
        text = page.locator(".word-card").inner_text()
        assert text.startswith(TERM)
        assert "jìnzhànxìnhàojī" in text
        assert page.locator(".word-meaning, .word-untranslated, .word-missing").count() == 0

    def test_who_selects_text_gets_no_card(self, lesson):
        page = lesson()
        box = page.locator(".zh").first.bounding_box()
        page.mouse.move(box["x"] + 5, box["y"] + box["height"] - 12)
        page.mouse.down()
        page.mouse.move(box["x"] + 120, box["y"] + box["height"] - 12, steps=5)
        page.mouse.up()
        assert page.evaluate("getSelection().toString()")
        assert not page.locator(".word-card").is_visible()

    @pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light")])
    def test_it_has_no_barriers(self, lesson, axe, width, scheme):
        page = lesson(width=width, color_scheme=scheme)
        word(page, TERM).click()
        assert barriers(page, axe) == []
        page.locator(".word-knows").click()
        assert barriers(page, axe) == []
        page.keyboard.press("Escape")
        page.locator(".display-button").click()
        assert barriers(page, axe) == []
        assert overflow(page) <= 0

    def test_reduced_motion_is_kept(self, lesson):
        page = lesson(reduced_motion="reduce")
        word(page, TERM).click()
        assert page.locator(".word-card").evaluate("card => getComputedStyle(card).animationName") == "none"


class TestKeyboard:
    def test_each_sentence_is_one_stop_and_leads_along_its_words(self, lesson):
        page = lesson()
        sentences = page.locator(".pair:has(ruby)").count()
        assert page.locator(".pair .words").count() == sentences
        assert page.locator(".pair").first.locator(":is(a, button, [tabindex]):not([tabindex='-1'])").count() == 1
        button = page.locator(".pair .words").first
        page.locator(".pair .words").nth(1).focus()
        page.keyboard.press("Shift+Tab")
        assert button.evaluate("button => button === document.activeElement")
        assert button.bounding_box()["width"] > 40
        page.keyboard.press("Enter")
        hanzi = page.locator(".word-hanzi")
        assert hanzi.inner_text() == "能"
        page.keyboard.press("ArrowRight")
        assert hanzi.inner_text() == "用"
        page.get_by_role("button", name="Следующее слово").click()
        assert hanzi.inner_text() == "汉语"
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        assert hanzi.inner_text() == "能"
        assert page.locator(".word-step").first.get_attribute("aria-disabled") == "true"
        page.keyboard.press("Escape")
        assert not page.locator(".word-card").is_visible()
        assert button.evaluate("button => button === document.activeElement")

    def test_closing_gives_the_focus_back(self, lesson):
        page = lesson()
        button = page.locator(".pair .words").nth(2)
        button.focus()
        page.keyboard.press("Enter")
        page.locator(".word-close").click()
        assert button.evaluate("button => button === document.activeElement")


@pytest.mark.parametrize("mode", ["hanzi", "pinyin", "beside", "touch"])
def test_hanzi_are_read_once_however_they_are_shown(lesson, mode):
    """The accessibility tree has the Chinese without pinyin between the characters."""
    page = lesson()
    for pinyin, tones in itertools.product(["all", "unknown", "none"], ["dictionary", "spoken"]):
        page.evaluate(
            """chosen => {
                for (const [name, value] of Object.entries(chosen)) localStorage.setItem(`qiao-${name}`, value);
            }""",
            {"reading": mode, "pinyin": pinyin, "tones": tones, "size": "large", "known": '["汉语"]'},
        )
        page.reload()
        page.wait_for_function("document.documentElement.dataset.words !== undefined")
        said = heard(page)
        assert said.count(SENTENCE) == 1
        assert "néng" not in said
        assert page.locator('.zh [aria-hidden="true"]:not(rt, svg)').count() == 0
        assert page.locator(".zh[aria-hidden], .zh ruby[aria-hidden]").count() == 0


def test_hanzi_are_read_once_while_a_card_is_open(lesson):
    page = lesson()
    word(page, TERM).click()
    said = heard(page)
    assert said.count(SENTENCE) == 1
    assert f"{TERM}входнойсветофорjìnzhànxìnhàojī" in said
    assert "néng" not in said


def test_copying_whole_pairs_gives_hanzi_without_pinyin_and_buttons(lesson):
    page = lesson()
    copied = page.evaluate(
        """() => {
            const selection = getSelection();
            const [first, , third] = document.querySelectorAll(".pair");
            selection.setBaseAndExtent(first, 0, third, third.childNodes.length);
            return selection.toString();
        }"""
    )
    assert SENTENCE in "".join(copied.split())
    assert not re.search("[āáǎàéěèíǐìóǒòúǔù]", copied)
    assert page.locator(".words").first.inner_text() not in copied


class TestKnownWords:
    def shown(self, page, text):
        return word(page, text).locator("rt").first.is_visible()

    def test_known_words_lose_their_pinyin_and_are_remembered(self, lesson):
        page = lesson()
        word(page, "汉语").click()
        page.get_by_role("button", name="Я знаю это слово").click()
        assert page.locator(".word-knows").inner_text() == "Не знаю"
        page.keyboard.press("Escape")
        assert self.shown(page, "汉语")
        display(page, "pinyin", "unknown")
        assert not self.shown(page, "汉语")
        assert self.shown(page, "颜色")
        page.reload()
        page.wait_for_function("document.documentElement.dataset.marked !== undefined")
        assert not self.shown(page, "汉语")
        assert self.shown(page, "颜色")

    def test_a_word_can_be_taken_back(self, lesson):
        page = lesson()
        display(page, "pinyin", "unknown")
        for _press in range(2):
            word(page, "汉语").click()
            page.locator(".word-knows").click()
            page.keyboard.press("Escape")
        assert self.shown(page, "汉语")

    def test_the_known_words_of_the_page_are_listed_and_can_be_reset(self, lesson):
        page = lesson()
        page.evaluate("""localStorage.setItem("qiao-known", '["汉语", "颜色", "飞机场"]')""")
        page.reload()
        page.locator(".display-button").click()
        listed = page.locator(".known-words")
        assert listed.locator("p").inner_text() == "颜色、汉语"
        listed.get_by_role("button").click()
        assert not listed.is_visible()
        assert page.evaluate("""localStorage.getItem("qiao-known")""") == '["飞机场"]'

    def test_what_is_spoiled_in_storage_harms_nothing(self, lesson):
        page = lesson()
        for stored in ("{", "3", "null", '{"a": 1}', "[1, null]"):
            page.evaluate(
                """stored => ["known", "reading", "pinyin", "size", "tones"].forEach(
                    name => localStorage.setItem(`qiao-${name}`, stored))""",
                stored,
            )
            page.reload()
            page.wait_for_function("document.documentElement.dataset.words !== undefined")
            word(page, TERM).click()
            page.locator(".word-card").wait_for()
            assert page.locator(".zh rt").first.is_visible()
            assert page.faults == []


class TestDisplay:
    def checked(self, page):
        return page.evaluate(
            """Object.fromEntries(
                [...document.querySelectorAll(".reading :checked")].map(one => [one.name, one.value]))"""
        )

    def test_the_modes_and_the_pinyin_say_the_same(self, lesson):
        page = lesson()
        reading = page.locator(".zh rt").first
        assert self.checked(page) == {"reading": "beside", "pinyin": "all", "size": "normal", "tones": "dictionary"}
        page.locator('[name=reading][value="hanzi"]').check(force=True)
        assert self.checked(page)["pinyin"] == "none"
        display(page, "pinyin", "all")
        assert self.checked(page)["reading"] == "pinyin"
        assert reading.is_visible()
        display(page, "pinyin", "none")
        assert self.checked(page)["reading"] == "hanzi"
        assert not reading.is_visible()
        page.locator('[name=reading][value="beside"]').check(force=True)
        assert reading.is_visible()
        display(page, "pinyin", "none")
        assert self.checked(page)["reading"] == "beside"
        assert not reading.is_visible()
        page.locator('[name=reading][value="pinyin"]').check(force=True)
        assert self.checked(page)["pinyin"] == "all"
        assert reading.is_visible()

    def test_choices_are_there_before_the_script_and_cost_no_request(self, lesson):
        page = lesson()
        requests = []
        # A picture that moves up to the window is loaded like any other.
        page.on("request", lambda request: request.resource_type == "image" or requests.append(request.url))
        display(page, "pinyin", "none")
        display(page, "size", "large")
        display(page, "tones", "spoken")
        assert requests == []
        page.route("**/reading*.js", lambda route: route.abort())
        page.reload()
        root = page.locator("html")
        assert [root.get_attribute(f"data-{name}") for name in ("pinyin", "size", "tones")] == [
            "none",
            "large",
            "spoken",
        ]

    def test_tones_as_spoken_stand_where_they_change(self, lesson):
        page = lesson()
        reading = page.locator('rt[data-spoken="yí"]').first
        other = page.locator(".zh rt:not([data-spoken])").first
        above = """rt => [getComputedStyle(rt, "::before").content, getComputedStyle(rt, "::before").fontSize]"""
        assert reading.evaluate(above)[0] == "none"
        display(page, "tones", "spoken")
        size = other.evaluate("rt => getComputedStyle(rt).fontSize")
        assert reading.evaluate(above) == ['"yí"', size]
        assert reading.evaluate("rt => getComputedStyle(rt).fontSize") == "0px"
        assert other.evaluate(above)[0] == "none"

    @pytest.mark.parametrize("language", ["zh-hans", "ru", "kk"])
    def test_the_larger_face_is_larger_and_fits(self, lesson, language):
        page = lesson(language, width=390)
        parts = [".zh", ".term dt"] + ([".pair .tr"] if language != "zh-hans" else [])
        sizes = """parts => parts.map(part => parseFloat(getComputedStyle(document.querySelector(part)).fontSize))"""
        before = page.evaluate(sizes, parts)
        display(page, "size", "large")
        after = page.evaluate(sizes, parts)
        assert all(large >= 1.15 * normal for large, normal in zip(after, before, strict=True))
        assert overflow(page) <= 0
        page.set_viewport_size({"width": 320, "height": 700})
        assert overflow(page) <= 0


def test_without_script_nothing_of_it_is_in_the_way(lesson):
    page = lesson(java_script_enabled=False)
    assert not page.locator(".display-button").is_visible()
    assert not page.locator("#display").is_visible()
    assert page.locator(".word-card").count() == 0
    assert page.locator(".zh rt").first.is_visible()
