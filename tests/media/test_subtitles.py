"""WebVTT tracks: one a language, and only what a browser reads as WebVTT."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from qiao.media.models import LibraryMedia, Track

pytestmark = pytest.mark.django_db

GOOD = "WEBVTT\n\n00:00.000 --> 00:02.000\n红灯停车。\n"


@pytest.fixture
def film():
    return LibraryMedia.objects.create(
        title="信号", type="video", duration=2, file=ContentFile(b"x", name="signal.mp4")
    )


def track(film, content, name="ru.vtt", language="ru"):
    data = content if isinstance(content, bytes) else content.encode()
    return Track(media=film, language=language, file=ContentFile(data, name=name))


def test_a_film_has_a_track_for_each_language(film):
    for language in ("ru", "kk"):
        one = track(film, GOOD, f"{language}.vtt", language)
        one.full_clean()
        one.save()
    assert set(film.tracks.values_list("language", flat=True)) == {"ru", "kk"}


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        ("1\n00:00:00,000 --> 00:00:02,000\nSRT\n", "ru.vtt", "not a WebVTT file"),
        ("WEBVTTX\n", "ru.vtt", "not a WebVTT file"),
        ("WEBVTT\n\nПривет".encode("cp1251"), "ru.vtt", "as UTF-8"),
        (GOOD, "ru.srt", "vtt"),
        (b"WEBVTT\n" + b"x" * (2 * 1024 * 1024), "ru.vtt", "at most 2 MB"),
        ("", "ru.vtt", "not a WebVTT file"),
    ],
)
def test_what_is_no_webvtt_is_refused_with_a_sentence(film, content, name, message):
    from django.utils.translation import override

    with override("en"), pytest.raises(ValidationError, match=message):
        track(film, content, name).full_clean()


def test_a_second_track_of_the_same_language_is_refused(film):
    track(film, GOOD).save()
    with pytest.raises(ValidationError, match=r"already has such a track|已有|已经"):
        track(film, GOOD).full_clean()


def test_a_language_that_the_site_lacks_is_refused(film):
    with pytest.raises(ValidationError):
        track(film, GOOD, language="de").full_clean()


def test_a_byte_order_mark_is_no_fault(film):
    track(film, "\ufeff" + GOOD).full_clean()


def test_tracks_are_edited_in_the_admin(client, admin_user, film):
    client.force_login(admin_user)
    assert client.get(reverse(Track.snippet_viewset.get_url_name("add"))).status_code == 200
