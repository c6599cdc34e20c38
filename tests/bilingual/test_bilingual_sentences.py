"""Sentences are read from one text box, keep their identity through edits, and are written back to it."""

import copy
import random
import time
import uuid

import pytest

from qiao import chinese
from qiao.bilingual import sentences


def texts(value):
    return [sentence["zh"] for sentence in value]


def ids(value):
    return [sentence["id"] for sentence in value]


@pytest.fixture
def four():
    return sentences.build("甲车进站。乙车出站。丙车停车。丁车通过。")


def test_a_text_becomes_sentences_with_pinyin_and_paragraphs():
    value = sentences.build("列车可以进站吗？可以。\n请注意信号！")

    assert texts(value) == ["列车可以进站吗？", "可以。", "请注意信号！"]
    assert [sentence["starts_paragraph"] for sentence in value] == [True, False, True]
    assert [syllable["pinyin"] for syllable in value[1]["pinyin"]] == ["kě", "yǐ"]
    assert value[0] | {"id": None, "pinyin": None} == {
        "id": None,
        "zh": "列车可以进站吗？",
        "pinyin": None,
        "words": [2, 2, 2, 1, 1],
        "translation": "",
        "audio": None,
        "starts_paragraph": True,
    }
    assert all(uuid.UUID(key).version == 4 for key in ids(value))


