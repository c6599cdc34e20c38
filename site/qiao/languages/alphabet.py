"""The order of words in a language, and the letter that each stands under: ICU's collation, as dictionaries sort."""

import re
from functools import cache

import icu

_BEFORE_THE_WORD = re.compile(r"^\W+")


@cache
def _collator(language):
    return icu.Collator.createInstance(icu.Locale.forLanguageTag(language))


@cache
def _index(language):
    return icu.AlphabeticIndex(icu.Locale.forLanguageTag(language)).buildImmutableIndex()


def sort_key(text, language):
    """What `text` is sorted by among words of a language: Ғ after Г in Kazakh, 道 before 红 in Chinese.

    Quotation marks and other signs before the word don't count.
    """
    return _collator(language).getSortKey(_bare(text))


def _bare(text):
    return _BEFORE_THE_WORD.sub("", text)


def by_letter(items, language, word):
    """Sort items and part them by the first letter of their words, as [(letter, its items)].

    word: a function of an item that gives its word. Chinese words stand under the first letter of their pinyin, Uzbek
    ones also under Oʻ and Sh; a word that begins with no letter of the language comes under "…".
    """
    index, parted = _index(language), []
    for item in sorted(items, key=lambda item: sort_key(word(item), language)):
        letter, _kind = index.getBucket(index.getBucketIndex(_bare(word(item))))
        if not parted or parted[-1][0] != letter:
            parted.append((letter, []))
        parted[-1][1].append(item)
    return parted
