"""Production settings with two views to measure against, over plain HTTP on loopback."""

from config.settings.production import *  # noqa: F403

SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
ROOT_URLCONF = "tests.bench.throughput_urls"
