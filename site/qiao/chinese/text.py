"""A running text in paragraphs and sentences, and the ASCII slug of a Chinese title."""

import re
import unicodedata

import pypinyin

from .hanzi import is_hanzi

SLUG_LENGTH = 60

_END = re.compile(r"(?:[。｡！？!?]|[…⋯]{2,})+")
_CLOSERS = "”’』」）)】》〉］]｝}"
_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


def split_sentences(text):
    """The paragraphs of `text`, each a list of its sentences.

    A sentence ends with 。！？!? or ……, and the closing quotation marks and brackets after it belong to it. A full stop
    of Latin script ends nothing, so 3.5 and "No. 3" stay whole; nor do ! and ? between Latin letters (a?b=1). Every
    line is a paragraph, and a line without an end is one sentence. Empty lines are passed over.
    """
    paragraphs = (split_line(line) for line in _LINE_BREAK.split(text))
    return [paragraph for paragraph in paragraphs if paragraph]


def split_line(line):
    """The sentences of one line, as `split_sentences` tells them apart; joined and split again they are the same."""
    sentences = _split(line)
    # Without the spaces between them, an end or a bracket that stood alone joins the sentence before it.
    for _attempt in range(5):
        again = _split(join_sentences(sentences))
        if again == sentences:
            break
        sentences = again
    return sentences


def join_sentences(sentences):
    """The line that `split_line` parts into `sentences` again."""
    line = ""
    for sentence in sentences:
        if line and line[-1].isascii() and sentence[:1].isascii():
            line += " "
        line += sentence
    return line


def _split(line):
    sentences, start, place = [], 0, 0
    while match := _END.search(line, place):
        place = match.end()
        if not line[start : match.start()].strip():
            continue  # "……好的。": an end with nothing before it opens the next sentence
        if _is_inside_latin(line, match):
            continue
        while place < len(line):
            if line[place] in _CLOSERS or (line[place] == '"' and line.count('"', start, place) % 2):
                place += 1
            elif more := _END.match(line, place):
                place = more.end()
            else:
                break
        sentences.append(line[start:place])
        start = place
    sentences.append(line[start:])
    return [sentence.strip() for sentence in sentences if sentence.strip()]


def slug(text):
    """The ASCII slug of a title: pinyin without tones, one syllable after another, Latin letters and digits kept.

    "铁路信号 RFID" gives "tie-lu-xin-hao-rfid". Syllables are not joined to words, so that no slug changes
    with a dictionary. At most 60 characters, cut between syllables; "" when the title has nothing to write in ASCII.
    """
    text = unicodedata.normalize("NFKC", text)
    parts = pypinyin.lazy_pinyin(text, errors=lambda unread: list(unread)) if text else []
    if len(parts) != len(text):
        parts = [pypinyin.lazy_pinyin(char, errors=lambda unread: list(unread))[0] for char in text]
    written = "".join(f" {part} " if is_hanzi(char) else char for char, part in zip(text, parts, strict=True))
    ascii_only = unicodedata.normalize("NFKD", written).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_only)
    found = ""
    for word in words:
        longer = f"{found}-{word}" if found else word[:SLUG_LENGTH]
        if len(longer) > SLUG_LENGTH:
            break
        found = longer
    return found


def _is_inside_latin(line, match):
    # The query of an address, or "Ho!tel": Latin on both sides, with nothing between.
    before, after = line[match.start() - 1], line[match.end() : match.end() + 1]
    return match.group().isascii() and before.isascii() and bool(after) and after.isascii() and after.isalnum()
