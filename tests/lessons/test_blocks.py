"""Pictures with callouts, sound, film, tables, formulas, documents and notes: for the reader and the editor."""

import html
import json
import re

import pytest
import yaml
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Collection, Site
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail_localize.models import StringSegment, StringTranslation

from lessons.blocks import cells, lesson_blocks
from lessons.blocks.mathml import clean_mathml, show_mathml
from lessons.models import LessonPage
from qiao.bilingual import sentences
from qiao.languages import api, content
from qiao.media.models import LibraryDocument, LibraryMedia, Track
from qiao.media.subtitles import cue_problems
from tests import factories, sounds

pytestmark = pytest.mark.django_db

FORMULA = '<math display="block"><mi>v</mi><mo>=</mo><mfrac><mi>s</mi><mi>t</mi></mfrac></math>'
TABLE = "颜色 | 意义 | 速度\n红 | 停车 | 0\n绿 | 进站 | "
IDS = [f"5c6f6d2e-5c9a-4c1c-8f4a-0c3a5c0f0a{number:02}" for number in range(60)]


def recording(name="word.mp3", kind="audio", data=b"x", **fields):
    """Sound or film in the library."""
    return LibraryMedia.objects.create(title="广播", type=kind, file=ContentFile(data, name=name), **fields)


def film(*languages, **fields):
    """A film with subtitles in some languages."""
    made = recording("film.mp4", "video", **fields)
    for language in languages:
        file = ContentFile("WEBVTT\n\n00:00.000 --> 00:02.000\n停。\n".encode(), name=f"{language}.vtt")
        Track.objects.create(media=made, language=language, file=file)
    return made


def document(data=b"x" * 2048):
    """A document in the library."""
    return LibraryDocument.objects.create(
        title="练习", file=ContentFile(data, name="exercises.pdf"), file_size=len(data)
    )


def callout(number, label, x, y, text=""):
    """The stored form of a callout."""
    value = {"label": sentences.build_label(label), "text": sentences.build(text), "x": x, "y": y}
    return {"type": "item", "id": IDS[number], "value": value}


def table(text=TABLE, caption="信号显示", *, header_row=True, header_column=False):
    """The stored form of a table."""
    value = {"caption": sentences.build_label(caption), "header_row": header_row, "header_column": header_column}
    return {"type": "table", "value": {**value, "cells": cells.build(text)}}


def all_blocks(start=0):
    """The stored form of a body with each of these blocks once."""
    label = sentences.build_label
    return [
        {
            "type": "callouts",
            "value": {
                "image": {"image": factories.ImageFactory().pk, "decorative": False, "alt_text": "进站信号机"},
                "caption": label("进站信号机图"),
                "callouts": [
                    callout(start, "红色灯", 45.5, 30, "红灯亮时停车。"),
                    callout(start + 1, "机柱", 55, 75),
                ],
            },
        },
        {
            "type": "audio",
            "value": {
                "title": label("车站广播"),
                "audio": recording(data=sounds.tone(1, "mp3"), duration=125).pk,
                "transcript": sentences.build("列车进站。请注意安全。"),
            },
        },
        {
            "type": "video",
            "value": {
                "title": label("列车到达"),
                "video": film("zh-hans", "ru", data=sounds.film(), width=640, height=360).pk,
                "transcript": sentences.build("列车慢慢进站。"),
            },
        },
        table(),
        {
            "type": "formula",
            "value": {
                "mathml": FORMULA,
                "reading": label("速度等于距离除以时间"),
                "explanation": sentences.build("v是速度。"),
            },
        },
        {"type": "document", "value": {"title": label("练习题"), "document": document().pk}},
        {
            "type": "note",
            "value": {"heading": label("为什么叫进站信号机？"), "sentences": sentences.build("它设在入口处。")},
        },
    ]


@pytest.fixture
def illustrated(course):
    """A published lesson with each of these blocks."""
    return factories.LessonPageFactory(parent=course, title="新的块", slug="blocks", body=all_blocks())


@pytest.fixture
def editor(client, person):
    """A client signed in as somebody who writes and publishes Chinese."""
    client.force_login(person("zh-hans", "reviewers"))
    return client


