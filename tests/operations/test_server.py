"""The production start: gunicorn with the project's own configuration, on this machine."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

from .site import ROOT, Site

pytestmark = pytest.mark.packaging

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "p1Zr0Yt-6hQx_v3mKcW8nB5sLdJ2gF7aUeR4oTi9SzXyVbNqMwEkHjGf",
    "ALLOWED_HOSTS": "qiao.example.org",
}
PROXIED = {"Host": "qiao.example.org", "X-Forwarded-Proto": "https"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site that is installed as the page for operators says."""
    site = Site(tmp_path_factory.mktemp("production"), **PRODUCTION)
    site.media.mkdir()
    site.do("migrate", "--verbosity=0")
    site.do("setup_languages")
    site.do("collectstatic", "--noinput", "--verbosity=0")
    return site


@contextmanager
def served(site, **variables):
    """Serve it: yields (ask, process); ask("/path", Header=…) is (status, body)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn"], cwd=ROOT, env={**site.variables, "BIND": address, **variables},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip

    def ask(path, headers=PROXIED):
        request = urllib.request.Request(f"http://{address}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    try:
        for _attempt in range(150):
            try:
                ask("/health/live", {})
                break
            except OSError:
                assert process.poll() is None, process.stdout.read()
                time.sleep(0.2)
        yield ask, process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=30)


def test_it_serves_pages_says_that_it_is_ready_and_logs_json_alone(site):
    with served(site) as (ask, process):
        assert ask("/health/ready", {})[0] == 200
        status, page = ask("/zh-hans/")
        assert status == 200
        style = page.split('rel="stylesheet" href="')[1].split('"')[0]
        assert ask(style)[0] == 200
        process.send_signal(signal.SIGTERM)
        lines = [json.loads(line) for line in process.communicate(timeout=30)[0].splitlines()]
    assert process.returncode == 0
    requests = [line for line in lines if line["logger"] == "qiao.operations.logs"]
    assert [(line["path"], line["status"]) for line in requests] == [("/zh-hans/", 200), (style, 200)]
    assert {line["level"] for line in lines} == {"INFO"}


def test_it_refuses_several_workers_without_a_cache_that_they_share(site):
    several = {"BIND": "127.0.0.1:0", "WEB_CONCURRENCY": "2"}
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn"], cwd=ROOT, env={**site.variables, **several},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Set REDIS_URL" in done.stdout + done.stderr
