"""Blocks that play, download or unfold something: sound, film, a document, a note."""

import math
from pathlib import PurePath

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtailmedia.blocks import AudioChooserBlock, VideoChooserBlock

from qiao.bilingual import sentences
from qiao.bilingual.blocks import GROUP_MEDIA, GROUP_TEXT, PREVIEW_TEMPLATE, LabelBlock, SentencesBlock
from qiao.bilingual.weight import HEAVIEST

LONGEST = 60 * 60
"""Seconds that sound or film in a lesson may last."""

AUDIO_SUFFIXES = ("aac", "flac", "m4a", "mp3", "oga", "ogg", "opus", "wav", "weba", "webm")
VIDEO_SUFFIXES = ("m4v", "mp4", "ogv", "webm")
"""What browsers play without more ado."""

PICTURE_PREVIEW_TEMPLATE = "qiao/bilingual/picture_preview.html"
# Bytes that tell what a file is.
_HEAD = 262


def check_media(media, suffixes):
    """Refuse sound or film that browsers do not play or that is too long for a lesson.

    A duration of 0 means that nobody has said how long it is. Raises ValidationError for a suffix that is not among
    `suffixes`, an empty or missing file, a file that is something else, and a duration over an hour.
    """
    suffix = _suffix(media)
    if suffix not in suffixes:
        raise ValidationError(
            _("Browsers do not play “.%(suffix)s” files: convert “%(title)s” to one of %(known)s.")
            % {"suffix": suffix, "title": media.title, "known": ", ".join(suffixes)},
            code="suffix",
        )
    try:
        with media.file.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise ValidationError(_("The file of “%(title)s” is missing.") % {"title": media.title}, code="gone") from error
    if not head:
        raise ValidationError(
            _("“%(title)s” is empty: it has 0 bytes. Record or export it again.") % {"title": media.title}, code="empty"
        )
    found = filetype.guess(head)
    if found and found.mime.split("/")[0] not in ("audio", "video"):
        raise ValidationError(
            _("“%(title)s” is neither sound nor film but a file of type %(type)s.")
            % {"title": media.title, "type": found.extension},
            code="type",
        )
    # Codecs pad: an hour may have a few hundredths of a second more.
    if round(media.duration or 0) > LONGEST:
        raise ValidationError(
            _("“%(title)s” lasts %(minutes)d minutes; a lesson takes %(limit)d at most. Cut it into parts.")
            % {"title": media.title, "minutes": math.ceil(media.duration / 60), "limit": LONGEST // 60},
            code="too_long",
        )


def _suffix(instance):
    return PurePath(instance.file.name).suffix.removeprefix(".").lower()


def facts(instance):
    """What to say of a file before it is fetched: dict with kind ("MP4"), bytes and duration, None where unknown."""
    size = getattr(instance, "file_size", None)
    if size is None:
        try:
            size = instance.file.size
        except OSError:
            size = None
    return {"kind": _suffix(instance).upper(), "bytes": size, "duration": clock(getattr(instance, "duration", 0))}


def clock(seconds):
    """Seconds as 2:05 or 1:02:05; None where nothing is known."""
    if not seconds:
        return None
    minutes, seconds = divmod(max(round(seconds), 1), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def poster_of(media):
    """Address of the picture of a film; None without one, and for one that no page may load without a tap."""
    try:
        return media.thumbnail.url if media.thumbnail and media.thumbnail.size <= HEAVIEST else None
    except OSError:
        return None


def tracks_of(media, language=None):
    """The subtitles of a film, the reader's language first and chosen.

    Dicts with url, kind, language, name and is_default. A site whose media have no tracks has none.
    """
    if not hasattr(media, "tracks"):
        return []
    language = language or get_language() or ""
    tracks = sorted(media.tracks.all(), key=lambda track: (track.language != language, track.language, track.kind))
    described = []
    for track in tracks:
        can_be_chosen = track.kind in ("subtitles", "captions") and track.language == language
        described.append(
            {
                "url": track.file.url,
                "kind": track.kind,
                "language": "zh-Hans" if track.language == "zh-hans" else track.language,
                "name": _name_of(track.language),
                "is_default": can_be_chosen and not any(each["is_default"] for each in described),
            }
        )
    return described


def _name_of(language):
    try:
        return get_language_info(language)["name_local"]
    except KeyError:
        return language


class PlayableMixin:
    """A chooser of what browsers play: files with one of `suffixes`."""

    suffixes = ()

    def clean(self, value):
        """Refuse what `check_media` refuses."""
        value = super().clean(value)
        if value is not None:
            check_media(value, self.suffixes)
        return value


class SoundChooserBlock(PlayableMixin, AudioChooserBlock):
    """Chooses sound that browsers play."""

    suffixes = AUDIO_SUFFIXES

    class Meta:
        icon = "media"


class FilmChooserBlock(PlayableMixin, VideoChooserBlock):
    """Chooses film that browsers play."""

    suffixes = VIDEO_SUFFIXES

    class Meta:
        icon = "media"


class FileBlock(blocks.StructBlock):
    """A block around one file, which is named by `file_name`."""

    file_name = ""

    def get_context(self, value, parent_context=None):
        """Add `facts` of the file; None where it was deleted."""
        context = super().get_context(value, parent_context=parent_context)
        instance = value[self.file_name]
        context["facts"] = facts(instance) if instance else None
        return context


class AudioBlock(FileBlock):
    """A recording."""

    file_name = "audio"

    title = LabelBlock(label=gettext_lazy("Title"))
    audio = SoundChooserBlock(label=gettext_lazy("Recording"), help_text=gettext_lazy("An hour at most."))
    transcript = SentencesBlock(
        required=False, label=gettext_lazy("Transcript"), help_text=gettext_lazy("What is said, word for word.")
    )

    def get_preview_value(self):
        """An announcement without its sound."""
        return self.normalize(
            {
                "title": sentences.build([("车站广播", "Station announcement")]),
                "audio": None,
                "transcript": sentences.build([("列车进站，请注意安全。", "A train is arriving, mind your safety.")]),
            }
        )

    class Meta:
        icon = "media"
        label = gettext_lazy("Audio")
        group = GROUP_MEDIA
        description = gettext_lazy("A recording with its transcript; it is fetched only when it is played.")
        template = "lessons/blocks/audio.html"
        preview_template = PICTURE_PREVIEW_TEMPLATE


class VideoBlock(FileBlock):
    """A film, with subtitles in as many languages as its file has."""

    file_name = "video"

    title = LabelBlock(label=gettext_lazy("Title"))
    video = FilmChooserBlock(
        label=gettext_lazy("Film"),
        help_text=gettext_lazy("An hour at most. Its subtitles are added in the media library, a file a language."),
    )
    transcript = SentencesBlock(
        required=False,
        label=gettext_lazy("Transcript"),
        help_text=gettext_lazy("What is said and what is seen, for those who cannot hear or see it."),
    )

    def get_context(self, value, parent_context=None):
        """Add `tracks`, as `tracks_of` describes them, and `poster`, the address of the picture before it is played."""
        context = super().get_context(value, parent_context=parent_context)
        context["tracks"] = tracks_of(value["video"]) if value["video"] else []
        context["poster"] = poster_of(value["video"]) if value["video"] else None
        return context

    def get_preview_value(self):
        """A film that is still to be chosen."""
        return self.normalize(
            {
                "title": sentences.build([("列车进站", "A train arrives")]),
                "video": None,
                "transcript": sentences.build([("列车慢慢进站。", "The train arrives slowly.")]),
            }
        )

    class Meta:
        icon = "media"
        label = gettext_lazy("Video")
        group = GROUP_MEDIA
        description = gettext_lazy("A film with subtitles per language and a transcript.")
        template = "lessons/blocks/video.html"
        preview_template = PICTURE_PREVIEW_TEMPLATE


class DocumentBlock(FileBlock):
    """A file to download."""

    file_name = "document"

    title = LabelBlock(label=gettext_lazy("Title"))
    document = DocumentChooserBlock(label=gettext_lazy("Document"))

    def get_preview_value(self):
        """A document that is still to be chosen."""
        return self.normalize({"title": sentences.build([("练习题", "Exercises")]), "document": None})

    class Meta:
        icon = "doc-full-inverse"
        label = gettext_lazy("Document")
        group = GROUP_MEDIA
        description = gettext_lazy("A file to download; its type and size are shown.")
        template = "lessons/blocks/document.html"
        preview_template = PREVIEW_TEMPLATE


class NoteBlock(blocks.StructBlock):
    """Something aside, which unfolds when it is wanted."""

    heading = LabelBlock(label=gettext_lazy("Heading"))
    sentences = SentencesBlock(label=gettext_lazy("Text"))

    def get_preview_value(self):
        """A remark on a word."""
        return self.normalize(
            {
                "heading": sentences.build([("为什么叫进站信号机？", "Why is it called a home signal?")]),
                "sentences": sentences.build([("它设在车站入口。", "It stands at the entrance of the station.")]),
            }
        )

    class Meta:
        icon = "info-circle"
        label = gettext_lazy("Expandable note")
        group = GROUP_TEXT
        description = gettext_lazy("Something aside that unfolds when it is wanted, such as a remark on a word.")
        template = "lessons/blocks/note.html"
        preview_template = PREVIEW_TEMPLATE
