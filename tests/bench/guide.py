"""Take the pictures of the guide for editors from the demo, in each language that the guide is written in.

`make screenshots ARGS=--guide` writes them into docs/pictures/. For them a lesson is really submitted and a sentence
really changed.
"""

import io

from PIL import Image

from tests import server
from tests.browser.test_editing import body_box, open_pages, publish

TARGET = server.ROOT / "docs" / "pictures"
# The folder of the pictures and the language of the admin.
LANGUAGES = ("en", "zh-hans", "ru")
SIZE = {"width": 1280, "height": 860}
CHANGED = ("蓝灯亮", "蓝灯亮起来")


class Guide:
    """The people of the demo in a browser, each in one language of the admin after the other."""

    def __init__(self, browser, demo):
        self.browser, self.demo, self.pages = browser, demo, {}

    def person(self, name, language="en"):
        """A window in which one of the demo's people is signed in and reads the admin in a language."""
        if name not in self.pages:
            context = self.browser.new_context(viewport=SIZE, base_url=self.demo["base"], reduced_motion="reduce")
            page = self.pages[name] = context.new_page()
            page.set_default_timeout(60_000)
            page.goto("/admin/login/")
            page.fill("[name=username]", self.demo["users"][name]["username"])
            page.fill("[name=password]", self.demo["users"][name]["password"])
            page.click("form button[type=submit]")
            page.wait_for_url("**/admin/")
        page = self.pages[name]
        page.goto("/admin/account/")
        page.select_option("[name=locale-preferred_language]", language)
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_load_state()
        return page

    def desk(self, page, code, beside=None):
        """Open the desk where the demo's first lesson is translated."""
        query = f"?beside={beside}" if beside else ""
        page.goto(f"/admin/pages/{self.demo['ids']['lesson'][code]}/edit/{query}", wait_until="networkidle")


def shoot(page, language, name):
    """Store what the window shows."""
    page.wait_for_load_state("networkidle")
    file = TARGET / language / f"{name}.webp"
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(file, quality=80, method=6)
    return file


def take(browser, demo):
    """Take all pictures; yields their files."""
    guide = Guide(browser, demo)
    for language in LANGUAGES:
        page = guide.person("editor_zh-hans", language)
        open_pages(page, demo, "zh-hans")
        body_box(page, CHANGED[0]).scroll_into_view_if_needed()
        page.wait_for_timeout(1500)
        yield shoot(page, language, "write")
        page = guide.person("editor_tg", language)
        page.goto("/admin/qiao/languages/board/", wait_until="networkidle")
        yield shoot(page, language, "board")
        guide.desk(page, "tg", beside="ru")
        box = page.locator("[data-desk-row][data-state=empty] [data-desk-box]").nth(2)
        box.evaluate("box => box.scrollIntoView({block: 'center'})")
        box.focus()
        page.wait_for_selector("[data-desk-help] .qiao-comments")
        yield shoot(page, language, "translate")
        page.locator("main a[href*='/languages/review/']").click()
        yield shoot(page, language, "submit")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    editor = guide.person("editor_zh-hans")
    open_pages(editor, demo, "zh-hans")
    box = body_box(editor, CHANGED[0])
    box.fill(box.input_value().replace(*CHANGED))
    editor.wait_for_timeout(1500)
    publish(editor)
    for language in LANGUAGES:
        page = guide.person("reviewer_tg", language)
        guide.desk(page, "tg", beside="ru")
        yield shoot(page, language, "review")
        page = guide.person("editor_kk", language)
        guide.desk(page, "kk", beside="ru")
        page.locator("[data-desk-row][data-state=outdated]").evaluate("row => row.scrollIntoView({block: 'center'})")
        yield shoot(page, language, "update")
