"""Which jobs there are, which are due, and running each of them once, however many timers ask."""

import hashlib
import logging
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files import locks
from django.db import DatabaseError, connection
from django.utils import timezone

from .models import Job

logger = logging.getLogger(__name__)

# A timer is never quite on time: what is due so soon is run now, not at its next call.
EARLY = timedelta(seconds=30)


class Task(NamedTuple):
    """A job as an app registered it. every: how long after a success it is due again; None: at every run."""

    name: str
    label: str
    run: Callable
    every: timedelta | None

    def due(self, job):
        """When it is to be run again, by its row; None: at once."""
        if job is None or job.succeeded is None or self.every is None or (job.failed and job.failed > job.succeeded):
            return None
        return job.started + self.every


class Outcome(NamedTuple):
    """What came of one job: `state` is one of done, failed, busy (another process is at it) and waiting (not due)."""

    name: str
    state: str
    error: str = ""


_tasks = {}


def register(name, label, run, *, every=None):
    """See `api.register_job`."""
    known = _tasks.get(name)
    if known and known.run is not run:
        raise ImproperlyConfigured(f"Two jobs are named {name!r}: {known.run!r} and {run!r}.")
    _tasks[name] = Task(name, label, run, every)


def registered():
    """Every Task, in the order of registration."""
    return list(_tasks.values())


def run_due(names=()):
    """See `api.run_due`."""
    unknown = set(names) - set(_tasks)
    if unknown:
        raise ValueError(f"There is no job named {', '.join(sorted(unknown))}: there are {', '.join(_tasks)}.")
    return [_attempt(task, force=bool(names)) for task in registered() if not names or task.name in names]


def _attempt(task, *, force):
    try:
        with _alone(task.name) as mine:
            if not mine:
                return Outcome(task.name, "busy")
            job = Job.objects.get_or_create(name=task.name)[0]
            due = None if force else task.due(job)
            if due and due > timezone.now() + EARLY:
                return Outcome(task.name, "waiting")
            return _run(task, job)
    except (DatabaseError, OSError) as error:
        # Neither begun nor written down: the database is away or full, or the lock could not be made.
        logger.exception("The job %s could not be begun", task.name)
        return Outcome(task.name, "failed", _told(error))


def _run(task, job):
    job.started = timezone.now()
    job.save(update_fields=["started"])
    try:
        task.run()
    except (Exception, SystemExit) as error:
        # Whatever one job does, the others are run.
        logger.exception("The job %s failed", task.name)
        job.failed, job.error = timezone.now(), _told(error)
        job.save(update_fields=["failed", "error"])
        return Outcome(task.name, "failed", job.error)
    job.succeeded = timezone.now()
    job.save(update_fields=["succeeded"])
    return Outcome(task.name, "done")


def _told(error):
    return f"{type(error).__name__}: {error}"[:1000]


@contextmanager
def _alone(name):
    """Whether this process may do the job: a lock that the database or the system takes back from a dead process."""
    if connection.vendor == "postgresql":
        # Signed 64 bits, of this site's database alone.
        key = int.from_bytes(hashlib.sha256(f"qiao.operations {name}".encode()).digest()[:8], signed=True)
        # A connection of its own, so that whatever the job does to the usual one can't give the lock away.
        own = connection.copy()
        try:
            with own.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
                yield cursor.fetchone()[0]
        finally:
            own.close()
    else:
        path = settings.QIAO_VAR_DIR / "jobs" / f"{name}.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w") as file:
            yield locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)
