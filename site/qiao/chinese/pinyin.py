"""The reading of every hanzi of a text, and whether an editor should look at it."""

import re
import unicodedata
from typing import NamedTuple

import pypinyin
from pypinyin.constants import PHRASES_DICT
from pypinyin.seg import simpleseg

from . import readings
from .hanzi import has_hanzi, is_hanzi
from .lexicon import MEASURES, citation, readings_of
from .segmentation import segment
from .syllables import normalise_syllable, syllables_of, without_tone

PHRASE, SINGLE, GLOSSARY, HAND, UNKNOWN = "phrase", "single", "glossary", "hand", "unknown"
SOURCES = (PHRASE, SINGLE, GLOSSARY, HAND, UNKNOWN)

# Where these stand in a phrase of pypinyin it is as often two words beside each other (飞得+到处, 一行树): a rule that
# knows their surroundings is heard first.
LOOSE = frozenset("铺得地还行长种数重为倒转干量调只处教空系当差")

TWO_PAIRS = re.compile(r"(.)\1(.)\2")
NO_VERB = re.compile(f"{readings.NUMERAL}|[{MEASURES}]")

LONGEST_CROSSING = 4
"""Characters of the longest word that is looked at where words cross."""


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

    In this order: pypinyin on the whole text; 一 and 不 in their citation tones; the words of data/ (everyday words,
    neutral tones, trade words; readings as 现代汉语词典 has them), longer words first; the glossary; and a polyphone
    that no word decided by the rules of data/polyphones.tsv. In a word of CC-CEDICT its reading is taken. A syllable is
    certain when a word of data/ gives it, or a word of CC-CEDICT that has one reading there and the same in pypinyin
    and in the rules, and no other word crosses that word with another reading (the segmentation is the witness); or
    when its hanzi has one reading in use. A polyphone that no word decided is certain by a rule marked as sure alone,
    and those are few. The second of a doubled verb (晒晒) is toneless and never certain. The first call loads the
    dictionaries of `segment`, which takes about a second.
    """
    text = unicodedata.normalize("NFC", text)
    if not has_hanzi(text):
        return []
    found, spans, aligned = _phrases(text)
    tokens = _tokens(text, glossary)
    own = _own_words(text, tokens)
    terms = _terms(text, glossary) if glossary else {}
    for place, (reading, _certain, span) in own.items():
        found[place], spans[place] = reading, span
    by_words = _by_words(text, tokens)
    crossed = {
        span: _is_cut(tokens, *span) or _is_crossed(text, found, *span)
        for span in {*spans, *tokens}
        if span[1] - span[0] > 1
    }
    syllables = []
    for place, char in enumerate(text):
        if not is_hanzi(char):
            continue
        reading, span = found[place], spans[place]
        if place in terms:
            syllables.append(Syllable(char, terms[place], GLOSSARY, True))
        elif _is_doubled_verb(text, tokens, place) and span[0] == place:
            syllables.append(Syllable(char, without_tone(reading), SINGLE, False))
        elif place in own:
            doubted = crossed.get(span) or not own[place][1]
            last = not own[place][1] and place == span[1] - 1
            certain = not (doubted and (last or _has_other_readings(char, reading)))
            syllables.append(Syllable(char, reading, PHRASE, certain))
        elif not reading or reading == char:
            syllables.append(Syllable(char, "", UNKNOWN, False))
        else:
            rule = readings.read_alone(
                char,
                text[max(0, place - readings.SURROUNDINGS) : place],
                text[place + 1 : place + 1 + readings.SURROUNDINGS],
            )
            if aligned and place in by_words and not crossed[tokens[place]]:
                syllables.append(_in_a_word(char, reading, by_words[place], rule))
            else:
                in_phrase = aligned and span in crossed
                syllables.append(_weighed(char, reading, in_phrase, crossed.get(span), rule, aligned))
    return syllables


def _is_doubled_verb(text, tokens, place):
    # Whether the hanzi is the second of 晒晒 or 散散步, which has no tone; 厚厚的, 一根根, 松松垮垮 and 人人 keep it.
    if not place or text[place - 1] != text[place] or TWO_PAIRS.search(text[max(0, place - 3) : place + 3]):
        return False
    start, end = tokens[place - 1]
    if end - start != 1 and (start, end) != (place - 1, place + 2):
        return False
    adverb = tokens[place] == (place, place + 1) and text[place + 1 : place + 2] in ("的", "地", "儿")
    return not adverb and not NO_VERB.match(text[place])


def _in_a_word(char, reading, by_word, rule):
    # by_word: the syllables that the dictionary has for the hanzi in this word. The word, pypinyin and a rule, if there
    # is one, must agree.
    specific = rule is not None and rule.is_specific
    if specific and char in LOOSE and rule.reading not in by_word:
        return Syllable(char, rule.reading, SINGLE, False)
    wished = (rule.reading if specific else reading, reading, by_word[0])
    chosen = next(each for each in wished if each in by_word)
    agreed = {reading, *by_word, rule.reading if rule else reading} == {chosen}
    return Syllable(char, chosen, PHRASE, agreed)


def _weighed(char, reading, in_phrase, crossed, rule, aligned):
    # What pypinyin reads, weighed against the rules for the hanzi.
    specific = rule is not None and rule.is_specific
    if in_phrase and not crossed and not (specific and char in LOOSE):
        if rule:
            certain = rule.reading == reading and (specific or rule.certain)
        else:
            certain = reading == citation(char, _reading_alone(char)[0])
        return Syllable(char, reading, PHRASE, certain)
    if rule:
        return Syllable(char, rule.reading, SINGLE, rule.certain and aligned)
    alone = readings_of(char) in ((), ((reading,),))
    certain = aligned and alone and not (crossed and _has_other_readings(char, reading))
    return Syllable(char, reading, PHRASE if in_phrase else SINGLE, certain)


def _by_words(text, tokens):
    # Place in the text to the readings that CC-CEDICT has for the hanzi in the word that it stands in.
    places = {}
    for start, end in set(tokens):
        if end - start > 1:
            for offset, found in enumerate(zip(*readings_of(text[start:end]), strict=True)):
                places[start + offset] = tuple(dict.fromkeys(found))
    return places


def _has_other_readings(char, reading):
    return char in readings.rules() or reading != citation(char, _reading_alone(char)[0])


def _phrases(text):
    # For each character its reading by pypinyin and the phrase that gave it, as (start, end); and whether the
    # alignment can be trusted.
    spans = []
    for token in simpleseg.seg(text):
        spans.extend([(len(spans), len(spans) + len(token))] * len(token))
    found = pypinyin.pinyin(text, style=pypinyin.Style.TONE, errors=lambda unread: list(unread))
    aligned = len(found) == len(text) == len(spans)
    if not aligned:
        found = [_reading_alone(char) for char in text]
        spans = [(place, place + 1) for place in range(len(text))]
    return [citation(char, reading[0]) for char, reading in zip(text, found, strict=True)], spans, aligned


def _tokens(text, glossary):
    # For each character the word that the segmentation puts it in, as (start, end).
    tokens = []
    for word in segment(text, glossary):
        tokens.extend([(len(tokens), len(tokens) + len(word))] * len(word))
    return tokens


def _is_cut(tokens, start, end):
    # Whether a word of the segmentation begins or ends inside tokens[start:end] and reaches beyond it: 先生 in 先|生产.
    return (tokens[start][0] < start and tokens[start][1] < end) or (
        tokens[end - 1][1] > end and tokens[end - 1][0] > start
    )


def _own_words(text, tokens):
    # Place in the text to (reading, certain, span of the word) for the words of the data files.
    words, places = readings.words(), {}
    for length in range(min(readings.longest_word(), len(text)), 0, -1):
        for start in range(len(text) - length + 1):
            word = words.get(text[start : start + length])
            if word is None or any(place in places for place in range(start, start + length)):
                continue
            if length == 2 and _is_cut(tokens, start, start + length):
                continue
            for offset, syllable in enumerate(word.syllables):
                places[start + offset] = (syllable, word.certain, (start, start + length))
    return places


def _is_crossed(text, found, start, end):
    # Whether a word that begins or ends inside text[start:end] and reaches beyond it reads a character otherwise:
    # 行 in 物流行业 is xíng by 流行 and háng by 行业.
    for first in range(max(0, start - LONGEST_CROSSING + 1), end):
        for last in range(max(start, first + 1) + 1, min(len(text), first + LONGEST_CROSSING) + 1):
            if not (first < start < last < end or start < first < end < last):
                continue
            word = text[first:last]
            for place in range(max(first, start), min(last, end)):
                other = _word_reading(word, place - first)
                if other is None:
                    break
                if citation(text[place], other) != found[place]:
                    return True
    return False


def _word_reading(word, offset):
    own = readings.words().get(word)
    if own:
        return own.syllables[offset]
    phrase = PHRASES_DICT.get(word)
    return phrase[offset][0] if phrase and len(phrase) == len(word) else None


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