def shown(client, page):
    """A page's text, with every run of white space made one space."""
    response = client.get(page.url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def words(markup):
    """HTML as a reader sees it, without pinyin."""
    return re.sub(r"\s+", " ", re.sub(r"<rt.*?</rt>|<rp>.*?</rp>|<[^>]+>", "", markup))


def part(text, start, end):
    """The HTML from `start` to `end`."""
    return text[text.index(start) : text.index(end, text.index(start))]


def add(editor, course, *blocks):
    """The answer to a new lesson's form, and the lesson or None."""
    data = {
        "title": "新课", "slug": "", "heading": "", "objectives": "", "summary": "", "estimated_minutes": "",
        "body": streamfield(list(blocks)), "comments": inline_formset([]), "action-publish": "1",
    }  # fmt: skip
    url = reverse("wagtailadmin_pages:add", args=["qiao_lessons", "lessonpage", course.pk])
    response = editor.post(url, nested_form_data(data))
    # Errors reach the browser as JSON in an attribute.
    answer = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), response.content.decode())
    return html.unescape(html.unescape(answer)), LessonPage.objects.filter(title="新课").first()


def translated(page, language, *, word="перевод"):
    """The page in a language, with every string translated and published."""
    [translation] = api.submit(page, [language])
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string"):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=language,
            defaults={"data": f"{word} {segment.string.data}", "translation_type": "manual"},
        )
    return translation, api.publish(translation)


def _without_source(value):
    """Stored blocks without what gave each syllable: content files are read with the glossary."""
    if isinstance(value, dict):
        return {name: _without_source(item) for name, item in value.items() if name != "source"}
    return [_without_source(item) for item in value] if isinstance(value, list) else value


class TestTranslation:
    def test_every_text_of_the_blocks_is_put_up_for_translation_and_no_number_is(self, illustrated, languages):
        [translation] = api.submit(illustrated, [languages["ru"]])
        strings = set(StringSegment.objects.filter(source=translation.source).values_list("string__data", flat=True))
        assert {
            "进站信号机图", "红色灯", "红灯亮时停车。", "机柱", "车站广播", "请注意安全。", "列车到达",
            "列车慢慢进站。", "信号显示", "颜色", "意义", "停车", "进站", "速度等于距离除以时间", "v是速度。",
            "练习题", "它设在入口处。",
        } <= strings  # fmt: skip
        assert not strings & {"0", "", FORMULA}

    def test_the_translations_come_back_into_their_places(self, client, illustrated, languages):
        _translation, page = translated(illustrated, languages["ru"])
        assert page.body[0].value["callouts"][0]["label"][0]["translation"] == "перевод 红色灯"
        assert (page.body[0].value["callouts"][0]["x"], page.body[0].value["callouts"][0]["y"]) == (45.5, 30)
        assert [cell["translation"] for cell in page.body[3].value["cells"]] == [
            "перевод 颜色", "перевод 意义", "перевод 速度", "перевод 红", "перевод 停车", "",
            "перевод 绿", "перевод 进站", "",
        ]  # fmt: skip
        assert page.body[4].value["mathml"] == FORMULA
        assert page.body[1].value["audio"] == illustrated.body[1].value["audio"]
        assert "перевод 停车" in words(shown(client, page))

    def test_one_changed_cell_is_translated_anew_and_no_other(self, illustrated, languages, editor, course):
        translation, _page = translated(illustrated, languages["ru"])
        value = illustrated.body[3].value
        value["cells"] = cells.build(TABLE.replace("停车", "立即停车"), previous=value["cells"])
        illustrated.save_revision().publish()
        translation.source.update_from_db()
        missing = StringSegment.objects.filter(source=translation.source).annotate_translation(languages["ru"])
        assert [each.string.data for each in missing.filter(translation__isnull=True)] == ["立即停车"]

    def test_what_is_not_text_follows_the_source(self, illustrated, languages, django_capture_on_commit_callbacks):
        _translation, page = translated(illustrated, languages["ru"])
        raw = illustrated.body.get_prep_value()
        raw[0]["value"]["callouts"][0]["value"]["x"] = 12
        raw[3]["value"]["header_column"] = True
        raw[4]["value"]["mathml"] = "<math><mi>s</mi></math>"
        illustrated.body = raw
        with django_capture_on_commit_callbacks(execute=True):
            illustrated.save_revision().publish()
        page = LessonPage.objects.get(pk=page.pk)
        assert page.body[0].value["callouts"][0]["x"] == 12
        assert page.body[3].value["header_column"] is True
        assert page.body[4].value["mathml"] == "<math><mi>s</mi></math>"
        assert page.body[0].value["callouts"][0]["label"][0]["translation"] == "перевод 红色灯"

    def test_the_blocks_travel_as_content_files(self, illustrated, languages, tmp_path):
        _translation, page = translated(illustrated, languages["ru"])
        before = [_without_source(each.body.get_prep_value()) for each in (illustrated, page)]
        content.dump(tmp_path / "out", page=illustrated)
        page.delete()
        LessonPage.objects.get(pk=illustrated.pk).delete()
        content.load(tmp_path / "out")
        for locale, old in zip(("zh-hans", "ru"), before, strict=True):
            new = _without_source(LessonPage.objects.get(slug="blocks", locale=languages[locale]).body.get_prep_value())
            for block, earlier in zip(new, old, strict=True):
                assert block["value"].keys() == earlier["value"].keys()
                for name, value in block["value"].items():
                    # Files get keys of their own in another library.
                    if name not in ("image", "audio", "video", "document"):
                        assert value == earlier["value"][name]

    @pytest.mark.parametrize(
        ("block", "message"),
        [
            ({"type": "table", "value": {"cells": [["列"] * 60]}}, "60 columns"),
            ({"type": "table", "value": {"cells": [["红", "停"], ["绿"]]}}, "Row 2 has 1 cell"),
            ({"type": "formula", "value": {"mathml": "<math><script/></math>"}}, "<script>"),
        ],
    )
    def test_a_content_file_is_held_to_the_same_limits(self, illustrated, tmp_path, block, message):
        content.dump(tmp_path / "out", page=illustrated)
        [file] = (tmp_path / "out" / "pages").rglob("*.yaml")
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        data["fields"]["body"] = [block]
        file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        with pytest.raises(content.ContentError, match=message):
            content.load(tmp_path / "out")


