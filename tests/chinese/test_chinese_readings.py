"""How well whole sentences of the trades are read, and what people edit to make it better."""

import re
import time
from pathlib import Path

import pypinyin
import pytest

from qiao.chinese import annotate, hanzi_of, is_hanzi, readings
from qiao.chinese.lexicon import citation

DATA = Path(__file__).parent / "data"
SETS = (
    "sentences.tsv",
    "held_out.tsv",
    "fresh.tsv",
    "unseen.tsv",
    "unseen_2.tsv",
    "unseen_3.tsv",
    "unseen_4.tsv",
    "unseen_5.tsv",
    "unseen_6.tsv",
    "unseen_7.tsv",
    "unseen_8.tsv",
    "unseen_9.tsv",
)


def rows(name):
    """(trade, sentence, [syllable …]) of a file of reference readings."""
    lines = [line.split("\t") for line in (DATA / name).read_text().splitlines() if not line.startswith("#")]
    return [(trade, sentence, pinyin.split()) for trade, sentence, pinyin in lines]


def compared(name):
    """(sentence, Syllable, syllable that is right) for every hanzi of a file."""
    found = []
    for _trade, sentence, expected in rows(name):
        found += [(sentence, got, right) for got, right in zip(annotate(sentence), expected, strict=True)]
    return found


def by_pypinyin(name):
    """What pypinyin reads without the help of anything here, 一 and 不 in their citation tones."""
    found = []
    for _trade, sentence, _expected in rows(name):
        syllables = pypinyin.pinyin(sentence, style=pypinyin.Style.TONE, errors=list)
        found += [citation(char, each[0]) for char, each in zip(sentence, syllables, strict=True) if is_hanzi(char)]
    return found


def test_the_sentences_are_many_and_from_each_trade():
    trades = [trade for trade, _sentence, _pinyin in rows("sentences.tsv")]

    assert len(trades) >= 220
    assert {trade for trade in trades if trades.count(trade) >= 40} == {
        "railway-signalling",
        "smart-logistics",
        "petroleum-drilling",
        "modern-agriculture",
        "workshop-school",
    }
    sentences = [sentence for name in SETS for _trade, sentence, _pinyin in rows(name)]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("name", SETS)
def test_what_is_read_wrong_is_rare_and_marked_and_little_else_is(name):
    found = compared(name)
    wrong = [(sentence, got, right) for sentence, got, right in found if got.pinyin != right]
    alone = sum(reading != right for reading, (_sentence, _got, right) in zip(by_pypinyin(name), found, strict=True))

    assert len(wrong) / len(found) <= 0.005, wrong
    assert [each for each in wrong if each[1].certain] == []
    # A text is marked the more, the more polyphones it has; what pypinyin alone reads wrong says how many they are.
    assert sum(not got.certain for _sentence, got, _right in found) <= 1.4 * alone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("行业", "háng yè"),
        ("重量长度", "zhòng liàng cháng dù"),
        ("校长调度调整", "xiào zhǎng diào dù tiáo zhěng"),
        ("还是", "hái shì"),
        ("跑得快", "pǎo de kuài"),
        ("我得走", "wǒ děi zǒu"),
        ("朋友的东西便宜", "péng you de dōng xi pián yi"),
        ("这个地方", "zhè ge dì fang"),
        ("电子秤", "diàn zǐ chèng"),
        ("杯子和种子", "bēi zi hé zhǒng zi"),
        ("进行业务", "jìn xíng yè wù"),
        ("物流行业", "wù liú háng yè"),
        ("給學生講課", "gěi xué shēng jiǎng kè"),  # the data files are simplified; pypinyin reads the rest
    ],
)
def test_words_in_context(text, expected):
    assert " ".join(each.pinyin for each in annotate(text)) == expected


def test_what_is_no_hanzi_stands_where_it_stood():
    text = "将RFID标签（3.5 kg）贴在𠮷箱，Поезд 12：再 扫描!"

    assert [each.hanzi for each in annotate(text)] == hanzi_of(text)
    assert [each.pinyin for each in annotate(text)][:5] == ["jiāng", "biāo", "qiān", "tiē", "zài"]


def test_a_long_text_is_read_in_reasonable_time():
    text = "铁路信号机的重量，调度员说得对，还要看长度。数据不一样。" * 750
    annotate("热身")

    start = time.perf_counter()
    syllables = annotate(text)

    assert len(text) > 20_000
    assert len(syllables) == len(hanzi_of(text))
    assert time.perf_counter() - start < 5  # 0.5 s on the machine that it was written on


def test_the_data_files_can_be_read():
    assert len(readings.words()) > 1500
    assert {"调车", "道岔", "量杯", "钻头"} <= readings.trade_words()
    assert all(re.fullmatch(r"[\u3400-\u9fff]+", word) for word in readings.words())


def test_each_polyphone_ends_with_a_row_for_every_other_place():
    for hanzi, rules in readings.rules().items():
        assert [rule for rule in rules if rule.before is None and rule.after is None] == [rules[-1]], hanzi


def test_no_word_has_two_readings_in_the_data_files():
    seen, twice = {}, []
    for name in readings.WORD_FILES:
        for _place, (word, *row) in readings._rows(name, 3):
            if word in seen:
                twice.append(word)
            seen[word] = row
    assert twice == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("调车\tdiào chē", "3 columns"),
        ("调车\tdiào chē\tperhaps", "sure or confirm"),
        ("调车\tdiào\tsure", "2 syllables"),
        ("调车\tdiào xx\tsure", "not a pinyin syllable"),
    ],
)
def test_a_mistake_in_a_data_file_is_named_with_its_place(tmp_path, monkeypatch, line, said):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/words.tsv").write_text(f"# comment\n{line}\n")
    monkeypatch.setattr(readings.resources, "files", lambda package: tmp_path)

    with pytest.raises(ValueError, match=rf"data/words.tsv, line 2: .*{said}"):
        readings._words_of("words.tsv")


def test_a_word_that_another_crosses_is_not_taken():
    assert " ".join(each.pinyin for each in annotate("首先生产零件")) == "shǒu xiān shēng chǎn líng jiàn"
    assert " ".join(each.pinyin for each in annotate("氧气和气体")) == "yǎng qì hé qì tǐ"


def test_a_syllable_that_crossing_words_read_otherwise_is_for_the_editor():
    assert [each.pinyin for each in annotate("三种地膜") if not each.certain][:1] == ["zhòng"]


@pytest.mark.parametrize(
    ("text", "reading", "certain"),
    [
        ("重振", "chóng", False),  # pypinyin has zhòng
        ("调味料", "tiáo", True),  # and so has pypinyin when it reads hanzi by hanzi
        ("供应商", "gōng", True),
    ],
)
def test_where_the_dictionaries_differ_the_editor_is_asked(text, reading, certain):
    assert (annotate(text)[0].pinyin, annotate(text)[0].certain) == (reading, certain)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("晒晒被子", "shài shai bèi zi"),
        ("出去散散步", "chū qù sàn san bù"),
        ("厚厚的", "hòu hòu de"),
        ("一根根", "yī gēn gēn"),
        ("慢慢来", "màn màn lái"),
    ],
)
def test_the_second_of_a_doubled_verb_has_no_tone(text, expected):
    assert " ".join(each.pinyin for each in annotate(text)) == expected


def test_pypinyin_is_left_as_it_was():
    before = pypinyin.lazy_pinyin("调车", style=pypinyin.Style.TONE)
    annotate("调车", {"调车": "dàochē"})

    assert pypinyin.lazy_pinyin("调车", style=pypinyin.Style.TONE) == before
