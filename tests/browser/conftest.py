"""A real server with the demo, and a real Chromium that looks at it."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests import server
from tests.bench import specimen

ROOT = Path(__file__).resolve().parents[2]
# A microphone that beeps once a second, and a person who allows it.
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def pytest_collection_modifyitems(items):
    """Everything in this folder needs the browser."""
    for item in items:
        if Path(item.fspath).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo, with a lesson of every block, on a server of its own: what `manage.py demo --json` says of it."""
    commands = [["content", "import", str(specimen.FOLDER)]]
    base = tmp_path_factory.getbasetemp()
    # Workers have folders of their own below the run's.
    template = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "demo"
    with server.demo(tmp_path_factory.mktemp("var"), commands=commands, template=template) as facts:
        yield facts


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, without its own talk to the network."""
    assert server.CHROMIUM, "no Chromium was found: apt-get install chromium"
    with sync_playwright() as playwright:
        flags = [*server.CHROMIUM_FLAGS, *MICROPHONE]
        chromium = playwright.chromium.launch(executable_path=server.CHROMIUM, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def look(browser, demo):
    """look(path, width=…, **context) opens a page of the demo and returns Playwright's page."""
    contexts = []

    def opened(path, width=1280, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, base_url=demo["base"], **{"locale": "ru-RU", **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
        page.goto(path)
        page.wait_for_function("!document.querySelector('[data-script] .block:not(.laid-out)')")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def signed_in(look, demo):
    """signed_in("editor_ru") opens the admin as one of the demo's people."""

    def opened(name, **options):
        person = demo["users"][name]
        page = look("/admin/login/", **options)
        page.fill("[name=username]", person["username"])
        page.fill("[name=password]", person["password"])
        page.click("form button[type=submit]")
        page.wait_for_url("**/admin/")
        return page

    return opened


@pytest.fixture(scope="session")
def axe():
    """The script that looks for barriers."""
    assert AXE.exists(), "axe-core is missing: npm ci"
    return AXE.read_text(encoding="utf-8")
