"""Home page, plain content pages and navigation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    label = "qiao_home"
    verbose_name = _("Home")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from qiao.languages import board

        from .models import ContentPage, HomePage

        board.register(HomePage)
        board.register(ContentPage)
