"""How long sound and film are, read from their files when they are uploaded to the library."""

import io
import wave
from fractions import Fraction

import av
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection

from lessons.blocks import media as blocks
from qiao.media import speech
from qiao.media.models import LibraryMedia
from tests import sounds
from tests.media.test_speech import stored_files

pytestmark = pytest.mark.django_db

HOUR = 60 * 60
ALL_SUFFIXES = (*blocks.AUDIO_SUFFIXES, *blocks.VIDEO_SUFFIXES)


@pytest.fixture
def upload(client, person):
    """upload("film.mp4", data, "video") sends a file as an editor does in the library."""
    client.force_login(person("zh-hans"))
    collection = Collection.objects.get(name="Simplified Chinese").pk

    def send(name, data, kind="audio", **fields):
        fields = {"title": "广播", "tags": "", "collection": collection} | fields
        fields["file"] = SimpleUploadedFile(name, data)
        return client.post(reverse("wagtailmedia:add", args=[kind]), fields)

    return send


def silence(seconds, rate=1000):
    """A WAV file of one byte a sample."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(rate)
        file.writeframes(b"\x80" * int(seconds * rate))
    return written.getvalue()


def repeated(data, times, kind, **options):
    """The packets of a sound, again and again, in a container of another file."""
    written = io.BytesIO()
    with av.open(io.BytesIO(data)) as source, av.open(written, "w", format=kind, options=options) as output:
        stream = output.add_stream_from_template(source.streams.audio[0])
        packets = [(bytes(packet), packet.duration) for packet in source.demux() if packet.size]
        at = 0
        for content, duration in packets * times:
            packet = av.Packet(content)
            packet.stream, packet.time_base = stream, source.streams.audio[0].time_base
            packet.pts = packet.dts = at
            packet.duration = duration
            at += duration
            output.mux(packet)
    return written.getvalue()


def film(seconds, kind="mp4", codec="mpeg4"):
    """A film of two pictures, the first and the last."""
    written = io.BytesIO()
    with av.open(written, "w", format=kind) as output:
        stream = output.add_stream(codec, rate=10, width=64, height=64, pix_fmt="yuv420p")
        for pts in (0, int(10 * seconds) - 1):
            frame = av.VideoFrame(64, 64, "yuv420p")
            frame.pts = pts
            frame.time_base = Fraction(1, 10)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return written.getvalue()


def minute(kind):
    return sounds.tone(60, kind, rate=16_000, layout="mono", bits=8_000)


class TestThreeHours:
    @pytest.mark.parametrize(
        ("name", "kind", "made"),
        [
            ("talk.mp3", "audio", lambda: minute("mp3") * 180),
            ("talk.wav", "audio", lambda: silence(3 * HOUR)),
            ("large.wav", "audio", lambda: silence(3 * HOUR, 2000)),
            ("talk.ogg", "audio", lambda: repeated(minute("ogg"), 180, "ogg")),
            ("talk.m4a", "audio", lambda: repeated(minute("mp4"), 180, "mp4")),
            ("talk.aac", "audio", lambda: repeated(minute("mp4"), 180, "adts")),
            ("webm-in.ogg", "audio", lambda: repeated(minute("webm"), 180, "webm", live="1")),
            ("film.mp4", "video", lambda: film(3 * HOUR)),
            ("film.webm", "video", lambda: film(3 * HOUR, "webm", "libvpx")),
        ],
        ids=lambda part: part if isinstance(part, str) else "",
    )
    def test_three_hours_are_measured_and_no_lesson_takes_them(self, upload, name, kind, made):
        data = made()
        assert name != "large.wav" or len(data) > speech.LARGEST
        answer = upload(name, data, kind, duration="5")
        assert answer.status_code == 302, answer.context["form"].errors
        media = LibraryMedia.objects.get()
        assert media.duration == pytest.approx(3 * HOUR, rel=0.005)
        assert not media.aac
        assert media.file.read() == data
        with pytest.raises(ValidationError, match=r"lasts 18[01] minutes; a lesson takes 60 at most") as refused:
            blocks.check_media(media, ALL_SUFFIXES)
        assert refused.value.code == "too_long"


class TestOthers:
    @pytest.mark.parametrize(
        ("name", "made"),
        [("film.mp4", lambda: sounds.film(7)), ("film.webm", lambda: film(7, "webm", "libvpx"))],
    )
    def test_a_film_is_measured(self, upload, name, made):
        assert upload(name, made(), "video").status_code == 302
        media = LibraryMedia.objects.get()
        assert media.duration == pytest.approx(7, abs=0.11)
        blocks.check_media(media, ALL_SUFFIXES)

    def test_an_hour_is_taken_with_the_padding_of_its_codec(self, upload):
        assert upload("hour.wav", silence(HOUR + 0.05)).status_code == 302
        media = LibraryMedia.objects.get()
        assert media.duration == HOUR + 0.05
        blocks.check_media(media, ALL_SUFFIXES)

    def test_a_second_more_than_an_hour_is_refused(self, upload):
        upload("hour.wav", silence(HOUR + 1))
        with pytest.raises(ValidationError, match="lasts 61 minutes"):
            blocks.check_media(LibraryMedia.objects.get(), ALL_SUFFIXES)

    def test_a_duration_that_is_typed_later_changes_nothing(self, upload, client):
        upload("talk.wav", silence(100))
        media = LibraryMedia.objects.get()
        fields = {"title": "新的", "tags": "", "collection": media.collection_id, "duration": "7"}
        assert client.post(reverse("wagtailmedia:edit", args=[media.pk]), fields).status_code == 302
        media.refresh_from_db()
        assert (media.title, media.duration) == ("新的", 100)

    def test_a_file_that_takes_another_s_place_is_measured(self, upload, client):
        upload("talk.wav", silence(100))
        media = LibraryMedia.objects.get()
        fields = {"title": "新的", "tags": "", "collection": media.collection_id}
        fields["file"] = SimpleUploadedFile("talk.wav", silence(90))
        assert client.post(reverse("wagtailmedia:edit", args=[media.pk]), fields).status_code == 302
        media.refresh_from_db()
        assert media.duration == 90


class TestRefused:
    @pytest.mark.parametrize(
        ("name", "kind", "made", "message"),
        [
            ("talk.wav", "audio", lambda: silence(0), "lasts 0.0 seconds: record or export it again"),
            ("talk.wav", "audio", lambda: silence(0.1), "lasts 0.1 seconds: record or export it again"),
            ("talk.mp3", "audio", lambda: b"x" * 5000, "read as sound: record it again, or export it as MP3"),
            ("talk.mp3", "audio", lambda: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "read as sound"),
            ("talk.m4a", "audio", lambda: sounds.tone(9, "mp4")[:9000], "read as sound"),
            ("film.mp4", "video", lambda: b"x" * 5000, "read as film: export it again, as MP4 or WebM"),
            ("film.mp4", "video", lambda: sounds.film(9)[:2000], "read as film"),
            ("film.mp4", "video", lambda: sounds.tone(1, "mp4"), "no picture in this file: choose a film"),
            ("talk.m4a", "audio", lambda: sounds.film(2), "no sound in this file: choose a recording"),
        ],
    )  # fmt: skip
    def test_it_is_said_and_nothing_is_stored(self, upload, name, kind, made, message):
        before = stored_files()
        answer = upload(name, made(), kind)
        assert answer.status_code == 200
        [said] = answer.context["form"].errors["file"]
        assert message in said
        assert stored_files() == before
        assert not LibraryMedia.objects.exists()

    def test_an_empty_file_is_refused_also_where_no_form_does(self):
        media = LibraryMedia(title="广播", type="audio", file=ContentFile(b"", name="talk.mp3"))
        with pytest.raises(ValidationError, match="0 bytes"):
            media.full_clean(exclude=["collection"])
