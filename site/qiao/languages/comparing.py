"""What a translation lost of its Chinese: numbers, units, placeholders, links and terms. Texts in, findings out.

Everything here would rather overlook a mistake than find one where there is none: who is warned without cause three
times reads no warning any more.
"""

import math
import re
from collections import Counter
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from bs4 import BeautifulSoup

from qiao.bilingual import searching

from .measures import units

SMALL = 10
"""Numbers up to this one may be written as words."""

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％\u00a0\u202f\u2009", "0123456789.%   ")
_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*")
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "双": 2}
_HANZI = "".join([*_DIGITS, *_SCALES])
_NUMERAL = re.compile(f"(?P<whole>[{_HANZI}]+)(?:点(?P<fraction>[{''.join(_DIGITS)}]+))?")
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{\w*\}|%\(\w+\)[a-z]|%[sd](?!\w)")
_ADDRESS = re.compile(r"https?://[^\s<>]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’‘ʻʼ][^\W\d_]+)*")


class Number(NamedTuple):
    """A number in a text: how it is written, what it may mean, and whether a translation may do without it."""

    text: str
    values: frozenset
    optional: bool


def numbers(source, text):
    """(numbers of a Chinese text that its translation lacks, numbers that only the translation has), as written.

    Both texts are plain. Decimal commas and parted thousands are understood, 3万 as 30,000 or 30 thousand; a number up
    to ten may have become a word, and a month its name. Chinese numerals explain a digit and ask for none.
    """
    said, told = _numbers(source.translate(_FULL_WIDTH), in_chinese=True), _numbers(text.translate(_FULL_WIDTH))
    everything = frozenset().union(*(each.values for each in told))
    known = frozenset(_explained(source)).union(*(each.values for each in said))
    missing = [each for each in said if not each.values & everything]
    extra = [each.text for each in told if not each.values & known and not each.optional]
    if not extra:
        missing = [each for each in missing if not each.optional]
    return list(dict.fromkeys(each.text for each in missing)), list(dict.fromkeys(extra))


class Measure(NamedTuple):
    """A number with a unit in a Chinese text, and what a language usually writes for that unit."""

    text: str
    usual: str


def measures(source, text, language):
    """The measures of a Chinese text whose number is in the translation, but whose unit is nowhere in it."""
    source, text = source.translate(_FULL_WIDTH), text.translate(_FULL_WIDTH)
    told = frozenset().union(*(each.values for each in _numbers(text)))
    lost = []
    for match in _measure().finditer(source):
        unit = units()[match["unit"]]
        number = match["number"]
        if _values(number) & told and not unit.is_named(text, language):
            lost.append(Measure(f"{number} {match['unit']}", unit.in_language(language)[0]))
    return list(dict.fromkeys(lost))


def placeholders(source, text):
    """The placeholders and addresses of a plain text that its translation lacks, such as {name} or %(count)s."""
    missing = Counter(_PLACEHOLDER.findall(source)) - Counter(_PLACEHOLDER.findall(text))
    return [*missing, *(each for each in dict.fromkeys(_ADDRESS.findall(source)) if each not in text)]


def tags(source, data):
    """What a translation lacks of the links and the formatting of its source, both inline HTML.

    Returns (texts of the links, names of the tags such as "b").
    """
    before, after = (BeautifulSoup(each, "html.parser").find_all(True) for each in (source, data))
    there = {tag.get("id") for tag in after if tag.name == "a"}
    links = [tag.get_text() for tag in before if tag.name == "a" and tag.get("id") not in there]
    formats = [Counter(tag.name for tag in found if tag.name not in ("a", "br")) for found in (before, after)]
    return links, list(formats[0] - formats[1])


def says(text, meaning, language):
    """Whether a text has a term's meaning, in whatever form its words take there.

    Variants are parted by commas, semicolons, strokes or parentheses, and any of them is enough; so is one word of a
    variant, since a translator rightly says "the tape" where the Chinese says "the drip tape" again.
    """
    words = [_folded(word) for word in _WORD.findall(text)]
    wanted = {_folded(word) for variant in re.split(r"[;；,，/、|()（）\[\]]", meaning) for word in _telling(variant)}
    return not wanted or any(_is_form(word, other, language) for word in wanted for other in words)


def _telling(variant):
    # Of several words, the short ones are articles and prepositions.
    words = _WORD.findall(variant)
    return [word for word in words if len(word) > 2] or words


