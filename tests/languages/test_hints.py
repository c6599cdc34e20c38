"""Beside a sentence stand what was translated before, its terms, and what to look at in what was typed."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lessons.models import Term
from qiao.languages import api, texts
from qiao.languages.texts import Text
from tests import factories

pytestmark = pytest.mark.django_db

STOP = "红灯亮时，列车必须停车。"


@pytest.fixture
def other(course, languages):
    """Another lesson with a sentence that is nearly the same."""
    body = [factories.text_block("黄灯亮时，列车必须停车。信号机。")]
    lesson = factories.LessonPageFactory(parent=course, title="黄灯", slug="yellow", body=body)
    [translation] = api.submit(lesson, [languages["ru"]])
    return translation


def segment_of(translation, zh):
    return next(each for each in texts.segments_of(translation) if each.string.data == zh)


def url(translation, segment):
    return reverse("qiao_languages:hints", args=[translation.pk, segment.pk])


def shown(client, translation, zh, **query):
    response = client.get(url(translation, segment_of(translation, zh)), query)
    assert response.status_code == 200
    return response.content.decode()


class TestHints:
    @pytest.fixture(autouse=True)
    def _signed_in(self, client, person):
        client.force_login(person("ru"))

    def test_offer_what_nearly_the_same_was_translated_as(self, client, russian, other):
        title = segment_of(russian, "进站信号机")
        texts.store(russian, {title: Text("Входной"), segment_of(russian, STOP): Text("Красный &amp; стоп &lt; 5 м")})
        html = shown(client, other, "黄灯亮时，列车必须停车。")
        assert 'data-use="Красный &amp; стоп &lt; 5 м"' in html
        assert "91%" in html
        assert "Входной" in html
        assert "<del>" in html
        assert "<html" not in html
        assert len(html.encode()) < 5000

    def test_show_terms_with_their_meaning_or_where_to_give_one(self, client, other, languages):
        term = Term.objects.get(hanzi="信号机")
        html = shown(client, other, "信号机。")
        target = term.get_translation_or_none(languages["ru"])
        assert "No agreed translation yet" in html
        if target is None:
            assert (
                reverse("wagtail_localize:submit_snippet_translation", args=["qiao_lessons", "term", term.pk]) in html
            )
        api.translate(term, {languages["ru"]: {"meaning": "светофор"}})
        html = shown(client, other, "信号机。")
        assert 'data-use="светофор"' in html
        assert "xìnhàojī" in html

    def test_of_two_terms_the_longer_is_shown(self, client, languages, course):
        factories.TermFactory(hanzi="进站信号机", pinyin="jìnzhàn xìnhàojī")
        body = [factories.text_block("进站信号机。")]
        lesson = factories.LessonPageFactory(parent=course, title="测试", slug="test", body=body)
        [translation] = api.submit(lesson, [languages["ru"]])
        html = shown(client, translation, "进站信号机。")
        assert "jìnzhàn xìnhàojī" in html
        assert ">xìnhàojī<" not in html

    def test_look_at_what_is_typed_or_at_what_is_stored(self, client, russian):
        texts.store(russian, {segment_of(russian, STOP): Text("На 25 красных — стоп.")})
        assert "The translation has 25" in shown(client, russian, STOP)
        assert "The translation has 31" in shown(client, russian, STOP, text="На 31 & красный <b>")
        assert "To look at again" not in shown(client, russian, STOP, text="")

    def test_broken_markup_is_told_while_typing(self, client, russian):
        html = shown(client, russian, "参考<b>资料</b>", text="<i>Смотрите</i> <script>")
        assert "&lt;script&gt;" in html
        assert "formatting that the Chinese has: &lt;b&gt;" in unescape(html).replace("<", "&lt;").replace(">", "&gt;")

    def test_cost_the_same_whatever_is_found(self, client, russian, other):
        texts.store(russian, {each: Text("текст") for each in texts.segments_of(russian)})
        shown(client, other, "黄灯亮时，列车必须停车。")
        counts = []
        for zh in ("黄灯亮时，列车必须停车。", "黄灯"):
            with CaptureQueriesContext(connection) as queries:
                shown(client, other, zh)
            counts.append(len(queries))
        assert abs(counts[0] - counts[1]) <= 2
        assert max(counts) <= 30

    def test_a_sentence_of_another_page_is_not_found(self, client, russian, other):
        assert client.get(url(other, segment_of(russian, STOP)), follow=True).status_code == 404


@pytest.mark.parametrize(
    ("code", "role", "status"), [("ru", "editors", 200), ("ru", "reviewers", 200), ("kk", "editors", 302)]
)
def test_who_works_on_the_language_is_helped(client, person, russian, code, role, status):
    client.force_login(person(code, role))
    assert client.get(url(russian, segment_of(russian, STOP))).status_code == status
