"""Filters of an index: what there is to choose, how many pages each choice gives, and its address."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.functional import cached_property


class Facet(NamedTuple):
    """Something that pages differ in. values: {as the address says it: label}, in the order that they are shown."""

    name: str
    label: str
    values: dict
    values_of: Callable
    """The values of a page, a collection; none where it says nothing of the kind."""
    languages: dict = {}
    """{value: the language that its label is written in}, where that is not the reader's."""


class Choice(NamedTuple):
    """One value of a facet as a link.

    count: pages that have it, among those that fit the other facets. address: the index with the value added, or
    taken away where it is chosen already. language: as `Facet.languages` says, "" for the reader's.
    """

    value: str
    label: str
    count: int
    is_chosen: bool
    address: str
    language: str


class Filter(NamedTuple):
    """A facet with its choices."""

    name: str
    label: str
    choices: list


class Selection:
    """Pages of an index, and those among them that an address asks for.

    offered: all pages, in the order of the index. facets: what they differ in. query: the QueryDict of the address;
    several values of one facet widen the choice, several facets narrow it, and what is unknown is passed over. url: the
    index's own address. Everything is counted in memory.
    """

    count_template = ""
    """The template that says a number of such pages in words; it is given `count`."""

    def __init__(self, offered, facets, query, url):
        self.offered = offered
        self.facets = facets
        self.url = url
        self.chosen = {
            facet.name: [value for value in facet.values if value in query.getlist(facet.name)] for facet in facets
        }

    @cached_property
    def found(self):
        """Those that fit, in the order of the index."""
        return self._fitting(self.facets)

    @cached_property
    def filters(self):
        """The facets that pages of this index differ in, or that the address names; a page alone needs none."""
        if len(self.offered) < 2 and not self.is_filtered:
            return []
        shown = []
        for facet in self.facets:
            chosen = self.chosen[facet.name]
            known = {*chosen, *(value for page in self.offered for value in facet.values_of(page))}
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
        """Where no page fits: (count, labels of what to drop, address) for each facet without which some would."""
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
            page for page in self.offered if all(not chosen.isdisjoint(values_of(page)) for values_of, chosen in wanted)
        ]

    def _choices(self, facet, known):
        others = self._fitting([each for each in self.facets if each is not facet])
        counts = Counter(value for page in others for value in facet.values_of(page))
        chosen = self.chosen[facet.name]
        return [
            Choice(
                value,
                label,
                counts[value],
                value in chosen,
                self._address(facet, set(chosen) ^ {value}),
                facet.languages.get(value, ""),
            )
            for value, label in facet.values.items()
            if value in known
        ]

    def _address(self, facet, values):
        """The index with these values of one facet: always in the same order, so that a choice has one address."""
        chosen = {**self.chosen, facet.name: [value for value in facet.values if value in values]}
        query = urlencode(chosen, doseq=True)
        return f"{self.url}?{query}" if query else self.url
