"""A lesson from nothing to its readers: a translator of Kazakh, a reviewer of Kazakh, and the doors shut to both."""

import re
from urllib.parse import urlsplit

LESSON = "钻井液"
PATH = "courses/petroleum-drilling/rig-and-mud/drilling-fluid/"


def begin(page):
    """Submit the Chinese lesson into Kazakh, as its translator."""
    page.goto("/admin/qiao/languages/waiting/?language=kk")
    page.locator("main tr", has=page.get_by_text(LESSON, exact=True)).locator("a[href*='/submit/page/']").click()
    page.locator("main form [type=submit]").first.click()
    page.wait_for_selector("[data-desk-box]")


def translate_everything(page):
    """Type a text into every box, with the keyboard alone."""
    boxes = page.locator("[data-desk-box]")
    boxes.first.focus()
    for place in range(boxes.count()):
        # The numbers of the Chinese stay what they are, so that the checks have little to say.
        numbers = " ".join(re.findall(r"\d+(?:[.,]\d+)?", boxes.nth(place).evaluate(CHINESE)))
        page.keyboard.type(f"Қазақша мәтін {numbers}".strip())
        page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "[...document.querySelectorAll('[data-desk-row]')].every(row => row.dataset.state === 'done')"
    )


CHINESE = """box => {
    const zh = box.closest("[data-desk-row]").querySelector(".desk-row__zh").cloneNode(true);
    zh.querySelectorAll("rt, rp").forEach(each => each.remove());
    return zh.textContent;
}"""


def post(page, path, **data):
    """What the server answers to a form that was not offered."""
    token = (
        page.evaluate("document.cookie.match(/csrftoken=([^;]+)/)?.[1]")
        or page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    )
    return page.request.post(path, form={**data, "csrfmiddlewaretoken": token}, max_redirects=0)


def shown(look, demo, language):
    """The reader's page of the demo's first lesson."""
    return look(demo["pages"]["lesson"][language]).locator("main").inner_html()


def test_a_lesson_is_translated_submitted_reviewed_and_read(look, signed_in, demo):
    before = {language: shown(look, demo, language) for language in ("zh-hans", "ru")}
    translator = signed_in("editor_kk", locale="en-GB")
    begin(translator)
    address = urlsplit(translator.url).path
    translate_everything(translator)
    assert "(100%)" in translator.locator("[data-desk-progress-text]").inner_text()
    assert translator.locator("[data-desk-publish]").count() == 0
    translator.locator("main a[href*='/languages/review/']").click()
    translator.locator("main form button[type=submit]").click()
    translator.wait_for_load_state()
    assert "Қазақша мәтін" not in look(f"/kk/{PATH}").content()

    reviewer = signed_in("reviewer_kk", locale="en-GB")
    assert reviewer.locator(f"main a[href*='{address}']").count()
    reviewer.goto(address)
    assert reviewer.locator("[data-desk-box]").first.input_value().startswith("Қазақша мәтін")
    with reviewer.expect_navigation():
        reviewer.locator("[data-desk-publish]").click()
    read = look(f"/kk/{PATH}")
    assert read.locator("h1").inner_text().count("Қазақша мәтін") == 1
    assert read.locator(".pair .tr:not([lang^=zh])").count() > 10

    for person in (translator, reviewer):
        for language in ("zh-hans", "ru"):
            pk = demo["ids"]["lesson"][language]
            for action, data in (
                ("edit", {"title": "Чужое", "slug": "chuzhoe", "action-publish": "1", "action": "publish"}),
                ("unpublish", {}),
                ("delete", {}),
                ("copy", {"new_title": "Чужое", "new_slug": "chuzhoe", "new_parent_page": "1"}),
                ("privacy", {"restriction_type": "login"}),
            ):
                answer = post(person, f"/admin/pages/{pk}/{action}/", **data)
                assert answer.status in (302, 403, 404), (language, action)
    assert {language: shown(look, demo, language) for language in before} == before
