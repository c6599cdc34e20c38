"""Image, document and media models of the platform's own, so that they can grow without a migration of content."""

from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtailmedia.models import AbstractMedia

from .subtitles import check_webvtt, content_languages


class LibraryImage(AbstractImage):
    """A picture; its source and licence stay with it wherever it is shown."""

    credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Who made it, and its licence: shown under the picture.")
    )

    admin_form_fields = (*WagtailImage.admin_form_fields, "credit")


class LibraryRendition(AbstractRendition):
    """A picture in one of the sizes that pages use."""

    image = models.ForeignKey(LibraryImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="qiao_media_one_rendition")
        ]


class LibraryDocument(AbstractDocument):
    """A file to download."""

    admin_form_fields = WagtailDocument.admin_form_fields


class LibraryMedia(AbstractMedia):
    """Sound or film, with subtitles in as many languages as there are."""

    admin_form_fields = ("title", "file", "collection", "duration", "width", "height", "thumbnail", "tags")


class Track(models.Model):
    """WebVTT text for one media item in one language."""

    class Kind(models.TextChoices):
        SUBTITLES = "subtitles", _("Subtitles")
        CAPTIONS = "captions", _("Captions, with sounds described")
        DESCRIPTIONS = "descriptions", _("Descriptions of what is seen")
        CHAPTERS = "chapters", _("Chapters")

    media = models.ForeignKey(LibraryMedia, verbose_name=_("media"), on_delete=models.CASCADE, related_name="tracks")
    language = models.CharField(_("language"), max_length=35, choices=content_languages)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.SUBTITLES)
    file = models.FileField(
        _("WebVTT file"), upload_to="tracks", validators=[FileExtensionValidator(["vtt"]), check_webvtt]
    )

    class Meta:
        verbose_name = _("subtitles")
        verbose_name_plural = _("subtitles")
        constraints = [
            models.UniqueConstraint(
                fields=["media", "language", "kind"],
                name="qiao_media_one_track",
                violation_error_message=_("This file already has such a track in this language: replace that one."),
            )
        ]

    def __str__(self):
        return f"{self.media}: {self.get_language_display()}, {self.get_kind_display()}"
