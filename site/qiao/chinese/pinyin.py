"""The reading of every hanzi of a text: pypinyin on whole sentences, citation tones, the glossary's terms first."""

import unicodedata
from typing import NamedTuple

import pypinyin
from pypinyin.seg import simpleseg

from .hanzi import has_hanzi, is_hanzi
from .syllables import normalise_syllable, syllables_of

PHRASE, SINGLE, GLOSSARY, HAND, UNKNOWN = "phrase", "single", "glossary", "hand", "unknown"
SOURCES = (PHRASE, SINGLE, GLOSSARY, HAND, UNKNOWN)

# pypinyin lists several readings for every fifth character, most of them found in old texts only. These are the ones
# that a reader of today's Chinese meets with more than one reading and that the characters beside them must decide.
POLYPHONES = frozenset(
    "还得地数种教长行重着为当干间降角结卷觉空量宁铺切曲舍省盛似宿弹调挑系相兴应载扎折转只传处倒发缝冠喝横"
    "划晃夹假禁尽劲落模磨泡漂塞散丧扇属刷吐咽晕脏炸涨朝挣轧钉藏差称乘冲待度恶供勾观荷哄校累凉率蒙屏迫翘圈"
    "撒煞削血压饮予占粘轴薄背奔辟便曾叉颤澄畜创攒逮囤垛"
)

# Tone sandhi that pypinyin's phrases carry already; it is a way to display, so the stored tone is the dictionary's.
CITATION_TONES = {("一", "yí"): "yī", ("一", "yì"): "yī", ("不", "bú"): "bù"}


class Syllable(NamedTuple):
    """The reading of one hanzi.

    hanzi: the character. pinyin: its syllable with tone mark, NFC, "" when there is none. source: one of SOURCES.
    certain: False when an editor should look at it.
    """

    hanzi: str
    pinyin: str
    source: str
    certain: bool


def annotate(text, glossary=None):
    """The pinyin of `text`, one Syllable for each of its hanzi, in order.

    text: a sentence or a whole text; whatever is not a hanzi is passed over. glossary: mapping of a word to its pinyin,
    a string ("xìnhàojī") or a list of syllables; wherever the word stands its pinyin is taken, longer words first. An
    entry whose pinyin does not fit its hanzi is left aside, so that one bad term never keeps a lesson from being saved.
    """
    text = unicodedata.normalize("NFC", text)
    if not has_hanzi(text):
        return []
    readings = _readings(text)
    terms = _terms(text, glossary) if glossary else {}
    syllables = []
    for place, char in enumerate(text):
        if not is_hanzi(char):
            continue
        if place in terms:
            syllables.append(Syllable(char, terms[place], GLOSSARY, True))
            continue
        reading, in_phrase, aligned = readings[place]
        if not reading or reading == char:
            syllables.append(Syllable(char, "", UNKNOWN, False))
            continue
        reading = CITATION_TONES.get((char, reading), reading)
        certain = aligned and (in_phrase or char not in POLYPHONES)
        syllables.append(Syllable(char, reading, PHRASE if in_phrase else SINGLE, certain))
    return syllables


def _readings(text):
    # For each character: its reading, whether a phrase gave it, and whether the alignment can be trusted.
    tokens = simpleseg.seg(text)
    in_phrase = [len(token) > 1 for token in tokens for _char in token]
    found = pypinyin.pinyin(text, style=pypinyin.Style.TONE, errors=lambda unread: list(unread))
    aligned = len(found) == len(text) == len(in_phrase)
    if not aligned:
        found = [_reading_alone(char) for char in text]
        in_phrase = [False] * len(text)
    return [
        (unicodedata.normalize("NFC", reading[0]), phrase, aligned)
        for reading, phrase in zip(found, in_phrase, strict=True)
    ]


def _reading_alone(char):
    return (pypinyin.pinyin(char, style=pypinyin.Style.TONE, errors=lambda unread: list(unread)) or [[""]])[0]


def _terms(text, glossary):
    # Place in the text to syllable, for the glossary's words; a longer word takes its characters before a shorter one.
    words = {unicodedata.normalize("NFC", word): pinyin for word, pinyin in glossary.items() if has_hanzi(word)}
    lengths = sorted({len(word) for word in words}, reverse=True)
    taken, syllables = set(), {}
    for length in lengths:
        for start in range(len(text) - length + 1):
            word = text[start : start + length]
            if word not in words or any(place in taken for place in range(start, start + length)):
                continue
            places = [start + offset for offset, char in enumerate(word) if is_hanzi(char)]
            try:
                given = _term_syllables(words[word], len(places))
            except ValueError:
                continue
            taken.update(range(start, start + length))
            syllables.update(zip(places, given, strict=True))
    return syllables


def _term_syllables(pinyin, count):
    if isinstance(pinyin, str):
        return syllables_of(pinyin, count)
    given = [normalise_syllable(syllable) for syllable in pinyin]
    if len(given) != count:
        raise ValueError(f"{len(given)} syllables were given; {count} are needed, one for each hanzi.")
    return given
