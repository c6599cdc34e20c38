"""Fast and closed: quick password hashing, mail in memory, nothing kept between runs."""

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import CACHES, REDIS_URL, STORAGES, env

DEBUG = False
SECRET_KEY = "test-only"
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": env.database("TEST_DATABASE_URL", "sqlite:///qiao-test.sqlite3")}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # In-memory databases know no write-ahead log.
    DATABASES["default"]["OPTIONS"].pop("init_command")
MEDIA_ROOT = Path(tempfile.gettempdir()) / "qiao-test-media"
# Tests roll back instead of committing, so pages are kept only where a test asks for it.
if REDIS_URL and "PYTEST_XDIST_WORKER" in os.environ:
    # A database for each worker: what one of them clears is not what another one counts the queries of.
    _server, _, _number = REDIS_URL.rpartition("/")
    CACHES["default"]["LOCATION"] = f"{_server}/{(int(_number) - int(os.environ['PYTEST_XDIST_WORKER'][2:])) % 16}"
CACHES = CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
QIAO_PAGECACHE_STAMP = Path(tempfile.gettempdir()) / f"qiao-test-generation-{os.getpid()}"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WAGTAILADMIN_BASE_URL = "http://testserver"