class TestCallouts:
    def test_the_numbers_stand_on_the_picture_and_the_list_says_the_same(self, client, illustrated, languages):
        _translation, page = translated(illustrated, languages["ru"])
        text = part(shown(client, page), '<figure class="callouts">', "</figure>")
        places = re.findall(r'<circle class="mark" cx="([\d.]+)%" cy="([\d.]+)%"', text)
        assert places == [("45.5", "30.0"), ("55.0", "75.0")] or places == [("45.5", "30"), ("55", "75")]
        items = re.findall(r'<li id="([^"]+)">(.*?)</li>', text)
        assert [key for key, _item in items] == re.findall(r'<a href="#([^"]+)"', text)
        assert "红色灯 перевод 红色灯" in words(items[0][1])
        assert "перевод 红灯亮时停车。" in words(items[0][1])

    @pytest.mark.parametrize("place", ["-1", "100.5", "1e9", "nan", "inf", "左边"])
    def test_a_callout_outside_the_picture_is_refused(self, editor, course, place):
        picture = {"image": str(factories.ImageFactory().pk), "alt_text": "信号机", "decorative": ""}
        one = {"label": "红灯", "text": "", "x": place, "y": "50"}
        value = {"image": picture, "caption": "", "callouts": streamfield([("item", one)])}
        answer, lesson = add(editor, course, ("callouts", value))
        assert lesson is None
        assert "inside the picture: write a number from 0 to 100" in answer

    @pytest.mark.parametrize("place", ["0", "100", "33.3"])
    def test_a_callout_on_the_edge_is_taken(self, editor, course, place):
        picture = {"image": str(factories.ImageFactory().pk), "alt_text": "信号机", "decorative": ""}
        one = {"label": "红灯", "text": "", "x": place, "y": "50"}
        value = {"image": picture, "caption": "", "callouts": streamfield([("item", one)])}
        _answer, lesson = add(editor, course, ("callouts", value))
        assert lesson.body[0].value["callouts"][0]["x"] == float(place)

    def test_the_editor_gets_the_script_that_places_markers(self, editor, illustrated):
        page = editor.get(reverse("wagtailadmin_pages:edit", args=[illustrated.pk])).content.decode()
        assert "lessons/callouts-editor.js" in page
        assert "lessons.blocks.CalloutsBlock" in page


