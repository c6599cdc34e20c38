"""Kept pages: that they are given out, that every change makes them unreachable, and that nobody gets another's."""

import gzip
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Locale, PageViewRestriction, Site

from lessons.models import LessonPage, Term
from qiao.pagecache import backends, build, generation, keep
from tests import factories

ROOT = Path(__file__).resolve().parents[2]
MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept-in-tests"}
ZIPPED = {"HTTP_ACCEPT_ENCODING": "gzip"}


def cache_settings(pages):
    """The site's caches with another one for pages."""
    return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}, "pages": pages}


@pytest.fixture(params=["memory", "redis"])
def kept(request, settings, tmp_path):
    """Pages are kept, in this process with a file stamp or in Redis; commits are told as they come."""
    if request.param == "redis":
        if not settings.REDIS_URL:
            pytest.skip("Redis is asked for with REDIS_URL")
        pages = settings.CACHES["default"] | {"KEY_PREFIX": "kept"}
    else:
        pages = MEMORY
    settings.CACHES = cache_settings(pages)
    settings.QIAO_PAGECACHE_STAMP = tmp_path / "generation"
    _forget_troubles()
    caches["pages"].clear()
    yield request.param
    caches["pages"].clear()
    _forget_troubles()


def _forget_troubles():
    generation._away_until, generation._advance_owed = 0.0, False
    generation.forget()


@pytest.fixture
def commits(db, django_capture_on_commit_callbacks):
    """`with commits():` around a change runs what waits for its commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def lesson_url(lesson):
    return lesson.get_url()


def queries(client, url, **headers):
    """(answer, number of queries) of a request."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        response = client.get(url, **headers)
    return response, len(found)


def is_kept(client, url):
    """Whether an address is answered without a query, after one request that may keep it."""
    client.get(url)
    return queries(client, url)[1] == 0


def test_a_kept_lesson_costs_no_query(kept, client, lesson_url):
    first = client.get(lesson_url)
    second, count = queries(client, lesson_url)
    assert count == 0
    assert second.content == first.content
    assert "进站信号机" in second.content.decode()
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert second.headers["Content-Language"] == "zh-hans"


def test_a_signed_in_reader_gets_the_kept_lesson_without_a_query(kept, client, person, lesson_url):
    client.get(lesson_url)
    client.force_login(person("ru"))
    assert queries(client, lesson_url)[1] == 0


def test_the_glossary_of_a_course_is_kept_as_pages_are(kept, client, course):
    assert is_kept(client, f"{course.url}glossary/")


def test_the_kept_form_is_the_compressed_one_and_others_are_served_too(kept, client, lesson_url):
    plain = client.get(lesson_url)
    zipped = client.get(lesson_url, **ZIPPED)
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert "Accept-Encoding" in zipped.headers["Vary"]
    assert zipped.headers["ETag"] != plain.headers["ETag"]


def test_a_reader_who_has_the_page_gets_304(kept, client, lesson_url, commits, lesson):
    etag = client.get(lesson_url, **ZIPPED).headers["ETag"]
    for tag in (etag, f"W/{etag}", f'"other", {etag}'):
        answer = client.get(lesson_url, HTTP_IF_NONE_MATCH=tag, **ZIPPED)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == etag
    with commits():
        lesson.title = "出站信号机"
        lesson.save_revision().publish()
    assert client.get(lesson_url, HTTP_IF_NONE_MATCH=etag, **ZIPPED).status_code == 200


def test_hosts_and_schemes_have_answers_of_their_own(kept, client, lesson_url):
    Site.objects.update(port=80)
    client.get(lesson_url)
    other = client.get(lesson_url, HTTP_HOST="other.example")
    secure = client.get(lesson_url, secure=True)
    assert "http://other.example" in other.content.decode()
    assert "https://" in secure.content.decode()


def test_a_question_in_the_address_is_answered_anew(kept, client, lesson_url):
    client.get(lesson_url)
    assert queries(client, f"{lesson_url}?page=2")[1] > 0


def test_other_methods_are_not_kept(kept, client, lesson_url):
    client.get(lesson_url)
    assert client.head(lesson_url).status_code == 200
    assert queries(client, lesson_url)[1] == 0
    assert client.post(lesson_url).status_code in (200, 405)


