"""The Chinese changed: what is out of date, since when, and the difference hanzi by hanzi."""

from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from django.utils import timezone
from django.utils.html import conditional_escape
from wagtail_localize.models import StringSegment, StringTranslation

from lessons.models import Term
from qiao.bilingual import sentences
from qiao.languages import api, changes, texts
from qiao.languages.models import SourceChange, Unconfirmed

pytestmark = pytest.mark.django_db

FIRST = "红灯亮时，列车必须停车。"
SECOND = "红灯亮时，列车应当停车。"
THIRD = "红灯亮时，列车应当立刻停车。"
MARCH = datetime(2026, 3, 3, 8, tzinfo=UTC)
APRIL = datetime(2026, 4, 4, 8, tzinfo=UTC)


def translate(translation, zh, text, reason=""):
    """Store one text of a translation, as a person or a machine gives it."""
    found = StringSegment.objects.filter(source=translation.source, string__data=zh).select_related("string", "context")
    texts.store(translation, {segment: texts.Text(text, reason) for segment in found})


@pytest.fixture
def russian(lesson, languages):
    """The lesson's Russian translation with two sentences translated."""
    [translation] = api.submit(lesson, [languages["ru"]])
    translate(translation, FIRST, "При красном поезд стоит.")
    translate(translation, "进站信号机设在车站入口。", "Сигнал стоит у входа.")
    return translation


@pytest.fixture
def rewrite(lesson, django_capture_on_commit_callbacks):
    """rewrite(text, at) publishes the lesson with another text in its first block, at a time, by a person."""

    def publish(text, at=None, user=None):
        block = lesson.body[0].value
        block["sentences"] = sentences.build(text, previous=block["sentences"])
        now = patch.object(timezone, "now", return_value=at or timezone.now())
        with now, django_capture_on_commit_callbacks(execute=True):
            lesson.save_revision(user=user).publish(user=user)
        lesson.refresh_from_db()

    return publish


def only(translation):
    """The one change that a translation has to follow."""
    [change] = changes.of(translation).values()
    return change


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("列车必须停车。", "列车应当停车。", "列车-必须-+应当+停车。"),
        ("停车。", "停车！", "停车-。-+！+"),
        ("限速25公里", "限速250公里", "限速-25-+250+公里"),
        ("红灯", "红灯亮", "红灯+亮+"),
        ("一<b>定</b>停", "一<b>定</b>要停", "一定+要+停"),
        ("一定停", "一<b>定</b>停", "一+<b>+定+</b>+停"),
        ("甲 &amp; 乙", "甲 &amp; 丙", "甲 & -乙-+丙+"),
        ("", "红灯", "+红灯+"),
    ],
)
def test_the_difference_is_shown_hanzi_by_hanzi(before, after, shown):
    signs = {"equal": "", "delete": "-", "insert": "+"}
    assert "".join(f"{signs[p.kind]}{p.text}{signs[p.kind]}" for p in changes.parts(before, after)) == shown


def test_the_difference_is_safe_html_that_a_screen_reader_can_tell():
    html = changes.difference("&lt;script&gt;停", "&lt;script&gt;走")
    assert conditional_escape(html) == html
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "<del>" in html
    assert "removed" in html
    assert "added" in html


