"""What a reader meets in a browser: nothing overflows, nothing bars the way, modes switch without a request."""

import pytest

LANGUAGES = ("zh-hans", "ru", "kk", "en")
PAGES = ("home", "course_index", "course", "lesson", "workshop")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MODES = ("hanzi", "pinyin", "beside", "touch")


def barriers(page, axe):
    """axe's findings as short sentences."""
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


def overflow(page):
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


# By night the colours are others, and the same in every language.
@pytest.mark.parametrize(("language", "scheme"), [*((language, "light") for language in LANGUAGES), ("ru", "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_pages_fit_and_have_no_barriers(look, demo, axe, name, language, scheme):
    path = demo["pages"][name].get(language)
    if path is None:
        # The workshop is not translated into this language: the reader is offered where it is.
        path = demo["pages"][name]["zh-hans"].replace("/zh-hans/", f"/{language}/")
    page = look(path, width=390, color_scheme=scheme)
    assert overflow(page) <= 0
    assert barriers(page, axe) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    assert overflow(page) <= 0
    if (language, scheme) == ("ru", "light"):
        assert barriers(page, axe) == []
    assert page.faults == []


@pytest.mark.parametrize("width", [320, 768])
@pytest.mark.parametrize("language", ["ru", "kk", "uz"])
def test_a_lesson_fits_other_windows(look, demo, language, width):
    assert overflow(look(demo["pages"]["lesson"][language], width=width)) <= 0


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("language", ["ru", "zh-hans"])
def test_no_mode_has_barriers(look, demo, axe, language, mode):
    if language == "zh-hans" and mode in ("beside", "touch"):
        pytest.skip("a Chinese page has no translation")
    page = look(demo["pages"]["lesson"][language], width=390)
    page.locator(f'[name=reading][value="{mode}"]').check(force=True)
    assert barriers(page, axe) == []
    assert overflow(page) <= 0


def test_modes_switch_without_a_request_and_are_remembered(look, demo):
    page = look(demo["pages"]["lesson"]["ru"])
    requests = []
    # Pictures come when a shorter page brings them near.
    page.on("request", lambda one: requests.append(one.url) if one.resource_type != "image" else None)
    translation = page.locator(".pair .tr").first
    reading = page.locator(".pair rt").first
    assert translation.is_visible()
    page.locator('[name=reading][value="hanzi"]').check(force=True)
    assert not translation.is_visible()
    assert not reading.is_visible()
    page.locator('[name=reading][value="pinyin"]').check(force=True)
    assert reading.is_visible()
    assert not translation.is_visible()
    assert requests == []
    page.reload()
    assert page.locator("html").get_attribute("data-reading") == "pinyin"
    assert not page.locator(".pair .tr").first.is_visible()


def test_a_hidden_translation_opens_by_keyboard(look, demo):
    page = look(demo["pages"]["lesson"]["ru"])
    page.locator('[name=reading][value="touch"]').check(force=True)
    button = page.locator(".pair button[aria-expanded]").first
    assert button.get_attribute("aria-expanded") == "false"
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    assert "Называть" in page.locator(".pair").first.inner_text()


def test_copying_gives_hanzi_without_pinyin(look, demo):
    page = look(demo["pages"]["lesson"]["ru"])
    copied = page.evaluate(
        """() => {
            const selection = getSelection();
            selection.selectAllChildren(document.querySelector(".pair .zh"));
            return selection.toString();
        }"""
    )
    assert "".join(copied.split()) == "能用汉语说出信号灯光的颜色。"


def test_everything_can_be_read_without_script(look, demo):
    page = look(demo["pages"]["lesson"]["ru"], java_script_enabled=False)
    for text in ("Называть по-китайски цвета сигнальных огней.", "светофор"):
        assert page.get_by_text(text).first.is_visible()
    assert page.locator(".pair .tr").first.is_visible()
    assert not page.locator("[name=reading]").first.is_visible()
    page.locator("header details summary").first.click()
    page.get_by_role("link", name="English").first.click()
    assert page.url.endswith(demo["pages"]["lesson"]["en"])


def test_a_first_visit_costs_six_requests_sixty_kilobytes_and_no_third_party(browser, demo):
    context = browser.new_context(base_url=demo["base"])
    page = context.new_page()
    seen = []
    page.on("requestfinished", lambda request: seen.append(request))
    page.goto(demo["pages"]["lesson"]["ru"], wait_until="networkidle")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    assert {request.url.split("/", 3)[2] for request in seen} == {demo["base"].split("/")[2]}
    documents = [request for request in seen if request.resource_type not in ("image", "media")]
    assert len(documents) <= 6
    assert sum(request.sizes()["responseBodySize"] for request in documents) <= 60_000
    context.close()


def test_a_missing_page_is_offered_with_the_reader_s_choice_first(look, demo):
    path = demo["pages"]["workshop"]["ru"].replace("/ru/", "/kk/")
    page = look(path, locale="uz")
    offered = [link.get_attribute("href") for link in page.locator("main a").all()]
    assert offered[0] == demo["pages"]["workshop"]["uz"]
    assert demo["pages"]["workshop"]["ru"] in offered


def test_the_switch_stays_on_the_lesson(look, demo):
    page = look(demo["pages"]["lesson"]["ru"], width=390)
    page.locator("header details summary").first.click()
    page.locator('header a[hreflang="kk"], header a[lang="kk"]').first.click()
    assert page.url.endswith(demo["pages"]["lesson"]["kk"])
    assert page.locator("html").get_attribute("lang") == "kk"


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_printed_lesson_leaves_out_what_is_for_the_screen(look, demo, language):
    page = look(demo["pages"]["lesson"][language])
    page.emulate_media(media="print")
    assert not page.locator(".site-header nav").first.is_visible()
    assert not page.locator("[name=reading]").first.is_visible()
    assert page.locator(".pair .zh").first.is_visible()