def test_a_page_that_does_not_exist_is_not_kept(kept, client, home):
    for _each in range(2):
        assert client.get("/zh-hans/nowhere/").status_code == 404


# What makes the old answer unreachable.


def change_title(lesson):
    lesson.title = "出站信号机"
    lesson.save_revision().publish()


def unpublish(lesson):
    lesson.unpublish()


def move(lesson):
    module = factories.ModulePageFactory(parent=lesson.get_parent(), title="模块", slug="module")
    lesson.move(module, pos="last-child")


def restrict_above(lesson):
    PageViewRestriction.objects.create(page=lesson.get_parent(), restriction_type=PageViewRestriction.LOGIN)


def change_term(lesson):
    Term.objects.get(hanzi="信号机").delete()


def change_image(lesson):
    from qiao.media.models import LibraryImage

    image = LibraryImage.objects.first()
    image.credit = "某人"
    image.save()


def add_document(lesson):
    from django.core.files.base import ContentFile
    from wagtail.documents import get_document_model

    get_document_model().objects.create(title="d", file=ContentFile(b"x", name="d.txt"))


def change_menu(lesson):
    page = lesson.get_parent()
    page.show_in_menus = True
    page.save()


def change_setting(lesson):
    site = Site.objects.get(is_default_site=True)
    site.site_name = "桥桥"
    site.save()


def add_translation(lesson):
    from qiao.languages import api

    api.submit_subtree(lesson.get_parent().get_parent(), [Locale.objects.get(language_code="ru")])


CHANGES = [
    change_title, unpublish, move, restrict_above, change_term, change_image, add_document, change_menu,
    change_setting, add_translation,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_makes_the_old_answer_unreachable(kept, client, lesson, lesson_url, commits, change):
    assert is_kept(client, lesson_url)
    with commits():
        change(LessonPage.objects.get(pk=lesson.pk))
    assert queries(client, lesson_url)[1] > 0


def test_the_reader_sees_what_was_published(kept, client, lesson, lesson_url, commits):
    assert "出站信号机" not in client.get(lesson_url).content.decode()
    with commits():
        change_title(lesson)
    assert "出站信号机" in client.get(lesson_url).content.decode()


def test_an_unpublished_lesson_is_gone(kept, client, lesson, lesson_url, commits):
    client.get(lesson_url)
    with commits():
        lesson.unpublish()
    assert client.get(lesson_url).status_code == 404


def test_a_draft_raises_nothing_and_shows_nowhere(kept, client, lesson, lesson_url, commits):
    assert is_kept(client, lesson_url)
    with commits():
        lesson.title = "草稿"
        lesson.save_revision()
    answer, count = queries(client, lesson_url)
    assert count == 0
    assert "草稿" not in answer.content.decode()


def test_a_preview_shows_the_draft_and_is_not_kept(kept, client, lesson, lesson_url):
    client.get(lesson_url)
    lesson.title = "草稿"
    assert "草稿" in lesson.make_preview_request().content.decode()
    assert "草稿" not in client.get(lesson_url).content.decode()


def test_signing_in_raises_nothing(kept, client, person, lesson_url, commits):
    user = person("ru")
    assert is_kept(client, lesson_url)
    with commits():
        assert Client().login(username=user.username, password="password")
    assert queries(client, lesson_url)[1] == 0


def test_what_is_rolled_back_changes_nothing(kept, client, lesson, lesson_url, commits):
    assert is_kept(client, lesson_url)
    with commits(), transaction.atomic():
        lesson.title = "出站信号机"
        lesson.save()
        transaction.set_rollback(True)
    assert queries(client, lesson_url)[1] == 0


def test_many_changes_are_told_once(kept, django_capture_on_commit_callbacks, lesson):
    with django_capture_on_commit_callbacks() as callbacks:
        for _each in range(5):
            lesson.save()
    assert callbacks.count(generation.advance) == 1


# Whose page it is.


def test_a_private_page_reaches_nobody_else(kept, client, person, lesson, lesson_url, commits):
    with commits():
        PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
    reader = Client()
    reader.force_login(person("ru"))
    assert "进站信号机" in reader.get(lesson_url).content.decode()
    answer = client.get(lesson_url)
    assert answer.status_code == 302 or "进站信号机设在" not in answer.content.decode()
    assert queries(reader, lesson_url)[1] > 0


def test_an_answer_that_looked_at_the_person_is_not_kept(kept, rf, db):
    seen = []

    def greet(request, path):
        from django.http import HttpResponse

        request.qiao_open_page = True
        seen.append(request.session.get("name"))
        return HttpResponse("hello")

    view = keep.kept(greet)
    for _each in range(2):
        request = rf.get("/greet/")
        from django.contrib.sessions.middleware import SessionMiddleware

        SessionMiddleware(lambda request: None).process_request(request)
        view(request, "greet/")
    assert len(seen) == 2


# Builds, processes, threads, troubles.


def test_a_new_build_does_not_see_the_old_ones_answers(kept, client, lesson_url, monkeypatch):
    assert is_kept(client, lesson_url)
    monkeypatch.setattr(keep, "build", lambda: "another")
    assert queries(client, lesson_url)[1] > 0


def test_the_build_is_that_of_code_templates_and_texts(tmp_path, settings):
    template = tmp_path / "a.html"
    template.write_text("old")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    before = build.build.__wrapped__()
    assert before == build.build.__wrapped__()
    template.write_text("new")
    assert build.build.__wrapped__() != before


def test_another_process_is_heard(kept, client, lesson_url, settings):
    assert is_kept(client, lesson_url)
    code = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        f"settings.CACHES = {settings.CACHES!r}\n"
        f"settings.QIAO_PAGECACHE_STAMP = {str(settings.QIAO_PAGECACHE_STAMP)!r}\n"
        "from django.core.cache import caches; caches.__init__()\n"
        "from qiao.pagecache import generation; assert generation.advance()"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}", "DJANGO_SETTINGS_MODULE": "config.settings.test"},
    )
    assert queries(client, lesson_url)[1] > 0


