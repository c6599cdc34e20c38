"""Production: it refuses to start half configured, serves its static files by itself and knows no demo people."""

import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Permission

from tests import factories

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "SECRET_KEY": "p1Zr0Yt-6hQx_v3mKcW8nB5sLdJ2gF7aUeR4oTi9SzXyVbNqMwEkHjGf",
    "ALLOWED_HOSTS": "qiao.example.org",
}
ASK = """
import io, json, sys
from config.wsgi import application

def ask(path, encoding):
    said = {}
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SCRIPT_NAME": "",
        "HTTP_HOST": "qiao.example.org", "SERVER_NAME": "qiao.example.org", "SERVER_PORT": "8000",
        "HTTP_ACCEPT_ENCODING": encoding, "HTTP_X_FORWARDED_PROTO": "https",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
    }
    start = lambda status, headers, exc_info=None: said.update(status=status, **dict(headers))
    body = b"".join(application(environ, start))
    return {**said, "length": len(body)}

path = sys.argv[1]
print(json.dumps({encoding: ask(path, encoding) for encoding in ("br", "gzip", "identity")}))
"""

pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where this deployment keeps its files."""
    return tmp_path_factory.mktemp("deployment")


@pytest.fixture(scope="module")
def run(folder):
    """run("manage.py", "check", SECRET_KEY=…) runs Python with production settings and only these variables."""

    def run(*arguments, **variables):
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        environment |= {
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "QIAO_VAR_DIR": str(folder),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT)]),
        }
        return subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=ROOT,
            env=environment | variables,
            capture_output=True,
            text=True,
        )

    return run


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "SECRET_KEY is missing or weak: set it to at least 50 random characters"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": f"django-insecure-{SECRETS['SECRET_KEY']}"}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": SECRETS["SECRET_KEY"]}, "ALLOWED_HOSTS is missing: set it to the site's host names"),
        ({**SECRETS, "ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is missing"),
    ],
    ids=["no key", "short key", "monotonous key", "key of startproject", "no hosts", "empty hosts"],
)
def test_production_refuses_to_start_and_says_what_to_do(run, variables, sentence):
    done = run("manage.py", "check", **variables)
    assert done.returncode != 0
    assert sentence in done.stderr


def test_production_has_nothing_to_warn_about(run):
    done = run("manage.py", "check", "--deploy", "--fail-level=WARNING", **SECRETS)
    assert done.returncode == 0, done.stderr
    assert "System check identified no issues" in done.stdout


def test_production_makes_no_demo(run):
    done = run("manage.py", "demo", **SECRETS)
    assert done.returncode != 0
    assert "Demo accounts have public passwords" in done.stderr


@pytest.fixture(scope="module")
def collected(run, folder):
    """The folder of the collected static files."""
    done = run("manage.py", "collectstatic", "--noinput", "--verbosity=0", **SECRETS)
    assert done.returncode == 0, done.stderr
    return folder / "static"


@pytest.mark.parametrize("name", ["qiao/lesson.css", "qiao/site.css", "qiao/bilingual/sentences-editor.js"])
def test_static_files_get_names_that_change_with_them_and_are_compressed_twice(collected, name):
    hashed = json.loads((collected / "staticfiles.json").read_text())["paths"][name]
    assert re.search(r"\.[0-9a-f]{12}\.(css|js)$", hashed)
    assert [(collected / f"{hashed}{ending}").is_file() for ending in ("", ".gz", ".br")] == [True, True, True]
    assert not (collected / name).exists()


def test_the_server_sends_static_files_compressed_and_for_ever(run, collected):
    hashed = json.loads((collected / "staticfiles.json").read_text())["paths"]["qiao/lesson.css"]
    done = run("-c", ASK, f"/static/{hashed}", **SECRETS)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    for encoding, ending in (("br", ".br"), ("gzip", ".gz"), ("identity", "")):
        answer = answers[encoding]
        assert answer["status"] == "200 OK"
        assert "immutable" in answer["Cache-Control"]
        assert "max-age=315360000" in answer["Cache-Control"]
        assert answer.get("Content-Encoding", "identity") == encoding
        assert answer["length"] == (collected / f"{hashed}{ending}").stat().st_size


@pytest.fixture
def production(settings, monkeypatch):
    """production() makes people's accounts be treated as production treats them."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    module = import_module("config.settings.production")

    def switch():
        for name in ("QIAO_DEMO_LOGINS", "AUTHENTICATION_BACKENDS", "SESSION_ENGINE", "MIDDLEWARE"):
            setattr(settings, name, getattr(module, name))

    return switch


@pytest.mark.django_db
def test_a_demo_account_cannot_sign_in_to_production(production):
    demo, person = factories.UserFactory(is_demo=True), factories.UserFactory()
    assert authenticate(username=demo.username, password="password") == demo
    production()
    assert authenticate(username=demo.username, password="password") is None
    assert authenticate(username=person.username, password="password") == person


@pytest.mark.django_db
@pytest.mark.parametrize(("is_demo", "status"), [(True, 302), (False, 200)])
def test_a_session_of_a_demo_account_ends_in_production(production, client, is_demo, status):
    user = factories.UserFactory(is_demo=is_demo)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    assert client.login(username=user.username, password="password")
    assert client.get("/admin/account/").status_code == 200
    production()
    response = client.get("/admin/account/")
    assert response.status_code == status
    assert (status == 302) == ("/admin/login/" in response.headers.get("Location", ""))
