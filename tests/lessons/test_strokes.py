"""Stroke practice: which characters it takes, what the page shows, and what is fetched beside it."""

import json
import re
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from lessons.blocks import StrokePracticeBlock
from qiao.bilingual import sentences
from qiao.languages import content
from tests import factories

KEY = "5f0f7a9c-3f5a-4b0e-9d53-0d9a1d9b6f11"

pytestmark = pytest.mark.django_db


def value(hanzi):
    """The stored form of a practice."""
    return {"heading": [], "characters": sentences.build_label(hanzi)}


def checked(hanzi):
    """A practice as a form would store it. Raises ValidationError."""
    block = StrokePracticeBlock()
    return block.clean(block.to_python(value(hanzi)))


@pytest.fixture
def page(course):
    """A published lesson with a practice."""
    body = [{"type": "strokes", "value": value("信号")}]
    return factories.LessonPageFactory(parent=course, title="写字", slug="writing", body=body)


@pytest.fixture
def _nothing_installed(settings, tmp_path):
    settings.QIAO_NODE_MODULES = tmp_path


def shown(client, page):
    """The practice's HTML in a lesson's page."""
    text = re.sub(r"\s+", " ", client.get(page.url).content.decode())
    start = text.index('<section class="strokes"')
    return text[start : text.index("</section>", start)]


@pytest.mark.parametrize("hanzi", ["十", "信号", "赵钱孙李周吴郑王冯陈褚卫", "鐵路"])
def test_hanzi_with_known_strokes_are_taken(hanzi):
    assert checked(hanzi)["characters"][0]["zh"] == hanzi


@pytest.mark.parametrize(
    ("hanzi", "sentence"),
    [
        ("", "This field is required"),
        ("红灯！", "take out: ！"),
        ("RFID卡", "take out: R F I D"),
        ("赵钱孙李周吴郑王冯陈褚卫蒋", "There are 13 characters here; one practice has 12 at most."),
        ("人人", "Name each character once; this one is there again: 人"),
        ("\U00031350", "How these characters are written is not known here"),
    ],
)
def test_what_cannot_be_practised_is_refused_and_named(hanzi, sentence):
    with pytest.raises(ValidationError) as refused:
        checked(hanzi)
    messages = [message for error in refused.value.block_errors.values() for message in error.messages]
    assert any(sentence in message for message in messages)


@pytest.mark.usefixtures("_nothing_installed")
def test_any_hanzi_is_taken_where_no_data_is_installed():
    assert checked("\U00031350")["characters"][0]["zh"] == "\U00031350"


def test_a_content_file_is_held_to_the_same_rules(tmp_path, course):
    file = tmp_path / "pages" / "writing.yaml"
    file.parent.mkdir()
    body = [{"type": "strokes", "value": {"characters": {"zh": "红灯！"}}}]
    data = {"type": "qiao_lessons.LessonPage", "key": KEY, "parent": str(course.translation_key)}
    file.write_text(json.dumps({**data, "title": {"zh": "写字"}, "fields": {"body": body}}, ensure_ascii=False))
    with pytest.raises(content.ContentError) as refused:
        content.load(tmp_path)
    [problem] = refused.value.problems
    assert "strokes.characters" in problem
    assert "take out: ！" in problem


def test_without_script_the_page_has_the_hanzi_their_pinyin_and_number_of_strokes(client, page):
    markup = shown(client, page)
    assert re.findall(r'<span class="hanzi-box" lang="zh-Hans">(.)</span>', markup) == ["信", "号"]
    assert re.findall(r'lang="zh-Latn-pinyin">(\w+)</span>', markup) == ["xìn", "hào"]
    assert re.findall(r'class="strokes-count">\s*(\d+)', markup) == ["9", "5"]
    assert "<noscript>" in markup
    assert "strokes-note" in markup


@pytest.mark.usefixtures("_nothing_installed")
def test_without_packages_the_page_is_the_same_but_for_the_numbers(client, page):
    markup = shown(client, page)
    assert 'lang="zh-Hans">信</span>' in markup
    assert "strokes-count" not in markup


def test_the_strokes_of_a_word_come_in_one_answer_and_are_kept(client):
    url = reverse("qiao_lessons_strokes", args=["信号"])
    answer = client.get(url)
    found = answer.json()
    assert [len(found[hanzi]["strokes"]) for hanzi in "信号"] == [9, 5]
    assert [len(found["号"][name]) for name in ("medians", "directions", "beginnings")] == [5, 5, 5]
    assert answer.headers["Cache-Control"] == "public, max-age=2592000"
    assert client.get(url, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_hanzi_without_data_is_left_out(client):
    assert list(client.get(reverse("qiao_lessons_strokes", args=["十\U00031350"])).json()) == ["十"]


@pytest.mark.parametrize("hanzi", ["abc", "..", "十" * 13, "\U00031350"])
def test_what_is_not_known_is_not_found(client, hanzi):
    assert client.get(f"/strokes/{quote(hanzi)}.json", follow=True).status_code == 404


@pytest.mark.usefixtures("_nothing_installed")
@pytest.mark.parametrize("path", ["十.json", "hanzi-writer.js", "licence/hanzi-writer.txt"])
def test_without_packages_nothing_is_found(client, path):
    assert client.get(f"/strokes/{path}", follow=True).status_code == 404


def test_the_program_is_served_and_names_itself(client):
    answer = client.get(reverse("qiao_lessons_strokes_script"))
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "HanziWriter" in answer.content.decode()


def test_both_licences_are_one_click_away(client, page):
    texts = [
        client.get(url).content.decode() for url in re.findall(r'href="(/strokes/licence/[^"]+)"', shown(client, page))
    ]
    assert ["ARPHIC PUBLIC LICENSE" in texts[0], "The MIT License" in texts[1]] == [True, True]
    assert client.get("/strokes/licence/other.txt", follow=True).status_code == 404
