"""What a search finds in bilingual text: the tokens of a text, and a query as the tokens that it asks for.

A database's own words would not do: an unbroken run of Han is one word to them, and each has stemmers of its own. So
the index holds tokens made here, and a query is read into tokens in the same way:

    铁路信号 (tiě lù xìn hào)   铁 路 信 号, 铁路 路信 信号, its words, and tie lu xin hao, tielu luxin xinhao
    сигналы                     сигналы and its stem сигнал; without a stemmer for the language, each beginning

A token has lower-case letters and digits only, without marks, so that every database leaves it as it is.
"""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import snowballstemmer
from django.utils.translation import get_language_info

from qiao import chinese

from . import sentences

STEMMERS = {"en": "english", "ru": "russian"}
"""Languages whose words are found by their stem, and the Snowball algorithm for each."""

SHORTEST_BEGINNING = 2
"""Letters of the shortest beginning of a word that finds it."""

LONGEST_TOKEN = 40
"""Characters; what is longer is no word, and is found by its beginning."""

MOST_TOKENS = 30_000
"""Different tokens of one page in the index: PostgreSQL takes a megabyte, and refuses to save what has more."""

_RUN = re.compile(f"[{chinese.HANZI}]+")
_APOSTROPHES = "'’‘ʻʼʹ`´"
_WORD = re.compile(rf"[^\W_{chinese.HANZI}]+(?:[{_APOSTROPHES}\u0300-\u036f]+[^\W_{chinese.HANZI}]+)*[\u0300-\u036f]*")
_EITHER = re.compile(f"(?P<han>{_RUN.pattern})|{_WORD.pattern}")
_LATIN = re.compile("[a-z]+")
_TONE_NUMBER = re.compile("(?<=[a-zü:])[0-5]")


class Found(NamedTuple):
    """A token, and where in the Chinese (`zh`) or the `translation` it stands: characters start to end."""

    token: str
    field: str
    start: int
    end: int


class Query(NamedTuple):
    """What is looked for. parts: each of them must be found, in one of its ways; a way is a tuple of tokens."""

    parts: tuple

    def __bool__(self):
        return bool(self.parts)

    def matched(self, tokens):
        """How many parts a set of tokens has."""
        return sum(any(tokens.issuperset(way) for way in part) for part in self.parts)

    def wanted(self, tokens):
        """Those of the query's tokens that belong to the ways that a set of tokens has whole."""
        ways = (way for part in self.parts for way in part if tokens.issuperset(way))
        return {token for way in ways for token in way}


def read(text, language):
    """The Query that a reader of `language`, a code, typed; false where there is nothing to look for in it.

    Han is looked for by any part of a word, Latin letters as a word and as pinyin with or without tones, words of all
    other scripts by their stem or beginning. Signs of any kind only part words.
    """
    parts, latin = [], []
    for match in _EITHER.finditer(unicodedata.normalize("NFC", text)):
        if match["han"]:
            parts += [_latin(latin, language), (_pairs(match["han"]),)]
            latin = []
        elif syllables := _syllables(match.group()):
            latin.append((match.group(), syllables))
        else:
            parts += [_latin(latin, language), tuple((form,) for form in word_forms(match.group(), language))]
            latin = []
    parts.append(_latin(latin, language))
    return Query(tuple(dict.fromkeys(filter(None, parts))))


def find(sentence, language):
    """Every token of a sentence and of its translation into `language`, as Found.

    sentence: a dict with zh, and perhaps pinyin, words and translation, as `sentences` describes them.
    """
    zh = sentence["zh"]
    readings = _readings(sentence)
    for run in _RUN.finditer(zh):
        for start in range(run.start(), run.end()):
            yield Found(zh[start], "zh", start, start + 1)
            for reading in readings.get(start, ()):
                yield Found(reading, "zh", start, start + 1)
            if start + 1 < run.end():
                yield Found(zh[start : start + 2], "zh", start, start + 2)
                for first in readings.get(start, ()):
                    for second in readings.get(start + 1, ()):
                        yield Found(first + second, "zh", start, start + 2)
    start = 0
    for word in sentences.words(sentence):
        end = start + len(word)
        if len(word) > 2 and _RUN.fullmatch(word):
            yield Found(word[:LONGEST_TOKEN], "zh", start, end)
        start = end
    yield from _in_text(zh, "zh", language)
    if not sentences.is_untranslated(sentence):
        yield from _in_text(sentence["translation"], "translation", language)


def index(passages, language):
    """The tokens of some sentences as one string for the index, each once."""
    tokens = {}
    for sentence in passages:
        tokens |= dict.fromkeys(found.token for found in find(sentence, language))
        if len(tokens) > MOST_TOKENS:
            break
    return " ".join(list(tokens)[:MOST_TOKENS])


