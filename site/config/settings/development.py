"""One machine, one person: debug on, a key that is no secret, files beside the code."""

from .base import *  # noqa: F403
from .base import INSTALLED_APPS, MIDDLEWARE, STORAGES, env

DEBUG = env.flag("DEBUG", True)
SECRET_KEY = env.text("SECRET_KEY", "development-only-and-no-secret")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["*"])
# Static files come from WhiteNoise as in production, compressed as they are sent.
INSTALLED_APPS = ["whitenoise.runserver_nostatic", *INSTALLED_APPS]
GZIP = "django.middleware.gzip.GZipMiddleware"
MIDDLEWARE = [GZIP, *(name for name in MIDDLEWARE if name != GZIP)]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
