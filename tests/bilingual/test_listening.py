"""Recordings of sentences and terms: what a reader gets, what it costs, how they travel."""

import html
import re

import pytest
import yaml
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale, ReferenceIndex, Site

from lessons.blocks.cells import CellsWidget
from lessons.models import LessonPage
from qiao.bilingual import sentences
from qiao.bilingual.forms import SentencesFormField
from qiao.languages import api, content
from qiao.media.api import store_speech
from qiao.media.models import LibraryMedia
from tests import factories, sounds

pytestmark = pytest.mark.django_db

LINES = "司机：列车可以进站吗？\n调度员：可以进站。\n司机：明白。"


def recorded(value, *pitches, **fields):
    """The sentences, each with a recording of its own from the first on."""
    for sentence, pitch in zip(value, pitches, strict=False):
        media = store_speech(sounds.tone(0.5, pitch=pitch), title=sentence["zh"])
        LibraryMedia.objects.filter(pk=media.pk).update(**fields)
        sentence["audio"] = media.pk
    return value


def dialogue(*pitches, **fields):
    """The stored form of a dialogue whose first lines were recorded."""
    lines = recorded(sentences.build(LINES, dialogue=True), *pitches, **fields)
    return {"type": "dialogue", "value": {"heading": [], "lines": lines}}


def shown(client, page):
    """A page's text, with every run of white space made one space."""
    response = client.get(page.url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def links(text):
    """Each play link of a page as a dict of its attributes."""
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r'<a class="listen" href[^>]*>', text)]


def english(page):
    """The page in English, where nothing but the interface is translated."""
    [translation] = api.submit(page, [Locale.objects.get(language_code="en")])
    return api.publish(translation)


@pytest.fixture
def spoken(course):
    """A lesson with two of three lines of a dialogue recorded, a sentence of its aims, and a term."""
    term = factories.TermFactory(hanzi="信号机", audio=store_speech(sounds.tone(pitch=300)))
    vocabulary = {"heading": [], "terms": [{"type": "item", "id": f"{term.translation_key}", "value": term.pk}]}
    return factories.LessonPageFactory(
        parent=course,
        title="听一听",
        slug="listen",
        objectives=recorded(sentences.build("能听懂对话。"), 350),
        body=[dialogue(400, 450), {"type": "vocabulary", "value": vocabulary}],
    )


class TestReading:
    def test_each_recording_is_a_link_that_names_what_is_heard(self, client, spoken):
        found = links(shown(client, english(spoken)))
        assert [link["aria-label"] for link in found] == [
            "Listen: 能听懂对话。", "Listen: 列车可以进站吗？", "Listen: 可以进站。", "Listen: 信号机",
        ]  # fmt: skip
        assert all(link["href"].endswith(".ogg") and link["data-aac"].endswith(".m4a") for link in found)

    def test_a_dialogue_can_be_played_as_a_whole(self, client, spoken):
        text = shown(client, english(spoken))
        assert "Play the dialogue" in text
        assert "qiao/listening.js" in re.findall(r'<script type="module" src="/static/([^"]+)"', text)

    def test_a_translation_plays_the_same_recordings(self, client, spoken, languages):
        [translation] = api.submit(spoken, [languages["ru"]])
        russian = api.publish(translation)
        assert [each["href"] for each in links(shown(client, russian))] == [
            each["href"] for each in links(shown(client, spoken))
        ]

    def test_a_lesson_without_recordings_asks_for_no_script_and_plays_nothing(self, client, lesson):
        text = shown(client, lesson)
        assert links(text) == []
        assert 'class="play"' not in text
        assert not re.search(r'<script[^>]+listening\.js"', text)

    def test_a_computer_voice_is_called_one(self, client, course):
        body = [dialogue(400, is_synthetic=True)]
        lesson = factories.LessonPageFactory(parent=course, title="听", slug="computer", body=body)
        text = shown(client, english(lesson))
        assert links(text)[0]["aria-label"] == "Listen, computer voice: 列车可以进站吗？"
        assert "Computer voice, until a teacher records it" in text
        assert "<small>computer voice</small>" in text

    def test_a_recording_that_was_deleted_leaves_no_link(self, client, spoken):
        LibraryMedia.objects.all().delete()
        text = shown(client, spoken)
        assert links(text) == []
        assert 'class="play"' not in text

    def test_film_is_not_offered_as_a_recording(self, client, spoken):
        LibraryMedia.objects.update(type="video")
        assert len(links(shown(client, spoken))) == 1  # a term names its file itself

    def test_the_library_knows_where_a_recording_is_used(self, spoken):
        media = LibraryMedia.objects.get(pk=spoken.body[0].value["lines"][1]["audio"])
        assert [page.pk for page, _references in ReferenceIndex.get_grouped_references_to(media)] == [spoken.pk]

    def test_queries_do_not_grow_with_the_recordings(self, client, course):
        counts = {}
        recording = store_speech(sounds.tone(0.5))
        for count in (10, 200):
            body = factories.long_body(count)
            for block in body:
                for sentence in block["value"]["sentences"]:
                    sentence["audio"] = recording.pk
            lesson = factories.LessonPageFactory(parent=course, title=f"课{count}", slug=f"sound-{count}", body=body)
            assert len(links(shown(client, lesson))) == count
            cache.clear()
            Site.clear_site_root_paths_cache()
            with CaptureQueriesContext(connection) as queries:
                client.get(lesson.url)
            counts[count] = len(queries)
        assert counts[10] == counts[200]
        assert counts[200] <= 25


