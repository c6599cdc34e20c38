"""What statements are taken from: one row for each report, site or document."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string

from .dates import PartialDateField
from .vocabulary import SourceKind


class Source(models.Model):
    """A report, a site or a document that pages quote; what is empty is not stated.

    `title` and `publisher` are written as the source writes them, in its own language. `key` names it in files.
    """

    key = models.SlugField(_("key"), unique=True, help_text=_("Names the source in files; never changed."))
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind.choices, default=SourceKind.NEWS)
    title = models.CharField(_("title"), max_length=255, blank=True)
    publisher = models.CharField(_("publisher"), max_length=255, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    as_of = PartialDateField(_("as of"), help_text=_("When it was published: 2025, 2025-06 or 2025-06-21."))

    # How files of content name a source.
    content_name_field = "key"

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["key"]

    def __str__(self):
        return ", ".join(filter(None, [self.title or str(self.get_kind_display()), self.publisher, self.as_of]))

    def clean(self):
        """Refuse a key that is taken, in whatever letters."""
        super().clean()
        if self.key and Source.objects.filter(key__iexact=self.key).exclude(pk=self.pk).exists():
            raise ValidationError({"key": _("There is a source with this key already.")})
