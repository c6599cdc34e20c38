"""Chinese text as data: which characters are hanzi, how they are read, where sentences end. Pure functions."""

from .hanzi import HANZI, hanzi_of, has_hanzi, is_hanzi
from .pinyin import SOURCES, Syllable, annotate
from .syllables import normalise_syllable, syllables_of
from .text import join_sentences, slug, split_line, split_sentences

__all__ = [
    "HANZI",
    "SOURCES",
    "Syllable",
    "annotate",
    "hanzi_of",
    "has_hanzi",
    "is_hanzi",
    "join_sentences",
    "normalise_syllable",
    "slug",
    "split_line",
    "split_sentences",
    "syllables_of",
]