class TestContent:
    def test_recordings_travel_by_the_names_of_their_files(self, client, spoken, tmp_path):
        LibraryMedia.objects.filter(title="可以进站。").update(is_synthetic=True)
        content.dump(tmp_path / "out", page=spoken)
        files = {path.name for path in (tmp_path / "out" / "media").iterdir()}
        assert len(files) == 4
        assert all(name.endswith(".ogg") for name in files)
        spoken.delete()
        LibraryMedia.objects.all().delete()
        content.load(tmp_path / "out")
        again = LessonPage.objects.get(slug="listen", locale=api.source_locale())
        found = links(shown(client, english(again)))
        assert [link["aria-label"] for link in found] == [
            "Listen: 能听懂对话。", "Listen: 列车可以进站吗？", "Listen, computer voice: 可以进站。", "Listen: 信号机",
        ]  # fmt: skip
        assert all("data-aac" in link for link in found)
        media = LibraryMedia.objects.get(title="可以进站。")
        assert media.duration == pytest.approx(0.5, abs=0.06)
        report = content.load(tmp_path / "out")
        assert (report.created, report.updated) == ([], [])
        assert LibraryMedia.objects.count() == 4

    @pytest.mark.parametrize(
        ("data", "audio", "message"),
        [
            (b"OggS" + b"x" * 500, "media/x.ogg", "be read as sound"),
            (b"", "media/x.ogg", "0 bytes"),
            (None, "media/x.ogg", "no file"),
            (b"x", {"file": "media/x.ogg", "loud": True}, "unknown: loud"),
            (b"x", {"file": "media/x.ogg", "is_synthetic": "perhaps"}, "perhaps"),
        ],
    )
    def test_a_bad_recording_is_refused_and_nothing_is_stored(self, spoken, tmp_path, data, audio, message):
        content.dump(tmp_path / "out", page=spoken)
        [file] = (tmp_path / "out" / "pages").rglob("*.yaml")
        page = yaml.safe_load(file.read_text(encoding="utf-8"))
        page["fields"]["objectives"][0][0]["audio"] = audio
        file.write_text(yaml.safe_dump(page, allow_unicode=True), encoding="utf-8")
        if data is not None:
            (tmp_path / "out" / "media" / "x.ogg").write_bytes(data)
        before = LibraryMedia.objects.count()
        with pytest.raises(content.ContentError, match=message):
            content.load(tmp_path / "out")
        assert LibraryMedia.objects.count() == before


