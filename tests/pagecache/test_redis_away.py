"""A Redis server of our own that is stopped, started again and slow while pages are asked for."""

import shutil
import subprocess
import time

import pytest
import redis

from qiao.pagecache import backends, generation
from tests.pagecache.test_pagecache import _forget_troubles, cache_settings, queries

pytestmark = pytest.mark.skipif(not shutil.which("redis-server"), reason="there is no redis-server to start")


class Server:
    """redis-server on a socket in a folder; it keeps nothing on disk."""

    def __init__(self, folder):
        self.socket = folder / "redis.sock"
        self.url = f"unix://{self.socket}"
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
        )
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                return redis.Redis.from_url(self.url).ping()
            except redis.ConnectionError:
                time.sleep(0.05)
        raise TimeoutError("redis-server did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def server(settings, tmp_path):
    server = Server(tmp_path)
    settings.CACHES = cache_settings(
        {
            "BACKEND": "qiao.pagecache.backends.RedisCache",
            "LOCATION": server.url,
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
    )
    _forget_troubles()
    yield server
    server.stop()
    _forget_troubles()


@pytest.fixture
def lesson_url(lesson):
    return lesson.get_url()


def test_a_redis_that_stopped_makes_pages_slower_and_one_that_is_back_keeps_them_anew(server, client, lesson_url):
    client.get(lesson_url)
    before = generation.look_up("x")[0]
    assert queries(client, lesson_url)[1] == 0

    server.stop()
    answer, count = queries(client, lesson_url)
    assert answer.status_code == 200
    assert count > 0
    # What could not be told meanwhile is owed.
    assert generation.advance() is False

    server.start()
    time.sleep(generation.PAUSE)
    assert client.get(lesson_url).status_code == 200
    assert queries(client, lesson_url)[1] == 0
    assert generation.look_up("x")[0] != before


def test_a_change_in_another_process_is_told_at_once(server, client, lesson_url, settings):
    client.get(lesson_url)
    assert queries(client, lesson_url)[1] == 0
    backends.RedisCache(server.url, settings.CACHES["pages"]).set_and_tell(generation.KEY, "another")
    assert queries(client, lesson_url)[1] > 0
    assert generation.look_up("x")[0] == "another"


def test_a_slow_redis_costs_a_bounded_time(server, client, lesson_url):
    client.get(lesson_url)
    redis.Redis.from_url(server.url).client_pause(4000)
    # What was told a moment ago is believed; then the wait ends in a page that is rendered.
    started = time.monotonic()
    time.sleep(backends.BELIEVED)
    answers = [client.get(lesson_url) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert time.monotonic() - started < backends.BELIEVED + 3


def test_an_entry_of_an_older_build_is_never_given_out(server, client, lesson_url, monkeypatch):
    monkeypatch.setattr("qiao.pagecache.keep.build", lambda: "an older one")
    client.get(lesson_url)
    assert queries(client, lesson_url)[1] == 0
    monkeypatch.setattr("qiao.pagecache.keep.build", lambda: "this one")
    assert queries(client, lesson_url)[1] > 0