class TestSound:
    def test_nothing_is_fetched_before_it_is_played_and_the_size_is_said(self, client, course, illustrated):
        text = part(shown(client, illustrated), '<figure class="sound">', "</figure>")
        assert re.search(r'<audio controls preload="none"[^>]*> ?<source src="/media/', text)
        assert "autoplay" not in text
        assert "MP3 · 2:05 · 1" in words(text)
        assert "请注意安全。" in words(text)

    @pytest.mark.parametrize(
        ("name", "data", "duration", "message"),
        [
            ("talk.mp3", b"x", 3 * 60 * 60, "lasts 180 minutes; a lesson takes 60 at most"),
            ("talk.mp3", b"", 0, "is empty: it has 0 bytes"),
            ("talk.wma", b"x", 60, "do not play “.wma” files"),
            ("talk.mp3", b"\x89PNG\r\n\x1a\n" + b"\0" * 20, 60, "a file of type png"),
            ("talk.mp3", b"%PDF-1.7 " + b"\0" * 20, 60, "a file of type pdf"),
        ],
    )
    def test_what_no_browser_plays_is_refused(self, editor, course, name, data, duration, message):
        sound = recording(name, data=data, duration=duration)
        value = {"title": "广播", "audio": str(sound.pk), "transcript": ""}
        answer, lesson = add(editor, course, ("audio", value))
        assert lesson is None
        assert message in answer

    @pytest.mark.parametrize("duration", [0, 1, 60 * 60])
    def test_an_unknown_duration_and_an_hour_are_taken(self, editor, course, duration):
        value = {"title": "广播", "audio": str(recording(duration=duration).pk), "transcript": ""}
        _answer, lesson = add(editor, course, ("audio", value))
        assert lesson.body[0].value["audio"].duration == duration

    def test_three_hours_that_are_uploaded_are_refused(self, editor, course):
        minute = sounds.tone(60, "mp3", rate=16_000, layout="mono", bits=8_000)
        collection = Collection.objects.get(name="Simplified Chinese").pk
        file = SimpleUploadedFile("talk.mp3", minute * 180)
        editor.post(
            reverse("wagtailmedia:add", args=["audio"]),
            {"title": "广播", "collection": collection, "tags": "", "file": file},
        )
        value = {"title": "广播", "audio": str(LibraryMedia.objects.get().pk), "transcript": ""}
        answer, lesson = add(editor, course, ("audio", value))
        assert lesson is None
        assert "lasts 181 minutes; a lesson takes 60 at most" in answer

    def test_a_film_is_no_recording(self, editor, course):
        _answer, lesson = add(editor, course, ("audio", {"title": "广播", "audio": str(film().pk), "transcript": ""}))
        assert lesson is None

    def test_a_file_that_was_lost_is_named_to_the_editor_and_spares_the_reader(self, client, editor, course):
        sound = recording()
        sound.file.storage.delete(sound.file.name)
        value = {"title": "广播", "audio": str(sound.pk), "transcript": ""}
        answer, lesson = add(editor, course, ("audio", value))
        assert lesson is None
        assert "is missing" in answer
        stored = {"title": sentences.build_label("广播"), "audio": sound.pk, "transcript": []}
        page = factories.LessonPageFactory(
            parent=course, title="丢失", slug="lost", body=[{"type": "audio", "value": stored}]
        )
        assert "MP3" in words(shown(client, page))

    def test_a_recording_that_was_deleted_leaves_its_transcript(self, client, illustrated):
        LibraryMedia.objects.all().delete()
        LibraryDocument.objects.all().delete()
        text = shown(client, illustrated)
        assert "<audio" not in text
        assert "<video" not in text
        assert "请注意安全。" in words(text)
        assert "练习题" in words(text)


class TestFilm:
    def test_the_reader_s_language_is_the_chosen_subtitle(self, client, illustrated, languages):
        _translation, page = translated(illustrated, languages["ru"])
        for each, chosen in ((illustrated, "zh-Hans"), (page, "ru")):
            text = part(shown(client, each), "<video", "</video>")
            tracks = re.findall(r"<track [^>]+>", text)
            assert len(tracks) == 2
            assert [f'srclang="{chosen}"' in track for track in tracks if "default" in track] == [True]

    def test_a_language_without_subtitles_chooses_none(self, client, illustrated, languages):
        _translation, page = translated(illustrated, languages["kk"], word="аударма")
        text = part(shown(client, page), "<video", "</video>")
        assert "<track" in text
        assert "default" not in text

    def test_the_film_waits_and_keeps_its_shape(self, client, illustrated):
        text = shown(client, illustrated)
        head = re.search(r"<video[^>]+>", text)[0]
        assert 'preload="none"' in head
        assert 'width="640"' in head
        assert 'height="360"' in head
        assert "autoplay" not in head
        assert "poster" not in head

    def test_a_film_has_a_poster_where_there_is_one(self, client, course):
        one = film(thumbnail=ContentFile(b"x", name="poster.png"))
        value = {"title": sentences.build_label("到达"), "video": one.pk, "transcript": []}
        page = factories.LessonPageFactory(
            parent=course, title="海报", slug="poster", body=[{"type": "video", "value": value}]
        )
        assert f'poster="{one.thumbnail.url}"' in shown(client, page)

    def test_media_without_tracks_are_shown_without(self, illustrated):
        from lessons.blocks.media import tracks_of

        assert tracks_of(object()) == []


