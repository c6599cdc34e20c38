"""Pinyin syllables as people type them."""

import pytest

from qiao.chinese import normalise_syllable, syllables_of


@pytest.mark.parametrize(
    ("typed", "syllable"),
    [
        ("xìn", "xìn"),
        ("xin4", "xìn"),
        ("XIN4", "xìn"),
        (" xin ", "xin"),
        ("lv4", "lǜ"),
        ("lü4", "lǜ"),
        ("lu:4", "lǜ"),
        ("l\u0075\u0308\u0300", "lǜ"),
        ("lüe4", "lüè"),
        ("nue4", "nüè"),
        ("ju4", "jù"),
        ("jü4", "jù"),
        ("hùi", "huì"),
        ("liu2", "liú"),
        ("gou3", "gǒu"),
        ("ma5", "ma"),
        ("ma0", "ma"),
        ("er2", "ér"),
        ("r", "r"),
        ("ng2", "ńg"),
        ("ɡuɑnɡ1", "guāng"),
        ("biang2", "biáng"),
    ],
)
def test_a_syllable_is_written_as_it_is_printed(typed, syllable):
    assert normalise_syllable(typed) == syllable


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "4",
        "xx",
        "xin6",
        "xinn",
        "xìnhào",
        "xìn hào",
        "хао",
        "字",
        "hāò",
        "hao34",
        "a:",
        "<b>",
        "-",
        None,
        4,
        ["xìn"],
    ],
)
def test_what_is_no_syllable_is_refused(typed):
    with pytest.raises(ValueError, match=r"syllable|tones"):
        normalise_syllable(typed)


def test_every_reading_that_pypinyin_knows_is_a_syllable():
    from pypinyin.constants import PINYIN_DICT

    readings = {reading for entry in PINYIN_DICT.values() for reading in entry.split(",")}

    assert len(readings) > 1400
    assert not [reading for reading in readings if not normalise_syllable(reading)]


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("xìnhàojī", ["xìn", "hào", "jī"]),
        ("xin4hao4ji1", ["xìn", "hào", "jī"]),
        ("xìn hào jī", ["xìn", "hào", "jī"]),
        ("Xī'ān", ["xī", "ān"]),
        ("Xī’ān", ["xī", "ān"]),
        ("xīān", ["xī", "ān"]),
        ("xiān", ["xiān"]),
        ("nǚ'ér", ["nǚ", "ér"]),
        ("fangan", ["fan", "gan"]),
        ("fang'an", ["fang", "an"]),
        ("yìdiǎnr", ["yì", "diǎn", "r"]),
        ("lv4se4", ["lǜ", "sè"]),
        ("tiělù-xìnhào", ["tiě", "lù", "xìn", "hào"]),
    ],
)
def test_a_joined_word_falls_into_its_syllables(word, syllables):
    assert syllables_of(word, len(syllables)) == syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [("xìnhàojī", 2), ("xìnhàojī", 4), ("xian", 2), ("", 1), ("xìnhào", 0), ("сигнал", 2), ("a" * 200, 3)],
)
def test_another_number_of_syllables_is_refused_and_the_number_needed_is_named(word, count):
    with pytest.raises(ValueError, match=f"{count} are needed"):
        syllables_of(word, count)
