"""What the glossary says: of any text, for its pinyin, and of the words of a lesson, for their cards."""

from django.db.models import F, Q, TextField, Value

from qiao import chinese
from qiao.bilingual import render, sentences
from qiao.bilingual.fields import sentences_of
from qiao.languages.api import source_locale
from qiao.languages.conf import source_language

from .vocabulary import Standard


def pinyin():
    """A mapping of every Chinese term to its pinyin, for `qiao.bilingual.glossary`."""
    from .models import Term

    return dict(Term.objects.filter(locale=source_locale()).exclude(pinyin="").values_list("hanzi", "pinyin"))


def cards(page, standard=Standard.GF0025):
    """What the cards of a page's words say, as plain data for its script. One query, whatever the page's length.

    standard: whose levels are told. Returns a dict: standard, its name; levels, {level: its words, parted by spaces},
    without the words that the standard does not list; terms, a list of [hanzi, pinyin, meaning or "", sound] of every
    term of the glossary that occurs, with the meaning in the page's language. A sound is None or [address, address of
    its copy in AAC or None, whether a computer speaks].
    """
    found = list(sentences_of(page))
    levels = {}
    for word in dict.fromkeys(word for sentence in found for word in sentences.words(sentence)):
        level = chinese.has_hanzi(word) and chinese.word_level(word, standard)
        if level:
            levels.setdefault(level, []).append(word)
    return {
        "standard": str(Standard(standard).label),
        "levels": {level: " ".join(words) for level, words in sorted(levels.items())},
        "terms": _terms(page, "\n".join(sentence["zh"] for sentence in found)),
    }


def _terms(page, text):
    from .models import Term

    terms = (
        Term.objects.alias(text=Value(text, TextField()))
        .filter(Q(locale__language_code=source_language()) | Q(locale=page.locale_id), text__contains=F("hanzi"))
        .select_related("audio")
    )
    # The Chinese term stands in where a language has none of its own yet.
    chosen = {}
    for term in terms:
        if term.locale_id == page.locale_id or term.translation_key not in chosen:
            chosen[term.translation_key] = term
    return [
        [
            term.hanzi,
            term.pinyin,
            term.meaning if term.is_translated else "",
            list(render.sound_of(term.audio)) if term.audio else None,
        ]
        for term in chosen.values()
    ]
