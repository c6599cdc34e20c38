"""No page calls anybody else's host: a listener hears every request."""

from urllib.parse import urlsplit

import pytest

from tests.bench import specimen

PAGES = ("home", "course_index", "course", "lesson", "workshop", "every block", "sign-in", "404")


def path_of(demo, name, language):
    """The path of one of PAGES."""
    if name == "every block":
        return specimen.path_of(demo["pages"]["course"][language])
    if name == "sign-in":
        return f"/{language}/_util/login/"
    if name == "404":
        return f"/{language}/nothing-is-here/"
    return demo["pages"][name][language]


@pytest.fixture
def heard(browser, demo):
    """heard(path) opens a page, goes through it, runs a script, and returns the status and the hosts it called."""
    context = browser.new_context(base_url=demo["base"])
    hosts = set()
    context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    # Somebody else's host is heard, not really called.
    context.route(lambda url: not url.startswith(demo["base"]), lambda route: route.abort())

    def opened(path, script="null"):
        page = context.new_page()
        page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).netloc))
        answer = page.goto(path, wait_until="networkidle")
        page.locator("summary").evaluate_all("all => all.forEach(summary => summary.parentElement.open = true)")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.evaluate(script)
        page.wait_for_load_state("networkidle")
        ahead = page.locator("link[rel~=preconnect], link[rel~=dns-prefetch]")
        hosts.update(ahead.evaluate_all("all => all.map(link => new URL(link.href).host)"))
        return answer.status, hosts

    yield opened
    context.close()


@pytest.mark.parametrize(("name", "language"), [*((name, "ru") for name in PAGES), ("lesson", "zh-hans")])
def test_no_page_calls_a_third_party(heard, demo, name, language):
    status, hosts = heard(path_of(demo, name, language))
    assert status == (404 if name == "404" else 200)
    assert hosts == {urlsplit(demo["base"]).netloc}


def test_the_listener_hears_a_third_party(heard, demo):
    _status, hosts = heard(demo["pages"]["home"]["ru"], "new Image().src = 'https://example.org/pixel.png'; null")
    assert "example.org" in hosts