class TestSubtitles:
    GOOD = "WEBVTT\n\nNOTE made by hand\n00:00.000 --> never\n\n1\n00:00.000 --> 00:02.000 line:0\n停。\n\n"

    @pytest.mark.parametrize(
        "text",
        [
            GOOD,
            GOOD + "00:02.000 --> 01:00:04.000\n走。\n",
            GOOD.replace("\n", "\r\n"),
            GOOD.replace("\n", "\r"),
            "WEBVTT - title\n\nSTYLE\n::cue { color: red }\n\n00:00.000 --> 00:01.000\n停。",
        ],
    )
    def test_cues_in_order_are_taken(self, text):
        assert cue_problems(text) == []

    @pytest.mark.parametrize(
        ("times", "message"),
        [
            (["00:05.000 --> 00:03.000"], "Line 3: this subtitle ends before it starts"),
            (["00:05.000 --> 00:05.000"], "Line 3: this subtitle ends before it starts"),
            (["00:00:01,000 --> 00:00:02,000"], "Line 3: these times can't be read"),
            (["00:01.000-->00:02.000"], "Line 3: these times can't be read"),
            (["00:61.000 --> 00:02.000"], "Line 3: these times can't be read"),
            (["1:00.000 --> 00:02.000"], "Line 3: these times can't be read"),
            (
                ["00:00.000 --> 00:05.000", "00:04.000 --> 00:06.000"],
                "Line 6: this subtitle starts while the one of line 3",
            ),
            (
                ["00:08.000 --> 00:09.000", "00:01.000 --> 00:02.000"],
                "Line 6: this subtitle starts before the one of line 3",
            ),
        ],
    )
    def test_broken_and_overlapping_times_are_named_with_their_line(self, times, message):
        text = "WEBVTT\n\n" + "\n\n".join(f"{each}\n停。" for each in times)
        assert [message in problem for problem in cue_problems(text)] == [True]

    def test_a_file_without_a_subtitle_is_refused(self):
        track = Track(media=film(), language="ru", file=ContentFile(b"WEBVTT\n\nhello\n", name="ru.vtt"))
        with pytest.raises(ValidationError, match="no line with times"):
            track.full_clean()

    def test_a_thousand_faults_are_not_all_told(self):
        text = "WEBVTT\n\n" + "00:00.000 --> x\n\n" * 1000
        track = Track(media=film(), language="ru", file=ContentFile(text.encode(), name="ru.vtt"))
        with pytest.raises(ValidationError) as error:
            track.full_clean()
        assert len(error.value.messages) == 5


