"""Whether this process answers, and whether what the site stands on does."""

import logging
import os

from django.core.cache import caches
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.http import HttpResponse, JsonResponse

from .backups import pending_migrations

logger = logging.getLogger(__name__)

# Once the database had all migrations of this process's code it has them for good.
_migrated = False


def answer_health(get_response):
    """Middleware, the first one: answers /health/live and /health/ready before hosts, https and sessions are looked at.

    Whoever asks is a machine that knows neither the site's name nor its proxy.
    """
    answers = {"/health/live": live, "/health/ready": ready}

    def middleware(request):
        answer = answers.get(request.path_info)
        return answer() if answer else get_response(request)

    return middleware


def live():
    """200: the process answers; nothing is asked of anything else."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def ready():
    """200 where people can be served, 503 otherwise, with a JSON object that says "ok" or "down" of each service."""
    troubles = services()
    answer = {name: "down" if trouble else "ok" for name, trouble in troubles.items()}
    status = 503 if any(troubles.values()) else 200
    return JsonResponse(answer, status=status, headers={"Cache-Control": "no-store"})


def services():
    """{name of a service: what is wrong with it, "" where nothing is}; what is wrong is logged too."""
    checks = {"database": _database, "migrations": _migrations, "cache": _cache, "media": _media}
    return {name: _trouble(name, check) for name, check in checks.items()}


def _trouble(name, check):
    try:
        trouble = check()
    except Exception as error:
        # Each service has its own exceptions.
        trouble = f"{type(error).__name__}: {error}"
    if trouble:
        logger.error("%s: %s", name, trouble)
    return trouble


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations():
    global _migrated
    if not _migrated:
        pending = pending_migrations()
        if pending:
            return f"Run `manage.py migrate`: {', '.join(pending)}"
        _migrated = True
    return ""


def _cache():
    for alias in caches.settings:
        caches[alias].set("health", 1, 10)
    return ""


def _media():
    storage = storages["default"]
    if not isinstance(storage, FileSystemStorage):
        storage.exists("health")
    elif not os.access(storage.location, os.R_OK | os.W_OK | os.X_OK):
        return f"{storage.location} can't be written to"
    # That it is full is told by the status page and to whoever uploads: readers are served all the same.
    return ""
