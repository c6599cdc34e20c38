"""A whole site of its own for tests of what operators do: its folder, its database, its commands."""

import hashlib
import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
# A course with a lesson of every kind of block in Chinese and Russian, and a file of every kind.
CONTENT = """
from django.core.files.base import ContentFile
from django.core.management import call_command
from wagtail.documents import get_document_model
from wagtail.models import Locale
from qiao.languages import api
from qiao.media.api import store_speech
from tests import factories, sounds
call_command("migrate", verbosity=0)
call_command("setup_languages", verbosity=0)
index = factories.CourseIndexPageFactory(parent=factories.home(), title="课程", slug="courses")
course = factories.CoursePageFactory(parent=index, title="铁路信号", slug="railway-signalling")
factories.LessonPageFactory(parent=course, title="进站信号机", slug="home-signal")
api.submit_subtree(index, [Locale.objects.get(language_code="ru")])
for page in index.get_descendants(inclusive=True):
    page.get_translation(Locale.objects.get(language_code="ru")).specific.save_revision().publish()
factories.UserFactory(username="editor")
get_document_model().objects.create(title="规程", file=ContentFile(b"%PDF-" * 20_000, name="rules.pdf"))
store_speech(sounds.tone(), title="红灯停车")
"""
# Every page that anyone may read, as a reader gets it, and what a search finds.
PAGES = """
import json
from django.test import Client
from wagtail.models import Page
from lessons.models import LessonPage
client = Client(SERVER_NAME="127.0.0.1", SERVER_PORT="8000")
pages = {}
for page in Page.objects.live().public().filter(depth__gt=1):
    answer = client.get(page.get_url())
    assert answer.status_code == 200, (page.get_url(), answer.status_code)
    pages[page.get_url()] = answer.content.decode()
pages["found"] = [page.pk for page in LessonPage.objects.search("进站信号机", order_by_relevance=False)]
print(json.dumps(pages))
"""


class Site:
    """One site below `folder`, which shares nothing with any other.

    postgresql: URL of a database on the server that it gets a database of its own on; SQLite otherwise. variables: more
    of the environment.
    """

    def __init__(self, folder, *, postgresql=None, **variables):
        self.folder = Path(folder)
        self.media = self.folder / "media"
        self._server = postgresql
        self._name = f"qiao_site_{os.getpid()}_{self.folder.name.replace('-', '_')}"
        self.variables = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")},
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT)]),
            "QIAO_VAR_DIR": str(self.folder),
            **variables,
        }
        if postgresql:
            self.variables["DATABASE_URL"] = urlunsplit(urlsplit(postgresql)._replace(path=f"/{self._name}"))
        self.make_database()

    def make_database(self):
        """An empty one, without tables."""
        self.drop_database()
        if self._server:
            with self._connection() as connection:
                connection.execute(f"CREATE DATABASE {self._name}")

    def drop_database(self):
        """Whatever was in it is gone."""
        if self._server:
            with self._connection() as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")
        for file in self.folder.glob("qiao.sqlite3*"):
            file.unlink()

    def _connection(self):
        url = urlunsplit(urlsplit(self._server)._replace(path="/postgres"))
        return closing(psycopg.connect(url, autocommit=True))

    def manage(self, *arguments, **variables):
        """Run a command: what became of it, a CompletedProcess with text."""
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)],
            cwd=ROOT, env=self.variables | variables, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def do(self, *arguments, **variables):
        """Run a command that is to succeed: what it printed."""
        done = self.manage(*arguments, **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run(self, code):
        """Run Python in the site."""
        return self.do("shell", "--no-imports", "-c", code)

    def pages(self):
        """{address: what a reader gets} of every open page, and under "found" what a search finds."""
        return json.loads(self.run(PAGES))

    def files(self):
        """{name: sha256} of every uploaded file."""
        return {
            str(path.relative_to(self.media)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.media.rglob("*"))
            if path.is_file()
        }
