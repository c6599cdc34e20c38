"""One command runs what is due: each job once however many timers ask, and none stops the others."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings as site_settings
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, UploadedFile
from wagtail.search.models import IndexEntry

from qiao.operations import api, jobs
from qiao.operations.models import Job
from qiao.pagecache import generation

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def own_jobs(settings, tmp_path, monkeypatch):
    """Jobs that a test registers are its own, and so are locks."""
    settings.QIAO_VAR_DIR = tmp_path
    monkeypatch.setattr(jobs, "_tasks", dict(jobs._tasks))


@pytest.fixture
def counted():
    """counted("digest", every=…) registers a job and returns the list of its runs; `error` is raised by each."""

    def register(name, *, every=None, error=None):
        runs = []

        def run():
            runs.append(timezone.now())
            if error:
                raise error

        api.register_job(name, name.capitalize(), run, every=every)
        return runs

    return register


def due(*names):
    """What the command prints; CommandError where something failed."""
    out = StringIO()
    call_command("due", *names, stdout=out)
    return out.getvalue()


def row(name, **fields):
    """Put down when a job was last run."""
    Job.objects.update_or_create(name=name, defaults=fields)


@pytest.mark.django_db
def test_every_job_is_run_and_written_down():
    said = due()
    jobs = ("digests", "enquiries", "publish", "sessions", "uploads", "search")
    assert [f"{name}: done" for name in jobs] == said.splitlines()
    for job in Job.objects.all():
        assert job.started <= job.succeeded
        assert (job.failed, job.error) == (None, "")


@pytest.mark.django_db
def test_a_job_is_run_when_its_time_has_come(counted):
    runs = counted("digest", every=HOUR)
    due()
    due()
    assert len(runs) == 1
    long_ago = timezone.now() - HOUR - timedelta(seconds=1)
    row("digest", started=long_ago, succeeded=long_ago)
    due()
    assert len(runs) == 2


@pytest.mark.django_db
def test_a_timer_that_comes_some_seconds_early_is_on_time(counted):
    runs = counted("digest", every=HOUR)
    nearly = timezone.now() - HOUR + timedelta(seconds=5)
    row("digest", started=nearly, succeeded=nearly)
    due()
    assert len(runs) == 1


@pytest.mark.django_db
def test_a_job_without_a_period_is_run_each_time(counted):
    runs = counted("forward")
    due()
    due()
    assert len(runs) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("error", [ValueError("no such address"), SystemExit(3)], ids=["exception", "exit"])
def test_a_job_that_fails_stops_no_other_and_is_told(counted, error):
    before = counted("before")
    counted("broken", every=HOUR, error=error)
    after = counted("after")
    with pytest.raises(CommandError, match="broken failed: "):
        due()
    assert (len(before), len(after)) == (1, 1)
    job = Job.objects.get(name="broken")
    assert job.succeeded is None
    assert job.failed
    assert job.error.startswith(type(error).__name__)


@pytest.mark.django_db
def test_what_failed_is_tried_again_at_once(counted):
    runs = counted("broken", every=HOUR, error=ValueError("no"))
    row("broken", started=timezone.now(), succeeded=timezone.now() - HOUR, failed=timezone.now())
    for _each in range(2):
        with pytest.raises(CommandError):
            due()
    assert len(runs) == 2


@pytest.mark.django_db
def test_a_job_can_be_run_by_name(counted):
    runs, others = counted("digest", every=HOUR), counted("other")
    due("digest")
    due("digest")
    assert (len(runs), len(others)) == (2, 0)
    with pytest.raises(CommandError, match="There is no job named nothing"):
        due("nothing")


def test_two_jobs_of_one_name_are_a_mistake(counted):
    counted("digest")
    with pytest.raises(ImproperlyConfigured, match="Two jobs are named 'digest'"):
        counted("digest")


@pytest.mark.django_db
def test_a_job_that_somebody_is_at_is_left_to_them(counted):
    runs = counted("digest")
    with jobs._alone("digest") as mine:
        assert mine
        assert "digest: busy" in due()
    assert runs == []
    due()
    assert len(runs) == 1


@pytest.mark.django_db
def test_another_process_is_kept_out_until_this_one_is_gone(settings):
    """The lock of a process that was killed is free."""
    code = (
        "import django; django.setup()\n"
        "from pathlib import Path; from django.conf import settings; from django.db import connection\n"
        f"settings.QIAO_VAR_DIR = Path({str(settings.QIAO_VAR_DIR)!r})\n"
        f"connection.settings_dict['NAME'] = {str(site_settings.DATABASES['default']['NAME'])!r}\n"
        "from qiao.operations import jobs\n"
        "with jobs._alone('digest') as mine:\n"
        "    print(mine, flush=True); input()\n"
    )
    path = os.pathsep.join(map(str, [site_settings.BASE_DIR / "site", site_settings.BASE_DIR]))
    other = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "PYTHONPATH": path},
    )  # fmt: skip
    assert other.stdout.readline().strip() == "True"
    with jobs._alone("digest") as mine:
        assert not mine
    other.kill()
    other.wait()
    for _attempt in range(50):
        with jobs._alone("digest") as mine:
            if mine:
                return
        time.sleep(0.1)
    pytest.fail("the lock of a process that is gone holds")


@pytest.mark.django_db
def test_running_jobs_leaves_the_kept_pages_alone(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        due()
    assert generation.advance not in callbacks


@pytest.mark.django_db
def test_ended_sessions_and_unfinished_uploads_are_deleted(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - HOUR)
    Session.objects.create(session_key="new", session_data="", expire_date=timezone.now() + HOUR)
    old, new, lost = (UploadedFile.objects.create(file=ContentFile(b"x", name=f"{name}.jpg")) for name in "abc")
    two_days_ago = timezone.now().timestamp() - 48 * 3600
    os.utime(old.file.path, (two_days_ago, two_days_ago))
    lost.file.storage.delete(lost.file.name)
    due()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    assert list(UploadedFile.objects.all()) == [new]
    assert [path.name for path in (tmp_path / "media").rglob("*.jpg")] == ["b.jpg"]


@pytest.mark.django_db
def test_the_search_index_gets_what_it_lacks(lesson):
    assert lesson.page_ptr in Page.objects.search("进站信号机", order_by_relevance=False)
    IndexEntry.objects.filter(object_id=lesson.pk).delete()
    assert lesson.page_ptr not in Page.objects.search("进站信号机", order_by_relevance=False)
    due("search")
    assert lesson.page_ptr in Page.objects.search("进站信号机", order_by_relevance=False)


@pytest.fixture
def status(client, admin_user):
    """status() is the text of the status page as an administrator sees it."""
    client.force_login(admin_user)
    return lambda: client.get(reverse("qiao_operations_status")).content.decode()


def test_the_status_page_says_how_it_is(status, counted):
    counted("digest", every=HOUR)
    counted("broken", error=ValueError("the mail server is away"))
    assert "The timer has never run" in status()
    with pytest.raises(CommandError):
        due()
    page = status()
    assert "The timer last did something" in page
    assert "ValueError: the mail server is away" in page
    for word in ("Digest", "Database", "Migrations", "Cache", "Media", "free", "Wagtail", "Python"):
        assert word in page


def test_the_menu_leads_to_the_status_page_and_only_those_who_run_the_site(client, admin_user, person):
    address = reverse("qiao_operations_status")
    client.force_login(admin_user)
    assert address in client.get(reverse("wagtailadmin_home")).content.decode()
    client.force_login(person("ru"))
    assert address not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(address).status_code == 302
