"""How sentences read: hanzi once, pinyin above, the reader's language beside, everything escaped."""

import re
import time

import pytest
from django.template import Context, Template
from django.utils import translation

from qiao.bilingual import render, sentences


def tags_gone(html):
    return re.sub(r"<[^>]+>", "", re.sub(r"<r[pt][^>]*>.*?</r[pt]>", "", html))


@pytest.fixture
def in_russian():
    with translation.override("ru"):
        yield


def test_each_hanzi_stands_in_a_ruby_with_its_pinyin():
    assert render.ruby(sentences.build("停！")[0]) == (
        '<ruby>停<rp>(</rp><rt lang="zh-Latn-pinyin" aria-hidden="true">tíng</rt><rp>)</rp></ruby>！'
    )


@pytest.mark.parametrize("zh", ["停车。", "RFID系统", "葛\U000e0100飾区", "𰻝𠮷😀", "<b>&字", "a"])
def test_the_text_without_pinyin_is_the_text(zh):
    from html import unescape

    assert unescape(tags_gone(render.ruby(sentences.build(zh)[0]))) == zh


def test_a_word_is_one_ruby_with_a_reading_for_each_hanzi():
    html = render.ruby(sentences.build("信号机亮。")[0])

    assert re.findall(r"<ruby>(.*?)</ruby>", re.sub(r"<rp>.</rp>|<rt.*?>", "|", html)) == [
        "信||xìn</rt>|号||hào</rt>|机||jī</rt>|",
        "亮||liàng</rt>|",
    ]
    assert html.endswith("</ruby>。")


def test_what_was_stored_without_words_is_read_hanzi_by_hanzi():
    assert render.ruby(sentences.build("信号")[0] | {"words": []}).count("<ruby>") == 2


def test_letters_in_a_word_have_no_reading():
    [sentence] = sentences.build_label("X光机", glossary={"X光机": "guāngjī"})

    assert render.ruby(sentence).startswith("<ruby>X<rt></rt>光<rp>")


@pytest.mark.parametrize(
    ("zh", "spoken"),
    [
        ("不要越过", ["bú"]),
        ("不走", []),
        ("一定一起", ["yí", "yì"]),
        ("第一个", []),
        ("看一看", ["yi"]),
        ("我不，要", []),
        ("停车", []),
    ],
)
def test_the_spoken_tone_comes_with_the_syllable_that_changes(zh, spoken):
    html = render.ruby(sentences.build_label(zh)[0])

    assert re.findall(r' data-spoken="(.*?)"', html) == spoken


def test_a_hanzi_without_a_reading_has_no_ruby():
    assert render.ruby(sentences.build("𠮷")[0]) == "𠮷"


def test_pinyin_that_does_not_fit_is_left_out():
    assert render.ruby(sentences.build("停车")[0] | {"zh": "停火车"}) == "停火车"


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>字", '字" onclick="x', "字&amp;"])
def test_html_is_text(in_russian, typed):
    made = sentences.build([(typed, typed + "!")])[0]
    made["pinyin"][0]["pinyin"] = "<i>"

    html = render.sentence(made)

    assert "<script" not in html
    assert "<i>" not in html
    assert '" onclick' not in html


def test_a_pair_has_both_languages_marked(in_russian):
    value = sentences.build([("停。", "Стоп.")])

    html = render.sentence(value[0])

    assert html.startswith(f'<div class="pair" id="s-{value[0]["id"][:8]}"><p class="zh" lang="zh-Hans">')
    assert '<p class="tr" lang="ru" dir="ltr">Стоп.</p>' in html


def test_a_missing_translation_is_marked_and_the_chinese_is_not_repeated(in_russian):
    html = render.sentence(sentences.build([("停。", "停。")])[0])

    assert '<p class="tr untranslated" lang="ru" dir="ltr">' in html
    assert html.count("停") == 1


def test_a_chinese_page_has_no_second_column():
    with translation.override("zh-hans"):
        assert 'class="tr' not in render.sentences(sentences.build([("停。", "Стоп.")]))
        assert 'class="tr' not in render.label(sentences.build([("停。", "Стоп.")]), 2)


@pytest.mark.parametrize("code", ["ur", "ug", "fa"])
def test_chinese_is_isolated_in_right_to_left_languages(code):
    html = render.sentence(sentences.build([("停。", "x")])[0], code)

    assert '<bdi lang="zh-Hans" dir="ltr">' in html
    assert f'<p class="tr" lang="{code}" dir="rtl">' in html


def test_sentences_stand_in_their_paragraphs(in_russian):
    html = render.sentences(sentences.build("停。走。\n看。"))

    assert html.count('<div class="paragraph">') == 2
    assert html.count("<div") == html.count("</div>")


def test_a_dialogue_is_lines_with_their_speakers(in_russian):
    value = sentences.build("司机：停。走。\tМашинист: Стоп. Пошли.\n调度员：好。\n司机：是。", dialogue=True)
    html = render.sentences(value)

    assert html.count('class="line"') == 2
    assert html.count('class="line other"') == 1
    assert html.count("Машинист") == 2
    assert html.count("调度员") == 1


@pytest.mark.parametrize(
    ("level", "start"), [(2, "<h2>"), (3, "<h3>"), ("4", "<h4>"), (9, "<h6>"), (None, '<span lang="zh-Hans">')]
)
def test_a_label_is_a_heading_of_the_level_that_is_asked_for(in_russian, level, start):
    html = render.label(sentences.build([("词语", "Слова")]), level)

    assert html.startswith(start)
    assert '<span class="tr" lang="ru" dir="ltr">Слова</span>' in html


@pytest.mark.parametrize("pair", [("词语", ""), ("词语", "词语"), ("RFID", "RFID")])
def test_a_label_is_never_written_twice(in_russian, pair):
    assert 'class="tr"' not in render.label(sentences.build([pair]), 2)


@pytest.mark.parametrize("nothing", [None, "", []])
def test_nothing_is_rendered_as_nothing(nothing):
    template = Template(
        "{% load qiao_bilingual %}{% sentence s %}{% sentences s %}{% label s 2 %}{% label s %}{{ s|ruby }}"
    )

    assert template.render(Context({"s": nothing})) == ""


def test_the_tags_render_in_a_template(in_russian):
    value = sentences.build([("停。", "Стоп.")])
    template = Template(
        "{% load qiao_bilingual %}{% sentence v.0 %}|{% sentences v %}|{% label v 2 %}|{{ v|ruby }}|{{ v.0|ruby }}"
    )

    parts = template.render(Context({"v": value})).split("|")

    assert [part[:5] for part in parts] == ["<div ", "<div ", "<h2><", "<ruby", "<ruby"]


def test_two_hundred_sentences_are_rendered_fast(in_russian):
    value = sentences.build([("进站信号机设在车站的入口处。", "Светофор")] * 200)
    render.sentences(value)
    start = time.perf_counter()

    render.sentences(value)

    assert time.perf_counter() - start < 0.1
