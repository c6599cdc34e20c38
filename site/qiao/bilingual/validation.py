"""What is wrong with sentences, said to the editor who typed them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao import chinese

from . import sentences as text


def validate(sentences, max_length=text.MAX_LENGTH):
    """Raise ValidationError for a text of more than `max_length` characters and for pinyin that does not fit."""
    errors = [message for sentence in sentences for message in problems(sentence)]
    length = len(text.to_text(sentences))
    if length > max_length:
        errors.insert(0, too_long(length, max_length))
    if errors:
        raise ValidationError(errors)


def too_long(length, max_length):
    """What to say of a text of `length` characters where `max_length` are allowed."""
    return _("This text has %(length)d characters; write %(limit)d at most.") % {"length": length, "limit": max_length}


def problems(sentence):
    """What is wrong with the pinyin of a sentence, as a list of translated strings that name the sentence."""
    by_hand = [syllable for syllable in sentence["pinyin"] if syllable["source"] == "hand"]
    if not by_hand:
        return []
    name = sentence["zh"] if len(sentence["zh"]) <= 30 else sentence["zh"][:29] + "…"
    hanzi = len(chinese.hanzi_of(sentence["zh"]))
    given = len(sentence["pinyin"])
    if given != hanzi:
        counted = ngettext("%(count)d syllable was given", "%(count)d syllables were given", given) % {"count": given}
        return [
            _("“%(sentence)s” has %(hanzi)d hanzi, but %(given)s: give one syllable for each hanzi.")
            % {"sentence": name, "hanzi": hanzi, "given": counted}
        ]
    return [
        _("“%(sentence)s”: “%(syllable)s” is not a pinyin syllable for %(hanzi)s; write one such as xìn, xin4 or lü4.")
        % {"sentence": name, "syllable": syllable["pinyin"], "hanzi": syllable["hanzi"]}
        for syllable in by_hand
        if not syllable["certain"] or not _is_syllable(syllable["pinyin"])
    ]


def _is_syllable(text):
    try:
        chinese.normalise_syllable(text)
    except ValueError:
        return False
    return True
