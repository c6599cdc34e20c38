"""The wheel: what is in it, and that a fresh Wagtail site which follows the README shows a lesson and a workshop."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import polib
import pytest
from packaging.requirements import Requirement

from qiao.languages.catalogues import compile_catalogues
from qiao.languages.checks import check_settings

ROOT = Path(__file__).resolve().parents[2]
# Where each part of the checkout lies in the wheel; the first that fits counts.
PLACES = {
    "lessons/": "lessons/",
    "locale/": "qiao/bilingual/locale/",
    "site/qiao/accounts/": "qiao/accounts/",
    "site/qiao/bilingual/": "qiao/bilingual/",
    "site/qiao/chinese/": "qiao/chinese/",
    "site/qiao/languages/": "qiao/languages/",
    "site/qiao/pagecache/": "qiao/pagecache/",
    "site/static/qiao/": "qiao/bilingual/static/qiao/",
    "site/templates/qiao/": "qiao/bilingual/templates/qiao/",
    "workshops/": "workshops/",
}
# What the machine at hand adds: a key, and a database that does not wait for the disk.
LOCAL = """
from .base import DATABASES

SECRET_KEY = "for this test alone"
DATABASES["default"]["OPTIONS"] = {"init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY;"}
"""

pytestmark = pytest.mark.packaging


def run(*command, cwd, path=()):
    """A command's output; where it fails, the test shows all that it said."""
    # Nothing of the checkout may be found by chance.
    strange = ("PYTHON", "DJANGO", "QIAO", "WAGTAIL", "DATABASE_URL", "COV_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
    environment |= {"PYTHONPATH": os.pathsep.join(map(str, path)), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def checkout(tmp_path_factory):
    """A copy of the checkout as a clone has it, with its catalogues compiled."""
    copy = tmp_path_factory.mktemp("checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    compile_catalogues(copy / "locale")
    return copy


@pytest.fixture(scope="session")
def wheel(checkout):
    """The wheel, built without network."""
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist", checkout, cwd=checkout)
    (built,) = (checkout / "dist").glob("qiao_lessons-*.whl")
    return built


@pytest.fixture(scope="session")
def content(wheel):
    """{name: bytes} of the files of the wheel, without its metadata."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}


@pytest.fixture(scope="session")
def blocks():
    """The README's blocks of code for a site of one's own: {first line without its comment mark: code}."""
    section = (ROOT / "README.md").read_text().split("## Add the lessons to your own Wagtail site\n")[1]
    section = re.split(r"^## ", section, flags=re.M)[0]
    found = re.findall(r"^```(?:python|sh)\n(.*?)^```$", section, re.M | re.S)
    return {block.partition("\n")[0].removeprefix("# "): block for block in found}


class Site:
    """A site made by `wagtail start`, with the wheel beside it."""

    def __init__(self, folder, packages):
        self.folder, self.packages = folder, packages

    def manage(self, *arguments):
        """What `python manage.py …` says."""
        return run(sys.executable, "manage.py", *arguments, cwd=self.folder, path=[self.packages])

    def run(self, script):
        """What a Python file says that is run in the site."""
        shutil.copy(script, self.folder)
        shutil.copy(Path(script).with_name("publishing.py"), self.folder)
        return run(sys.executable, Path(script).name, cwd=self.folder, path=[self.packages])


@pytest.fixture(scope="session")
def site(wheel, blocks, tmp_path_factory):
    """A fresh site with the wheel, set up as the README says."""
    folder = tmp_path_factory.mktemp("fresh")
    packages = folder / "packages"
    run(
        *(sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile"),
        *("--disable-pip-version-check", "--target", packages, wheel),
        cwd=folder,
    )
    start = "from wagtail.bin.wagtail import main; main()"
    run(sys.executable, "-c", start, "start", "mysite", cwd=folder)
    site = Site(folder / "mysite", packages)

    settings = site.folder / "mysite/settings/base.py"
    added = blocks["mysite/settings/base.py"], blocks["mysite/settings/base.py, with workshops"]
    settings.write_text("\n".join([settings.read_text(), *added]))
    urls = site.folder / "mysite/urls.py"
    before, line, after = urls.read_text().partition('    path("", include(wagtail_urls)),\n')
    assert line
    urls.write_text("\n".join([before + after, blocks["mysite/urls.py"], blocks["mysite/urls.py, with workshops"]]))
    (site.folder / "mysite/settings/local.py").write_text(LOCAL)
    for command in blocks["python manage.py migrate"].splitlines():
        site.manage(*command.removeprefix("python manage.py ").split(), "--verbosity=0")
    return site


@pytest.fixture(scope="session")
def seen(site):
    """What readers and editors meet in the fresh site once a lesson is published there."""
    return json.loads(site.run(Path(__file__).with_name("publish_lesson.py")))


@pytest.fixture(scope="session")
def shown(site, seen):
    """What readers and other systems meet once a workshop is published beside the lesson."""
    return json.loads(site.run(Path(__file__).with_name("publish_workshop.py")))


def test_the_wheel_carries_each_file_of_the_lessons_and_of_what_they_import(checkout, content):
    missing = []
    for source in sorted(path for path in checkout.rglob("*") if path.is_file()):
        name = source.relative_to(checkout).as_posix()
        for place, target in PLACES.items():
            if name.startswith(place) and "__pycache__" not in name:
                if content.get(f"{target}{name.removeprefix(place)}") != source.read_bytes():
                    missing.append(name)
                break
    assert missing == []


def test_the_wheel_carries_nothing_else(content):
    assert [name for name in content if not name.startswith(tuple(PLACES.values()))] == []
    assert "qiao/__init__.py" not in content, "qiao is a namespace that the site shares with the wheel"
    assert not {Path(name).name for name in content} & {"403.html", "404.html", "500.html"}


@pytest.mark.parametrize(
    "name",
    [
        "lessons/migrations/0001_initial.py",
        "lessons/templates/lessons/lesson.html",
        "qiao/bilingual/static/qiao/bilingual/sentences-editor.js",
        "qiao/bilingual/static/qiao/lesson.css",
        "qiao/bilingual/templates/qiao/base.html",
        "qiao/bilingual/templatetags/qiao_bilingual.py",
        "qiao/languages/management/commands/setup_languages.py",
        "qiao/languages/templates/wagtailadmin/pages/confirm_delete.html",
        "workshops/data/basemap.json",
        "workshops/migrations/0002_showcase.py",
        "workshops/static/workshops/workshops.css",
        "workshops/templates/workshops/workshop.html",
    ],
)
def test_the_wheel_carries(content, name):
    assert name in content


def test_the_wheel_carries_each_language_compiled(checkout, content):
    sources = {path.relative_to(checkout).as_posix() for path in (checkout / "locale").rglob("*.po")}
    assert sources
    assert {f"qiao/bilingual/{name[:-3]}.mo" for name in sources} <= set(content)


def test_the_wheel_asks_for_what_its_code_imports(content):
    with (ROOT / "pyproject.toml").open("rb") as file:
        asked = {Requirement(each).name.lower() for each in tomllib.load(file)["project"]["dependencies"]}
    # What Wagtail itself cannot do without comes with it.
    asked |= {
        "beautifulsoup4",
        "modelsearch",
        "willow",
        "django-modelcluster",
        "django-treebeard",
        "django-taggit",
        "laces",
        "djangorestframework",
        "telepath",
    }
    imported = set()
    for name, code in content.items():
        if name.endswith(".py"):
            for node in ast.walk(ast.parse(code)):
                if isinstance(node, ast.Import):
                    imported |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    imported.add(node.module.partition(".")[0])
    providers = packages_distributions()
    strangers = imported - set(sys.stdlib_module_names) - {"lessons", "qiao", "workshops"}
    unasked = {name for name in strangers if not {each.lower() for each in providers.get(name, [name])} & asked}
    assert unasked == set()


def test_the_fresh_site_runs_the_wheel_and_not_the_checkout(site, seen):
    assert all(file.startswith(f"{site.packages}{os.sep}") for file in seen["modules"].values()), seen["modules"]
    assert seen["home"] == str(site.folder / "home/__init__.py")
    assert seen["strangers"] == []
    assert not {str(ROOT), str(ROOT / "site")} & {os.path.realpath(path) for path in seen["path"]}


def test_the_fresh_site_keeps_its_own_people_and_pictures(seen):
    assert seen["models"] == ["auth.User", "wagtailimages.Image"]
    assert "qiao_accounts_user" not in seen["tables"]


def test_the_course_names_its_institution(seen):
    assert "Railway College" in seen["course"]


def test_the_fresh_site_keeps_its_home_page_and_has_it_in_each_language(seen):
    assert seen["homes"] == {"zh-hans": 200, "en": 200, "ru": 200}
    assert seen["root"] == "/ru/"


def test_the_fresh_site_has_no_problem_and_no_migration_to_write(seen):
    assert "no issues" in seen["check"]
    assert "No changes detected" in seen["makemigrations"]


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("WAGTAIL_CONTENT_LANGUAGES", [("en", "English"), ("ru", "Russian")], "E001"),
        ("WAGTAIL_I18N_ENABLED", False, "E002"),
        ("WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE", True, "E003"),
        ("WAGTAIL_ALLOW_UNICODE_SLUGS", True, "E004"),
        ("LANGUAGE_CODE", "en-us", "E006"),
    ],
)
def test_a_setting_of_the_readme_that_was_forgotten_is_named(settings, blocks, name, value, problem):
    assert f"{name} = " in blocks["mysite/settings/base.py"]
    assert check_settings(None) == []
    setattr(settings, name, value)
    (found,) = check_settings(None)
    assert name in found.msg
    assert found.id == f"qiao_languages.{problem}"


def test_a_lesson_is_published_in_the_fresh_site_in_each_language(seen):
    assert seen["address"].startswith("/zh-hans/courses/")
    for code, (status, text) in seen["pages"].items():
        assert status == 200
        assert f'<html lang="{ {"zh-hans": "zh-Hans"}.get(code, code) }"' in text
        assert re.search(r"<ruby[^>]*>(?:[^<]|<(?!/ruby))*灯<rp>\(</rp><rt [^>]*>dēng</rt>", text), text
    assert "На красный свет поезд должен остановиться." in seen["pages"]["ru"][1]
    assert "светофор" in seen["pages"]["ru"][1]
    assert "untranslated" in seen["pages"]["en"][1]
    assert seen["editor"] == 200


def test_the_fresh_site_offers_other_languages_where_a_page_has_none(seen):
    status, text = seen["elsewhere"]
    assert status == 200
    assert f'href="{seen["untranslated"]}"' in text


def test_the_interface_of_the_lessons_speaks_the_readers_language(checkout, seen):
    entry = polib.pofile(str(checkout / "locale/ru/LC_MESSAGES/django.po")).find("Objectives")
    assert seen["russian"] == (entry.msgstr or entry.msgid)


def test_a_workshop_is_published_in_the_fresh_site_in_each_language(shown):
    for code, (status, text) in shown["pages"].items():
        assert status == 200
        assert f'<html lang="{ {"zh-hans": "zh-Hans"}.get(code, code) }"' in text
        assert "Transport University" in text
    assert "1,500" in shown["pages"]["en"][1]
    assert "Мастерская" in shown["pages"]["ru"][1]
    assert shown["index"] == 200
    assert shown["editor"] == 200


def test_other_systems_read_the_workshop_of_the_fresh_site(shown):
    assert '"@type":"EducationalOrganization"' in shown["pages"]["ru"][1]
    [item] = shown["api"]["items"]
    assert item["partners"][0]["key"] == "tstu"
    assert item["indicators"][0]["values"][0]["value"] == "1500"
    assert "people-trained,,result,more-than,1500" in shown["csv"]
    assert shown["feed"] == 200


def test_a_visitor_of_the_fresh_site_writes_to_the_workshop(shown):
    assert shown["form"] == 200
    assert shown["sent"] == 302
    assert shown["enquiries"] == ["Visitor"]


def test_every_static_file_that_the_pages_name_is_found_and_collected(site, seen):
    assert {"qiao/site.css", "qiao/lesson.css", "qiao/bilingual/sentences-editor.js"} <= set(seen["found"])
    assert [link for link, file in seen["found"].items() if not file] == []
    # In production with hashed names, which fail where a style names a missing file.
    site.manage("collectstatic", "--noinput", "--verbosity=0", "--settings=mysite.settings.production")
    assert list((site.folder / "static/qiao").glob("lesson.*.css"))
