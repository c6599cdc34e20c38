"""The container's files, as far as they can be tried without an engine: what they name is there."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "for-operators.md").read_text(encoding="utf-8")


def test_every_image_has_a_version():
    names = re.findall(r"^FROM (\S+)", CONTAINERFILE, re.M)
    names += [service["image"] for service in COMPOSE["services"].values() if service["image"] != "qiao"]
    assert len(names) == 5
    assert [name for name in names if not re.search(r":\d+\.\d+", name)] == []


def test_the_image_has_all_that_it_needs_and_nothing_else():
    """Whatever stands at the root of the project is either let in or left out on purpose."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert lines[0] == "*"
    let_in = {line[1:] for line in lines if line.startswith("!")}
    assert [name for name in let_in if not (ROOT / name).exists()] == []
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps | {"site", "locale", "manage.py", "gunicorn.conf.py", "requirements.txt", "package-lock.json"} <= let_in
    assert not {"tests", "var", ".git", ".env", "node_modules"} & let_in


def test_the_image_runs_as_nobody_special_and_holds_no_secret():
    assert re.search(r"^USER 10001$", CONTAINERFILE, re.M)
    assert not re.search(r"^(ENV|ARG).*(KEY|PASSWORD|SECRET)", CONTAINERFILE, re.M)
    assert "/health/live" in CONTAINERFILE


def test_the_database_is_no_newer_than_the_programs_that_back_it_up():
    client = int(re.search(r"postgresql-client-(\d+)", CONTAINERFILE)[1])
    server = int(re.search(r":(\d+)", COMPOSE["services"]["database"]["image"])[1])
    assert server <= client


@pytest.mark.parametrize("name", ["prepare", "site", "timer"])
def test_a_service_of_ours_sets_only_what_the_site_reads(name):
    table = PAGE.split("## Settings")[1].split("## Start")[0]
    service = COMPOSE["services"][name]
    assert [variable for variable in service["environment"] if f"| `{variable}`" not in table] == []
    for command in re.findall(r"manage\.py (\w+)", " ".join(service.get("command", []))):
        assert command == "migrate" or list(ROOT.glob(f"**/management/commands/{command}.py")), command


def test_what_compose_asks_for_is_told_and_secrets_have_no_default():
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    asked = {name for name, _message in re.findall(r"\$\{(\w+):\?([^}]*)\}", text)}
    assert asked == {"SECRET_KEY", "ALLOWED_HOSTS", "POSTGRES_PASSWORD"}
    assert [name for name in asked if f"`{name}`" not in PAGE] == []
    assert shlex.split(" ".join(COMPOSE["services"]["timer"]["command"][2:]))[:2] == ["while", "true;"]
