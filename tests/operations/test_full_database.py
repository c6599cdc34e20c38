"""The disk of the database is full: readers go on, whoever saves is told, and nothing is saved by halves."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from lessons.models import CoursePage
from qiao.operations import errors
from tests import factories

pytestmark = pytest.mark.django_db


@contextmanager
def full_disk():
    """No row can be added: SQLite's own limit, or PostgreSQL's own error for it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        else:
            cursor.execute(
                "CREATE FUNCTION pg_temp.no_room() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; "
                "END $$"
            )
            for table in ("wagtailcore_revision", "django_session"):
                cursor.execute(
                    f"CREATE TRIGGER no_room BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION pg_temp.no_room()"
                )
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.fixture
def editor(admin_user):
    """A browser in which somebody has signed in who may do everything."""
    browser = Client(raise_request_exception=False, headers={"Accept-Language": "en"})
    browser.force_login(admin_user)
    return browser


def test_a_reader_goes_on_reading(lesson):
    with full_disk():
        assert Client().get(lesson.get_url()).status_code == 200


def test_an_editor_is_told_and_nothing_is_saved(editor, home):
    """A page with much text, as a form sends it."""
    index = factories.CourseIndexPageFactory(parent=home, title="目录", slug="index")
    before = CoursePage.objects.count()
    fields = {
        "title": "很长的课程" * 20,
        "slug": "long",
        "field": "railway-signalling",
        "level": "4",
        "entry_level": "3",
        "hours": "10",
        "search_description": "长" * 200_000,
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    with full_disk():
        sid = transaction.savepoint()
        answer = editor.post(reverse("wagtailadmin_pages:add", args=["qiao_lessons", "coursepage", index.pk]), fields)
        transaction.set_rollback(False)
        transaction.savepoint_rollback(sid)
    assert answer.status_code == 507, answer.content.decode()[:2000]
    assert "There is no room left on the server: nothing was saved." in answer.content.decode()
    assert CoursePage.objects.count() == before


def test_only_what_is_full_is_called_so():
    assert errors.is_full(OSError(28, "No space left on device"))
    assert not errors.is_full(OSError(13, "Permission denied"))
    assert not errors.is_full(ValueError("database or disk is full"))
    assert not errors.is_full(None)
