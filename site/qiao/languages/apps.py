"""Who translates what into which language, and how far it is."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LanguagesConfig(AppConfig):
    name = "qiao.languages"
    label = "qiao_languages"
    verbose_name = _("Languages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import catalogues, checks, notices, signals, upstream  # noqa: F401

        catalogues.fall_back_to_english()
        upstream.apply()
        signals.connect()
        notices.connect()
