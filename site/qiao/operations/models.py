"""What is known of each job that a timer runs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """When one job was last begun, last done, and how it last failed; made when it is first run."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    started = models.DateTimeField(_("last started"), null=True)
    succeeded = models.DateTimeField(_("last succeeded"), null=True)
    failed = models.DateTimeField(_("last failed"), null=True)
    error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self):
        return self.name
