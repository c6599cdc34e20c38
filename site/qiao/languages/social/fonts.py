"""The fonts that cards are written with: variable ones from npm, in files of some characters each."""

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from PIL import ImageFont

SANS = "noto-sans"
SERIF = "noto-serif-sc"
_NOBODYS = "\uffff"


def can_write(text):
    """Whether the fonts are installed and have every character of a text."""
    folder = _folder()
    return all(_file(folder, char, (SANS, SERIF)) for char in text)


def runs(text, families, size, weight):
    """The text as [(font, part of the text)]: each character in the first of the families that has it.

    size: in pixels; weight: 100 to 900. A character that none of them has is left out.
    """
    folder, found = _folder(), []
    for char in text:
        path = _file(folder, char, families)
        if path is None:
            continue
        if found and found[-1][0] == path:
            found[-1][1] += char
        else:
            found.append([path, char])
    return [(_open(path, size, weight), part) for path, part in found]


def width(text, families, size, weight):
    """Of a line, in pixels."""
    return sum(font.getlength(part) for font, part in runs(text, families, size, weight))


def _folder():
    return Path(getattr(settings, "QIAO_NODE_MODULES", "node_modules")) / "@fontsource-variable"


def _file(folder, char, families):
    """The file that has a character, or None."""
    paths = (_files(folder / family).get(ord(char)) for family in families)
    return next((path for path in paths if path and _has(path, char)), None)


def _files(folder):
    """{code point: file} of a family; empty, and looked for again the next time, where it is not installed."""
    try:
        return _read(folder)
    except OSError:
        return {}


@lru_cache(maxsize=8)
def _read(folder):
    subsets = json.loads((folder / "unicode.json").read_text(encoding="utf-8"))
    found = {}
    # The general subsets come last, and have a character before the special ones.
    for name, ranges in subsets.items():
        path = folder / "files" / f"{folder.name}-{name.strip('[]')}-wght-normal.woff2"
        for each in ranges.split(","):
            found |= dict.fromkeys(_range(each), path)
    return found


def _range(text):
    """U+4E00-4E0F as a range."""
    first, _dash, last = text.removeprefix("U+").partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)


@lru_cache(maxsize=8192)
def _has(path, char):
    """Whether a font has a character: its table of ranges names some that it lacks, and draws a box for these."""
    font = _open(path, 32, 400)
    return char.isspace() or bytes(font.getmask(char)) != bytes(font.getmask(_NOBODYS))


@lru_cache(maxsize=64)
def _open(path, size, weight):
    font = ImageFont.truetype(str(path), size)
    font.set_variation_by_axes([weight])
    return font
