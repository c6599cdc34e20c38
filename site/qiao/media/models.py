"""Image, document and media models of the platform's own, so that they can grow without a migration of content."""

import hashlib
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import FileExtensionValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtailmedia.models import AbstractMedia

from . import containers, speech
from .subtitles import check_webvtt, content_languages

LARGEST_THUMBNAIL = 200_000
"""Bytes of what a page loads before a film is played."""

# Older Safari plays none of these, so a copy in AAC lies beside each.
OPUS_SUFFIXES = {".oga", ".ogg", ".opus", ".weba", ".webm"}


class LibraryImage(AbstractImage):
    """A picture; its source and licence stay with it wherever it is shown."""

    credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Who made it, and its licence: shown under the picture.")
    )

    admin_form_fields = (*WagtailImage.admin_form_fields, "credit")

    def clean(self):
        """Refuse a new file that moves: pages show its first picture, and nobody could stop the others."""
        super().clean()
        if not self.file or self.file._committed:
            return
        try:
            with Image.open(self.file) as opened:
                # Several pictures in a JPEG are one photograph in several sizes.
                moves = opened.format != "MPO" and getattr(opened, "is_animated", False)
        except OSError:
            # The form has said already that this is no picture.
            return
        finally:
            self.file.seek(0)
        if moves:
            message = _("This picture moves, and a reader could not stop it: add it to the media as a film instead.")
            raise ValidationError({"file": message})


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
    """Sound or film, with subtitles in as many languages as there are; short Opus sound has a copy in AAC."""

    aac = models.FileField(_("copy in AAC"), upload_to="media", blank=True, editable=False)
    is_synthetic = models.BooleanField(
        _("computer voice"),
        default=False,
        help_text=_("No person spoke this: readers are told, so that nobody takes it for a model."),
    )
    file_hash = models.CharField(max_length=40, blank=True, editable=False, db_index=True)

    admin_form_fields = (
        "title",
        "file",
        "is_synthetic",
        "collection",
        "width",
        "height",
        "thumbnail",
        "tags",
    )
    # What files of content say of a medium beside its file.
    content_fields = ("title", "is_synthetic")

    @property
    def sources(self):
        """The file and, where there is one, its copy in AAC: dicts with src and type."""
        copies = [{"src": self.aac.url, "type": "audio/mp4"}] if self.aac else []
        return [*super().sources, *copies]

    def clean(self):
        """Read a new file: its hash and duration, and for short Opus sound a copy in AAC.

        Raises ValidationError for a file that can't be read, for Opus in which nothing is heard, and for a thumbnail
        above `LARGEST_THUMBNAIL`.
        """
        super().clean()
        if self.thumbnail and not self.thumbnail._committed and self.thumbnail.size > LARGEST_THUMBNAIL:
            message = _("The picture before a film is loaded with the page: it may have at most %(limit)d KB.")
            raise ValidationError({"thumbnail": message % {"limit": LARGEST_THUMBNAIL // 1000}})
        if not self.file or self.file._committed:
            return
        self.file_hash = hashlib.file_digest(self.file, "sha1").hexdigest()
        self.aac = ""
        try:
            self.duration = round(containers.seconds(self.file, self.type), 2)
            is_opus = PurePath(self.file.name).suffix.lower() in OPUS_SUFFIXES
            if self.type == "audio" and is_opus and self.file.size <= speech.LARGEST:
                self.file.seek(0)
                self._copy(self.file.read())
        except ValidationError as error:
            raise ValidationError({"file": error.messages}) from error
        finally:
            self.file.seek(0)

    def _copy(self, opus):
        try:
            sound = speech.read(opus)
        except ValidationError as error:
            if error.code != "too_long":
                raise
            return
        self.duration = round(sound.seconds, 2)
        self.aac = ContentFile(speech.aac(sound), name=f"{PurePath(self.file.name).stem}.m4a")

    def save(self, *args, **kwargs):
        """Save, and delete the copy in AAC of a file that was replaced."""
        known = type(self).objects.filter(pk=self.pk).values_list("aac", flat=True).first() if self.pk else None
        super().save(*args, **kwargs)
        if known and known != self.aac.name:
            transaction.on_commit(lambda: self.aac.storage.delete(known))

    def delete_files(self):
        """Delete what was stored for a row that could not be."""
        for file in (self.file, self.aac):
            if file and file._committed:
                file.delete(save=False)


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
