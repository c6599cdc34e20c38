"""What finds what: tokens of a text, and a query read in the same way."""

import pytest

from qiao.bilingual import searching, sentences

SIGNALS = {"ru": "Железнодорожные сигналы", "en": "Railway signals", "uz": "Temiryoʻl signallari", "kk": "Теміржол"}


def found(query, zh, translation="", language="ru"):
    """Whether a query finds a sentence, and what of it is marked, as strings."""
    (sentence,) = sentences.build([(zh, translation)])
    asked = searching.read(query, language)
    tokens = set(searching.index([sentence], language).split())
    if not asked or asked.matched(tokens) < len(asked.parts):
        return None
    spans = searching.marks(sentence, asked, language)
    return [sentence[field][start:end] for field in ("zh", "translation") for start, end in spans[field]]


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("铁路", ["铁路"]),
        ("信号", ["信号"]),
        ("路信", ["路信"]),
        ("铁路信号", ["铁路信号"]),
        ("号", ["号"]),
        ("tielu", ["铁路"]),
        ("TIELU", ["铁路"]),
        ("tie lu", ["铁路"]),
        ("tiě lù xìn hào", ["铁路信号"]),
        ("tiělù xìnhào", ["铁路信号"]),
        ("tie3lu4", ["铁路"]),
        ("tieluxinhao", ["铁路信号"]),
        ("сигналы", ["сигналы"]),
        ("сигнал", ["сигналы"]),
        ("СИГНАЛОВ", ["сигналы"]),
        ("xinhao, железнодорожных «铁路»!", ["铁路信号", "Железнодорожные"]),
    ],
)
def test_a_part_of_the_chinese_its_pinyin_or_another_form_of_a_word_finds_a_sentence(query, marked):
    assert found(query, "铁路信号", SIGNALS["ru"]) == marked


@pytest.mark.parametrize("query", ["路铁", "铁号", "luti", "hao tie", "сигара", "铁路 поезд", "tielu поезд"])
def test_what_is_not_all_there_finds_nothing(query):
    assert found(query, "铁路信号", SIGNALS["ru"]) is None


@pytest.mark.parametrize(
    ("language", "query", "marked"),
    [
        ("ru", "сигналы", "сигнал"),
        ("ru", "ещё", "еще"),
        ("ru", "поезда", "поездом"),
        ("en", "signals", "signal"),
        ("en", "stopped", "stopping"),
        ("en", "drivers", "driver's"),
        ("uz", "temir", "temiryoʻl"),
        ("uz", "temiryo'l", "temiryoʻl"),
        ("uz", "temiryo’l", "temiryo'l"),
        ("uz", "temiryol", "temiryo‘l"),
        ("kk", "сигнал", "сигналдар"),
        ("ky", "поезд", "поезддин"),
        ("tg", "қатора", "қатораҳо"),
        ("tg", "роҳи", "роҳӣ"),
        ("ur", "ریل", "ریلوے"),
        ("de", "strasse", "Straße"),
        ("vi", "Đường", "đường"),
        ("en", "cafe\u0301", "café"),
    ],
)
def test_each_language_has_its_own_way_to_know_a_word_again(language, query, marked):
    assert found(query, "铁", marked, language) == [marked]


def test_words_in_latin_letters_that_could_be_pinyin_are_words_too():
    assert found("men can", "车站", "What can men do?", "en") == ["can", "men"]
    assert found("xinhao tielu", "铁路的信号") == ["铁路", "信号"]


def test_a_stem_finds_no_longer_word_and_a_beginning_no_word_that_holds_it():
    assert found("car", "铁", "The cargo train", "en") is None
    assert found("жол", "铁", "Теміржол", "kk") is None


@pytest.mark.parametrize("query", ["lü", "lv", "lu", "lǜ", "lvse", "lüse", "lu4se4"])
def test_u_with_two_dots_is_typed_as_every_keyboard_can(query):
    assert found(query, "绿色") is not None


def test_an_apostrophe_parts_syllables_of_pinyin():
    assert found("fang'an", "方案") == ["方案"]
    assert found("fangan", "方案") == ["方案"]


def test_latin_letters_in_the_chinese_are_a_word():
    assert found("rfid", "使用RFID标签。") == ["RFID"]
    assert found("5g", "5G网络") == ["5G"]


def test_chinese_that_stands_in_for_a_missing_translation_is_not_marked_twice():
    assert found("铁路", "铁路信号", "铁路信号") == ["铁路"]


@pytest.mark.parametrize(
    "query", ["", " ", "。，！", "\"'«»()", "%", "_", "* - + & | ! ~", "\x00", "😀", "\ud800", "\u0301"]
)
def test_signs_alone_ask_for_nothing(query):
    assert not searching.read(query, "ru")


@pytest.mark.parametrize("query", ['"铁路" OR NOT (信号*', "铁路%", "_铁路_", "title:铁路 AND", "铁路'; --", "铁路\\"])
def test_signs_and_operators_only_part_words(query):
    tokens = {token for part in searching.read(query, "ru").parts for way in part for token in way}
    assert "铁路" in tokens
    assert all(token.isalnum() for token in tokens)


def test_a_very_long_query_and_a_very_long_text_stay_small():
    assert len(searching.read("a1铁" * 3_000, "ru").parts) <= 4
    assert searching.read("x" * 10_000, "ru").parts
    text = [{"zh": "".join(chr(0x4E00 + n * 7 % 20_000) for n in range(60_000)), "translation": ""}]
    assert len(searching.index(text, "ru").split()) == searching.MOST_TOKENS


def test_while_a_word_is_typed_its_beginning_is_in_the_index_of_titles():
    (title,) = sentences.build([("铁路信号", SIGNALS["ru"])])
    tokens = searching.index_title(title, "ru").split()
    for typed in ("tieluxinh", "luxi", "железнод", "сигна"):
        assert any(token.startswith(typed) for token in tokens), typed
