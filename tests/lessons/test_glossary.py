"""The glossary is heard wherever text is saved, and a lesson brings what the cards of its words say."""

import json
import re

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lessons import glossary
from lessons.blocks import cells
from lessons.documents import lesson as documents
from lessons.models import Term
from lessons.vocabulary import Standard
from qiao.bilingual import sentences
from qiao.bilingual.blocks import SentencesBlock
from qiao.bilingual.glossary import terms
from qiao.languages import api
from qiao.media.models import LibraryMedia
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def term():
    """A term that no dictionary reads so."""
    return factories.TermFactory(hanzi="调车组", pinyin="tiáochēzǔ")


@pytest.fixture
def editor(client, person):
    """A client signed in as somebody who writes Chinese."""
    client.force_login(person("zh-hans"))
    return client


def syllables(value):
    return [syllable["pinyin"] for sentence in value for syllable in sentence["pinyin"]]


def preview(editor, text, url="qiao_bilingual_preview"):
    answer = editor.post(reverse(url), json.dumps({"text": text}), content_type="application/json")
    assert answer.status_code == 200
    return answer.json()


def saved(text):
    return SentencesBlock().value_from_datadict({"b": text}, {}, "b")


class TestSaving:
    def test_what_an_editor_saves_follows_the_glossary(self, term):
        assert syllables(saved("调车组来。"))[:3] == ["tiáo", "chē", "zǔ"]
        assert sentences.words(saved("调车组来。")[0])[0] == "调车组"

    def test_the_cells_of_a_table_follow_it_too(self, term):
        assert syllables(cells.from_posted("调车组|来", []))[:3] == ["tiáo", "chē", "zǔ"]

    def test_a_correction_wins_over_the_glossary(self, term):
        state = [{"id": "a", "zh": "调车组来。", "corrections": ["diao4", None, None, None]}]
        data = {"b": "调车组来。", "b-sentences": json.dumps(state)}

        assert syllables(SentencesBlock().value_from_datadict(data, {}, "b"))[:3] == ["diào", "chē", "zǔ"]

    def test_the_preview_follows_a_term_that_was_changed_just_now(self, editor, term):
        def shown():
            return preview(editor, "调车组来。")["sentences"][0]["pinyin"][0]["pinyin"]

        assert shown() == "tiáo"
        term.pinyin = "diàochēzǔ"
        term.save()
        assert shown() == "diào"
        term.delete()
        assert preview(editor, "调车组来。")["sentences"][0]["pinyin"][0]["source"] != "glossary"

    def test_a_page_of_forty_texts_asks_the_glossary_once(self, editor, course, term):
        from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

        body = [("text", {"heading": "调车组", "sentences": f"调车组来了{number}次。"}) for number in range(40)]
        data = {
            "title": "调车组", "slug": "group", "heading": "", "objectives": "", "summary": "", "estimated_minutes": "",
            "body": streamfield(body), "comments": inline_formset([]),
        }  # fmt: skip
        url = reverse("wagtailadmin_pages:add", args=["qiao_lessons", "lessonpage", course.pk])
        with CaptureQueriesContext(connection) as queries:
            assert editor.post(url, nested_form_data(data)).status_code == 302
        asked = [query["sql"] for query in queries if re.search(r'FROM "qiao_lessons_term"', query["sql"])]
        assert len(asked) == 1
        draft = course.get_children().get(slug="group").get_latest_revision_as_object()
        assert {each["pinyin"][0]["pinyin"] for block in draft.body for each in block.value["sentences"]} == {"tiáo"}
        assert draft.heading[0]["pinyin"][0]["pinyin"] == "tiáo"

    def test_a_term_whose_pinyin_does_not_fit_keeps_nothing_from_being_saved(self, term):
        Term.objects.update(pinyin="xx")

        assert syllables(saved("调车组来。"))[1:] == ["chē", "zǔ", "lái"]

    def test_a_document_that_is_brought_in_follows_the_glossary(self, term):
        draft = {"zh": "调车组来。", "translation": "", "starts_paragraph": True}
        part = documents.Part(kind="text", drafts=[draft])
        [block] = documents.stream(documents.Lesson(title="", parts=[part], notes=[]), [])

        assert syllables(block["value"]["sentences"])[:3] == ["tiáo", "chē", "zǔ"]

    def test_only_chinese_terms_give_pinyin(self, term, languages):
        api.submit(term, [languages["ru"]])
        Term.objects.filter(locale=languages["ru"]).update(pinyin="xx")

        assert terms()["调车组"] == "tiáochēzǔ"


