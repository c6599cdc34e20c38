"""The trade words of the site, which the pinyin and the words of every text follow: plugins give them with a hook."""

from contextvars import ContextVar
from typing import NamedTuple

from django.core.signals import request_finished, request_started
from wagtail import hooks

from qiao import chinese

from . import sentences

HOOK = "qiao_glossary"
"""Wagtail hook: a function without arguments that returns a mapping of Chinese words to their pinyin."""

AGREED_HOOK = "qiao_glossary_agreed"
"""Wagtail hook: a function of a Chinese text and a Locale that returns an Agreed for every term in the text."""

# The glossary of the request that is being answered, read once however many texts it saves; None outside of requests.
_kept = ContextVar("qiao_glossary", default=None)


def terms():
    """A mapping of every word that plugins give to its pinyin, as `chinese.annotate` takes it.

    Read anew for every request, so that a term that was changed is heard by the next.
    """
    kept = _kept.get()
    if kept is None:
        kept = {}
    if not kept:
        kept["terms"] = {word: pinyin for give in hooks.get_hooks(HOOK) for word, pinyin in give().items()}
    return kept["terms"]


def complete(value):
    """Sentences with pinyin and words; the glossary is asked only where some are missing."""
    return value if all(map(sentences.is_complete, value)) else sentences.complete(value, terms())


class Agreed(NamedTuple):
    """A term and what it is called in a language: "" where nothing is agreed yet. url: where that is translated."""

    hanzi: str
    pinyin: str
    meaning: str
    url: str


def agreed(texts, locale):
    """The terms in Chinese texts with their agreed translation into a language.

    texts: strings. Returns a list of Agreed for each of them, in the order of the text, each term once. Of two terms
    where one lies in the other the longer is taken, and a part of a word is no term. Each plugin is asked once.
    """
    together, known = "\n".join(texts), {}
    for give in hooks.get_hooks(AGREED_HOOK):
        for term in give(together, locale):
            known.setdefault(term.hanzi, []).append(term)
    if not known:
        return [[] for _text in texts]
    return [
        [_together(known[word]) for word in dict.fromkeys(word for _place, word in longest(words, known))]
        for words in (chinese.segment(text, known) for text in texts)
    ]


def longest(words, known):
    """(place, text) of what is `known` in a text that is cut into words, the longest at each place.

    words: strings, which joined are the text. known: texts of one or more whole words. place: in characters.
    """
    most, place, number = max(map(len, known), default=0), 0, 0
    while number < len(words):
        text, taken = "", ("", 1)
        for count, word in enumerate(words[number:], 1):
            text += word
            if len(text) > most:
                break
            if text in known:
                taken = text, count
        text, count = taken
        if text:
            yield place, text
        place += sum(map(len, words[number : number + count]))
        number += count


def _together(terms):
    """Words that several trades use alike in Chinese have several translations, each as good as another."""
    meanings = "; ".join(dict.fromkeys(term.meaning for term in terms if term.meaning))
    return terms[0]._replace(meaning=meanings)


def _begin(**_kwargs):
    _kept.set({})


def _end(**_kwargs):
    _kept.set(None)


request_started.connect(_begin, dispatch_uid="qiao_glossary")
request_finished.connect(_end, dispatch_uid="qiao_glossary")
