"""The walk that the platform stands on: one Chinese sentence changes, and that one alone is to be translated again."""

import json
import re

import pytest


def lesson_text(look, demo, language):
    page = look(demo["pages"]["lesson"][language])
    return page.locator("main").inner_html()


def open_pages(page, demo, language):
    page.goto(f"/admin/pages/{demo['ids']['lesson'][language]}/edit/")


def body_box(page, text):
    """The text box of the lesson that holds this text."""
    page.wait_for_function(
        "text => [...document.querySelectorAll('textarea')].some(box => box.value.includes(text))", arg=text
    )
    index = page.evaluate(
        "text => [...document.querySelectorAll('textarea')].findIndex(box => box.value.includes(text))", text
    )
    return page.locator("textarea").nth(index)


def publish(page):
    page.get_by_role("button", name=re.compile("More actions|更多")).first.click()
    page.locator("[name=action-publish]").click()
    page.wait_for_load_state()


@pytest.fixture
def sentence(look, demo):
    """A sentence of the demo's lesson that is in a text block, and its Russian."""
    page = look(demo["pages"]["lesson"]["ru"])
    pairs = page.locator(".block-text .pair, section .pair")
    for index in range(pairs.count()):
        zh = pairs.nth(index).locator(".zh")
        text = zh.evaluate(
            "node => { const copy = node.cloneNode(true);"
            " copy.querySelectorAll('rt, rp, .listen').forEach(x => x.remove()); return copy.textContent.trim(); }"
        )
        if text.startswith("蓝灯亮"):
            return text, pairs.nth(index).locator(".tr").inner_text()
    raise AssertionError("the demo's lesson has no sentence about the blue light")


def test_one_changed_sentence_is_translated_anew_and_nothing_else(look, signed_in, demo, sentence):
    zh, russian = sentence
    changed = zh.replace("蓝灯亮", "蓝灯亮起来")
    before = lesson_text(look, demo, "ru")

    editor = signed_in("editor_zh-hans", locale="en-GB")
    open_pages(editor, demo, "zh-hans")
    box = body_box(editor, zh)
    box.fill(box.input_value().replace(zh, changed))
    editor.wait_for_timeout(1500)
    publish(editor)
    assert changed[:4] in re.sub(r"<rt.*?</rt>|<rp>.*?</rp>|<[^>]+>", "", lesson_text(look, demo, "zh-hans"))
    assert lesson_text(look, demo, "ru") == before

    reviewer = signed_in("reviewer_ru", locale="ru-RU")
    open_pages(reviewer, demo, "ru")
    waiting = reviewer.locator("[data-desk-row]:not([data-state=done])")
    assert waiting.count() == 1
    assert "起来" in waiting.locator("ins").inner_text()
    waiting.locator("textarea").fill("Когда загорается синий огонь, проезд запрещён.")
    with reviewer.expect_response("**/languages/text/**") as saved:
        reviewer.keyboard.press("Control+Enter")
    assert saved.value.ok
    assert lesson_text(look, demo, "ru") == before

    with reviewer.expect_navigation():
        reviewer.locator("[data-desk-publish]").click()
    after = lesson_text(look, demo, "ru")
    assert "Когда загорается синий огонь, проезд запрещён." in after
    assert russian not in after


def test_the_split_is_shown_before_saving_and_pinyin_is_corrected_in_place(signed_in, demo):
    editor = signed_in("editor_zh-hans", locale="en-GB")
    editor.goto(f"/admin/pages/add/qiao_lessons/lessonpage/{demo['ids']['course']['zh-hans']}/")
    editor.fill("#id_title", "重量")
    editor.wait_for_function("document.querySelector('#id_slug').value === 'zhong-liang'")
    box = editor.locator("#id_objectives")
    box.fill("重量很大。请注意安全！")
    shown = editor.locator(".qiao-sentences", has=box).locator(".qiao-sentences__item")
    shown.nth(1).wait_for()
    assert shown.count() == 2
    assert "zhòng" in shown.first.inner_text()
    shown.first.locator(".qiao-sentences__sentence").click()
    syllable = shown.first.locator("input.qiao-sentences__syllable").first
    syllable.fill("chong2")
    syllable.press("Enter")
    editor.wait_for_function(
        "() => [...document.querySelectorAll('.qiao-sentences__item rt')].some(each => each.textContent === 'chóng')"
    )


@pytest.mark.parametrize("typed", [0, 1, 3])
def test_a_syllable_is_typed_while_the_one_before_is_still_being_worked_out(signed_in, demo, typed):
    """The answer about the first syllable arrives when so many letters of the second one are typed."""
    editor = signed_in("editor_zh-hans", locale="en-GB")
    editor.goto(f"/admin/pages/add/qiao_lessons/lessonpage/{demo['ids']['course']['zh-hans']}/")
    box = editor.locator("#id_objectives")
    box.fill("重量很大。")
    sentence = editor.locator(".qiao-sentences", has=box).locator(".qiao-sentences__item")
    sentence.locator(".qiao-sentences__sentence").click()
    syllables = sentence.locator("input.qiao-sentences__syllable")
    held = []
    editor.route("**/sentences/preview/", lambda route: held.append(route))

    syllables.first.fill("chong2")
    with editor.expect_request("**/sentences/preview/"):
        editor.keyboard.press("Tab")
    editor.keyboard.type("mo4"[:typed])
    assert len(held) == 1
    with editor.expect_response("**/sentences/preview/") as answer:
        held.pop().continue_()
    answer.value.finished()
    editor.wait_for_timeout(100)
    editor.keyboard.type("mo4"[typed:])
    assert editor.evaluate("document.activeElement.value") == "mo4"
    assert syllables.nth(1).input_value() == "mo4"
    assert held == []

    editor.unroute("**/sentences/preview/")
    editor.keyboard.press("Tab")
    sentence.locator("rt", has_text="mò").wait_for()
    assert sentence.locator("rt").all_inner_texts()[:2] == ["chóng", "mò"]
    [kept] = json.loads(editor.locator("[name=objectives-sentences]").input_value())
    assert kept["corrections"][:2] == ["chóng", "mò"]
