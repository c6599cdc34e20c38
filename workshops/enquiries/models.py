"""What somebody asked a workshop."""

from django.db import models
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_NAME = 100
LONGEST_INSTITUTION = 200
LONGEST_MESSAGE = 3000


class Enquiry(models.Model):
    """A message to a workshop, kept for a year; `page_key` is the translation key of the workshop's page.

    It outlives the page, so it holds the title. `form` is the number of the form that was sent: a second click sends
    the same one.
    """

    form = models.UUIDField(unique=True, editable=False)
    page_key = models.UUIDField(db_index=True, editable=False)
    page_title = models.CharField(_("workshop"), max_length=255)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=LONGEST_NAME)
    email = models.EmailField(_("e-mail"))
    institution = models.CharField(_("institution"), max_length=LONGEST_INSTITUTION, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    message = models.TextField(_("message"), max_length=LONGEST_MESSAGE)
    language = models.CharField(_("language"), max_length=10)
    created_at = models.DateTimeField(_("sent at"), auto_now_add=True, db_index=True)
    is_answered = models.BooleanField(_("answered"), default=False)

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        # The site's history keeps it for longer than the enquiry: nobody is named.
        return f"{self.page_title}, {formats.date_format(self.created_at, 'SHORT_DATE_FORMAT')}"
