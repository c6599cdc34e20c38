"""The trade words of the site, which the pinyin and the words of every text follow: plugins give them with a hook."""

from contextvars import ContextVar

from django.core.signals import request_finished, request_started
from wagtail import hooks

from . import sentences

HOOK = "qiao_glossary"
"""Wagtail hook: a function without arguments that returns a mapping of Chinese words to their pinyin."""

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


def _begin(**_kwargs):
    _kept.set({})


def _end(**_kwargs):
    _kept.set(None)


request_started.connect(_begin, dispatch_uid="qiao_glossary")
request_finished.connect(_end, dispatch_uid="qiao_glossary")
