"""Pictures, documents, sound and film that content is illustrated with."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "qiao.media"
    label = "qiao_media"
    verbose_name = _("Media library")
    default_auto_field = "django.db.models.BigAutoField"
