"""Chinese text as data: hanzi, their readings, sentences, words and levels. Pure functions."""

from .hanzi import HANZI, hanzi_of, has_hanzi, is_hanzi
from .levels import STANDARDS, Level, level, word_level
from .lexicon import has_traditional
from .pinyin import SOURCES, Syllable, annotate
from .sandhi import sandhi
from .segmentation import segment
from .syllables import join_syllables, normalise_syllable, syllables_of, without_tone
from .text import join_sentences, slug, split_line, split_sentences

__all__ = [
    "HANZI",
    "SOURCES",
    "STANDARDS",
    "Level",
    "Syllable",
    "annotate",
    "hanzi_of",
    "has_hanzi",
    "has_traditional",
    "is_hanzi",
    "join_sentences",
    "join_syllables",
    "level",
    "normalise_syllable",
    "sandhi",
    "segment",
    "slug",
    "split_line",
    "split_sentences",
    "syllables_of",
    "without_tone",
    "word_level",
]
