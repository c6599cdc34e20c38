"""The door to operations: register jobs, run what is due, back the site up and bring it back."""

from . import jobs
from .backups import backup, restore
from .backups.archive import BackupError

__all__ = ["BackupError", "backup", "register_job", "restore", "run_due"]


def register_job(name, label, run, *, every=None):
    """Have the timer run something; to be called in `AppConfig.ready`.

    name: unique, lower case. label: a sentence for the status page, translatable. run: called without arguments; it may
    be called again after it was cut off anywhere, and what it raises is written down. every: timedelta from the start
    of a run that succeeded until it is due again; None: at every run of the timer. What failed is tried at every run.
    Raises ImproperlyConfigured where two functions are registered under one name.
    """
    jobs.register(name, label, run, every=every)


def run_due(names=()):
    """Run every registered job that is due and that no other process is at, and return an `Outcome` for each.

    names: run these alone, due or not. A job that fails stops none of the others. Raises ValueError for a name that is
    not registered.
    """
    return jobs.run_due(names)
