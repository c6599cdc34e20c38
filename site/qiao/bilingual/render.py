"""Sentences as HTML: hanzi with pinyin above, the reader's language beside. Computes nothing but the markup."""

from html import escape

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from qiao import chinese

from . import sentences as text
from .weight import heavy

_READ = '{}<rp>(</rp><rt lang="zh-Latn-pinyin" aria-hidden="true"{}>{}</rt><rp>)</rp>'
_UNREAD = "{}<rt></rt>"


class Reader:
    """The language of the page that is being read: its code, its direction, and whether it is the Chinese one."""

    def __init__(self, code=None):
        self.code = code or get_language() or "zh-hans"
        self.is_source = self.code.split("-")[0] == "zh"
        try:
            self.is_right_to_left = get_language_info(self.code)["bidi"]
        except KeyError:
            self.is_right_to_left = self.code.split("-")[0] in ("ar", "fa", "he", "ps", "sd", "ug", "ur", "yi")

    @property
    def attributes(self):
        """`lang` and `dir` of what is written in the reader's language."""
        return f'lang="{escape(self.code)}" dir="{"rtl" if self.is_right_to_left else "ltr"}"'


def ruby(sentence, links=()):
    """The Chinese of a sentence: a <ruby> for each word in it, with an <rt> for each hanzi.

    An <rt> whose tone changes in speech has the spoken syllable as `data-spoken`. Hanzi alone where the pinyin does not
    fit the text.

    links: (start, end, address) of what is explained elsewhere on the page, in characters, at the edges of words.
    """
    zh = sentence["zh"]
    pinyin = [syllable["pinyin"] for syllable in sentence["pinyin"]]
    if len(chinese.hanzi_of(zh)) != len(pinyin):
        return mark_safe(escape(zh))
    readings = zip(pinyin, _spoken(zh, pinyin), strict=True)
    opened = {start: f'<a class="taught" href="{escape(address)}">' for start, _end, address in links}
    closed = {end for _start, end, _address in links}
    parts, place = [], 0
    for word in text.words(sentence):
        parts += [opened.get(place, ""), _word(word, readings)]
        place += len(word)
        parts.append("</a>" if place in closed else "")
    return mark_safe("".join(parts))


def chinese_text(sentence, reader):
    """The Chinese as an element to set beside text of the reader's language."""
    if reader.is_right_to_left:
        return format_html('<bdi lang="zh-Hans" dir="ltr">{}</bdi>', ruby(sentence))
    return format_html('<span lang="zh-Hans">{}</span>', ruby(sentence))


def anchor(sentence):
    """The id of the element that shows a sentence with its translation."""
    return f"s-{sentence['id'][:8]}"


def sentence(value, language=None):
    """A pair of a sentence and its translation; on a Chinese page the sentence alone.

    value: a sentence, None or "". language: code of the reader's language, the active one if None.
    """
    return _pair(value, Reader(language)) if value else mark_safe("")


def sentences(value, language=None):
    """The pairs of a list of sentences in their paragraphs, or the lines of a dialogue."""
    if not value:
        return mark_safe("")
    if any("speaker" in each for each in value):
        return mark_safe(render_to_string("qiao/bilingual/_lines.html", {"lines": lines(value, language)}))
    reader, parts = Reader(language), []
    for each in value:
        if each["starts_paragraph"] or not parts:
            parts.append("</div>" if parts else "")
            parts.append('<div class="paragraph">')
        parts.append(_pair(each, reader))
    return mark_safe("".join([*parts, "</div>"]))


def lines(value, language=None):
    """The turns of a dialogue: dicts with speaker and speaker_translation (HTML or ""), other and pairs (HTML).

    other: whether someone else speaks than the one who began, for setting the turn on the other side.
    """
    reader, turns = Reader(language), []
    names = text.speakers(value)
    for each in value:
        name = each.get("speaker", "")
        if not turns or each["starts_paragraph"] or turns[-1]["name"] != name:
            turns.append(
                {
                    "name": name,
                    "speaker": _speaker(each, reader),
                    "other": bool(name) and names.index(name) % 2 == 1,
                    "pairs": [],
                }
            )
        turns[-1]["pairs"].append(_pair(each, reader))
    return turns


