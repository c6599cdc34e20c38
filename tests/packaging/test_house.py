"""Names that do not clash on somebody else's site: of apps, migrations, settings, templates and modules."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import global_settings

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "home", ROOT / "lessons", ROOT / "workshops", ROOT / "site/qiao"]
WHEEL = [
    ROOT / "lessons",
    ROOT / "workshops",
    *(ROOT / "site/qiao" / name for name in ("accounts", "bilingual", "chinese", "languages", "pagecache")),
]
OURS = [config for config in apps.get_app_configs() if any(Path(config.path).is_relative_to(root) for root in SOURCES)]
MODELS = [model for config in OURS for model in config.get_models(include_auto_created=True)]
# Settings of the apps that ours stand on.
OTHERS = ("WAGTAIL",)


def python_files(*folders):
    """Every Python file below some folders."""
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def migrations(*folders):
    """Every migration below some folders."""
    return [path for path in python_files(*folders) if path.parent.name == "migrations" and path.stem[0].isdigit()]


def settings_read_by(path):
    """Names of the settings that a Python file reads."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "settings":
            yield node.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("getattr", "hasattr"):
            of, name = node.args[:2]
            if isinstance(of, ast.Name) and of.id == "settings" and isinstance(name, ast.Constant):
                yield name.value


def test_every_app_of_ours_is_found():
    assert {"lessons", "qiao.bilingual", "qiao.languages", "qiao.accounts"} <= {config.name for config in OURS}


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.name)
def test_an_app_label_starts_with_qiao(config):
    assert config.label.startswith("qiao_")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_table_is_named_after_our_app(model):
    assert model._meta.db_table.startswith("qiao_")


def test_no_two_models_of_ours_share_a_name():
    # Two page types of one name would want the same attribute of Page, whatever their apps are called.
    names = [model._meta.model_name for model in MODELS]
    assert {name for name in names if names.count(name) > 1} == set()


def test_site_and_locale_are_the_standard_librarys():
    for folder in ("site", "locale", "site/qiao"):
        assert not (ROOT / folder / "__init__.py").exists()
    script = "import site, locale, qiao; print(site.__file__, locale.__file__, qiao.__file__, sep='\\n')"
    path = os.pathsep.join([str(ROOT / "site"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    site, locale, qiao = done.stdout.split()
    library = Path(os.__file__).parent
    assert [Path(site).parent, Path(locale).parent, qiao] == [library, library, "None"]


@pytest.mark.parametrize("path", migrations(*SOURCES), ids=lambda path: f"{path.parts[-3]}.{path.stem}")
def test_a_migration_names_no_user_model_but_the_sites(path):
    code = path.read_text()
    own = path.is_relative_to(ROOT / "site/qiao/accounts")
    # The accounts' institutions may be referred to.
    assert own or not re.search(r"""['"](qiao_accounts\.User\b|auth(\.User\b|['"]))""", code, re.I)
    for target in re.findall(r"""get_user_model|to=['"](\w+\.User)['"]""", code, re.I):
        pytest.fail(f"{path.name} refers to {target or 'get_user_model'} and not to settings.AUTH_USER_MODEL")


@pytest.mark.parametrize("path", migrations(*WHEEL), ids=lambda path: f"{path.parts[-3]}.{path.stem}")
def test_a_migration_of_the_wheel_names_no_app_of_this_site_alone(path):
    strangers = r"qiao[_.](media|accounts\.User|home)|wagtailimages\.image\b"
    assert not re.search(strangers, path.read_text(), re.I)


def test_a_setting_of_ours_starts_with_qiao():
    strange = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in python_files(ROOT / "lessons", ROOT / "workshops", ROOT / "site/qiao")
        for name in settings_read_by(path)
        if name.isupper() and not hasattr(global_settings, name) and not name.startswith(("QIAO_", *OTHERS))
    ]
    assert strange == []


@pytest.mark.parametrize("kind", ["templates", "static"])
def test_files_of_the_wheel_lie_in_folders_of_their_own(kind):
    strange = []
    for app in WHEEL:
        for file in app.rglob("*"):
            inside = file.relative_to(app).parts
            if file.is_file() and kind in inside:
                first = inside[inside.index(kind) + 1]
                # An app that replaces a template of the admin does so on purpose.
                replaced = kind == "templates" and first in ("wagtailadmin", "wagtail_localize", "wagtailsnippets")
                if first not in ("qiao", app.name) and not replaced:
                    strange.append(str(file.relative_to(ROOT)))
    assert strange == []


def test_template_tags_of_the_wheel_have_names_of_their_own():
    libraries = {path.stem for path in python_files(*WHEEL) if path.parent.name == "templatetags"} - {"__init__"}
    assert libraries
    assert [name for name in libraries if not name.startswith("qiao_")] == []
