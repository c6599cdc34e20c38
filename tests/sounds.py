"""Sound for tests: tones in every container that people send."""

import array
import io
import math

import av

RATE = 48_000
CONTAINERS = {
    "webm": ("webm", "libopus"),  # Chrome's recorder
    "ogg": ("ogg", "libopus"),  # Firefox's recorder
    "mp4": ("mp4", "aac"),  # Safari's recorder
    "mp3": ("mp3", "libmp3lame"),
    "wav": ("wav", "pcm_s16le"),
    "flac": ("flac", "flac"),
}


def tone(seconds=1.0, kind="webm", *, rate=RATE, layout="stereo", bits=96_000, height=0.3, pitch=440, metadata=None):
    """A file with a tone of `pitch` Hz, as bytes. height: its peak, from 0 to 1."""
    container, codec = CONTAINERS[kind]
    samples = int(RATE * seconds)
    # One second, again and again.
    wave = array.array("h", (int(32_767 * height * math.sin(2 * math.pi * pitch * n / RATE)) for n in range(RATE)))
    data = (wave.tobytes() * (int(seconds) + 1))[: 2 * samples]
    written = io.BytesIO()
    with av.open(written, "w", format=container) as output:
        output.metadata.update(metadata or {})
        stream = output.add_stream(codec, rate=rate, layout=layout, bit_rate=bits)
        output.start_encoding()
        if samples:
            frame = av.AudioFrame(format="s16", layout="mono", samples=samples)
            frame.sample_rate = RATE
            frame.planes[0].update(data + bytes(frame.planes[0].buffer_size - len(data)))
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return written.getvalue()


def film(seconds=1):
    """A film without sound, as bytes of MP4."""
    written = io.BytesIO()
    with av.open(written, "w", format="mp4") as output:
        stream = output.add_stream("mpeg4", rate=10, width=64, height=64, pix_fmt="yuv420p")
        for number in range(10 * seconds):
            frame = av.VideoFrame(64, 64, "yuv420p")
            frame.pts = number
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return written.getvalue()


def told(data):
    """What a file is: container, codec, channels, seconds, bits per second."""
    with av.open(io.BytesIO(data)) as container:
        stream = container.streams.audio[0]
        rate, channels = stream.rate, stream.channels
        samples = sum(frame.samples for frame in container.decode(stream))
        seconds = samples / rate
        return container.format.name, stream.codec_context.name, channels, seconds, len(data) * 8 / seconds
