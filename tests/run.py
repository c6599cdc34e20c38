"""Run every check and every test, and say at the end what was passed, failed and left out."""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
POSTGRES = os.environ.get("QIAO_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/qiao")
REDIS = os.environ.get("QIAO_TEST_REDIS", "redis://127.0.0.1:6379/15")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
TEMPLATES = [
    "site/templates",
    "home/templates",
    "lessons/templates",
    "workshops/templates",
    "site/qiao/bilingual/templates",
    "site/qiao/languages/templates",
    "site/qiao/operations/templates",
]

# They try files, forms, what is drawn of a page, answers of other servers, or rights: the same on whatever database.
ON_ONE_DATABASE = [
    *(
        f"--ignore=tests/{name}"
        for name in (
            "accounts",
            "bilingual",
            "media",
            "languages/test_hints.py",
            "languages/test_machine.py",
            "languages/test_new_language.py",
            "languages/test_preview.py",
            "languages/test_rights.py",
            "languages/test_social.py",
            "lessons/test_blocks.py",
            "lessons/test_documents.py",
            "lessons/test_editing.py",
            "lessons/test_level.py",
            "lessons/test_strokes.py",
            "workshops/test_activities.py",
            "workshops/test_atlas.py",
            "workshops/test_charts.py",
            "workshops/test_editor.py",
            "workshops/test_fields.py",
            "workshops/test_figures.py",
            "workshops/test_jsonld.py",
            "workshops/test_learner_pages.py",
            "workshops/test_page_types.py",
            "workshops/test_programme.py",
            "workshops/test_standards.py",
        )
    ),
    "--deselect=tests/languages/test_content.py::test_the_demo_exported_and_imported_into_an_empty_site_is_the_same",
]

results = []
skipped = []


def run(name, *command, **environment):
    """Run one step, let it print, and remember how it ended; pytest's 5 (no tests) is a failure like any other."""
    print(f"\n── {name}", flush=True)
    started = time.monotonic()
    code = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            **environment,
        },
        check=False,
    ).returncode
    results.append((name, code, time.monotonic() - started))


def lacking(name, what):
    """Remember that a step can't run here; in CI nothing may be left out."""
    skipped.append(f"{name}: {what}")
    if IN_CI:
        results.append((f"{name} ({what})", 1, 0))


def answers(url, default_port):
    """Whether something listens at the address of a service."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname, parts.port or default_port), timeout=2):
            return True
    except OSError:
        return False


def checks():
    """What can be said of the code without running it."""
    python = sys.executable
    run("Interface texts compiled", python, "-c",
        "from qiao.languages.catalogues import compile_catalogues; compile_catalogues('locale')")  # fmt: skip
    run("Style (ruff)", BIN / "ruff", "check", ".")
    run("Layout (ruff)", BIN / "ruff", "format", "--check", "--quiet", ".")
    run("Imports point down (import-linter)", BIN / "lint-imports", "--no-cache")
    run("Templates (djLint)", BIN / "djlint", "--lint", "--quiet", *TEMPLATES)
    run("Containerfile (hadolint)", BIN / "hadolint", "Containerfile")
    run("compose.yaml (compose-lint)", BIN / "compose-lint", "compose.yaml")
    run("Migrations up to date", python, "manage.py", "makemigrations", "--check", "--dry-run")
    if shutil.which("xgettext"):
        run("Interface texts up to date", python, "tests/messages.py")
    else:
        lacking("Interface texts up to date", "gettext is not installed")


def tests(arguments):
    """Every test on SQLite; those that touch data again on PostgreSQL and Redis; those of the browser once."""
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    run("Front-end packages", sys.executable, "manage.py", "frontend", "--dev")
    parallel = ["-n", os.environ.get("QIAO_TEST_WORKERS", "auto"), "--dist", "loadfile"]
    run("Tests on SQLite", *pytest, *parallel, "-m", "not browser", *arguments)
    if not answers(POSTGRES, 5432):
        lacking("Tests on PostgreSQL and Redis", f"no server answers at {urlsplit(POSTGRES).netloc}")
    elif not answers(REDIS, 6379):
        lacking("Tests on PostgreSQL and Redis", f"no server answers at {urlsplit(REDIS).netloc}")
    else:
        run(
            "Tests on PostgreSQL and Redis",
            *pytest, *parallel, "-m", "not browser and not packaging", *ON_ONE_DATABASE, *arguments,
            TEST_DATABASE_URL=POSTGRES,
            REDIS_URL=REDIS,
        )  # fmt: skip
    if any(map(shutil.which, CHROMIUM)):
        run("Tests in a browser", *pytest, *parallel, "-m", "browser", *arguments)
    else:
        lacking("Tests in a browser", "no Chromium was found")


def main():
    """Run what was asked for; the exit code is 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks", action="store_true", help="leave the tests out")
    options, arguments = parser.parse_known_args()
    checks()
    if not options.checks:
        tests(arguments)
    print("\n── Summary")
    for name, code, seconds in results:
        print(f"  {'passed' if code == 0 else 'FAILED'}  {seconds:6.1f} s  {name}")
    for line in skipped:
        print(f"  skipped            {line}")
    failed = sum(code != 0 for _name, code, _seconds in results)
    print(f"\nsteps: {len(results) - failed} passed, {failed} failed, {len(skipped)} skipped")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
