"""Words stand in the order of a dictionary of their language, under its letters."""

import pytest

from qiao.languages import alphabet


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ["ёлка", "ель", "жук", "светофор", "яма"]),
        ("kk", ["ата", "әке", "гүл", "ғылым", "қызыл", "нан", "ңғ", "ұл", "үй", "іні"]),
        ("ky", ["нан", "ңа", "от", "өтүү", "ун", "үй"]),
        ("uz", ["gul", "ot", "suv", "zang", "oʻt", "gʻisht", "shahar", "chiroq"]),
        ("tg", ["гул", "ғӯзапоя", "кор", "қатор", "ҳаво", "чароғ", "ҷо"]),
        ("zh-hans", ["道岔", "调车", "红灯", "区间", "信号机", "月白灯", "重量"]),
        ("en", ["apple", "Éclair", "signal", "zebra"]),
    ],
)
def test_each_language_has_its_own_order(language, words):
    backwards = words[::-1]
    assert sorted(backwards, key=lambda word: alphabet.sort_key(word, language)) == words


@pytest.mark.parametrize(
    ("language", "words", "letters"),
    [
        ("ru", ["яма", "Ёж", "ель"], {"Е": ["Ёж", "ель"], "Я": ["яма"]}),
        ("kk", ["қызыл", "кітап"], {"К": ["кітап"], "Қ": ["қызыл"]}),
        ("uz", ["shahar", "oʻt", "o‘q", "suv"], {"S": ["suv"], "Oʻ": ["o‘q", "oʻt"], "Sh": ["shahar"]}),
        ("zh-hans", ["信号机", "红灯", "区间"], {"H": ["红灯"], "Q": ["区间"], "X": ["信号机"]}),
        ("en", ["“stop” sign", "(home) signal"], {"H": ["(home) signal"], "S": ["“stop” sign"]}),
        ("en", ["5G", "aspect"], {"…": ["5G"], "A": ["aspect"]}),
    ],
)
def test_words_stand_under_the_letters_of_their_language(language, words, letters):
    assert dict(alphabet.by_letter(words, language, str)) == letters
