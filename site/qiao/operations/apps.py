"""Running the site: jobs, backups, health, logs."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "qiao.operations"
    label = "qiao_operations"
    verbose_name = _("Operations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import cleaning
        from .api import register_job

        register_job("publish", _("Publish and unpublish what is scheduled"), cleaning.publish_scheduled)
        register_job("sessions", _("Delete sessions that have ended"), cleaning.clear_sessions, every=timedelta(days=1))
        register_job(
            "uploads", _("Delete uploads that nobody finished"), cleaning.delete_old_uploads, every=timedelta(days=1)
        )
        register_job("search", _("Bring the search index up to date"), cleaning.update_index, every=timedelta(weeks=1))
