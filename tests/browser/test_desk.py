"""The translation desk in a browser: keys, a line that is lost, a session that ends, two who write, and its weight."""

import gzip

import pytest

LIGHTEST = 300_000


@pytest.fixture
def desk(signed_in):
    """desk(**options) opens a lesson's translation into Tajik, which is half done, as its editor."""

    def opened(**options):
        page = signed_in("editor_tg", locale="en-US", **options)
        page.goto("/admin/qiao/languages/board/?language=tg&q=进站信号机")
        page.locator("tbody th a").first.click()
        page.locator("tbody tr", has_text="进站信号机").locator("td a[href$='/edit/']").first.click()
        page.wait_for_selector("[data-desk-box]")
        return page

    return opened


def saved_text(page, place):
    """What the server has for a sentence: a second look at the page, without what this device keeps."""
    text = page.request.get(page.url).text()
    return page.evaluate(
        """([html, place]) => new DOMParser().parseFromString(html, "text/html")
            .querySelectorAll("[data-desk-box]")[place].value""",
        [text, place],
    )


def wait_saved(page, place):
    page.wait_for_function(
        "place => document.querySelectorAll('[data-desk-row]')[place].matches('[data-state=done]:not([data-unsent])')",
        arg=place,
    )


def test_keyboard_alone_saves_and_goes_on(desk, axe):
    page = desk()
    boxes = page.locator("[data-desk-box]")
    boxes.nth(0).focus()
    page.keyboard.press("Alt+ArrowDown")
    focused = "document.activeElement.closest('[data-desk-row]').dataset.state"
    assert page.evaluate(focused) == "empty"
    place = page.evaluate("[...document.querySelectorAll('[data-desk-box]')].indexOf(document.activeElement)")
    page.keyboard.type("A & B <сигнал>")
    before = page.locator("[data-desk-progress]").get_attribute("value")
    page.keyboard.press("Control+Enter")
    assert (
        page.evaluate("[...document.querySelectorAll('[data-desk-box]')].indexOf(document.activeElement)") == place + 1
    )
    wait_saved(page, place)
    assert page.locator("[data-desk-progress]").evaluate("each => each.value") == int(before) + 1
    page.reload()
    assert boxes.nth(place).input_value() == "A & B <сигнал>"
    page.evaluate(axe)
    found = page.evaluate(
        "axe.run(document.querySelector('main'), {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
    )
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    assert page.faults == []


def test_the_address_leads_to_the_first_sentence_that_needs_work(desk):
    page = desk()
    page.goto(page.url + "#untranslated")
    page.reload()
    page.wait_for_function("document.activeElement.matches('[data-desk-box]')")
    assert page.evaluate("document.activeElement.closest('[data-desk-row]').dataset.state") != "done"


def test_a_lost_line_loses_no_text(desk):
    page = desk()
    box = page.locator("[data-desk-row][data-state=empty] [data-desk-box]").nth(1)
    place = box.evaluate("each => [...document.querySelectorAll('[data-desk-box]')].indexOf(each)")
    box.focus()
    page.context.set_offline(True)
    page.keyboard.type("Бе алоқа")
    page.keyboard.press("Tab")
    page.wait_for_selector("[data-desk-trouble]:not([hidden])")
    page.wait_for_selector("[data-desk-row][data-unsent]")
    page.context.set_offline(False)
    wait_saved(page, place)
    assert saved_text(page, place) == "Бе алоқа"

    # Closed without a line, and opened again with one.
    box = page.locator("[data-desk-box]").nth(place)
    box.focus()
    page.context.set_offline(True)
    page.keyboard.press("End")
    page.keyboard.type("!")
    url = page.url
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(url)
    wait_saved(page, place)
    assert saved_text(page, place) == "Бе алоқа!"


def test_an_ended_session_loses_no_text(desk, demo):
    page = desk()
    box = page.locator("[data-desk-row][data-state=empty] [data-desk-box]").nth(2)
    place = box.evaluate("each => [...document.querySelectorAll('[data-desk-box]')].indexOf(each)")
    other = page.context.new_page()
    other.goto("/admin/account/")
    other.context.clear_cookies(name="sessionid")
    box.focus()
    page.keyboard.type("Баъди баромад")
    page.keyboard.press("Tab")
    page.wait_for_selector("[data-desk-login]:not([hidden])")
    with page.context.expect_page() as signing:
        page.click("[data-desk-login]")
    signing = signing.value
    person = demo["users"]["editor_tg"]
    signing.fill("[name=username]", person["username"])
    signing.fill("[name=password]", person["password"])
    signing.click("form button[type=submit]")
    signing.wait_for_url("**/admin/")
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    wait_saved(page, place)
    assert page.locator("[data-desk-trouble]").is_hidden()
    assert saved_text(page, place) == "Баъди баромад"


def test_two_who_write_the_same_sentence_see_both_texts(desk, signed_in):
    first, second = desk(), signed_in("admin")
    second.goto(first.url)
    box = first.locator("[data-desk-row][data-state=empty] [data-desk-box]").nth(3)
    place = box.evaluate("each => [...document.querySelectorAll('[data-desk-box]')].indexOf(each)")
    for page, text in ((first, "Якум"), (second, "Дуюм")):
        page.locator("[data-desk-box]").nth(place).fill(text)
        page.keyboard.press("Tab")
    wait_saved(first, place)
    conflict = second.locator("[data-desk-conflict]")
    assert "Якум" in conflict.text_content()
    assert second.locator("[data-desk-box]").nth(place).input_value() == "Дуюм"
    conflict.locator("[data-desk-keep]").click()
    wait_saved(second, place)
    assert saved_text(second, place) == "Дуюм"


@pytest.mark.parametrize("width", [390, 1280])
def test_help_and_preview_stand_beside_and_nothing_overflows(desk, width):
    page = desk(width=width)
    page.locator("[data-desk-box]").nth(2).focus()
    page.wait_for_selector(".qiao-comments")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width > 1000:
        page.click("[data-side-panel-toggle=preview]")
        page.frame_locator("[data-desk-preview]").locator(".pair").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.faults == []


def test_the_first_load_is_light(browser, desk):
    page = desk()
    context = browser.new_context(base_url=page.url, storage_state=page.context.storage_state())
    fresh, answers = context.new_page(), []
    fresh.on("response", lambda answer: answers.append(answer))
    fresh.goto(page.url)
    fresh.wait_for_load_state("networkidle")
    # As production sends it: what is text is compressed, once with gzip at the least.
    bodies = {answer.url: answer.body() for answer in answers if answer.ok}
    weights = {url: min(len(body), len(gzip.compress(body, 6))) for url, body in bodies.items()}
    context.close()
    assert sum(weights.values()) < LIGHTEST, weights
    assert not [url for url in weights if "localize" in url.rsplit("/", 1)[-1] or "draftail" in url]