@pytest.mark.parametrize("text", ["", " \n\t\r\n ", "\x00", "\ufeff", "\u200b"])
def test_a_text_of_nothing_has_no_sentences(text):
    assert sentences.build(text) == []


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\x00b\x07字", "ab字"),
        ("字\ud800体", "字体"),
        ("\ufeff字\u200b体", "字体"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("e\u0301", "é"),
        ("\uf900", "豈"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("字\u200d体", "字体"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("𰻝𠮷", "𰻝𠮷"),
        ("<b>字</b>", "<b>字</b>"),
    ],
)
def test_what_a_text_box_should_never_hold_is_taken_out(text, clean):
    assert sentences.clean_text(text) == clean


class TestIdentity:
    def test_an_unchanged_text_keeps_every_id(self, four):
        assert sentences.build(sentences.to_text(four), previous=four) == four

    def test_an_added_sentence_is_new_and_the_others_are_kept(self, four):
        value = sentences.build("甲车进站。新的一句。乙车出站。丙车停车。丁车通过。", previous=four)

        assert [ids(value)[place] for place in (0, 2, 3, 4)] == ids(four)
        assert ids(value)[1] not in ids(four)

    def test_a_removed_sentence_takes_only_itself_away(self, four):
        value = sentences.build("甲车进站。丙车停车。丁车通过。", previous=four)

        assert ids(value) == [ids(four)[place] for place in (0, 2, 3)]

    def test_a_moved_sentence_keeps_its_id(self, four):
        value = sentences.build("丁车通过。丙车停车。甲车进站。乙车出站。", previous=four)

        assert ids(value) == [ids(four)[place] for place in (3, 2, 0, 1)]

    def test_a_changed_sentence_keeps_its_id_and_loses_its_translation(self, four):
        four[1]["translation"] = "Второй поезд отправляется."

        value = sentences.build("甲车进站。乙车已出站。丙车停车。丁车通过。", previous=four)

        assert ids(value) == ids(four)
        assert value[1]["translation"] == ""
        assert [syllable["hanzi"] for syllable in value[1]["pinyin"]] == list("乙车已出站")

    def test_a_changed_sentence_beside_a_new_one_is_told_by_likeness(self, four):
        value = sentences.build("甲车进站。完全不同的话！乙车已经出站。丙车停车。丁车通过。", previous=four)

        assert ids(value)[2] == ids(four)[1]
        assert ids(value)[1] not in ids(four)

    def test_a_text_written_anew_shares_nothing(self, four):
        value = sentences.build("天气很好。", previous=four)

        assert ids(value)[0] not in ids(four)

    def test_the_same_sentence_twice_has_two_ids_that_stay(self):
        value = sentences.build("好。走。好。好。")

        assert len(set(ids(value))) == 4
        assert ids(sentences.build("好。走。好。好。", previous=value)) == ids(value)
        assert len(set(ids(sentences.build("好。好。好。好。好。", previous=value)))) == 5

    def test_previous_sentences_that_share_an_id_are_told_apart(self, four):
        for sentence in four:
            sentence["id"] = "same"

        assert len(set(ids(sentences.build(sentences.to_text(four), previous=four)))) == 4

    def test_a_paragraph_break_costs_no_id(self, four):
        assert ids(sentences.build("甲车进站。\n乙车出站。\n\n丙车停车。丁车通过。", previous=four)) == ids(four)

    def test_the_value_that_was_there_before_is_not_changed(self, four):
        before = copy.deepcopy(four)

        sentences.build("甲车出站。乙车进站。", previous=four)

        assert four == before

    def test_random_edits_never_lose_an_unchanged_sentence(self):
        chance = random.Random(3)
        value = sentences.build("".join(f"第{number}号车。" for number in range(30)))
        for _edit in range(60):
            known = {sentence["zh"]: sentence["id"] for sentence in value}
            lines = texts(value)
            chance.shuffle(lines)
            lines = [*lines[chance.randint(0, 2) :], f"新{chance.random()}车。"]
            value = sentences.build("".join(lines), previous=value)

            assert all(known.get(sentence["zh"], sentence["id"]) == sentence["id"] for sentence in value)
            assert len(set(ids(value))) == len(value)

    def test_ten_thousand_equal_sentences_are_compared_in_a_moment(self):
        value = sentences.build("好。" * 10_000)
        start = time.perf_counter()

        sentences.build("坏。" + "好。" * 9_999, previous=value)

        assert time.perf_counter() - start < 5


class TestCorrections:
    def test_a_correction_stays_while_the_chinese_is_unchanged(self, four):
        four[2] = sentences.correct(four[2], [None, None, "ting4", None])

        value = sentences.build("丙车停车。甲车进站。", previous=four)

        assert value[0]["pinyin"][2] == {"hanzi": "停", "pinyin": "tìng", "source": "hand", "certain": True}
        assert value[0]["pinyin"][0]["source"] != "hand"

    def test_a_correction_and_the_sound_outlive_a_comma_but_not_a_hanzi(self):
        value = [sentences.correct(sentences.build("长的车")[0], ["zhǎng", None, None]) | {"audio": 7}]

        with_comma = sentences.build("长，的车", previous=value)
        with_hanzi = sentences.build("长的火车", previous=value)

        assert (with_comma[0]["pinyin"][0]["source"], with_comma[0]["audio"]) == ("hand", 7)
        assert (with_hanzi[0]["pinyin"][0]["source"], with_hanzi[0]["audio"]) != ("hand", 7)
        assert with_hanzi[0]["id"] == value[0]["id"]

    def test_a_confirmed_reading_is_certain(self):
        sentence = sentences.build("还")[0]

        assert sentences.correct(sentence, ["hái"])["pinyin"][0]["certain"]

    @pytest.mark.parametrize("given", [None, ""])
    def test_an_empty_correction_corrects_nothing(self, given):
        sentence = sentences.build("信号")[0]

        assert sentences.correct(sentence, [given, given]) == sentence

    def test_corrections_are_what_correct_was_given(self):
        sentence = sentences.correct(sentences.build("信号机")[0], [None, "hao2", None])

        assert sentences.corrections(sentence) == [None, "háo", None]

    def test_the_glossary_gives_way_to_a_correction(self):
        previous = [sentences.correct(sentences.build("调车")[0], ["tiáo", None])]

        value = sentences.build("调车", previous=previous, glossary={"调车": "diàochē"})

        assert [syllable["pinyin"] for syllable in value[0]["pinyin"]] == ["tiáo", "chē"]


class TestTwoColumns:
    @pytest.mark.parametrize(
        ("line", "pairs"),
        [
            ("信号机\tСветофор", [("信号机", "Светофор")]),
            ("停车。走。\tСтоп. Поехали.", [("停车。", "Стоп."), ("走。", "Поехали.")]),
            ("停车。走。\tСтоп и поехали.", [("停车。走。", "Стоп и поехали.")]),
            ("停车。\tСтоп, т. е. No. 3. Всё.", [("停车。", "Стоп, т. е. No. 3. Всё.")]),
            ("停！\tStop! ", [("停！", "Stop!")]),
            ("列\t车", [("列 车", "")]),
            ("\t列车", [("列车", "")]),
            ("Train\tпоезд", [("Train поезд", "")]),
        ],
    )
    def test_both_columns_are_filled(self, line, pairs):
        assert [(sentence["zh"], sentence["translation"]) for sentence in sentences.build(line)] == pairs

    def test_a_pair_that_could_not_be_taken_apart_stays_one_sentence(self):
        value = sentences.build("停车。走。\tСтоп и поехали.\n看。")

        assert sentences.build(sentences.to_text(value), previous=value) == value

    def test_the_translation_stays_when_the_box_shows_the_chinese_alone(self):
        value = sentences.build("信号机\tСветофор")

        assert sentences.build("信号机", previous=value)[0]["translation"] == "Светофор"


class TestDialogue:
    def said(self, text):
        value = sentences.build(text, dialogue=True)
        return [(sentence["speaker"], sentence["zh"], sentence["starts_paragraph"]) for sentence in value]

    def test_each_line_begins_with_who_speaks(self):
        assert self.said("司机：列车可以进站吗？请回答。\n调度员: 可以。") == [
            ("司机", "列车可以进站吗？", True),
            ("司机", "请回答。", False),
            ("调度员", "可以。", True),
        ]

    @pytest.mark.parametrize(
        "line",
        [
            "好的。",
            "这是一个非常非常长的没有人说的话：好",
            "10:30 到达",
            "http://a.cn 看",
            "请注意，司机：停车",
            "：好",
        ],
    )
    def test_a_line_without_a_speaker_goes_on_with_the_one_before(self, line):
        value = self.said(f"司机：停。\n{line}")

        assert {speaker for speaker, _zh, _starts in value} == {"司机"}
        assert value[1][1].startswith(line[:2])

    def test_a_dialogue_may_begin_without_a_speaker(self):
        assert self.said("停。")[0][0] == ""

    def test_the_speaker_of_a_pasted_translation_is_kept_for_all_lines(self):
        value = sentences.build("司机：停。\tМашинист: Стоп.\n司机：走。", dialogue=True)

        assert [sentence["speaker_translation"] for sentence in value] == ["Машинист", "Машинист"]
        assert value[0]["translation"] == "Стоп."


@pytest.mark.parametrize("kind", [{}, {"dialogue": True}, {"single": True}])
def test_a_text_that_went_through_sentences_comes_back_the_same(kind):
    chance = random.Random(5)
    for _attempt in range(2000):
        text = "".join(
            chance.choice("你好车站。！？!?…a1 .\t\n“”：:）(\"'😀𰻝\r\u200b") for _ in range(chance.randint(0, 14))
        )
        value = sentences.build(text, **kind)
        shown = sentences.to_text(value)

        assert sentences.build(shown, previous=value, **kind) == value, text
        assert sentences.normalise(value, **kind) == value, text


@pytest.mark.parametrize(
    ("text", "zh"), [("进站。出站。", "进站。出站。"), ("进站\n信号机", "进站 信号机"), (" 信号 ", "信号")]
)
def test_a_label_is_one_line_that_is_never_split(text, zh):
    assert texts(sentences.build_label(text)) == [zh]


def test_a_label_follows_its_text_and_keeps_its_id():
    before = sentences.build_label("信号机")

    assert sentences.build_label("信号灯", previous=before)[0]["id"] == before[0]["id"]
    assert sentences.build_label("", previous=before) == []


def test_sentences_are_built_of_given_parts():
    value = sentences.build(["停车。走。", ("信号", "сигнал"), {"zh": "好", "speaker": "司机", "audio": 3}])

    assert texts(value) == ["停车。走。", "信号", "好"]
    assert value[1]["translation"] == "сигнал"
    assert (value[2]["speaker"], value[2]["speaker_translation"], value[2]["audio"]) == ("司机", "", 3)


class TestStoredValues:
    @pytest.mark.parametrize(
        "junk", [None, 0, 7, True, {}, {"zh": "字"}, object(), [], (), "", [None, 3, [], {}], [{"zh": None}]]
    )
    def test_what_is_no_list_of_sentences_is_empty(self, junk):
        assert sentences.normalise(junk) == []

    def test_a_text_is_read(self):
        assert texts(sentences.normalise("停车。走。")) == ["停车。", "走。"]

    @pytest.mark.parametrize(
        "item",
        [
            {"zh": "字"},
            {"zh": "字", "id": None},
            {"zh": "字", "id": 7},
            {"zh": "字", "id": "a.b"},
            {"zh": "字", "id": ""},
            {"zh": "字", "pinyin": "zì", "audio": "x", "translation": 3, "starts_paragraph": None},
            {"zh": "字", "pinyin": [None]},
            {"zh": "字", "pinyin": [{"pinyin": 3}]},
            "字",
        ],
    )
    def test_what_is_missing_or_wrong_in_a_sentence_is_filled_in(self, item):
        first, again = sentences.normalise([item, item]), sentences.normalise([item, item])

        assert first == again
        assert len(set(ids(first))) == 2
        assert set(first[0]) == {"id", "zh", "pinyin", "words", "translation", "audio", "starts_paragraph"}
        assert all("." not in key for key in ids(first))
        assert first[0]["audio"] is None
        assert first[0]["pinyin"] == []

    def test_reading_computes_nothing_and_completing_fills_pinyin_and_words(self, monkeypatch):
        monkeypatch.setattr(chinese, "annotate", None)
        monkeypatch.setattr(chinese, "segment", None)
        value = sentences.normalise([{"zh": "字体"}])
        monkeypatch.undo()

        assert (value[0]["pinyin"], value[0]["words"]) == ([], [])
        assert sentences.complete(value)[0]["pinyin"][0]["pinyin"] == "zì"
        assert sentences.complete(value)[0]["words"] == [2]

    def test_what_was_stored_before_there_were_words_gets_them_and_keeps_its_pinyin(self):
        old = [sentences.correct(sentences.build("信号机。")[0], [None, "hao2", None])]
        del old[0]["words"]

        value = sentences.complete(sentences.normalise(old))

        assert sentences.words(value[0]) == ["信号机", "。"]
        assert value[0]["pinyin"] == old[0]["pinyin"]

    @pytest.mark.parametrize(
        "stored", [None, "21", [2], [1, 1, 1, 1, 1], [0, 3, 1], [-1, 5], [True, 3], [1.0, 3], ["4"]]
    )
    def test_words_that_do_not_fit_the_text_are_left_out(self, stored):
        [sentence] = sentences.normalise([{"zh": "信号机。", "words": stored}])

        assert sentence["words"] == []
        assert sentences.words(sentence) == ["信", "号", "机", "。"]


class TestWords:
    def cut(self, zh, glossary=None):
        [sentence] = sentences.build_label(zh, glossary=glossary)
        assert sum(sentence["words"]) == len(sentence["zh"])
        return sentences.words(sentence)

    def test_words_are_kept_with_the_sentence(self):
        assert self.cut("列车可以进站吗？") == ["列车", "可以", "进站", "吗", "？"]

    def test_the_glossary_has_the_last_word_and_its_longest_term_wins(self):
        glossary = dict.fromkeys(["信号", "进站", "信号机", "进站信号机", "没有的词"], "")

        assert self.cut("进站信号机亮。", glossary) == ["进站信号机", "亮", "。"]
        assert self.cut("进站信号亮。", glossary)[:2] == ["进站", "信号"]

    def test_a_term_of_the_glossary_gives_its_pinyin(self):
        [sentence] = sentences.build_label("调车。", glossary={"调车": "tiáochē"})

        assert [syllable["pinyin"] for syllable in sentence["pinyin"]] == ["tiáo", "chē"]

    def test_a_term_is_found_however_it_was_typed(self):
        assert self.cut("café车站", {"cafe\u0301车站": "chēzhàn"}) == ["café车站"]

    def test_a_variation_selector_stays_with_its_hanzi(self):
        assert self.cut("葛\U000e0100飾区")[0] == "葛\U000e0100"

    def test_words_follow_a_changed_text(self):
        before = sentences.build("列车进站。")

        assert sentences.words(sentences.build("列车已进站。", previous=before)[0]) == ["列车", "已", "进站", "。"]

    def test_completing_asks_for_nothing_that_is_there(self, monkeypatch):
        value = sentences.build("列车进站。abc")
        monkeypatch.setattr(chinese, "annotate", None)
        monkeypatch.setattr(chinese, "segment", None)

        assert sentences.complete(value) == value


@pytest.mark.parametrize(
    ("zh", "translation", "expected"),
    [
        ("信号", "", True),
        ("信号", " ", True),
        ("信号", "信号", True),
        ("信号", "信号 ", True),
        ("信号", "сигнал", False),
        ("信号", "信号 (сигнал)", False),
        ("RFID", "RFID", False),
        ("H2S", "H2S", False),
        ("RFID", "", True),
    ],
)
def test_chinese_beside_the_same_chinese_is_untranslated(zh, translation, expected):
    assert sentences.is_untranslated({"zh": zh, "translation": translation}) is expected