class TestTable:
    @pytest.mark.parametrize(
        ("text", "rows"),
        [
            ("颜色 | 意义\n红|停车", [["颜色", "意义"], ["红", "停车"]]),
            ("颜色\t意义\n红\t停车\n\n", [["颜色", "意义"], ["红", "停车"]]),
            ("| 颜色 | 意义 |\n|---|:--|\n| 红 | 停车 |", [["颜色", "意义"], ["红", "停车"]]),
            ("颜色｜意义\n红｜停车", [["颜色", "意义"], ["红", "停车"]]),
            ("\t意义\n红\t", [["", "意义"], ["红", ""]]),
            ("\t\n红\t停\n\t\n", [["红", "停"]]),
            ('"红\n灯"\t停车\n绿\t"说""走"""', [["红 灯", "停车"], ["绿", '"说""走"""']]),
            ("a|b\t停车", [["a|b", "停车"]]),
            ("红灯停车。绿灯进站。 | 好。", [["红灯停车。绿灯进站。", "好。"]]),
            ("- | 停", [["-", "停"]]),
            ("", []),
        ],
    )
    def test_rows_and_cells_are_read_from_one_box(self, text, rows):
        assert cells.read(text) == rows

    @pytest.mark.parametrize("text", [TABLE, "\t意义\n红\t", "a|b\t停\n红\t｜", "| | 意 |\n| 红 | |"])
    def test_the_box_says_what_the_table_is(self, text):
        built = cells.build(text)
        again = cells.build(cells.to_text(built), previous=built)
        assert again == built
        assert cells.normalise(json.loads(json.dumps(built))) == built

    def test_a_moved_row_keeps_its_ids(self):
        before = cells.build("红|停车\n绿|进站\n黄|减速")
        after = cells.build("黄|减速\n红|停车\n绿|进站", previous=before)
        ids = {cell["zh"]: cell["id"] for cell in before}
        assert {cell["zh"]: cell["id"] for cell in after} == ids
        assert [cell["starts_paragraph"] for cell in after] == [True, False] * 3

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("|".join(["列"] * 60), "60 columns; a lesson shows 12 at most"),
            ("\t".join(["列"] * 13), "13 columns; a lesson shows 12 at most"),
            ("红|停\n" * 101, "101 rows; a lesson shows 100 at most"),
            ("红|停\n绿|走|快", "Row 2 has 3 cells and the first row has 2"),
            ("红|停\n绿", "Row 2 has 1 cell and the first row has 2"),
            ("红\n绿", "one column: write |"),
            ("红|" + "停" * 20_000, "write 20000 at most"),
            ("红" * 70_000, "write 20000 at most"),
            ("", "This field is required"),
        ],
    )
    def test_a_table_of_another_shape_is_refused_with_the_limit(self, editor, course, text, message):
        value = {"caption": "信号", "header_row": "on", "cells": text}
        answer, lesson = add(editor, course, ("table", value))
        assert lesson is None
        assert message in answer

    def test_a_pasted_table_is_read_with_headers_and_pinyin(self, client, editor, course):
        value = {"caption": "信号", "header_row": "on", "header_column": "on", "cells": TABLE.replace(" | ", "\t")}
        _answer, lesson = add(editor, course, ("table", value))
        text = part(shown(client, lesson), '<table class="cells">', "</table>")
        assert text.count("<tr>") == 3
        assert text.count('<th scope="col">') == 3
        assert text.count('<th scope="row">') == 2
        assert text.count("<td>") == 4
        assert '<td><span lang="zh-Hans">0</span></td>' in text
        assert "<td></td>" in text
        assert "<ruby>停" in text
        assert re.search(r'<caption id="t-[^"]+">', text)

    def test_an_empty_corner_is_no_header(self, client, course):
        page = factories.LessonPageFactory(
            parent=course, title="表", slug="corner", body=[table("|红|绿|黄\n速度|0|80|40", header_column=True)]
        )
        text = shown(client, page)
        assert text.count('<th scope="col">') == 3
        assert text.count('<th scope="row">') == 1

    def test_ids_and_corrected_pinyin_survive_the_form(self, editor, course):
        _answer, lesson = add(editor, course, ("table", {"caption": "信号", "cells": "长度|3米\n重量|5吨"}))
        before = lesson.body[0].value["cells"]
        form = editor.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
        assert before[0]["id"] in form
        state = [{"id": cell["id"], "zh": cell["zh"]} for cell in before]
        state[0]["corrections"] = ["zhǎng", None]
        value = {"caption": "信号", "cells": "重量|5吨\n长度|3米", "cells-sentences": json.dumps(state)}
        data = {
            "title": "新课", "slug": lesson.slug, "heading": "", "objectives": "", "summary": "",
            "estimated_minutes": "", "body": streamfield([("table", value)]), "comments": inline_formset([]),
            "action-publish": "1",
        }  # fmt: skip
        editor.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), nested_form_data(data))
        lesson.refresh_from_db()
        after = {cell["zh"]: cell for cell in lesson.body[0].value["cells"]}
        assert {zh: cell["id"] for zh, cell in after.items()} == {cell["zh"]: cell["id"] for cell in before}
        assert after["长度"]["pinyin"][0]["pinyin"] == "zhǎng"

    def test_the_editor_sees_the_shape_and_the_pinyin_while_typing(self, editor):
        url = reverse("qiao_lessons_table_preview")
        answer = editor.post(url, json.dumps({"text": TABLE}), content_type="application/json").json()
        assert answer["summary"].startswith("3 rows · 3 columns")
        assert answer["errors"] == []
        assert len(answer["sentences"]) == 8
        again = {"text": "红|停|走\n绿", "sentences": answer["state"]}
        answer = editor.post(url, json.dumps(again), content_type="application/json").json()
        assert "Row 2 has 1 cell" in answer["errors"][0]

    @pytest.mark.parametrize("body", ["", "[]", "{}", '{"text": 3}', "x"])
    def test_a_preview_of_nonsense_is_refused(self, editor, body):
        response = editor.post(reverse("qiao_lessons_table_preview"), body, content_type="application/json")
        assert response.status_code == 400

    def test_the_preview_is_not_for_everybody(self, client):
        assert client.post(reverse("qiao_lessons_table_preview"), "{}", "application/json").status_code == 302

    @pytest.mark.parametrize("value", [None, 3, "红|停", [], [3, None, {"zh": 4}], [{"id": "x"}, {"id": "x"}]])
    def test_a_spoiled_value_does_not_break_the_page(self, client, course, value):
        block = table()
        block["value"]["cells"] = value
        page = factories.LessonPageFactory(parent=course, title="坏", slug="spoiled", body=[block])
        assert "<table" in shown(client, page)


