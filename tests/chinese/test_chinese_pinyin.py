"""The pinyin of a text: one syllable for each hanzi, whatever stands between them."""

import unicodedata

import pytest

from qiao.chinese import annotate, hanzi_of, has_hanzi, is_hanzi


def readings(text, glossary=None):
    return [syllable.pinyin for syllable in annotate(text, glossary)]


@pytest.mark.parametrize("char", ["字", "〇", "㐀", "𠮷", "𰻝", "豈", "\U0002f800", "\U00031350", "\U0002ebf0"])
def test_ideographs_of_every_plane_are_hanzi(char):
    assert is_hanzi(char)
    assert has_hanzi(f"RFID {char}!")


@pytest.mark.parametrize(
    "char", ["a", "，", "。", "々", "あ", "한", "😀", "ü", "１", "\ufe00", "\U000e0100", "", "字字"]
)
def test_what_is_not_one_ideograph_is_no_hanzi(char):
    assert not is_hanzi(char)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RFID",
        "铁路信号",
        "铁路😀信号",
        "👨‍👩‍👧字",
        "葛\U000e0100飾",
        "字\ufe00体",
        "𠮷野家",
        "𰻝𰻝面",
        "RFID系统3.5km",
        "Поезд列车train",
        "一\n二\r\n三",
        "更\uf901車",
        "中\u0301国",
        "\ud800字",
        "。，！？",
        "长" * 2000,
    ],
)
def test_every_hanzi_has_exactly_one_syllable(text):
    syllables = annotate(text)

    assert [syllable.hanzi for syllable in syllables] == hanzi_of(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("铁路信号", ["tiě", "lù", "xìn", "hào"]),
        ("重新重量", ["chóng", "xīn", "zhòng", "liàng"]),
        ("银行行长", ["yín", "háng", "háng", "zhǎng"]),
        ("女绿", ["nǚ", "lǜ"]),
    ],
)
def test_polyphones_are_read_by_the_words_they_stand_in(text, expected):
    assert readings(text) == expected


@pytest.mark.parametrize(
    ("text", "place", "tone"), [("一个", 0, "yī"), ("一定", 0, "yī"), ("不是", 0, "bù"), ("不", 0, "bù")]
)
def test_yi_and_bu_are_stored_in_their_citation_tones(text, place, tone):
    assert readings(text)[place] == tone


def test_readings_are_nfc():
    assert all(unicodedata.is_normalized("NFC", reading) for reading in readings("女儿绿色嗯欸吕律"))


def test_sources_tell_a_phrase_from_a_lone_character_and_from_one_without_a_reading():
    phrase, lone, unknown = annotate("重新")[0], annotate("铁")[0], annotate("𠮷")[0]

    assert (phrase.source, phrase.certain) == ("phrase", True)
    assert (lone.source, lone.certain) == ("single", True)
    assert (unknown.pinyin, unknown.source, unknown.certain) == ("", "unknown", False)


@pytest.mark.parametrize("char", "还得地数种教")
def test_a_lone_polyphone_is_for_the_editor_to_confirm(char):
    assert not annotate(char)[0].certain


@pytest.mark.parametrize("char", "的了铁信要好")
def test_a_character_with_one_common_reading_is_certain(char):
    assert annotate(char)[0].certain


@pytest.mark.parametrize("pinyin", ["diàochē", "diào chē", "diao4che1", ["diào", "chē"], ["diao4", "che1"]])
def test_the_glossary_overrides_the_reading_of_its_words(pinyin):
    syllables = annotate("调车员在调车。", {"调车": pinyin})

    assert [(each.pinyin, each.source) for each in syllables if each.hanzi in "调车"] == [
        ("diào", "glossary"),
        ("chē", "glossary"),
    ] * 2
    assert syllables[2].source != "glossary"


def test_the_longer_word_of_the_glossary_is_taken_first():
    assert readings("出站信号机", {"站信": "aa", "信号": "ài hǎo", "站信号机": "zhàn xìn hào jī"})[1:] == [
        "zhàn",
        "xìn",
        "hào",
        "jī",
    ]


def test_a_glossary_word_may_hold_other_characters():
    assert readings("用X光机", {"X光": "guǎng"}) == ["yòng", "guǎng", "jī"]


@pytest.mark.parametrize("pinyin", ["xìn", "xìn hào jī", "хао", "", ["xìn"], ["xìn", "?"]])
def test_a_glossary_entry_that_does_not_fit_is_left_aside(pinyin):
    assert readings("信号", {"信号": pinyin}) == ["xìn", "hào"]


def test_the_glossary_of_one_text_does_not_reach_another():
    annotate("信号", {"信号": "ài hǎo"})

    assert readings("信号") == ["xìn", "hào"]


def test_where_pypinyin_loses_the_alignment_each_character_is_read_alone_and_uncertain(monkeypatch):
    import pypinyin

    own = pypinyin.pinyin
    monkeypatch.setattr(pypinyin, "pinyin", lambda text, **kw: own(text, **kw)[: 1 if len(text) > 1 else None])

    syllables = annotate("铁路")

    assert [(each.pinyin, each.certain) for each in syllables] == [("tiě", False), ("lù", False)]