def index_title(sentence, language):
    """The same of a title, with the pinyin from each hanzi on, for suggestions while a word is being typed."""
    tokens = dict.fromkeys(found.token for found in find(sentence, language))
    readings = _readings(sentence)
    for run in _RUN.finditer(sentence["zh"]):
        for start in range(run.start(), run.end()):
            for way in (0, -1):
                spelled = "".join(readings[place][way] for place in range(start, run.end()) if place in readings)
                tokens[spelled[:LONGEST_TOKEN]] = None
    return " ".join(filter(None, tokens))


def marks(sentence, query, language):
    """Where a query is found in a sentence: {"zh": [(start, end) …], "translation": […]}, in order, none touching."""
    found = list(find(sentence, language))
    wanted = query.wanted({each.token for each in found})
    spans = {"zh": [], "translation": []}
    for each in sorted(found, key=lambda each: each.start):
        if each.token not in wanted:
            continue
        places = spans[each.field]
        if places and each.start <= places[-1][1]:
            places[-1] = (places[-1][0], max(places[-1][1], each.end))
        else:
            places.append((each.start, each.end))
    return spans


def _in_text(text, field, language):
    for match in _WORD.finditer(text):
        forms = word_forms(match.group(), language)
        if language not in STEMMERS:
            forms += tuple(form[:length] for form in forms for length in range(SHORTEST_BEGINNING, len(form)))
        for form in forms:
            yield Found(form, field, match.start(), match.end())


@lru_cache(maxsize=20_000)
def word_forms(word, language):
    """A word as it is and its stem, folded; the word alone in a language without a stemmer."""
    # Both, because Snowball makes сигнал of сигналы, but сигна of сигнал.
    word = word.casefold()
    for apostrophe in _APOSTROPHES:
        word = word.replace(apostrophe, "'")
    forms = [word]
    if language in STEMMERS:
        forms.append(_stemmer(language).stemWord(word.replace("ё", "е")))
    return tuple(dict.fromkeys(filter(None, (_fold(form)[:LONGEST_TOKEN] for form in forms))))


@cache
def _stemmer(language):
    return snowballstemmer.stemmer(STEMMERS[language])


def _fold(text):
    # Letters and digits alone: what is an accent to one database is a letter of its own to another.
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in letters if char.isalnum())


def _pairs(parts):
    # What stands together is looked for as each two neighbours.
    if len(parts) == 1:
        return (parts[0],)
    return tuple(dict.fromkeys(first + second for first, second in pairwise(parts)))


def _latin(words, language):
    # Words that can be pinyin are looked for as such, and as what they may be besides.
    if not words:
        return ()
    as_pinyin = _pairs([syllable for _word, syllables in words for syllable in syllables])
    # Four syllables one by one are on any long page: they are words only to whoever writes in Latin letters.
    if not _writes_latin(language) and all(len(syllables) == 1 for _word, syllables in words):
        return (as_pinyin,)
    forms = [word_forms(word, language) for word, _syllables in words]
    as_they_are, as_stems = (tuple(dict.fromkeys(each[way] for each in forms)) for way in (0, -1))
    return tuple(dict.fromkeys((as_they_are, as_stems, as_pinyin)))


@cache
def _writes_latin(language):
    try:
        return get_language_info(language)["name_local"][0].isascii()
    except KeyError:
        return True


@lru_cache(maxsize=2_000)
def _syllables(word):
    # Of a word that can be pinyin, without tones; () of any other.
    if len(word) > LONGEST_TOKEN:
        return ()
    try:
        syllables = chinese.syllables_of(_TONE_NUMBER.sub("", word), None)
    except ValueError:
        return ()
    plain = tuple(_plain(syllable)[0] for syllable in syllables)
    return plain if all(map(_LATIN.fullmatch, plain)) else ()


@lru_cache(maxsize=2_000)
def _plain(syllable):
    # How a syllable is typed without its tone: ü is v, or u on a keyboard that knows neither.
    letters = unicodedata.normalize("NFD", syllable.casefold()).replace("u\u0308", "v")
    typed = "".join(char for char in letters if char.isascii() and char.isalpha())
    return tuple(dict.fromkeys((typed, typed.replace("v", "u")))) if typed else ()


def _readings(sentence):
    # Place in the Chinese to the ways to type the syllable there; {} where the pinyin does not fit the text.
    places = [place for place, char in enumerate(sentence["zh"]) if chinese.is_hanzi(char)]
    pinyin = sentence.get("pinyin") or ()
    if len(places) != len(pinyin):
        return {}
    found = {place: _plain(syllable["pinyin"]) for place, syllable in zip(places, pinyin, strict=True)}
    return {place: ways for place, ways in found.items() if ways}
