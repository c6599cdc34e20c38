"""The glossary as a deck for Anki: a note for each word, with its picture and its sound where there are any."""

import tempfile
from html import escape
from pathlib import Path, PurePosixPath

import genanki
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from qiao.bilingual import sentences

from ..vocabulary import Origin
from .tables import CEDICT, explained

CONTENT_TYPE = "application/octet-stream"

# Ids stay for ever: by them Anki knows a deck, a kind of note and a note when a newer file is brought in.
_MODEL_ID = 1_864_204_771
_FIELDS = ("Hanzi", "Pinyin", "Meaning", "Kind", "Explanation", "Picture", "Sound", "Source")
_BACK = """{{FrontSide}}<hr id="answer">
<p class="pinyin">{{Pinyin}} {{Sound}}</p>
<p class="meaning">{{Meaning}}</p>
<p class="kind">{{Kind}}</p>
{{Picture}}
<p>{{Explanation}}</p>
<p class="kind">{{Source}}</p>"""
_CSS = """.card { font: 20px/1.5 sans-serif; text-align: center }
.hanzi { font-size: 2.5em }
.meaning { font-size: 1.2em; font-weight: bold }
.kind { color: #667; font-size: 0.8em }
img { max-height: 10em }"""


def deck(words, title):
    """The bytes of an .apkg file with the words of a WordList. title: of the deck, beside the name of the language."""
    name = f"{title} ({get_language_info(words.language)['name_local']})"
    model = genanki.Model(
        _MODEL_ID,
        "Qiao",
        fields=[{"name": field} for field in _FIELDS],
        templates=[{"name": "Hanzi", "qfmt": '<p class="hanzi" lang="zh-Hans">{{Hanzi}}</p>', "afmt": _BACK}],
        css=_CSS,
    )
    package = genanki.Deck(_id(words.page.translation_key, words.language), name)
    with tempfile.TemporaryDirectory() as folder:
        media = []
        for term in words.terms:
            picture, sound = _store(_picture(term), folder), _store(_sound(term), folder)
            media += [path for path in (picture, sound) if path]
            values = [
                *map(escape, (term.hanzi, term.pinyin, term.meaning if term.is_translated else "")),
                escape(str(term.get_part_of_speech_display())),
                "<br>".join(map(escape, _explanation(term))),
                f'<img src="{picture.name}">' if picture else "",
                f"[sound:{sound.name}]{_voice(term)}" if sound else "",
                CEDICT if term.origin == Origin.CEDICT else "",
            ]
            guid = genanki.guid_for(str(term.translation_key), words.language)
            package.add_note(genanki.Note(model=model, fields=values, guid=guid))
        path = Path(folder) / "deck.apkg"
        genanki.Package(package, media_files=[str(each) for each in dict.fromkeys(media)]).write_to_file(path)
        return path.read_bytes()


def _id(key, language):
    # Anki takes numbers of 31 bits.
    return int(genanki.guid_for(str(key), language).encode().hex()[:12], 16) % 2**30 + 2**30


def _explanation(term):
    lines = f"{sentences.to_text(term.explanation)}\n{explained(term)}".split("\n")
    return [line for line in lines if line]


def _voice(term):
    # Nobody shall take a computer for a model.
    return f" <small>{escape(_('computer voice'))}</small>" if getattr(term.audio, "is_synthetic", False) else ""


def _picture(term):
    picture = term.picture
    return picture.file if picture else None


def _sound(term):
    # Telephones of Apple play the copy in AAC and not the original.
    return (getattr(term.audio, "aac", None) or term.audio.file) if term.audio else None


def _store(file, folder):
    """A copy of a library's file for the deck, or None where the file is gone."""
    if not file:
        return None
    path = Path(folder) / f"qiao-{PurePosixPath(file.name).name}"
    try:
        with file.open("rb") as source:
            path.write_bytes(source.read())
    except OSError:
        return None
    return path