class TestTraditional:
    def test_traditional_characters_are_taken_and_marked(self, editor):
        answer = preview(editor, "信號機亮。红灯。")

        first, second = answer["sentences"]
        assert "號機" in first["note"]
        assert second["note"] == ""
        assert "1 sentence with traditional characters" in answer["summary"]
        assert answer["errors"] == []
        assert saved("信號機亮。")[0]["zh"] == "信號機亮。"

    def test_they_are_marked_in_a_table(self, editor):
        assert "號" in preview(editor, "信號|亮", "qiao_lessons_table_preview")["sentences"][0]["note"]


def cards(page, **options):
    return glossary.cards(page, **options)


class TestCards:
    def test_the_words_of_the_text_have_their_level_in_the_course_s_standard(self, lesson):
        said = cards(lesson, standard=Standard.HSK2)

        assert said["standard"] == "HSK 2.0 (2010)"
        assert "可以" in said["levels"][2].split()
        assert not any("信号机" in words.split() for words in said["levels"].values())
        assert cards(lesson)["standard"] == "GF 0025—2021"

    def test_words_of_every_block_are_there(self, lesson):
        listed = " ".join(cards(lesson)["levels"].values()).split()

        assert {"列车", "必须", "注意", "确认", "不要", "禁止", "认识"} <= set(listed)

    def test_any_term_that_occurs_is_told_in_the_page_s_language(self, lesson, languages):
        signal = Term.objects.get(hanzi="信号机")
        [translation] = api.submit(signal, [languages["ru"]])
        Term.objects.filter(pk=signal.get_translation(languages["ru"]).pk).update(meaning="светофор")
        factories.TermFactory(hanzi="红灯", pinyin="hóngdēng")
        factories.TermFactory(hanzi="道岔", pinyin="dàochà")
        [translation] = api.submit(lesson, [languages["ru"]])

        told = {hanzi: rest for hanzi, *rest in cards(api.publish(translation))["terms"]}

        assert told["信号机"] == ["xìnhàojī", "светофор", None]
        assert told["红灯"] == ["hóngdēng", "", None]
        assert "道岔" not in told

    def test_a_recorded_term_comes_with_its_sound_and_what_plays_it(self, client, lesson):
        recording = LibraryMedia.objects.create(
            title="词", type="audio", duration=1, is_synthetic=True, file=ContentFile(b"x", name="word.mp3")
        )
        factories.TermFactory(hanzi="列车", pinyin="lièchē", audio=recording)
        [term] = [term for term in cards(lesson)["terms"] if term[0] == "列车"]

        assert term[3] == [recording.url, None, True]
        assert "qiao/listening.js" in client.get(lesson.url).content.decode().split('<script type="module"')[-1]

    def test_they_come_with_the_page(self, client, lesson):
        text = client.get(lesson.url).content.decode()
        said = json.loads(re.search(r'<script id="words" type="application/json">(.*?)</script>', text)[1])

        assert said["standard"] == "GF 0025—2021"
        assert said["terms"][0][0] == "信号机"

    def test_html_in_a_term_is_data(self, client, course):
        factories.TermFactory(hanzi="</script><b>红灯", meaning="</script><img>", pinyin="")
        page = factories.LessonPageFactory(
            parent=course, title="课", slug="evil-term", body=[factories.text_block("</script><b>红灯亮。")]
        )

        assert "</script><b>红灯" not in client.get(page.url).content.decode()

    def test_a_page_view_cuts_no_words(self, client, lesson, monkeypatch):
        from qiao import chinese

        for name in ("annotate", "segment", "level"):
            monkeypatch.setattr(chinese, name, None)
        cache.clear()

        assert client.get(lesson.url).status_code == 200

    def test_text_that_was_stored_without_words_is_still_shown(self, client, lesson, monkeypatch):
        from qiao import chinese

        raw = json.loads(json.dumps(list(lesson.body.raw_data)))
        stored = re.sub(r', "words": \[[^\]]*\]', "", json.dumps(raw, ensure_ascii=False))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE qiao_lessons_lessonpage SET body = %s WHERE page_ptr_id = %s", [stored, lesson.pk])
        cache.clear()
        monkeypatch.setattr(chinese, "segment", None)
        text = client.get(lesson.url).content.decode()
        monkeypatch.undo()
        assert "<ruby>进<rp>(</rp>" in text
        assert "站<rp>(</rp>" in text

        lesson.refresh_from_db()
        lesson.save_revision().publish()
        lesson.refresh_from_db()
        assert sentences.words(lesson.body[0].value["sentences"][0])[:2] == ["进站", "信号机"]
