"""Machines that ask whether the site is well get an answer, whatever they call it and however they come."""

import json
import os

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from qiao.operations import health

ADDRESSES = ["/health/live", "/health/ready"]


@pytest.fixture(autouse=True)
def fresh(monkeypatch, settings, tmp_path):
    """Nothing is known yet, and there is a folder for media."""
    monkeypatch.setattr(health, "_migrated", False)
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_it_answers_by_http_and_under_any_name(settings, address):
    settings.ALLOWED_HOSTS = ["qiao.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get(address, HTTP_HOST="10.0.0.7:8000")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_living_asks_nobody():
    # Without the mark for it the database would refuse.
    assert Client().get("/health/live").content == b"ok\n"


def ready():
    """(status, {service: ok or down})."""
    answer = Client().get("/health/ready")
    return answer.status_code, json.loads(answer.content)


WELL = {"database": "ok", "migrations": "ok", "cache": "ok", "media": "ok"}


@pytest.mark.django_db
def test_a_site_that_has_all_is_ready():
    assert ready() == (200, WELL)


@pytest.mark.django_db
def test_a_missing_migration_is_named_until_it_is_there():
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("qiao_operations", "0001_initial")
    assert ready() == (503, WELL | {"migrations": "down"})
    recorder.record_applied("qiao_operations", "0001_initial")
    assert ready()[0] == 200


@pytest.mark.django_db
def test_a_cache_that_is_away_is_named_and_nothing_secret_is_told(settings, caplog):
    settings.CACHES = {
        "default": {"BACKEND": "qiao.pagecache.backends.RedisCache", "LOCATION": "redis://:secret@127.0.0.1:1/0"}
    }
    answer = Client().get("/health/ready")
    assert answer.status_code == 503
    assert json.loads(answer.content) == WELL | {"cache": "down"}
    assert b"secret" not in answer.content
    assert "cache: ConnectionError" in caplog.text
    del caches["default"]


@pytest.mark.django_db
def test_a_database_that_is_away_is_named(monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("could not connect to server")

    monkeypatch.setattr(connections["default"], "cursor", refuse)
    assert ready() == (503, WELL | {"database": "down", "migrations": "down"})


@pytest.mark.django_db
def test_a_folder_for_media_that_is_missing_is_named(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "none"
    assert ready() == (503, WELL | {"media": "down"})
    os.mkdir(settings.MEDIA_ROOT)
    assert ready()[0] == 200
