"""A real server with the demo, and a real Chromium that looks at it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def pytest_collection_modifyitems(items):
    """Everything in this folder needs the browser."""
    for item in items:
        if Path(item.fspath).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo on a server of its own: what `manage.py demo --json` says of it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "QIAO_VAR_DIR": str(tmp_path_factory.mktemp("var")),
        "QIAO_BASE_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
    }
    for name in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT"):
        environment.pop(name, None)

    def manage(*arguments):
        return [sys.executable, "manage.py", *arguments]

    subprocess.run(manage("prepare", "--quiet"), cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    facts = subprocess.run(
        manage("demo", "--json"), cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout
    server = subprocess.Popen(
        manage("runserver", "--noreload", f"127.0.0.1:{port}"),
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}/en/", server)
        yield json.loads(facts)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url, server):
    for _attempt in range(150):
        assert server.poll() is None, "the server ended by itself"
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"{url} did not answer")


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, without its own talk to the network."""
    assert CHROMIUM, "no Chromium was found: apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )
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
