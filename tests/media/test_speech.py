"""Recorded speech: what is taken in, what is refused, what is kept and what goes away with it."""

import json
import urllib.parse
from pathlib import Path

import av
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection
from wagtailmedia.forms import get_media_form

from qiao.media import api, speech
from qiao.media.models import LibraryMedia
from tests import factories, sounds

OPUS = av.codec.Codec("opus", "r").name  # as FFmpeg's own decoder or another is called
LOCAL_PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"


def stored_files():
    """The names of all files below the media folder."""
    return {path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def loudness(sound):
    """The mean height of a sound's samples."""
    heights = memoryview(sound.samples).cast("h")
    return sum(map(abs, heights)) / len(heights)


class TestReading:
    @pytest.mark.parametrize("layout", ["mono", "stereo"])
    @pytest.mark.parametrize("kind", sounds.CONTAINERS)
    def test_what_browsers_record_and_people_choose_becomes_opus_and_aac(self, kind, layout):
        sound = speech.read(sounds.tone(1.5, kind, layout=layout))
        assert sound.seconds == pytest.approx(1.5, abs=0.06)
        container, codec, channels, seconds, bits = sounds.told(speech.opus(sound))
        assert (container, codec, channels) == ("ogg", OPUS, 1)
        assert seconds == pytest.approx(1.5, abs=0.08)
        assert bits < 45_000
        container, codec, channels, seconds, bits = sounds.told(speech.aac(sound))
        assert ("mp4" in container, codec, channels) == (True, "aac", 1)
        assert seconds == pytest.approx(1.5, abs=0.12)
        assert bits < 64_000

    def test_a_minute_of_opus_has_32_kilobits_a_second_and_of_aac_at_most_48(self):
        sound = speech.read(sounds.tone(59, "wav", rate=16_000, layout="mono"))
        assert sounds.told(speech.opus(sound))[4] < 36_000
        assert sounds.told(speech.aac(sound))[4] < 48_000

    def test_the_height_of_the_sound_stays(self):
        for made in (speech.opus, speech.aac):
            before = speech.read(sounds.tone(2, "wav", layout="mono", height=0.5))
            after = speech.read(made(before))
            assert loudness(after) == pytest.approx(loudness(before), rel=0.1)

    def test_opus_as_it_is_kept_is_not_coded_again(self):
        kept = speech.opus(speech.read(sounds.tone(1, "mp3")))
        assert speech.opus(speech.read(kept)) == kept

    @pytest.mark.parametrize("options", [{"bits": 96_000, "layout": "mono"}, {"bits": 24_000, "layout": "stereo"}])
    def test_other_opus_is_coded_anew(self, options):
        sent = sounds.tone(4, "ogg", **options)
        assert speech.opus(speech.read(sent)) != sent

    def test_tags_in_a_chinese_encoding_do_no_harm(self):
        data = sounds.tone(1, "mp3", metadata={"title": "TITLE-TITLE"}).replace(
            b"TITLE-TITLE", "红灯停车".encode("gbk") + b"abc"
        )
        assert speech.read(data).seconds == pytest.approx(1, abs=0.06)

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (lambda: b"", "empty"),
            (lambda: b"x" * 5000, "unreadable"),
            (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 2000, "unreadable"),
            (lambda: sounds.tone(1, "webm")[:60], "unreadable"),
            (lambda: LOCAL_PLAYLIST, "unreadable"),
            (lambda: b"ffconcat version 1.0\nfile /etc/passwd\n", "unreadable"),
            (lambda: sounds.film(), "no_sound"),
            (lambda: sounds.tone(0, "wav"), "too_short"),
            (lambda: sounds.tone(0.1, "webm"), "too_short"),
            (lambda: sounds.tone(2, "webm", height=0), "silent"),
            (lambda: sounds.tone(61, "ogg", layout="mono", bits=16_000), "too_long"),
            (lambda: b"RIFF" + bytes(speech.LARGEST), "too_large"),
        ],
    )  # fmt: skip
    def test_bad_sound_is_refused_with_what_to_do(self, data, code):
        with pytest.raises(ValidationError) as refused:
            speech.read(data())
        assert refused.value.code == code
        [message] = refused.value.messages
        assert ":" in message or "it" in message

    def test_three_hours_are_refused_before_they_are_decoded(self, monkeypatch):
        minute = sounds.tone(60, "mp3", rate=16_000, layout="mono", bits=8_000)
        hours = minute * 180
        assert len(hours) < speech.LARGEST
        decoded = []
        monkeypatch.setattr(
            speech, "_bytes", lambda frame, of=speech._bytes: decoded.append(frame.samples) or of(frame)
        )
        with pytest.raises(ValidationError, match="longer than 60 seconds"):
            speech.read(hours)
        assert sum(decoded) < 62 * speech.RATE


