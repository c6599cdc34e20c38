"""Who translates what into which language, and how far it is."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LanguagesConfig(AppConfig):
    name = "qiao.languages"
    label = "qiao_languages"
    verbose_name = _("Languages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from qiao.operations.api import register_job

        from . import catalogues, checks, notices, signals, upstream  # noqa: F401

        catalogues.fall_back_to_english()
        upstream.apply()
        signals.connect()
        notices.connect()
        register_job(
            "digests",
            _("Mail translators, reviewers and authors what is due and what waits"),
            notices.send_digests,
            every=timedelta(days=1),
        )
