"""The demo as production serves it: debug off, static files hashed, compressed and kept for ever."""

from config.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "bench-only"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "tests.bench.urls"
