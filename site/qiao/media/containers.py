"""The containers of sound and film: what they hold and how long it is, without decoding it."""

from types import SimpleNamespace

import av
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST = 0.2
"""Seconds below which a recording is a slip of the finger."""

# No playlists: they would make the server open other files and addresses.
_FORMATS = "aac,flac,matroska,mov,mp3,ogg,wav"
# Their duration is guessed from the bit rate of the beginning.
_WITHOUT_DURATION = ("aac", "mp3")


def opened(file):
    """The container in `file`, which stays open when the container is closed. Raises av.FFmpegError."""
    # The name of a file would count as a hint of its format.
    nameless = SimpleNamespace(read=file.read, seek=file.seek, tell=file.tell)
    # Tags are often in another encoding than they say, and nobody reads them here.
    return av.open(nameless, options={"format_whitelist": _FORMATS}, metadata_errors="replace")


def seconds(file, kind):
    """How long the sound or film in `file` is; it is read from its beginning. kind: "audio" or "video".

    Raises ValidationError with one of the codes empty, unreadable, no_sound, no_film or too_short.
    """
    if not file.size:
        raise ValidationError(_("This recording is empty: it has 0 bytes. Record it again."), code="empty")
    file.seek(0)
    try:
        with opened(file) as container:
            _check_streams(container, kind)
            duration = _duration(container)
    except av.FFmpegError as error:
        raise unreadable(kind) from error
    if duration < SHORTEST:
        message = _("This file lasts %(seconds).1f seconds: record or export it again.")
        raise ValidationError(message % {"seconds": duration}, code="too_short")
    return duration


def unreadable(kind="audio"):
    """The ValidationError for a file that is no sound, or no film."""
    if kind == "video":
        message = _("This file can't be read as film: export it again, as MP4 or WebM.")
    else:
        message = _("This file can't be read as sound: record it again, or export it as MP3, WAV or M4A.")
    return ValidationError(message, code="unreadable")


def no_sound():
    """The ValidationError for a file without sound."""
    return ValidationError(_("There is no sound in this file: choose a recording."), code="no_sound")


def _check_streams(container, kind):
    if kind == "audio" and not container.streams.audio:
        raise no_sound()
    if kind == "video" and not container.streams.video:
        raise ValidationError(_("There is no picture in this file: choose a film."), code="no_film")


def _duration(container):
    if container.duration and container.format.name not in _WITHOUT_DURATION:
        return container.duration / av.time_base
    # Browsers record WebM without a duration.
    packets = (packet for packet in container.demux() if packet.pts is not None)
    return float(max(((packet.pts + (packet.duration or 0)) * packet.time_base for packet in packets), default=0))
