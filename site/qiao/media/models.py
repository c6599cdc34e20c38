"""Image, document and media models of the platform's own, so that they can grow without a migration of content."""

import hashlib
from contextlib import contextmanager
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import FileExtensionValidator
from django.db import DatabaseError, models, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition, SourceImageIOError
from wagtail.images.models import Image as WagtailImage
from wagtailmedia.models import AbstractMedia

from qiao.operations.errors import is_full

from . import containers, photos, speech
from .storage import check_room
from .subtitles import check_webvtt, content_languages

LARGEST_THUMBNAIL = 200_000
"""Bytes of what a page loads before a film is played."""

# Older Safari plays none of these, so a copy in AAC lies beside each.
OPUS_SUFFIXES = {".oga", ".ogg", ".opus", ".weba", ".webm"}


class StoredWhole:
    """What every model with files begins with: no file is kept of a row that could not be saved."""

    def save(self, *args, **kwargs):
        """Save, and delete the files that were stored for it where that failed."""
        files = [getattr(self, field.name) for field in self._meta.fields if isinstance(field, models.FileField)]
        fresh = [file for file in files if file and not file._committed]
        try:
            super().save(*args, **kwargs)
        except BaseException:
            for file in fresh:
                if file._committed:
                    file.storage.delete(file.name)
            raise


class LibraryImage(StoredWhole, AbstractImage):
    """A picture; its source and licence stay with it wherever it is shown."""

    credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Who made it, and its licence: shown under the picture.")
    )

    admin_form_fields = (*WagtailImage.admin_form_fields, "credit")

    def clean(self):
        """Make a new file no larger than pages need, and take out where it was taken; see `photos.fitted`."""
        super().clean()
        if self.file and not self.file._committed:
            with _told_beside("file"):
                if fitted := photos.fitted(self.file):
                    self.file = fitted
                check_room(self.file)

    def create_rendition(self, filter):
        """A size of this picture; a page is shown without it where there is no room to keep it."""
        with _missing_where_full():
            return super().create_rendition(filter)

    def create_renditions(self, *filters):
        """The same for several."""
        with _missing_where_full():
            return super().create_renditions(*filters)


@contextmanager
def _told_beside(field):
    """Let a form tell what was wrong beside the field."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from error


@contextmanager
def _missing_where_full():
    """Let a picture be as one whose file is gone, which Wagtail's tags put up with, where a disk is full."""
    try:
        yield
    except (OSError, DatabaseError) as error:
        if not is_full(error):
            raise
        raise SourceImageIOError(str(error)) from error


class LibraryRendition(StoredWhole, AbstractRendition):
    """A picture in one of the sizes that pages use."""

    image = models.ForeignKey(LibraryImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="qiao_media_one_rendition")
        ]


class LibraryDocument(StoredWhole, AbstractDocument):
    """A file to download."""

    admin_form_fields = WagtailDocument.admin_form_fields

    def clean(self):
        """Refuse a new file that there is no room for."""
        super().clean()
        if self.file and not self.file._committed:
            with _told_beside("file"):
                check_room(self.file)


class LibraryMedia(StoredWhole, AbstractMedia):
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

        Raises ValidationError for a file that is too large or can't be read, for Opus in which nothing is heard, and
        for a thumbnail above `LARGEST_THUMBNAIL`.
        """
        super().clean()
        if self.thumbnail and not self.thumbnail._committed and self.thumbnail.size > LARGEST_THUMBNAIL:
            message = _("The picture before a film is loaded with the page: it may have at most %(limit)d KB.")
            raise ValidationError({"thumbnail": message % {"limit": LARGEST_THUMBNAIL // 1000}})
        if not self.file or self.file._committed:
            return
        if self.file.size > settings.QIAO_LARGEST_MEDIA:
            message = _("This file has %(size)s. Sound and film may have at most %(limit)s: export it smaller.")
            limit = filesizeformat(settings.QIAO_LARGEST_MEDIA)
            raise ValidationError({"file": message % {"size": filesizeformat(self.file.size), "limit": limit}})
        with _told_beside("file"):
            check_room(self.file)
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


class Track(StoredWhole, models.Model):
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
