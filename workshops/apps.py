"""Showcase of international workshops."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    name = "workshops"
    label = "qiao_workshops"
    verbose_name = _("Workshops")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from qiao.languages import board

        from .models import WorkshopPage

        board.register(WorkshopPage)
