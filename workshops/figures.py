"""Figures as their sources put them: what was counted, how exactly, for when, by whom it was said.

What is reported and what this site measures never mix: everything here is reported.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

import icu
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import dates
from .sources import Source
from .vocabulary import DEFINITIONS, Bound, Measure, Nature, Unit

__all__ = ["Indicator", "Reading", "ending", "number", "of"]

# The ending "from" after a number, by the last word that is spoken of it: its digit, its tens, its hundreds and so on.
_FROM = {
    "kk": {
        0: "ден", 1: "ден", 2: "ден", 3: "тен", 4: "тен", 5: "тен", 6: "дан", 7: "ден", 8: "ден", 9: "дан",
        10: "нан", 20: "дан", 30: "дан", 40: "тан", 50: "ден", 60: "тан", 70: "тен", 80: "нен", 90: "нан",
        100: "ден", 10**3: "нан", 10**6: "нан", 10**9: "тан", 10**12: "нан",
    },
    "ky": {
        0: "дөн", 1: "ден", 2: "ден", 3: "төн", 4: "төн", 5: "тен", 6: "дан", 7: "ден", 8: "ден", 9: "дан",
        10: "дон", 20: "дан", 30: "дан", 40: "тан", 50: "дөн", 60: "тан", 70: "тен", 80: "ден", 90: "дон",
        100: "дөн", 10**3: "ден", 10**6: "дон", 10**9: "дан", 10**12: "дон",
    },
}  # fmt: skip
_GROUPS = (10**12, 10**9, 10**6, 10**3)


@cache
def _number_format(language, places):
    style = icu.NumberFormat.createInstance(icu.Locale.forLanguageTag(language))
    style.setMinimumFractionDigits(places)
    style.setMaximumFractionDigits(places)
    return style


def number(value):
    """A Decimal with the digits that it has and the separators of the active language: 10,000,000 or 12,5."""
    places = max(0, -value.normalize().as_tuple().exponent)
    return _number_format(get_language() or "en", places).format(float(value))


def ending(value, language):
    """The ending of the ablative after a number in Kazakh and Kyrgyz, such as "-нан", which follows its last word.

    "" in the other languages. After a decimal comma it is that of the digits behind it, which are spoken as a number.
    """
    endings = _FROM.get(language)
    if endings is None:
        return ""
    whole, _point, fraction = format(value.normalize(), "f").partition(".")
    spoken = int(fraction or whole)
    for size in _GROUPS:
        if spoken and spoken % size == 0:
            return f"-{endings[size]}"
    if spoken and spoken % 100 == 0:
        return f"-{endings[100]}"
    last = spoken % 10 or spoken % 100
    return f"-{endings[last]}"


@dataclass(frozen=True)
class Reading:
    """One value. The dates are partial ones, see `dates`; source is None where nobody is quoted."""

    value: Decimal
    nature: str = Nature.RESULT
    bound: str = Bound.EXACTLY
    start: str = ""
    end: str = ""
    as_of: str = ""
    source: Source | None = None
    reference: str = ""

    @property
    def is_target(self):
        """Whether it is aimed at."""
        return self.nature == Nature.TARGET

    @property
    def number(self):
        """The bare number in the active language."""
        return number(self.value)

    @property
    def text(self):
        """The number with its bound: “more than 1,000”."""
        said = {"number": self.number, "ending": ending(self.value, (get_language() or "").split("-")[0])}
        # Translators: in Kazakh and Kyrgyz %(ending)s is "-дан" as it follows the number; elsewhere it is empty.
        if self.bound == Bound.MORE_THAN:
            return _("more than %(number)s%(ending)s") % said
        # Translators: in Kazakh and Kyrgyz %(ending)s is "-дан" as it follows the number; elsewhere it is empty.
        if self.bound == Bound.AT_LEAST:
            return _("at least %(number)s%(ending)s") % said
        return self.number

    @property
    def period(self):
        """The time that it is for, in words; "" where nothing is stated."""
        start, end = dates.shown(self.start), dates.shown(self.end)
        if start and end and start != end:
            return f"{start} – {end}"
        if self.end and (self.is_target or not self.start):
            return _("by %(date)s") % {"date": end}
        return _("since %(date)s") % {"date": start} if start and not end else start

    @property
    def when(self):
        """The one day that it stands for among others, as a date: None where only the source is dated."""
        return dates.last_day(self.as_of or self.end or self.start)

    @property
    def as_of_own(self):
        """The day that it was true on, in words, "" where only its source is dated."""
        return dates.shown(self.as_of)

    @property
    def as_of_shown(self):
        """The day that it was true on, in words: its own, else that of its source."""
        return dates.shown(self.as_of or (self.source.as_of if self.source else ""))


@dataclass
class Indicator:
    """What was counted, with its values, the oldest first. label: the source's own words, as sentences."""

    measure: str
    readings: list = field(default_factory=list)
    label: list = field(default_factory=list)
    unit: str = ""

    @property
    def title(self):
        """What is counted, in the active language."""
        return Measure(self.measure).label

    @property
    def unit_name(self):
        """The unit in the active language, "" where the measure says it."""
        return Unit(self.unit).label if self.unit else ""

    @property
    def results(self):
        """The values that came of it."""
        return [each for each in self.readings if not each.is_target]

    @property
    def targets(self):
        """The values that are aimed at."""
        return [each for each in self.readings if each.is_target]

    @property
    def latest(self):
        """The last result, or else the last target."""
        return (self.results or self.targets)[-1]

    @property
    def definition(self):
        """How this site will measure it, "" where it can't."""
        return DEFINITIONS.get(self.measure, "")


def of(page):
    """Every Indicator that a page reports: its indicators, the floor areas of its facilities, its number of people.

    A value that quotes nobody is taken from the page's own source. What a draft or a file leaves without a number or a
    measure is no figure yet.
    """
    found = [
        Indicator(
            measure=block.value["measure"],
            label=block.value["label"],
            unit=block.value["unit"] or "",
            readings=[_reading(value, page) for value in block.value["readings"] if value["value"] is not None],
        )
        for block in getattr(page, "indicators", ())
        if block.value["measure"]
    ]
    for block in getattr(page, "facilities", ()):
        readings = [
            Reading(value=area["square_metres"], start=area["when"], source=page.source)
            for area in block.value["areas"]
            if area["square_metres"] is not None
        ]
        found.append(Indicator(Measure.FLOOR_AREA, readings, block.value["name"], Unit.SQUARE_METRES))
    people = getattr(page, "people", None)
    if people is not None:
        # What has one date took place then, and not from then on.
        reading = Reading(
            value=Decimal(people),
            bound=page.people_bound,
            start=page.start,
            end=page.end or page.start,
            source=page.source,
        )
        found.append(Indicator(Measure.PEOPLE, [reading], getattr(page, "who", []), Unit.PEOPLE))
    return [each for each in found if each.readings]


def _reading(value, page):
    return Reading(
        value=value["value"],
        nature=value["nature"] or Nature.RESULT,
        bound=value["bound"] or Bound.EXACTLY,
        start=value["start"],
        end=value["end"],
        as_of=value["as_of"],
        source=value["source"] or page.source,
        reference=value["reference"],
    )
