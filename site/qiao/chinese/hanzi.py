"""What a hanzi is: CJK unified and compatibility ideographs of every plane, and 〇."""

import re

HANZI = (
    "\u3007"
    "\u3400-\u4dbf"  # extension A
    "\u4e00-\u9fff"
    "\uf900-\ufaff"  # compatibility ideographs
    "\U00020000-\U0002a6df"  # extension B
    "\U0002a700-\U0002ee5f"  # extensions C to F and I
    "\U0002f800-\U0002fa1f"  # compatibility supplement
    "\U00030000-\U0003347f"  # extensions G, H and J
)
"""The body of a regular expression's character class."""

_ONE = re.compile(f"[{HANZI}]")


def is_hanzi(char):
    """Whether `char`, one character, is a hanzi."""
    return _ONE.fullmatch(char) is not None


def has_hanzi(text):
    """Whether there is a hanzi anywhere in `text`."""
    return _ONE.search(text) is not None


def hanzi_of(text):
    """The hanzi of `text` in order, as a list of characters."""
    return _ONE.findall(text)
