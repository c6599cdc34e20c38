"""The people of the platform."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "qiao.accounts"
    label = "qiao_accounts"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"
