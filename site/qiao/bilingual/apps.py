"""Django app of the sentences that every plugin writes text with."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class BilingualConfig(AppConfig):
    name = "qiao.bilingual"
    label = "qiao_bilingual"
    verbose_name = _("Bilingual text")

    def ready(self):
        from .checks import check_text_defaults

        checks.register(check_text_defaults, "qiao_bilingual")
