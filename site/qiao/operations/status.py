"""How the site is: its jobs, the services that it stands on, room on its disks, versions. For whoever runs it."""

import platform
import shutil
from importlib.metadata import version
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from qiao.pagecache.build import build

from . import health, jobs
from .models import Job

# Below this part of a disk it is time to do something.
SCARCE = 0.1


class JobState(NamedTuple):
    """A job for the table. due: datetime, or None where the next run of the timer does it."""

    label: str
    job: Job | None
    due: object
    has_failed: bool


class Disk(NamedTuple):
    """Room for `what`, in bytes."""

    what: str
    free: int
    total: int

    @property
    def is_scarce(self):
        """Whether little is left."""
        return self.free < SCARCE * self.total


class StatusView(WagtailAdminTemplateMixin, TemplateView):
    """The status page of the admin."""

    template_name = "qiao/operations/status.html"
    page_title = gettext_lazy("Status of the site")
    header_icon = "desktop"

    def dispatch(self, request, *args, **kwargs):
        """Only for those who run the site."""
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        """The way here."""
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_header_title()}]

    def get_context_data(self, **kwargs):
        """Add the four tables, and when the timer was last at work."""
        rows = {job.name: job for job in Job.objects.all()}
        started = [job.started for job in rows.values() if job.started]
        return super().get_context_data(
            jobs=[_state(task, rows.get(task.name)) for task in jobs.registered()],
            last_run=max(started, default=None),
            services={_service(name): trouble for name, trouble in health.services().items()},
            disks=list(_disks()),
            versions=_versions(),
            now=timezone.now(),
            **kwargs,
        )


def _state(task, job):
    has_failed = bool(job and job.failed and not (job.succeeded and job.succeeded > job.failed))
    return JobState(task.label, job, task.due(job), has_failed)


def _service(name):
    names = {"database": _("Database"), "migrations": _("Migrations"), "cache": _("Cache"), "media": _("Media")}
    return names[name]


def _disks():
    for alias, storage in ((alias, storages[alias]) for alias in settings.STORAGES if alias != "staticfiles"):
        if isinstance(storage, FileSystemStorage):
            yield from _disk(_("Media") if alias == "default" else alias, storage.location)
    if connection.vendor == "sqlite":
        yield from _disk(_("Database"), settings.QIAO_VAR_DIR)


def _disk(what, folder):
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return
    yield Disk(what, usage.free, usage.total)


def _versions():
    with connection.cursor():
        database = ".".join(map(str, connection.get_database_version()))
    return {
        "Python": platform.python_version(),
        "Django": version("Django"),
        "Wagtail": version("wagtail"),
        connection.display_name: database,
        _("Build"): build(),
    }
