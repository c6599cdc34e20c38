"""The glossary is heard wherever text is saved, and a lesson brings what the cards of its words say."""

import json
import re
import uuid

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
from lessons.vocabulary import Origin, Standard
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

    def test_a_term_brings_its_explanation_and_its_picture(self, lesson, languages):
        signal = Term.objects.get(hanzi="信号机")
        signal.explanation = sentences.build("信号机指挥列车。看信号机。")
        signal.image = factories.ImageFactory()
        signal.save()
        [translation] = api.submit(signal, [languages["ru"]])
        russian = signal.get_translation(languages["ru"])
        russian.explanation[0]["translation"] = "Светофор управляет поездами."
        russian.save()
        [translation] = api.submit(lesson, [languages["ru"]])

        [more] = [term[4] for term in cards(api.publish(translation))["terms"] if term[0] == "信号机"]

        assert more["explanation"] == ["信号机指挥列车。看信号机。", "Светофор управляет поездами."]
        assert more["picture"] == [signal.picture.url, signal.picture.width, signal.picture.height]
        assert "cedict" not in more

    def test_a_picture_whose_file_is_gone_is_left_out(self, client, lesson):
        signal = Term.objects.get(hanzi="信号机")
        signal.image = factories.ImageFactory()
        signal.save()
        signal.image.file.storage.delete(signal.image.file.name)

        assert [len(term) for term in cards(lesson)["terms"] if term[0] == "信号机"] == [4]
        assert client.get(lesson.url).status_code == 200

    def test_a_meaning_of_cc_cedict_says_so(self, lesson):
        Term.objects.filter(hanzi="信号机").update(origin=Origin.CEDICT)

        assert [term[4] for term in cards(lesson)["terms"] if term[0] == "信号机"] == [{"cedict": True}]


def vocabulary(*terms):
    """The stored form of a vocabulary block."""
    items = [{"type": "item", "id": str(uuid.uuid4()), "value": term.pk} for term in terms]
    return {"type": "vocabulary", "value": {"heading": [], "terms": items}}


def marked(client, page):
    """(the hanzi of each marked term, where it leads) in the order of the page."""
    text = client.get(page.url).content.decode()
    links = re.findall(r'<a class="taught" href="#([^"]*)">(.*?)</a>', text)
    return [(re.sub(r"<rp>.*?</rp>|<rt.*?</rt>|<[^>]*>", "", inner), anchor) for anchor, inner in links]


class TestMarks:
    def test_a_term_that_the_lesson_teaches_leads_to_its_entry(self, client, lesson):
        signal = Term.objects.get(hanzi="信号机")
        text = client.get(lesson.url).content.decode()

        assert ("信号机", signal.anchor) in marked(client, lesson)
        assert text.count(f'id="{signal.anchor}"') == 1

    def test_the_longest_term_wins(self, client, course):
        short = factories.TermFactory(hanzi="信号机", pinyin="xìnhàojī")
        long = factories.TermFactory(hanzi="进站信号机", pinyin="jìnzhàn xìnhàojī")
        texts = [factories.text_block("进站信号机在哪里？看信号机。"), vocabulary(short, long)]
        page = factories.LessonPageFactory(
            parent=course, title="课", slug="longest", body=texts, objectives=[], summary=[]
        )

        assert marked(client, page) == [("进站信号机", long.anchor), ("信号机", short.anchor)]

    def test_a_longer_term_that_is_not_taught_stays_unmarked_with_all_that_lies_in_it(self, client, course):
        short = factories.TermFactory(hanzi="信号机", pinyin="xìnhàojī")
        factories.TermFactory(hanzi="进站信号机", pinyin="jìnzhàn xìnhàojī")
        body = [factories.text_block("进站信号机亮了。"), vocabulary(short)]
        page = factories.LessonPageFactory(
            parent=course, title="课", slug="untaught", body=body, objectives=[], summary=[]
        )

        assert marked(client, page) == []

    def test_a_term_that_came_after_the_text_is_marked_over_its_words(self, client, course):
        page = factories.LessonPageFactory(
            parent=course, title="课", slug="later", body=[], objectives=sentences.build("去调度中心。"), summary=[]
        )
        assert len(sentences.words(page.objectives[0])) > 3
        term = factories.TermFactory(hanzi="调度中心", pinyin="diàodùzhōngxīn")
        page.body = page._meta.get_field("body").stream_block.to_python([vocabulary(term)])
        page.save_revision().publish()

        assert marked(client, page) == [("调度中心", term.anchor)]

    def test_two_vocabularies_with_one_term_give_its_entry_one_place(self, client, course):
        term = factories.TermFactory(hanzi="红灯", pinyin="hóngdēng")
        body = [vocabulary(term, term), vocabulary(term)]
        page = factories.LessonPageFactory(parent=course, title="课", slug="twice", body=body)
        text = client.get(page.url).content.decode()

        assert text.count(f'id="{term.anchor}"') == 1
        assert text.count(">红灯</dt>") == 2

    def test_the_entry_shows_explanation_picture_and_source(self, client, course, languages):
        term = factories.TermFactory(
            hanzi="红灯",
            pinyin="hóngdēng",
            explanation=sentences.build("红灯亮，列车停。"),
            image=factories.ImageFactory(),
        )
        page = factories.LessonPageFactory(parent=course, title="课", slug="entry", body=[vocabulary(term)])
        api.submit(page, [languages["en"]])
        english = term.get_translation(languages["en"])
        english.meaning, english.origin = "red light", Origin.CEDICT
        english.save()
        text = client.get(api.publish(api.translation_of(page.get_translation(languages["en"]))).url).content.decode()
        entry = re.search(r'<div class="term".*?<script', text, re.DOTALL)[0]

        assert "red light" in entry
        assert "creativecommons.org/licenses/by-sa/4.0" in entry
        assert 'alt="Picture: red light"' in entry
        assert "Not translated yet" in entry
        assert f'src="{english.picture.url}"' in entry

    def test_a_lesson_goes_on_without_a_term_that_was_deleted(self, client, course, languages):
        gone, stays = (factories.TermFactory(hanzi=hanzi, pinyin="") for hanzi in ("红灯", "绿灯"))
        body = [factories.text_block("红灯停，绿灯行。"), vocabulary(gone, stays)]
        page = factories.LessonPageFactory(parent=course, title="课", slug="gone", body=body, objectives=[], summary=[])
        [translation] = api.submit(page, [languages["ru"]])
        russian = api.publish(translation)
        gone.delete()
        cache.clear()

        assert [hanzi for hanzi, _anchor in marked(client, page)] == ["绿灯"]
        assert client.get(russian.url).status_code == 200


def test_a_meaning_that_is_rewritten_is_the_editors_own(languages):
    term = factories.TermFactory(locale=languages["en"], meaning="signal", origin=Origin.CEDICT)
    term = Term.objects.get(pk=term.pk)
    term.pinyin = "xìnhàojī"
    term.save()
    assert term.origin == Origin.CEDICT

    term.meaning = "railway signal"
    term.save()

    assert Term.objects.get(pk=term.pk).origin == Origin.EDITOR