def label(value, level=None, language=None):
    """A label in Chinese and the reader's language: a heading of `level` 1 to 6, or text without an element of its own.

    value: a sentence, a list of at most one, None or "".
    """
    if isinstance(value, list | tuple):
        value = value[0] if value else None
    if not value:
        return mark_safe("")
    reader = Reader(language)
    parts = [chinese_text(value, reader)]
    # What is the same in both languages, such as RFID, is written once.
    is_same = value["translation"].strip() == value["zh"].strip()
    if not (reader.is_source or is_same or text.is_untranslated(value)):
        parts.append(format_html('<span class="tr" {}>{}</span>', mark_safe(reader.attributes), value["translation"]))
    inner = mark_safe(" ".join(parts))
    if not level:
        return inner
    return format_html("<h{level}>{inner}</h{level}>", level=min(max(int(level), 1), 6), inner=inner)


def sound_of(media):
    """What a page says of a recording: its address, that of its copy in AAC or None, whether a computer speaks."""
    first, *others = media.sources
    aac = next((each["src"] for each in others if each["type"] == "audio/mp4"), None)
    return first["src"], aac, getattr(media, "is_synthetic", False)


def listen(media, spoken):
    """A link to a recording as HTML, or "" without one. spoken: the Chinese that is heard."""
    if not media:
        return ""
    source, aac, is_synthetic = sound_of(media)
    context = {
        "source": source,
        "aac": aac,
        "is_synthetic": is_synthetic,
        "spoken": spoken,
        "bytes": heavy(media),
    }
    return mark_safe(render_to_string("qiao/bilingual/_listen.html", context).strip())


def _pair(value, reader):
    sound = listen(value.get("sound"), value["zh"])
    zh = ruby(value, value.get("links", ()))
    if reader.is_right_to_left:
        zh = f'<p class="zh"><bdi lang="zh-Hans" dir="ltr">{zh}</bdi>{sound}</p>'
    else:
        zh = f'<p class="zh" lang="zh-Hans">{zh}{sound}</p>'
    if reader.is_source:
        tr = ""
    elif text.is_untranslated(value):
        tr = f'<p class="tr untranslated" {reader.attributes}>{escape(_("Not translated yet"))}</p>'
    else:
        tr = f'<p class="tr" {reader.attributes}>{escape(value["translation"])}</p>'
    return mark_safe(f'<div class="pair" id="{escape(anchor(value))}">{zh}{tr}</div>')


def _speaker(value, reader):
    name, translation = value.get("speaker", ""), value.get("speaker_translation", "")
    if not name:
        return ""
    zh = chinese_text({"zh": name, "pinyin": []}, reader)
    if reader.is_source or not translation or translation == name:
        return zh
    return format_html('{} <span class="tr" {}>{}</span>', zh, mark_safe(reader.attributes), translation)


def _word(word, readings):
    # readings: an iterator over (pinyin, as it is spoken), from which the hanzi of the word take theirs.
    parts, is_read = [], False
    for base in text.bases(word):
        pinyin, spoken = next(readings) if chinese.is_hanzi(base[0]) else ("", "")
        if pinyin:
            change = f' data-spoken="{escape(spoken)}"' if spoken != pinyin else ""
            parts.append(_READ.format(escape(base), change, escape(pinyin)))
            is_read = True
        else:
            parts.append(_UNREAD.format(escape(base)))
    return f"<ruby>{''.join(parts)}</ruby>" if is_read else escape(word)


def _spoken(zh, pinyin):
    # A pause, which is whatever is no hanzi, ends what a tone changes before.
    if "一" not in zh and "不" not in zh:
        return pinyin
    readings = iter(pinyin)
    read = [(char, next(readings)) if chinese.is_hanzi(char) else ("", "") for char in zh]
    return [spoken for (hanzi, _), spoken in zip(read, chinese.sandhi(read), strict=True) if hanzi]
