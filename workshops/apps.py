"""Showcase of international workshops."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    name = "workshops"
    label = "qiao_workshops"
    verbose_name = _("Workshops")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from qiao.languages import board, teams
        from qiao.pagecache import changes

        from . import checks, models  # noqa: F401
        from .base import ShowcasePage

        for name in models.__all__:
            model = getattr(models, name)
            if issubclass(model, ShowcasePage) and model is not models.WorkshopPage:
                board.register(model)
        # Exchanges, events and competitions lie below their workshop.
        board.register(models.WorkshopPage, with_below=True, filters=["country"])
        teams.let_authors("qiao_workshops.add_source", "qiao_workshops.change_source")
        # An enquiry changes nothing that readers see.
        changes.QUIET.add("qiao_workshops.enquiry")
