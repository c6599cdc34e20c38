"""How 一 and 不 sound beside other syllables: a way to display pinyin, never what is stored."""

import unicodedata

from .pinyin import Syllable

_MARKS = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿第")
# 一 that ends a word or counts keeps its tone; these words are the ones that learners meet.
_KEEP_BEFORE = frozenset("第初统唯单专同之其合万划归期周拜")
_DATES = frozenset("月号楼日")


def sandhi(syllables):
    """The pinyin of `syllables` as it is spoken, one string for each, with the tone changes of 一 and 不.

    syllables: a sentence's, in order, as `annotate` gives them, or pairs of hanzi and pinyin. 不 is bú before a fourth
    tone. 一 is yí before a fourth tone, yì before the others, and keeps yī at the end, in numerals and dates (十一,
    第一, 一月, 一九八〇) and in words that it ends (统一, 唯一). Between two equal characters both are neutral (看一看,
    好不好). Source: 黄伯荣, 廖序东 《现代汉语》, 音变; pinyin is spelled with citation tones, and GB/T 16159—2012 lets
    teaching material write the changes. A 一 or 不 with another tone than yī or bù, set by hand, is left as it is.
    """
    read = [(one.hanzi, one.pinyin) if isinstance(one, Syllable) else tuple(one)[:2] for one in syllables]
    return [_spoken(read, place) for place in range(len(read))]


def _spoken(read, place):
    hanzi, pinyin = read[place]
    if (hanzi, pinyin) not in (("一", "yī"), ("不", "bù")):
        return pinyin
    before = read[place - 1] if place else ("", "")
    after = read[place + 1] if place + 1 < len(read) else ("", "")
    if before[0] and before[0] == after[0] and before[0] not in _NUMERALS:
        return "yi" if hanzi == "一" else "bu"
    tone = _tone(after[1])
    if hanzi == "不":
        return "bú" if tone == 4 else pinyin
    counts = before[0] in _NUMERALS or before[0] in _KEEP_BEFORE
    if not after[1] or counts or after[0] in _NUMERALS - set("百千万亿") or after[0] in _DATES:
        return pinyin
    # 个 is spoken without a tone and still counts as the fourth that it has by itself.
    return "yí" if tone == 4 or after[0] == "个" else "yì"


def _tone(pinyin):
    return next((_MARKS[mark] for mark in unicodedata.normalize("NFD", pinyin) if mark in _MARKS), 0)
