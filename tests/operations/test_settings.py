"""The page for operators names every variable that the site reads, and no other."""

import ast
import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings import env

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "for-operators.md").read_text(encoding="utf-8")
SOURCES = [*(ROOT / "site/config").rglob("*.py"), *(ROOT / "site/qiao").rglob("*.py"), ROOT / "gunicorn.conf.py"]
# gunicorn reads the first itself, and the second belongs to the tests.
OWN = {"WEB_CONCURRENCY"}
TESTS = {"TEST_DATABASE_URL"}


def read_by(path):
    """Names of the environment's variables that a Python file asks for."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            of, first = ast.unparse(node.func), node.args[0]
            if isinstance(first, ast.Constant) and (
                re.fullmatch(r"env\.\w+", of) or re.fullmatch(r"os\.environ\.\w+", of)
            ):
                yield first.value


def test_the_table_of_settings_is_what_is_read():
    table = PAGE.split("## Settings")[1].split("## Start")[0]
    named = set(re.findall(r"^\| `([A-Z_]+)`", table, re.M))
    read = {name for path in SOURCES for name in read_by(path)}
    assert named == (read | OWN) - TESTS


def test_a_bucket_is_one_variable(monkeypatch):
    monkeypatch.setenv("MEDIA_STORAGE", "s3://files/qiao/media?endpoint=https://s3.example.org&region=kz")
    options = env.storage("MEDIA_STORAGE", {})["OPTIONS"]
    assert (options["bucket_name"], options["location"]) == ("files", "qiao/media")
    assert (options["endpoint_url"], options["region_name"]) == ("https://s3.example.org", "kz")


@pytest.mark.parametrize("url", ["/var/media", "s3://", "s3://files?key=1", "ftp://files"])
def test_another_url_of_media_is_refused_with_an_example(monkeypatch, url):
    monkeypatch.setenv("MEDIA_STORAGE", url)
    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORAGE must be s3://bucket/folder"):
        env.storage("MEDIA_STORAGE", {})
