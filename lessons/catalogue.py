"""The filters of a course index: what there is to choose, how many courses each choice gives, and its address."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from qiao.languages.templatetags.qiao_languages import language_name

from .vocabulary import LEVELS, vocational_fields

HOURS = {
    "1-10": (range(1, 11), _("Up to 10 hours")),
    "11-20": (range(11, 21), _("11 to 20 hours")),
    "21-": (range(21, 10**6), _("Over 20 hours")),
}
"""What the address says: hours of study for a whole course, and how they are called."""


class Facet(NamedTuple):
    """Something that courses differ in. values: {as the address says it: label}, in the order that they are shown."""

    name: str
    label: str
    values: dict
    values_of: Callable
    """The values of a course, a collection; none where it says nothing of the kind."""


class Choice(NamedTuple):
    """One value of a facet as a link.

    count: courses that have it, among those that fit the other facets. address: the index with the value added, or
    taken away where it is chosen already.
    """

    value: str
    label: str
    count: int
    is_chosen: bool
    address: str


class Filter(NamedTuple):
    """A facet with its choices."""

    name: str
    label: str
    choices: list


def facets():
    """Vocational field, level reached, languages to read in, hours."""
    return [
        Facet("field", _("Vocational field"), dict(vocational_fields()), lambda course: [course.field]),
        Facet(
            "level",
            _("Level reached"),
            {str(level): label for level, label in LEVELS},
            lambda course: [str(course.level)],
        ),
        Facet(
            "language",
            _("Can be read in"),
            {code: language_name(code) for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES},
            lambda course: course.languages,
        ),
        Facet(
            "hours",
            _("Study time"),
            {value: label for value, (_hours, label) in HOURS.items()},
            lambda course: [value for value, (hours, _label) in HOURS.items() if course.hours in hours],
        ),
    ]


class Catalogue:
    """Courses, and those among them that an address asks for.

    offered: the courses of the index as `outline.courses` gives them. query: the QueryDict of the address; several
    values of one facet widen the choice, several facets narrow it, and what is unknown is passed over. url: the
    index's own address. Everything is counted in memory: the number of queries is that of `outline.courses`.
    """

    def __init__(self, offered, query, url):
        self.offered = offered
        self.url = url
        self.facets = facets()
        self.chosen = {
            facet.name: [value for value in facet.values if value in query.getlist(facet.name)] for facet in self.facets
        }

    @cached_property
    def courses(self):
        """Those that fit, in the order of the index."""
        return self._fitting(self.facets)

    @cached_property
    def filters(self):
        """The facets that courses of this index differ in, or that the address names; a course alone needs none."""
        if len(self.offered) < 2 and not self.is_filtered:
            return []
        shown = []
        for facet in self.facets:
            chosen = self.chosen[facet.name]
            known = {*chosen, *(value for course in self.offered for value in facet.values_of(course))}
            if len(known) > 1 or chosen:
                shown.append(Filter(facet.name, facet.label, self._choices(facet, known)))
        return shown

    @property
    def is_filtered(self):
        """Whether the address names anything that is known."""
        return any(self.chosen.values())

    @property
    def active(self):
        """(filter, choice) of everything that is chosen, in the order of the filters."""
        return [(each, choice) for each in self.filters for choice in each.choices if choice.is_chosen]

    @cached_property
    def ways_out(self):
        """Where no course fits: (count, labels of what to drop, address) for each facet without which some would."""
        found = []
        for facet in self.facets:
            chosen = self.chosen[facet.name]
            count = len(self._fitting([each for each in self.facets if each is not facet])) if chosen else 0
            if count:
                found.append((count, [facet.values[value] for value in chosen], self._address(facet, [])))
        return found

    def _fitting(self, facets):
        wanted = [(facet.values_of, set(self.chosen[facet.name])) for facet in facets if self.chosen[facet.name]]
        return [
            course
            for course in self.offered
            if all(not chosen.isdisjoint(values_of(course)) for values_of, chosen in wanted)
        ]

    def _choices(self, facet, known):
        others = self._fitting([each for each in self.facets if each is not facet])
        counts = Counter(value for course in others for value in facet.values_of(course))
        chosen = self.chosen[facet.name]
        return [
            Choice(value, label, counts[value], value in chosen, self._address(facet, set(chosen) ^ {value}))
            for value, label in facet.values.items()
            if value in known
        ]

    def _address(self, facet, values):
        """The index with these values of one facet: always in the same order, so that a choice has one address."""
        chosen = {**self.chosen, facet.name: [value for value in facet.values if value in values]}
        query = urlencode(chosen, doseq=True)
        return f"{self.url}?{query}" if query else self.url
