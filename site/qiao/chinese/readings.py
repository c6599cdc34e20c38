"""What people know of the readings: words with their pinyin, and rules for a polyphone that no word decides."""

import re
import unicodedata
from functools import cache
from importlib import resources
from typing import NamedTuple

from .syllables import normalise_syllable

# A later file wins over an earlier one where both list a word.
WORD_FILES = ("words.tsv", "neutral_tones.tsv", "trade_words.tsv")
TRADE_WORDS = "trade_words.tsv"
POLYPHONES = "polyphones.tsv"
SURROUNDINGS = 8
"""How many characters before and after a polyphone its rules see."""

NUMERAL = "[〇零一二两三四五六七八九十百千万亿几半多0-9０-９]"


class Word(NamedTuple):
    """A word of the data files. syllables: one for each hanzi. certain: False when an editor should look at it."""

    syllables: tuple
    certain: bool


class Rule(NamedTuple):
    """A reading of a polyphone and where it holds. before, after: compiled patterns, or None for anywhere."""

    reading: str
    before: re.Pattern | None
    after: re.Pattern | None
    certain: bool

    @property
    def is_specific(self):
        """Whether it holds in some surroundings only."""
        return self.before is not None or self.after is not None


@cache
def words():
    """{word: Word} of data/words.tsv, neutral_tones.tsv and trade_words.tsv."""
    found = {}
    for name in WORD_FILES:
        found |= _words_of(name)
    return found


@cache
def trade_words():
    """The words of data/trade_words.tsv, as a frozenset."""
    return frozenset(_words_of(TRADE_WORDS))


@cache
def longest_word():
    """The number of characters of the longest word."""
    return max(map(len, words()), default=0)


@cache
def rules():
    """{hanzi: tuple of Rules} of data/polyphones.tsv, in the order in which they are tried."""
    found = {}
    for place, (hanzi, reading, before, after, certain) in _rows(POLYPHONES, 5):
        try:
            rule = Rule(normalise_syllable(reading), _pattern(before), _pattern(after), certain)
        except (ValueError, re.error) as error:
            raise ValueError(f"{place}: {error}") from error
        found.setdefault(hanzi, []).append(rule)
    return {hanzi: tuple(rows) for hanzi, rows in found.items()}


def read_alone(hanzi, before, after):
    """The Rule for a lone `hanzi` between the texts `before` and `after`; None when it has no rules or none fits."""
    for rule in rules().get(hanzi, ()):
        if (rule.before is None or rule.before.search(before)) and (rule.after is None or rule.after.match(after)):
            return rule
    return None


def _words_of(name):
    found = {}
    for place, (word, pinyin, certain) in _rows(name, 3):
        try:
            syllables = tuple(normalise_syllable(syllable) for syllable in pinyin.split())
        except ValueError as error:
            raise ValueError(f"{place}: {error}") from error
        if len(syllables) != len(word):
            raise ValueError(f"{place}: “{word}” needs {len(word)} syllables, one for each hanzi.")
        found[word] = Word(syllables, certain)
    return found


def _rows(name, columns):
    # The rows of a data file, each with its place; the last column, sure or confirm, comes as a truth value.
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    for number, line in enumerate(unicodedata.normalize("NFC", text).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        place = f"data/{name}, line {number}"
        if len(cells) != columns or cells[-1] not in ("sure", "confirm"):
            raise ValueError(f"{place}: {columns} columns parted by tabs are needed, the last one sure or confirm.")
        yield place, (*cells[:-1], cells[-1] == "sure")


def _pattern(source):
    return re.compile(source.replace("{数}", NUMERAL)) if source else None