class TestFormula:
    @pytest.mark.parametrize(
        ("text", "cleaned"),
        [
            ("<math><mi>v</mi></math>", '<math display="block"><mi>v</mi></math>'),
            (
                '<math xmlns="http://www.w3.org/1998/Math/MathML" style="x"><mi mathcolor="red">v</mi></math>',
                '<math display="block"><mi>v</mi></math>',
            ),
            (
                '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML" xmlns:m="http://x/y"><mml:mn>2</mml:mn></mml:math>',
                '<math display="block"><mn>2</mn></math>',
            ),
            ("<mml:math><mml:mn>2</mml:mn></mml:math>", '<math display="block"><mn>2</mn></math>'),
            ("<math><mn>2</mn><mo>&times;</mo><mo>&lt;</mo></math>", "<mo>×</mo><mo>&lt;</mo>"),
            (
                '<math><semantics><mi>x</mi><annotation encoding="TeX">x</annotation></semantics></math>',
                '<math display="block"><mi>x</mi></math>',
            ),
            (
                "<math><mfenced open='['><mi>a</mi><mi>b</mi></mfenced></math>",
                '<mrow><mo fence="true">[</mo><mi>a</mi><mo separator="true">,</mo><mi>b</mi><mo fence="true">)</mo>',
            ),
            ("  ", ""),
        ],
    )
    def test_what_is_shown_is_kept_and_nothing_else(self, text, cleaned):
        assert cleaned in clean_mathml(text)
        assert clean_mathml(clean_mathml(text)) == clean_mathml(text)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("<math><script>alert(1)</script></math>", "must not hold <script>"),
            ('<math><mi onclick="alert(1)">x</mi></math>', "take the attribute “onclick” out"),
            ('<math><mi href="javascript:alert(1)">x</mi></math>', "take the attribute “href” out"),
            (
                '<math><mi xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="x">x</mi></math>',
                "take the attribute “href” out",
            ),
            (
                '<math><semantics><mi>x</mi><annotation-xml encoding="text/html">'
                '<p xmlns="http://www.w3.org/1999/xhtml">x</p></annotation-xml></semantics></math>',
                "must not hold <p>",
            ),
            (
                "<math><semantics><mi>x</mi><annotation-xml><script>x</script></annotation-xml></semantics></math>",
                "must not hold <script>",
            ),
            ("<math><mtext><img src='x'/></mtext></math>", "must not hold <img>"),
            ('<math><svg xmlns="http://www.w3.org/2000/svg"/></math>', "must not hold <svg>"),
            ("<math><menclose><mi>x</mi></menclose></math>", "must not hold <menclose>"),
            ("<math><math/></math>", "must not hold <math>"),
            ("<p>x</p>", "this is <p>"),
            ("<math><mi>x</math>", "not MathML that can be read"),
            ("<math/><math/>", "not MathML that can be read"),
            ("E = mc²", "not MathML that can be read"),
            ('<!DOCTYPE math [<!ENTITY a "b">]><math><mi>&a;</mi></math>', "without a DOCTYPE"),
            ("<math>" + "<mrow>" * 60 + "</mrow>" * 60 + "</math>", "nested more than 40 deep"),
            ("<math>" + "<mi>x</mi>" * 3000 + "</math>", "20000"),
        ],
    )
    def test_what_is_no_formula_is_refused_with_a_sentence(self, editor, course, text, message):
        value = {"mathml": text, "reading": "公式", "explanation": ""}
        answer, lesson = add(editor, course, ("formula", value))
        assert lesson is None
        assert message in answer

    def test_a_formula_is_shown_with_how_it_is_read(self, client, illustrated, languages):
        _translation, page = translated(illustrated, languages["ru"])
        text = part(shown(client, page), '<figure class="formula">', "</figure>")
        assert "<mfrac><mi>s</mi><mi>t</mi></mfrac>" in text
        assert "速度等于距离除以时间 перевод 速度等于距离除以时间" in words(text)

    def test_a_script_that_never_saw_a_form_is_not_shown(self, client, course):
        assert show_mathml("<math><script>alert(1)</script></math>") == ""
        evil = "<math><mi>x</mi></math><script>alert(1)</script>"
        value = {"mathml": evil, "reading": sentences.build_label("公式"), "explanation": []}
        page = factories.LessonPageFactory(
            parent=course, title="坏公式", slug="evil", body=[{"type": "formula", "value": value}]
        )
        assert "<script>alert" not in shown(client, page)

    def test_a_formula_made_of_letters_that_mean_something_in_html_stays_text(self):
        assert clean_mathml("<math><mtext>&lt;b&gt; &amp; c</mtext></math>") == (
            '<math display="block"><mtext>&lt;b&gt; &amp; c</mtext></math>'
        )


