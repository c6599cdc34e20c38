"""The words of a Chinese text."""

import re
import unicodedata

from .hanzi import HANZI, has_hanzi
from .lexicon import lexicon

_RUN = re.compile(rf"(?P<han>[{HANZI}]+)|[^\W{HANZI}]+(?:['’.\-][^\W{HANZI}]+)*|\s+|.", re.DOTALL)
_NUMERAL = re.compile("[〇零一二三四五六七八九十百千万亿两几]+")


def segment(text, glossary=None):
    """The words of `text` in order, as a list of strings; joined they are the text.

    text: any text. glossary: words, or a mapping with words as keys, that stay whole; of two that cross, the likelier
    way to cut is taken. Spaces, punctuation, digits and words of other scripts are items of their own; a numeral in
    hanzi is one word. Han runs are cut into words of the lexicon so that the product of their probabilities is greatest
    (jieba's path of maximum probability, without its hidden Markov model, which makes up words). The glossary of one
    call reaches no other. The first call loads the dictionaries, which takes about a second.
    """
    terms = {unicodedata.normalize("NFC", word) for word in glossary or () if has_hanzi(word)}
    known = lexicon() if has_hanzi(text) else None
    words = []
    for match in _RUN.finditer(text):
        if match["han"]:
            words.extend(_cut(match["han"], known, terms))
        else:
            words.append(match.group())
    return _with_terms_of_mixed_script(words, terms)


def _cut(run, known, terms):
    # best[place]: the score of the best way to cut run[place:], and the end of its first word.
    scores, unknown = known.scores, known.unknown
    longest = max([known.longest, *map(len, terms)])
    end = len(run)
    best = [(0.0, end)] * (end + 1)
    for start in range(end - 1, -1, -1):
        found = (scores.get(run[start], unknown) + best[start + 1][0], start + 1)
        for stop in range(start + 2, min(end, start + longest) + 1):
            word = run[start:stop]
            score = known.term if word in terms else scores.get(word)
            if score is not None and (total := score + best[stop][0]) > found[0]:
                found = (total, stop)
        best[start] = found
    words, start = [], 0
    while start < end:
        stop = best[start][1]
        word = run[start:stop]
        after_numeral = bool(words) and _NUMERAL.fullmatch(words[-1]) is not None
        if after_numeral and _NUMERAL.fullmatch(word):
            words[-1] += word
        elif word == "个人" and (after_numeral or (words and words[-1] in ("几", "每", "多少"))):
            words.extend(word)  # five people, not five individuals
        else:
            words.append(word)
        start = stop
    return words


def _with_terms_of_mixed_script(words, terms):
    # Terms such as X光机 or T形道岔, which stand in more than one run.
    mixed = {term for term in terms if not re.fullmatch(f"[{HANZI}]+", term)}
    if not mixed:
        return words
    joined, place = [], 0
    while place < len(words):
        for stop in range(len(words), place + 1, -1):
            if "".join(words[place:stop]) in mixed:
                break
        else:
            stop = place + 1
        joined.append("".join(words[place:stop]))
        place = stop
    return joined