class TestEditor:
    def widget(self, **options):
        field = SentencesFormField(**options)
        return html.unescape(field.widget.render("text", [], {"id": "text"})), str(field.widget.media)

    def test_sentences_can_be_recorded(self):
        markup, assets = self.widget()
        assert reverse("qiao_media_record") in markup
        assert assets.index("recorder.js") < assets.index("sentences-editor.js")

    def test_a_label_and_the_cells_of_a_table_can_not(self):
        assert reverse("qiao_media_record") not in self.widget(single=True)[0]
        assert not CellsWidget.is_recorded

    def test_a_site_without_the_platform_s_media_library_has_no_recorder(self, monkeypatch):
        monkeypatch.setattr(apps, "is_installed", lambda name: name != "qiao.media")
        markup, assets = self.widget()
        assert 'recorder-value="{}"' in markup
        assert "recorder" not in assets

    def test_the_preview_says_what_is_heard(self, client, person):
        client.force_login(person("zh-hans"))
        [sentence] = recorded(sentences.build("红灯停车。"), 400)
        entry = {"id": sentence["id"], "zh": sentence["zh"], "audio": sentence["audio"]}
        for text, kept in (("红灯停车。", True), ("红灯，停车！", True), ("绿灯停车。", False)):
            response = client.post(
                reverse("qiao_bilingual_preview"),
                {"text": text, "sentences": [entry], "options": {}},
                content_type="application/json",
            )
            answer = response.json()
            assert ("audio" in answer["state"][0]) is kept
            assert list(answer["sounds"]) == ([str(sentence["audio"])] if kept else [])

    @pytest.mark.parametrize("audio", ["1", -1, 10**30, True, None, [1], {"id": 1}])
    def test_a_made_up_recording_does_no_harm(self, client, person, audio):
        client.force_login(person("zh-hans"))
        response = client.post(
            reverse("qiao_bilingual_preview"),
            {"text": "红灯。", "sentences": [{"id": "a", "zh": "红灯。", "audio": audio}], "options": {}},
            content_type="application/json",
        )
        assert response.status_code == 200
        assert response.json()["sounds"] == {}


class TestWeight:
    """What loads more than 200 KB says so before it is tapped."""

    def test_a_small_recording_says_nothing_of_its_size(self, client, spoken):
        text = shown(client, english(spoken))
        assert "KB" not in "".join(re.findall(r'<a class="listen".*?</a>|<p class="play-all">.*?</p>', text))

    def test_a_large_recording_says_how_large_it_is_in_the_reader_s_language(self, client, spoken, languages):
        sentence = spoken.objectives[0]
        with open(LibraryMedia.objects.get(pk=sentence["audio"]).file.path, "ab") as file:
            file.write(b"\0" * 300_000)
        [link] = [each for each in links(shown(client, english(spoken))) if "能听懂对话" in each["aria-label"]]
        assert re.fullmatch(r"Listen: 能听懂对话。, 29\d\.\d\sKB", html.unescape(link["aria-label"]))
        [translation] = api.submit(spoken, [languages["ru"]])
        assert re.search(r"29\d,\d\sКБ", shown(client, api.publish(translation)))

    def test_a_dialogue_says_how_large_its_lines_are_together(self, client, spoken):
        for line in spoken.body[0].value["lines"]:
            if line["audio"]:
                with open(LibraryMedia.objects.get(pk=line["audio"]).file.path, "ab") as file:
                    file.write(b"\0" * 150_000)
        text = shown(client, english(spoken))
        assert re.search(r"29\d\.\d\sKB", re.search(r'<p class="play-all">.*?</p>', text)[0])
        assert not any("KB" in each["aria-label"] for each in links(text))

    def test_a_recording_whose_file_is_gone_leaves_the_page_whole(self, client, spoken):
        for media in LibraryMedia.objects.all():
            media.file.storage.delete(media.file.name)
        assert links(shown(client, spoken))
