"""What the glossary says: of any text, for its pinyin, and of the words of a lesson, for their cards."""

from wagtail.blocks import StreamValue
from wagtail.blocks.list_block import ListValue
from wagtail.fields import StreamField

from qiao import chinese
from qiao.bilingual import sentences
from qiao.bilingual.fields import SentencesField
from qiao.languages.api import source_locale

from .vocabulary import Standard


def pinyin():
    """A mapping of every Chinese term to its pinyin, for `qiao.bilingual.glossary`."""
    from .models import Term

    return dict(Term.objects.filter(locale=source_locale()).exclude(pinyin="").values_list("hanzi", "pinyin"))


def cards(page, standard=Standard.GF0025):
    """What the cards of a page's words say, as plain data for its script. Two queries, whatever the page's length.

    standard: whose levels are told. Returns a dict: standard, its name; levels, {level: its words, parted by spaces},
    without the words that the standard does not list; terms, a list of [hanzi, pinyin, meaning or "", address of the
    sound or ""] of every term of the glossary that occurs, with the meaning in the page's language.
    """
    texts = [field for field in page._meta.get_fields() if isinstance(field, SentencesField | StreamField)]
    found = [sentence for field in texts for sentence in _sentences(getattr(page, field.name))]
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

    source = source_locale()
    known = Term.objects.filter(locale=source).values_list("translation_key", "hanzi")
    keys = [key for key, hanzi in known if hanzi in text]
    terms = Term.objects.filter(translation_key__in=keys, locale__in={source.pk, page.locale_id}).select_related(
        "audio"
    )
    # The Chinese term stands in where a language has none of its own yet.
    chosen = {}
    for term in terms:
        if term.locale_id == page.locale_id or term.translation_key not in chosen:
            chosen[term.translation_key] = term
    return [
        [term.hanzi, term.pinyin, term.meaning if term.is_translated else "", term.audio.url if term.audio else ""]
        for term in chosen.values()
    ]


def _sentences(value):
    """All sentences in a value of blocks or fields, however deep."""
    if isinstance(value, StreamValue):
        for child in value:
            yield from _sentences(child.value)
    elif isinstance(value, ListValue | list | tuple):
        for item in value:
            yield from _sentences(item)
    elif isinstance(value, dict) and "zh" in value:
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _sentences(item)
