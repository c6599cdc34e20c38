"""The programme of a study visit: what was done on which day, in its three strands."""

from typing import NamedTuple

from .vocabulary import Strand

__all__ = ["Day", "Part", "days"]

IN_CHINESE = {Strand.TECHNICAL: "技术培训", Strand.CULTURAL: "文化体验", Strand.FIELD: "现场教学"}
"""How the strands are called in Chinese, which stands beside their names in every language."""


class Part(NamedTuple):
    """What belongs to one strand. items: (anchor, sentences), in the editors' order."""

    strand: Strand
    zh: str
    items: list


class Day(NamedTuple):
    """A day, from 1, with its parts in the order of the strands; number None: the source does not say which day."""

    number: int | None
    parts: list


def days(page):
    """The days of an exchange in order; what has no day comes last, and is all of it where no day is known."""
    by_day = {}
    for block in page.programme:
        by_day.setdefault(block.value["day"], []).append(block)
    return [Day(number, _parts(by_day[number])) for number in sorted(by_day, key=lambda each: (each is None, each))]


def _parts(blocks):
    found = []
    for strand in Strand:
        items = [(f"b-{block.id}", block.value["text"]) for block in blocks if block.value["strand"] == strand]
        if items:
            found.append(Part(strand, IN_CHINESE[strand], items))
    return found