class TestOutOfDate:
    def test_only_the_changed_sentence_is_out_of_date(self, russian, rewrite, person):
        author = person("zh-hans", "reviewers")
        rewrite(f"进站信号机设在车站入口。{SECOND}", MARCH, author)
        change = only(russian)
        assert (change.before, change.after, change.earlier) == (FIRST, SECOND, "При красном поезд стоит.")
        assert (change.since, change.by) == (MARCH, author)
        assert "<del>" in change.difference

    def test_nothing_is_kept_of_what_was_not_submitted(self, lesson, rewrite):
        rewrite(f"进站信号机设在车站入口。{SECOND}")
        assert not SourceChange.objects.exists()

    def test_a_sentence_that_was_never_translated_is_not_out_of_date(self, lesson, languages, rewrite):
        [kazakh] = api.submit(lesson, [languages["kk"]])
        rewrite(f"进站信号机设在车站入口。{SECOND}")
        assert changes.of(kazakh) == {}

    def test_of_several_changes_the_first_that_left_the_translated_text_counts(self, russian, rewrite):
        rewrite(f"进站信号机设在车站入口。{SECOND}", MARCH)
        rewrite(f"进站信号机设在车站入口。{THIRD}", APRIL)
        change = only(russian)
        assert (change.since, change.before, change.after) == (MARCH, FIRST, THIRD)

    def test_what_was_translated_in_between_counts_from_there(self, russian, rewrite):
        rewrite(f"进站信号机设在车站入口。{SECOND}", MARCH)
        translate(russian, SECOND, "Поезд должен стоять.")
        rewrite(f"进站信号机设在车站入口。{THIRD}", APRIL)
        change = only(russian)
        assert (change.since, change.before, change.earlier) == (APRIL, SECOND, "Поезд должен стоять.")

    def test_a_sentence_that_changed_back_is_not_out_of_date(self, russian, rewrite):
        rewrite(f"进站信号机设在车站入口。{SECOND}", MARCH)
        rewrite(f"进站信号机设在车站入口。{FIRST}", APRIL)
        assert changes.of(russian) == {}

    def test_a_changed_full_stop_is_a_change(self, russian, rewrite):
        rewrite("进站信号机设在车站入口。红灯亮时，列车必须停车！")
        assert only(russian).after == "红灯亮时，列车必须停车！"

    def test_a_new_text_of_a_machine_leaves_it_out_of_date_until_a_person_confirms(self, russian, rewrite, person):
        rewrite(f"进站信号机设在车站入口。{SECOND}", MARCH)
        translate(russian, SECOND, "машина", Unconfirmed.Reason.MACHINE)
        assert only(russian).earlier == "При красном поезд стоит."
        texts.confirm(russian, StringSegment.objects.filter(source=russian.source), user=person("ru"))
        assert changes.of(russian) == {}

    def test_a_changed_title_is_a_change(self, lesson, russian, rewrite):
        translate(russian, lesson.title, "Входной сигнал")
        lesson.title = "进站信号"
        rewrite(f"进站信号机设在车站入口。{FIRST}")
        assert only(russian).after == "进站信号"

    def test_a_paragraph_of_formatted_text_is_known_again_beside_a_new_one(self, lesson, russian, rewrite):
        translate(russian, "参考<b>资料</b>", "Справка")
        raw = lesson.body.get_prep_value()
        raw[6]["value"] = "<p>新的一段</p><p>参考的<b>资料</b></p>"
        lesson.body = raw
        rewrite(f"进站信号机设在车站入口。{FIRST}")
        change = only(russian)
        assert (change.before, change.after) == ("参考<b>资料</b>", "参考的<b>资料</b>")

    def test_a_term_whose_chinese_changed_is_out_of_date(self, lesson, russian, django_capture_on_commit_callbacks):
        term = Term.objects.get(locale=api.source_locale())
        [translation] = api.submit(term, [russian.target_locale])
        translate(translation, "信号机", "сигнал")
        term.hanzi = term.meaning = "信号灯"
        with django_capture_on_commit_callbacks(execute=True):
            term.save()
        change = only(translation)
        assert (change.before, change.after, change.earlier) == ("信号机", "信号灯", "сигнал")

    def test_what_changed_before_changes_were_kept_is_out_of_date_since_an_unknown_day(self, russian, rewrite):
        rewrite(f"进站信号机设在车站入口。{SECOND}")
        SourceChange.objects.all().delete()
        change = only(russian)
        assert (change.since, change.before) == (None, FIRST)

    def test_the_summary_counts_and_names_the_first_day(self, russian, rewrite):
        rewrite(f"进站信号机设在车站入口。{SECOND}", MARCH)
        rewrite(f"进站信号机设在车站的入口。{SECOND}", APRIL)
        assert changes.summary(russian) == changes.Summary(2, MARCH)

    def test_twenty_changes_cost_as_many_queries_as_one(self, russian, rewrite, django_assert_num_queries):
        rewrite(f"进站信号机设在车站入口。{SECOND}")
        with django_assert_num_queries(3):
            assert len(changes.of(russian)) == 1
        rewrite("".join(f"第{n}句说的是信号机。" for n in range(20)))
        for segment in StringSegment.objects.filter(source=russian.source):
            translate(russian, segment.string.data, "x")
        rewrite("".join(f"第{n}句说的是红灯。" for n in range(20)))
        with django_assert_num_queries(3):
            assert len(changes.of(russian)) == 20
        assert StringTranslation.objects.filter(locale=russian.target_locale).exists()
