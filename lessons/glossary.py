"""What the glossary says: of any text, for its pinyin, and of a lesson's words, for their cards and their marks."""

from urllib.parse import urlencode

from django.contrib.admin.utils import quote
from django.db.models import F, Q, TextField, Value, prefetch_related_objects
from django.urls import reverse
from wagtail.images.models import SourceImageIOError

from qiao import chinese
from qiao.bilingual import render, sentences
from qiao.bilingual.fields import sentences_of
from qiao.bilingual.glossary import Agreed, longest
from qiao.languages.api import source_locale
from qiao.languages.conf import source_language

from .vocabulary import Origin, Standard

# The image of a term wherever it is shown.
PICTURE = "max-320x240|format-webp"


def pinyin():
    """A mapping of every Chinese term to its pinyin, for `qiao.bilingual.glossary`."""
    from .models import Term

    return dict(Term.objects.filter(locale=source_locale()).exclude(pinyin="").values_list("hanzi", "pinyin"))


def agreed(text, locale):
    """Every term in a Chinese text with its meaning in a language, for `qiao.bilingual.glossary`."""
    from .models import Term

    source = source_locale()
    rows = list(
        Term.objects.alias(text=Value(text, TextField()))
        .filter(Q(locale=source) | Q(locale=locale), text__contains=F("hanzi"))
        .values_list("pk", "hanzi", "pinyin", "meaning", "locale_id", "translation_key")
    )
    translated = {key: (pk, meaning) for pk, _zh, _pinyin, meaning, where, key in rows if where == locale.pk}
    for pk, hanzi, pinyin, _meaning, where, key in rows:
        if where == source.pk:
            target, meaning = translated.get(key, (None, ""))
            yield Agreed(hanzi, pinyin, "" if meaning == hanzi else meaning, _translation_url(pk, target, locale))


def _translation_url(pk, target, locale):
    """Where a term's meaning in a language is written, or its translation is begun."""
    from .models import Term

    if target is not None:
        return reverse(Term.snippet_viewset.get_url_name("edit"), args=[quote(target)])
    url = reverse(
        "wagtail_localize:submit_snippet_translation", args=[Term._meta.app_label, Term._meta.model_name, quote(pk)]
    )
    return f"{url}?{urlencode({'select_locale': locale.language_code})}"


def picture_of(term):
    """The rendition of a term's image, or None where there is none or its file is gone."""
    try:
        return term.image.get_rendition(PICTURE) if term.image else None
    except SourceImageIOError:
        return None


def terms_in(page, taught=()):
    """The terms that the text of a page has, and those that it teaches, in the page's language as far as they have it.

    One query, whatever the page's length. taught: terms of the page's vocabulary; they get sound and image from it too.
    """
    from .models import Term

    text = "\n".join(sentence["zh"] for sentence in _sentences(page, taught))
    found = (
        Term.objects.alias(text=Value(text, TextField()))
        .filter(
            Q(Q(locale__language_code=source_language()) | Q(locale=page.locale_id), text__contains=F("hanzi"))
            | Q(pk__in=[term.pk for term in taught])
        )
        .select_related("audio", "image")
    )
    chosen, by_key = {}, {term.pk: term for term in found}
    # The Chinese term stands in where a language has none of its own yet.
    for term in by_key.values():
        if term.locale_id == page.locale_id or term.translation_key not in chosen:
            chosen[term.translation_key] = term
    for term in taught:
        if same := by_key.get(term.pk):
            term.audio, term.image = same.audio, same.image
    return list(chosen.values())


def cards(page, standard=Standard.GF0025, taught=(), terms=None):
    """What the cards of a page's words say, as plain data for its script.

    standard: whose levels are told. taught: terms of the page's vocabulary, whose explanations are read there. terms:
    those of `terms_in`, with the renditions of their images, where they were asked for already.

    Returns a dict: standard, its name; levels, {level: its words, parted by spaces}, without the words that the
    standard does not list; terms, a list of [hanzi, pinyin, meaning or "", sound, more] of every term of the glossary
    that occurs, with the meaning in the page's language. A sound is None or [address, address of its copy in AAC or
    None, whether a computer speaks]. More is a dict, left out where it is empty: explanation, [Chinese, translation or
    ""]; picture, [address, width, height]; cedict, True where the meaning is CC-CEDICT's.
    """
    if terms is None:
        terms = terms_in(page, taught)
        prefetch_related_objects([term.image for term in terms if term.image], "renditions")
    found = _sentences(page, taught)
    text = "\n".join(sentence["zh"] for sentence in found)
    levels = {}
    for word in dict.fromkeys(word for sentence in found for word in sentences.words(sentence)):
        level = chinese.has_hanzi(word) and chinese.word_level(word, standard)
        if level:
            levels.setdefault(level, []).append(word)
    return {
        "standard": str(Standard(standard).label),
        "levels": {level: " ".join(words) for level, words in sorted(levels.items())},
        "terms": [_card(term) for term in terms if term.hanzi in text],
    }


def link_taught(lesson, terms):
    """Give each sentence of a lesson the `links` of the terms in it that the lesson's vocabulary explains.

    terms: those of `terms_in`. Where one term lies in another the longest is taken, also one that is not taught; a part
    of a word is no term. Each vocabulary gets `first_taught`, the primary keys of the terms that no earlier one has.
    """
    from .outline import taught_terms

    seen, taught = set(), {}
    for block in lesson.body:
        if block.block_type == "vocabulary":
            new = {term.pk for term in block.value["terms"] if term} - seen
            block.value.first_taught = new
            seen |= new
    for term in taught_terms(lesson):
        taught.setdefault(term.hanzi, f"#{term.anchor}")
    if not taught:
        return
    addresses = {term.hanzi: taught.get(term.hanzi) for term in terms}
    for sentence in sentences_of(lesson):
        sentence["links"] = _links(sentences.words(sentence), addresses)


def _links(words, addresses):
    found = [(place, text) for place, text in longest(words, addresses) if addresses[text]]
    return [(place, place + len(text), addresses[text]) for place, text in found]


def _sentences(page, taught):
    """The sentences that are read on a page: its own, and those that explain the terms of its vocabulary."""
    return [*sentences_of(page), *(sentence for term in taught for sentence in term.explanation)]


def _card(term):
    sound = list(render.sound_of(term.audio)) if term.audio else None
    card = [term.hanzi, term.pinyin, term.meaning if term.is_translated else "", sound]
    more = {}
    if term.explanation:
        told = [each["translation"] for each in term.explanation if not sentences.is_untranslated(each)]
        more["explanation"] = [chinese.join_sentences([each["zh"] for each in term.explanation]), " ".join(told)]
    if picture := picture_of(term):
        more["picture"] = [picture.url, picture.width, picture.height]
    if term.origin == Origin.CEDICT:
        more["cedict"] = True
    return [*card, more] if more else card
