"""Pictures, documents, sound and film that content is illustrated with."""

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "qiao.media"
    label = "qiao_media"
    verbose_name = _("Media library")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from .models import LibraryMedia

        post_delete.connect(_delete_copy, LibraryMedia, dispatch_uid="qiao_media_delete_copy")


def _delete_copy(instance, **kwargs):
    # wagtailmedia does the same for the file itself.
    if instance.aac:
        transaction.on_commit(lambda: instance.aac.delete(save=False))
