"""One machine, one person: debug on, a key that is no secret, files beside the code."""

from .base import *  # noqa: F403
from .base import STORAGES, env

DEBUG = env.flag("DEBUG", True)
SECRET_KEY = env.text("SECRET_KEY", "development-only-and-no-secret")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["*"])
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