def test_scheduled_publishing_is_heard(kept, client, lesson, lesson_url, commits):
    from datetime import timedelta

    from django.utils import timezone

    lesson.title = "出站信号机"
    lesson.go_live_at = timezone.now() + timedelta(minutes=1)
    revision = lesson.save_revision()
    revision.publish()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    assert is_kept(client, lesson_url)
    with commits():
        call_command("publish_scheduled")
    assert "出站信号机" in client.get(lesson_url).content.decode()


def test_one_renders_and_the_others_wait(kept, rf):
    """Twelve at once for one page: it is rendered once."""
    from django.http import HttpResponse

    rendered, gate = [], threading.Barrier(12)

    def slow(request, path):
        rendered.append(path)
        threading.Event().wait(0.2)
        request.qiao_open_page = True
        return HttpResponse("page")

    view, answers = keep.kept(slow), []

    def ask():
        request = rf.get("/slow/")
        gate.wait()
        answers.append(view(request, "slow/").content)

    threads = [threading.Thread(target=ask) for _each in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rendered == ["slow/"]
    assert answers == [b"page"] * 12


def test_a_page_that_is_not_kept_holds_up_nobody(kept, rf):
    """What can't be kept is rendered side by side once that is known."""
    from django.http import HttpResponse

    both = threading.Barrier(2, timeout=5)
    seen = []

    def private(request, path):
        if seen:
            both.wait()
        seen.append(path)
        return HttpResponse("mine")

    view = keep.kept(private)
    view(rf.get("/mine/"), "mine/")
    threads = [threading.Thread(target=view, args=(rf.get("/mine/"), "mine/")) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 3


def test_a_change_while_a_page_is_rendered_is_not_lost(kept, rf):
    """The generation is read before rendering, so what was rendered of the old content is not given out."""
    from django.http import HttpResponse

    texts = iter(["old", "new"])

    def view(request, path):
        request.qiao_open_page = True
        text = next(texts)
        if text == "old":
            generation.advance()
        return HttpResponse(text)

    view = keep.kept(view)
    assert view(rf.get("/a/"), "a/").content == b"old"
    assert view(rf.get("/a/"), "a/").content == b"new"
    assert view(rf.get("/a/"), "a/").content == b"new"


@pytest.fixture
def unreachable(settings):
    """The cache of pages is a server that is not there."""
    settings.CACHES = cache_settings(
        {"BACKEND": "qiao.pagecache.backends.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    )
    _forget_troubles()
    yield
    _forget_troubles()


def test_without_its_cache_the_site_is_slower_and_not_broken(unreachable, client, lesson_url):
    assert client.get(lesson_url).status_code == 200
    assert queries(client, lesson_url)[1] > 0


def test_a_change_that_could_not_be_told_is_owed(unreachable, client, lesson_url, settings, tmp_path, caplog):
    assert generation.advance() is False
    assert "could not be told" in caplog.text
    settings.CACHES = cache_settings(MEMORY)
    settings.QIAO_PAGECACHE_STAMP = tmp_path / "generation"
    before = generation.look_up("x")[0]
    assert before
    assert generation._advance_owed is False


def test_a_file_that_cannot_be_written_keeps_nothing(settings, tmp_path, client, lesson_url):
    settings.CACHES = cache_settings(MEMORY)
    (tmp_path / "file").write_text("no folder")
    settings.QIAO_PAGECACHE_STAMP = tmp_path / "file" / "generation"
    _forget_troubles()
    assert not is_kept(client, lesson_url)
    _forget_troubles()


def test_redis_that_lost_everything_starts_a_new_generation(kept, client, lesson_url):
    assert is_kept(client, lesson_url)
    before = generation.look_up("x")[0]
    if kept == "redis":
        # Nobody tells of it.
        caches["pages"].delete(generation.KEY)
        time.sleep(backends.BELIEVED)
    else:
        generation._file().unlink()
    assert queries(client, lesson_url)[1] > 0
    assert generation.look_up("x")[0] != before


def test_several_workers_want_a_cache_that_they_share(settings, monkeypatch):
    from qiao.pagecache.checks import one_cache_for_all_workers

    settings.CACHES = cache_settings(MEMORY)
    settings.DEBUG = False
    monkeypatch.setenv("WEB_CONCURRENCY", "3")
    assert [error.id for error in one_cache_for_all_workers(None)] == ["qiao_pagecache.E001"]
    monkeypatch.setenv("WEB_CONCURRENCY", "1")
    assert one_cache_for_all_workers(None) == []


def test_a_clock_that_jumps_brings_back_no_old_answer(settings, tmp_path, client, lesson_url):
    settings.CACHES = cache_settings(MEMORY)
    stamp = settings.QIAO_PAGECACHE_STAMP = tmp_path / "generation"
    _forget_troubles()
    assert is_kept(client, lesson_url)
    long_ago = time.time() - 10 * 365 * 24 * 3600
    os.utime(stamp, (long_ago, long_ago))
    assert is_kept(client, lesson_url)
    generation.advance()
    os.utime(stamp, (long_ago, long_ago))
    assert queries(client, lesson_url)[1] > 0
    generation.advance()
    ahead = time.time() + 24 * 3600
    os.utime(stamp, (ahead, ahead))
    assert queries(client, lesson_url)[1] > 0
    assert queries(client, lesson_url)[1] == 0


def test_tokens_that_follow_each_other_at_once_are_told_apart(settings, tmp_path):
    settings.CACHES = cache_settings(MEMORY)
    settings.QIAO_PAGECACHE_STAMP = tmp_path / "generation"
    _forget_troubles()
    tokens = []
    for _ in range(200):
        generation.advance()
        tokens.append(generation.look_up("x")[0])
    assert len(set(tokens)) == 200


def test_a_process_holds_a_bounded_number_of_answers(settings, tmp_path):
    settings.CACHES = cache_settings(MEMORY)
    settings.QIAO_PAGECACHE_STAMP = tmp_path / "generation"
    _forget_troubles()
    token = generation.look_up("x")[0]
    for number in range(generation.AT_HAND + 10):
        generation.keep(f"page {number}", (token, number), 60)
    assert len(generation._at_hand) <= generation.AT_HAND
    assert generation.look_up(f"page {generation.AT_HAND + 9}") == (token, (token, generation.AT_HAND + 9))
    _forget_troubles()