class TestDocumentAndNote:
    def test_a_document_says_what_it_is_before_it_is_fetched(self, client, illustrated):
        text = part(shown(client, illustrated), '<p class="document">', "</p>")
        assert "练习题" in words(text)
        assert "PDF · 2.0" in words(text)
        assert re.search(r'href="/documents/\d+/[^"]+" download', text)

    def test_a_note_unfolds_without_a_script(self, client, illustrated):
        text = shown(client, illustrated)
        note = next(each for each in re.findall(r"<details.*?</details>", text) if "为" in each)
        assert note.startswith('<details class="unfold"> <summary>')
        assert "它设在入口处。" in words(note)


class TestEditing:
    def test_all_blocks_are_saved_from_a_form(self, editor, course):
        picture = {"image": str(factories.ImageFactory().pk), "alt_text": "信号机", "decorative": ""}
        callouts = streamfield([("item", {"label": "红灯", "text": "停车。", "x": "10", "y": "90"})])
        answer, lesson = add(
            editor,
            course,
            ("callouts", {"image": picture, "caption": "图", "callouts": callouts}),
            ("audio", {"title": "广播", "audio": str(recording().pk), "transcript": "你好。"}),
            ("video", {"title": "到达", "video": str(film().pk), "transcript": ""}),
            ("table", {"caption": "表", "header_row": "on", "cells": TABLE}),
            ("formula", {"mathml": FORMULA, "reading": "速度", "explanation": ""}),
            ("document", {"title": "练习", "document": str(document().pk)}),
            ("note", {"heading": "为什么？", "sentences": "不知道。"}),
        )
        assert lesson, re.findall(r'"messages"[^]]+', answer)
        assert [block.block_type for block in lesson.body] == [
            "callouts", "audio", "video", "table", "formula", "document", "note",
        ]  # fmt: skip

    def test_versions_can_be_compared(self, editor, illustrated):
        first = illustrated.save_revision()
        value = illustrated.body[3].value
        value["cells"] = cells.build(TABLE.replace("停车", "立即停车"), previous=value["cells"])
        second = illustrated.save_revision()
        url = reverse("wagtailadmin_pages:revisions_compare", args=[illustrated.pk, first.pk, second.pk])
        assert "立即" in editor.get(url).content.decode()


class TestCost:
    def test_queries_do_not_grow_with_the_number_of_blocks(self, client, course):
        counts = {}
        for count in (1, 6):
            body = [block for number in range(count) for block in all_blocks(start=number * 4)]
            term = factories.TermFactory(hanzi="道岔" + "一二"[count > 1], audio=recording())
            body += factories.lesson_body(terms=[term])
            page = factories.LessonPageFactory(parent=course, title="多", slug=f"many-{count}", body=body)
            client.get(page.url)
            cache.clear()
            Site.clear_site_root_paths_cache()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page.url).status_code == 200
            counts[count] = len(queries)
        assert counts[1] == counts[6]
        assert counts[6] <= 25


def test_no_block_has_a_default_that_translation_cannot_read(illustrated):
    from django.core.checks import run_checks

    assert not [each for each in run_checks() if each.id == "qiao_bilingual.E001"]
    assert len(dict(lesson_blocks())) == 15