@pytest.mark.django_db
class TestKeeping:
    def test_a_recording_is_one_item_of_the_library_with_two_files(self):
        media = api.store_speech(sounds.tone(1.5), title=" 红灯亮。 ")
        media.refresh_from_db()
        assert (media.title, media.type, media.is_synthetic) == ("红灯亮。", "audio", False)
        assert media.duration == pytest.approx(1.5, abs=0.06)
        assert [source["type"] for source in media.sources] == ["audio/ogg", "audio/mp4"]
        assert sounds.told(media.file.read())[0] == "ogg"
        assert "mp4" in sounds.told(media.aac.read())[0]

    def test_deleting_it_deletes_both_files(self, django_capture_on_commit_callbacks):
        media = api.store_speech(sounds.tone())
        names = {Path(media.file.name).name, Path(media.aac.name).name}
        assert names <= stored_files()
        with django_capture_on_commit_callbacks(execute=True):
            LibraryMedia.objects.filter(pk=media.pk).delete()
        assert not names & stored_files()

    def test_nothing_is_left_where_the_row_fails(self, monkeypatch):
        before = stored_files()

        def fail(*args, **kwargs):
            raise DatabaseError("the disk is full")

        with connection.execute_wrapper(fail), pytest.raises(DatabaseError):
            api.store_speech(sounds.tone())
        assert stored_files() == before

    def test_opus_that_comes_through_the_library_gets_its_copy_too(self):
        form = library_form(sounds.tone(2, "ogg"), "word.ogg")
        assert form.is_valid(), form.errors
        media = form.save()
        assert media.duration == pytest.approx(2, abs=0.06)
        assert "mp4" in sounds.told(media.aac.read())[0]

    def test_a_replaced_file_replaces_its_copy(self, django_capture_on_commit_callbacks):
        media = api.store_speech(sounds.tone(1))
        old = Path(media.aac.name).name
        form = library_form(sounds.tone(3, "mp3"), "new.mp3", media)
        assert form.is_valid(), form.errors
        with django_capture_on_commit_callbacks(execute=True):
            form.save()
        media.refresh_from_db()
        assert not media.aac
        assert media.duration == pytest.approx(3, abs=0.06)
        assert old not in stored_files()

    def test_a_broken_opus_file_is_refused_by_the_library(self):
        form = library_form(b"OggS" + b"x" * 900, "broken.ogg")
        assert not form.is_valid()
        assert "be read as sound" in str(form.errors["file"])

    def test_a_wrong_suffix_is_recognised_by_the_content(self):
        form = library_form(sounds.tone(1, "mp3"), "wrong.ogg")
        assert form.is_valid(), form.errors
        assert "mp4" in sounds.told(form.save().aac.read())[0]

    def test_long_sound_stays_as_it_came(self):
        form = library_form(sounds.tone(61, "ogg", layout="mono", bits=16_000), "long.ogg")
        assert form.is_valid(), form.errors
        assert not form.save().aac


def library_form(data, name, media=None):
    """wagtailmedia's form with a file in it."""
    user = factories.UserFactory(is_superuser=True)
    fields = {"title": "词", "duration": "0", "tags": "", "collection": Collection.get_first_root_node().pk}
    media = media or LibraryMedia(type="audio")
    return get_media_form(LibraryMedia)(fields, {"file": ContentFile(data, name=name)}, instance=media, user=user)


@pytest.mark.django_db
class TestSending:
    def send(self, client, data, title="红灯亮。", **headers):
        url = f"{reverse('qiao_media_record')}?{urllib.parse.urlencode({'title': title})}"
        response = client.post(url, data, content_type="application/octet-stream", headers=headers)
        return response, json.loads(response.content) if "json" in response["Content-Type"] else None

    @pytest.fixture
    def editor(self, client, person):
        client.force_login(person("zh-hans"))
        return client

    @pytest.mark.parametrize("kind", ["webm", "ogg", "mp4"])
    def test_an_editor_s_recording_is_kept_in_their_collection(self, editor, kind):
        response, answer = self.send(editor, sounds.tone(1, kind))
        assert response.status_code == 201
        media = LibraryMedia.objects.get(pk=answer["id"])
        assert (media.title, media.collection.name) == ("红灯亮。", "Simplified Chinese")
        assert media.uploaded_by_user is not None
        assert [source["type"] for source in answer["sources"]] == ["audio/ogg", "audio/mp4"]

    @pytest.mark.parametrize("data", [b"", b"x" * 300, LOCAL_PLAYLIST], ids=["empty", "junk", "playlist"])
    def test_what_is_no_recording_is_refused_and_nothing_is_kept(self, editor, data):
        before = stored_files()
        response, answer = self.send(editor, data)
        assert response.status_code == 400
        assert "ecord" in answer["error"]
        assert stored_files() == before
        assert not LibraryMedia.objects.exists()

    def test_a_file_that_is_too_large_is_refused_unread(self, rf, person):
        from qiao.media.views import record

        request = rf.generic("POST", "/", b"", CONTENT_LENGTH=str(speech.LARGEST + 1))
        request.user = person("zh-hans")
        request.read = None
        response = record(request)
        assert response.status_code == 413
        assert "20 MB" in json.loads(response.content)["error"]

    def test_who_may_not_add_media_may_not_record(self, client, person):
        nobody = person("zh-hans")
        nobody.groups.first().collection_permissions.all().delete()
        client.force_login(nobody)
        response, answer = self.send(client, sounds.tone())
        assert response.status_code == 403
        assert "ask for the right" in answer["error"]
        assert not LibraryMedia.objects.exists()

    def test_a_learner_is_sent_away(self, client, person):
        client.force_login(person(None))
        response, _answer = self.send(client, sounds.tone())
        assert response.status_code in (302, 403)
        assert not LibraryMedia.objects.exists()

    def test_it_is_protected_against_other_sites(self, person):
        client = Client(enforce_csrf_checks=True)
        client.force_login(person("zh-hans"))
        response, _answer = self.send(client, sounds.tone())
        assert response.status_code == 403
        assert not LibraryMedia.objects.exists()

    def test_it_is_only_posted_to(self, editor):
        assert editor.get(reverse("qiao_media_record")).status_code == 405
