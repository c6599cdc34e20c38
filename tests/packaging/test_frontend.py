"""Packages from npm: installed where they are missing, and told about where they cannot be."""

import json
import os

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from home.management.commands.frontend import missing

LOCK = settings.BASE_DIR / "package-lock.json"


@pytest.fixture
def checkout(settings, tmp_path, monkeypatch):
    """A checkout of its own with an npm that writes down what it was asked for; call it with npm's exit code."""
    wanted = {
        "": {},
        "node_modules/hanzi-writer": {"version": "3.7.3"},
        "node_modules/axe-core": {"version": "4.14.1", "dev": True},
        "node_modules/fsevents": {"version": "2.3.3", "optional": True},
    }
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": wanted}))
    settings.BASE_DIR = settings.QIAO_VAR_DIR = tmp_path
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    def npm(code):
        program = tmp_path / "npm"
        program.write_text(f'#!/bin/sh\necho "$@" > asked\necho "no network" >&2\nexit {code}\n')
        program.chmod(0o755)
        return tmp_path

    return npm


def installed(folder, **versions):
    """Leave the list that npm leaves."""
    (folder / "node_modules").mkdir()
    packages = {f"node_modules/{name.replace('_', '-')}": {"version": version} for name, version in versions.items()}
    (folder / "node_modules" / ".package-lock.json").write_text(json.dumps({"packages": packages}))


def test_the_lock_names_no_registry_of_somebodys_machine():
    packages = json.loads(LOCK.read_text())["packages"]
    addresses = [package["resolved"] for package in packages.values() if "resolved" in package]
    assert [address for address in addresses if not address.startswith("https://registry.npmjs.org/")] == []
    assert all(package.get("integrity") for name, package in packages.items() if name)


def test_what_is_missing_is_installed_without_what_tests_need(checkout):
    folder = checkout(0)
    assert missing() == ["node_modules/hanzi-writer"]
    call_command("frontend")
    assert (folder / "asked").read_text().startswith("ci --omit=dev --ignore-scripts")
    call_command("frontend", dev=True)
    assert (folder / "asked").read_text().startswith("ci --ignore-scripts")


def test_what_is_there_is_left_alone(checkout):
    folder = checkout(0)
    installed(folder, hanzi_writer="3.7.3")
    call_command("frontend")
    assert not (folder / "asked").exists()
    assert missing(dev=True) == ["node_modules/axe-core"]


def test_another_version_counts_as_missing(checkout):
    installed(checkout(0), hanzi_writer="3.7.2")
    assert missing() == ["node_modules/hanzi-writer"]


def test_a_failure_is_told_with_what_npm_said_and_what_to_do(checkout):
    checkout(1)
    with pytest.raises(CommandError, match="stroke practice and preview pictures are left out") as failed:
        call_command("frontend")
    assert "manage.py frontend" in str(failed.value)
    assert "no network" in str(failed.value)