@lru_cache(maxsize=20_000)
def _is_form(word, other, language):
    if set(searching.word_forms(word, language)) & set(searching.word_forms(other, language)):
        return True
    if len(word) <= 3:
        return other.startswith(word[:2])
    # Endings are added, the last letters of a stem change with them, and compounds put something before.
    if _beginning(word) in other or (len(other) > 5 and _beginning(other) in word):
        return True
    # огонь, огни
    bones, others = _bones(word), _bones(other)
    return word[0] == other[0] and len(bones) > 1 and others.startswith(bones)


def _beginning(word):
    return word[: max(3, math.ceil(len(word) * 0.6))]


def _folded(word):
    return word.casefold().replace("ё", "е")


@lru_cache(maxsize=20_000)
def _bones(word):
    return "".join(letter for letter in word if letter not in "аеиоуыэюяьъaeiou")


def _numbers(text, *, in_chinese=False):
    found = []
    for match in _NUMBER.finditer(text):
        written = match.group()
        parts = [written]
        if len(re.findall(r"[.,]", written)) > 1 and not re.fullmatch(r"\d{1,3}([.,]\d{3})+([.,]\d+)?", written):
            parts = re.split(r"[.,]", written)  # 12.05.2026
        glued = match.start() > 0 and text[match.start() - 1].isalpha() and text[match.start() - 1].isascii()
        for part in parts:
            values = _values(part)
            is_small = all(value <= SMALL and value == int(value) for value in values)
            optional = is_small if in_chinese else (is_small and glued) or part == "00"
            if in_chinese:
                after = text[match.end() :].lstrip()
                optional |= after.startswith("月")
                values |= _in_chinese(values, after)
            found.append(Number(part, frozenset(values), optional))
    return found


def _in_chinese(values, after):
    if scale := re.match("[十百千万亿]+", after):
        times = math.prod(_SCALES[each] for each in scale.group())
        full = {value * times for value in values}
        # 30 thousand, 100 million, 0.1 billion
        return {value / unit for value in full for unit in (1, 10**3, 10**6, 10**9)}
    if after[:1] in ("点", "时", ":", "："):
        return {value + 12 for value in values}
    return set()


@lru_cache(maxsize=2_000)
def _values(written):
    """What a number may mean: 1,234 is a decimal fraction to one reader and a thousand to another."""
    digits = written.replace(" ", "")
    marks = re.findall(r"[.,]", digits)
    if not marks:
        return frozenset({_decimal(digits)})
    whole, _mark, fraction = digits.rpartition(marks[-1])
    bare = re.sub("[.,]", "", whole)
    values = set()
    if len(marks) == 1 or marks[-1] not in marks[:-1]:
        values.add(_decimal(f"{bare}.{fraction}"))
    if len(fraction) == 3 and " " not in written and bare.lstrip("0"):
        values.add(_decimal(bare + fraction))
    return frozenset(values)


def _decimal(digits):
    return Decimal(digits).normalize()


def _explained(source):
    """The numbers that a Chinese text says in hanzi."""
    for numeral in _NUMERAL.finditer(source):
        whole = list(_of_numeral(numeral["whole"]))
        yield from map(Decimal, whole)
        if fraction := numeral["fraction"]:
            yield _decimal(f"{whole[0]}.{''.join(str(_DIGITS[each]) for each in fraction)}")
    if "半" in source:
        yield from (Decimal("0.5"), Decimal(30))
    if "刻" in source:
        yield Decimal(15)


def _of_numeral(numeral):
    if not set(numeral) & _SCALES.keys():
        yield int("".join(str(_DIGITS[each]) for each in numeral))
        yield from (_DIGITS[each] for each in numeral)
        return
    total = section = digit = 0
    for each in numeral:
        if each in _DIGITS:
            digit = _DIGITS[each]
        elif _SCALES[each] < 10**4:
            section, digit = section + (digit or 1) * _SCALES[each], 0
        else:
            total, section, digit = (total + section + digit or 1) * _SCALES[each], 0, 0
    value = total + section + digit
    yield value
    yield from (value // unit for unit in (10**3, 10**6, 10**9) if value >= unit and value % unit == 0)


@cache
def _measure():
    names = "|".join(
        re.escape(name) + (r"(?![A-Za-z])" if name[-1].isascii() and name[-1].isalpha() else "") for name in units()
    )
    # 安 begins 安全, 克 begins 克服, 升 begins 升高.
    return re.compile(rf"(?P<number>{_NUMBER.pattern})\s*(?P<unit>{names})(?!全|服|高|旗|装)")
