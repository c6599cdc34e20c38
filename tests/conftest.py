"""What every test may use: the languages set up, a course with lessons, people of each language."""

import gc

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils.translation import get_language_info, override
from wagtail.models import Locale

from lessons.models import CoursePage, LessonPage
from tests import factories

# Django's migrations and pages are many small objects: looking for garbage among them takes a fifth of the time.
gc.set_threshold(200_000, 50, 50)


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL, the second run of `make test`, try what touches a database or Redis, and one case of each test.

    The cases of a test mostly differ in what comes in. Search and kept pages are tried with every case: there the
    database and the cache themselves answer.
    """
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        return
    data = {"db", "transactional_db", "site", "kept", "server"}
    seen, kept, left_out = set(), [], []
    for item in items:
        touches_data = item.get_closest_marker("django_db") or data & set(item.fixturenames)
        every_case = item.path.parent.name in ("home", "pagecache")
        test = item.nodeid.partition("[")[0]
        (kept if touches_data and (every_case or test not in seen) else left_out).append(item)
        seen.add(test)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


@pytest.fixture(scope="session", autouse=True)
def _media_root(tmp_path_factory):
    """Files that tests upload go where pytest cleans up."""
    from django.test import override_settings

    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(autouse=True)
def _english():
    """Messages are compared in English, the language that they are written in."""
    with override("en"):
        yield


@pytest.fixture
def client(client):
    """A browser that asks for English."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, _media_root):
    """The tree that most tests walk is built once; each test's changes are rolled back."""
    with django_db_blocker.unblock():
        call_command("setup_languages", verbosity=0)
        index = factories.CourseIndexPageFactory(parent=factories.home(), title="课程", slug="courses")
        course = factories.CoursePageFactory(parent=index, title="铁路信号", slug="railway-signalling")
        factories.LessonPageFactory(parent=course, title="进站信号机", slug="home-signal")


@pytest.fixture
def languages(db):
    """{code: Locale}, each with its home page, groups and workflow."""
    return {locale.language_code: locale for locale in Locale.objects.all()}


@pytest.fixture
def home(db):
    """The Chinese home page."""
    return factories.home()


@pytest.fixture
def course(db):
    """A published Chinese course in an index."""
    return CoursePage.objects.get(slug="railway-signalling", locale__language_code="zh-hans")


@pytest.fixture
def lesson(db):
    """A published Chinese lesson with a block of every kind."""
    return LessonPage.objects.get(slug="home-signal", locale__language_code="zh-hans")


@pytest.fixture
def person(languages):
    """person("ru") is an editor of Russian, person("ru", "reviewers") a reviewer; person(None) is nobody's editor."""

    def make(code, role="editors"):
        user = factories.UserFactory()
        if code is not None:
            user.groups.add(Group.objects.get(name=f"{get_language_info(code)['name']} {role}"))
        return user

    return make
