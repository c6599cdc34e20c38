"""The side panel of a lesson's editor: how long and how hard the Chinese is, while it is written."""

import inspect
import json
import time

import pytest
from django.urls import reverse
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

from lessons.editor import level
from tests import factories

pytestmark = pytest.mark.django_db

HARD = "道岔表示继电器落下。"


@pytest.fixture
def editor(client, person):
    """A client signed in as somebody who writes Chinese."""
    client.force_login(person("zh-hans"))
    return client


def ask(client, page, *texts, terms=(), taught=(), dialogue=False):
    boxes = [{"text": text, "dialogue": dialogue, "single": False} for text in texts]
    posted = json.dumps({"texts": boxes, "terms": list(terms), "taught": list(taught)})
    return client.post(reverse("qiao_lessons_level", args=[page.pk]), posted, content_type="application/json")


def said(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def vocabulary(*hanzi):
    terms = [factories.TermFactory(hanzi=word, pinyin="", meaning=word) for word in hanzi]
    items = [{"type": "item", "id": str(term.translation_key), "value": term.pk} for term in terms]
    return {"type": "vocabulary", "value": {"heading": [], "terms": items}}


def test_an_easy_text_has_its_length_and_its_level_with_the_standard(editor, lesson):
    answer = said(ask(editor, lesson, "我们是学生。今天我们学习汉语。", "请看！"))
    assert "15 hanzi · 3 sentences" in answer
    assert "About 1 minute of reading, at 100 hanzi a minute" in answer
    assert "<strong>HSK 1</strong> (GF 0025—2021)" in answer
    assert "The course states HSK 4." in answer
    assert 'data-count="0"' in answer


def test_a_text_above_the_course_is_warned_of_and_its_words_are_counted(editor, lesson):
    answer = said(ask(editor, lesson, HARD + HARD, "我们看。"))
    assert "above the level that the course states, HSK 4" in answer
    assert '<td lang="zh-Hans">道岔</td> <td>2</td> <td>not listed</td>' in answer


def test_words_that_a_vocabulary_block_teaches_are_left_out(editor, lesson):
    term = factories.TermFactory(hanzi="道岔", pinyin="dàochà", meaning="道岔")
    assert "道岔" not in said(ask(editor, lesson, HARD, terms=[term.pk]))
    assert "道岔" not in said(ask(editor, lesson, HARD, taught=["道岔"]))


def test_names_are_no_hard_words(editor, lesson):
    assert "乌兹别克斯坦" not in said(ask(editor, lesson, "我去乌兹别克斯坦。"))


def test_who_speaks_is_not_counted(editor, lesson):
    assert "3 hanzi · 1 sentence" in said(ask(editor, lesson, "调度员：请停车！", dialogue=True))


def test_the_level_is_counted_in_the_standard_of_the_course(editor, course, lesson):
    course.standard, course.level, course.entry_level = "hsk-2.0", 2, 1
    course.save()
    answer = said(ask(editor, lesson, "我们学习汉语语法。"))
    assert "HSK 2.0 (2010)" in answer
    assert "the course states, HSK 2" in answer


def test_earlier_lessons_of_the_course_have_taught_their_words(course):
    first = factories.LessonPageFactory(parent=course, title="第一课", body=[vocabulary("道岔")])
    draft = factories.LessonPageFactory(parent=course, title="第二课", body=[])
    draft.unpublish()
    draft.body = [vocabulary("继电器")]
    draft.save_revision()
    last = factories.LessonPageFactory(parent=course, title="第三课", body=[vocabulary("闭塞")])
    assert "道岔" not in level.taught_before(first)
    assert {"道岔", "继电器"} <= set(level.taught_before(last))
    assert {"道岔", "继电器", "闭塞"} <= set(level.taught_before(course))
    assert "闭塞" not in level.taught_before(last)


def test_nothing_is_said_of_no_text(editor, lesson):
    answer = said(ask(editor, lesson))
    assert "There is no Chinese yet." in answer
    assert "is above" not in answer


@pytest.mark.parametrize("posted", ["", "[]", '{"texts": 3}', '{"texts": [{}], "terms": [], "taught": []}', "[" * 5000])
def test_what_is_no_text_is_refused(editor, lesson, posted):
    url = reverse("qiao_lessons_level", args=[lesson.pk])
    assert editor.post(url, posted, content_type="application/json").status_code == 400


def test_only_those_who_may_edit_are_answered(client, person, lesson, course):
    client.force_login(person("ru"))
    for page in (lesson, course):
        assert ask(client, page, "我们").status_code in (302, 403)


def test_two_hundred_sentences_are_answered_at_once(editor, lesson):
    texts = ["".join(f"第{number}句话说的是信号机的显示和列车的运行。" for number in range(10))] * 20
    ask(editor, lesson, "我们")  # loads the dictionaries
    started = time.perf_counter()
    answer = said(ask(editor, lesson, *texts))
    assert "200 sentences" in answer
    assert time.perf_counter() - started < 0.3


@pytest.mark.parametrize("name", ["edit", "add"])
def test_the_panel_is_in_the_editor_of_a_chinese_lesson(editor, course, lesson, name):
    arguments = [lesson.pk] if name == "edit" else ["qiao_lessons", "lessonpage", course.pk]
    page = lesson if name == "edit" else course
    shown = editor.get(reverse(f"wagtailadmin_pages:{name}", args=arguments)).content.decode()
    assert reverse("qiao_lessons_level", args=[page.pk]) in shown
    assert "level-panel" in shown


def test_no_other_page_has_it(editor, course):
    shown = editor.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
    assert "qiao-level" not in shown


@pytest.mark.parametrize("view", [CreateView, EditView])
def test_upstream_still_has_no_hook_for_side_panels(view):
    """Wagtail issue 12179: with a hook, `level.install` is not needed any more."""
    assert "hook" not in inspect.getsource(view.get_side_panels.__wrapped__)
