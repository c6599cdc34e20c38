"""Recorded speech: read whatever a browser or a person sends, check it by its content, make Opus and AAC of it."""

import io
from typing import NamedTuple

import av
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import containers

LONGEST = 60
"""Seconds that a recording of one sentence or term may last."""

LARGEST = 20 * 1024 * 1024
"""Bytes of an upload: a minute of uncompressed stereo sound has 17 MB at most."""

RATE = 48_000
OPUS_BITS = 32_000
"""Bits per second of what is kept, with what Ogg adds: on a cheap line a sentence must not cost more."""

# The container of AAC adds some 3 kbit/s. At half the rate the few bits go where speech is.
AAC_BITS = 28_000
AAC_RATE = 24_000

# Below this peak, of 32768, a microphone was off.
_QUIETEST = 100


class Sound(NamedTuple):
    """Decoded speech: 16-bit samples of one channel at 48 kHz, and the original where it is Opus as we keep it."""

    samples: bytes
    original: bytes | None

    @property
    def seconds(self):
        """How long it is."""
        return len(self.samples) / 2 / RATE


def read(data):
    """The sound in `data`, the bytes of a file of any name: WebM, Ogg, MP4, WAV, MP3, FLAC or AAC.

    Nothing beyond the longest recording is decoded, whatever the file says of itself. Raises ValidationError with one
    of the codes empty, too_large, unreadable, no_sound, too_short, too_long or silent.
    """
    if not data:
        raise ValidationError(_("This recording is empty: it has 0 bytes. Record it again."), code="empty")
    if len(data) > LARGEST:
        raise ValidationError(too_large(), code="too_large")
    try:
        with containers.opened(io.BytesIO(data)) as container:
            if not container.streams.audio:
                raise containers.no_sound()
            stream = container.streams.audio[0]
            samples = _samples(container, stream)
            kept = container.format.name == "ogg" and stream.codec_context.name in ("opus", "libopus")
            kept = kept and stream.codec_context.channels == 1
    except av.FFmpegError as error:
        raise containers.unreadable() from error
    sound = Sound(samples, data if kept else None)
    if sound.seconds < containers.SHORTEST:
        message = _("This recording lasts %(seconds).1f seconds: record it again, and speak before you stop.")
        raise ValidationError(message % {"seconds": sound.seconds}, code="too_short")
    heights = memoryview(samples).cast("h")
    if max(max(heights), -min(heights)) < _QUIETEST:
        raise ValidationError(
            _("Nothing can be heard in this recording: check the microphone and record it again."), code="silent"
        )
    # What every file has once is left out of the reckoning.
    if kept and len(data) * 8 > OPUS_BITS * sound.seconds + 8 * 1024:
        return sound._replace(original=None)
    return sound


def too_large():
    """What to say of a file of more than `LARGEST` bytes."""
    return _("A recording may have at most %(limit)d MB and last %(seconds)d seconds: send one sentence only.") % {
        "limit": LARGEST // 1024 // 1024,
        "seconds": LONGEST,
    }


def opus(sound, bits=OPUS_BITS):
    """The sound as bytes of Ogg Opus of so many bits per second; what already is as we keep it stays as it is."""
    if sound.original:
        return sound.original
    return _encoded(sound, "ogg", "libopus", RATE, bits, {"application": "voip", "vbr": "constrained"})


def aac(sound):
    """The sound as bytes of AAC in MP4, for browsers that don't play Opus."""
    return _encoded(sound, "mp4", "aac", AAC_RATE, AAC_BITS, {})


def _samples(container, stream):
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    samples = bytearray()
    for decoded in container.decode(stream):
        samples += b"".join(map(_bytes, resampler.resample(decoded)))
        if len(samples) > 2 * RATE * LONGEST:
            message = _("This recording lasts longer than %(seconds)d seconds: record one sentence only.")
            raise ValidationError(message % {"seconds": LONGEST}, code="too_long")
    if samples:
        samples += b"".join(map(_bytes, resampler.resample(None)))
    return bytes(samples)


def _bytes(frame):
    # A plane may be padded.
    return bytes(frame.planes[0])[: 2 * frame.samples]


def _encoded(sound, container_format, codec, rate, bits, options):
    frame = av.AudioFrame(format="s16", layout="mono", samples=len(sound.samples) // 2)
    frame.sample_rate = RATE
    frame.pts = 0
    frame.planes[0].update(sound.samples + bytes(frame.planes[0].buffer_size - len(sound.samples)))
    written = io.BytesIO()
    with av.open(written, "w", format=container_format) as output:
        stream = output.add_stream(codec, rate=rate, layout="mono", bit_rate=bits, options=options)
        # The stream resamples to what its codec takes, and cuts the sound into its frames.
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return written.getvalue()
