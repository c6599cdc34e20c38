"""What the home page shows of the site: courses, workshops on a map, figures with their sources, events, stories."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.utils.functional import cached_property
from django.utils.translation import get_language
from wagtail.models import Page

from lessons import outline
from lessons.models import CourseIndexPage
from workshops import dates
from workshops.atlas import Map, places_of
from workshops.figures import Indicator, Reading
from workshops.figures import of as figures_of
from workshops.models import (
    AlliancePage,
    CompetitionPage,
    EventPage,
    ExchangePage,
    ResourceLibraryPage,
    StandardPage,
    StoryPage,
    TestCentrePage,
    WorkshopIndexPage,
    WorkshopPage,
)
from workshops.showcase import said
from workshops.together import rows_read_once

COURSES, WORKSHOPS, FIGURES, HAPPENINGS, STORIES = 3, 6, 6, 4, 3
"""How many of each a home page shows; of what is featured, all courses and workshops."""

REPORTING = (WorkshopPage, AlliancePage, TestCentrePage, ResourceLibraryPage, StandardPage)


@dataclass(frozen=True)
class Figure:
    """A figure at a glance: the last value of an indicator, and the page that reports it."""

    page: Page
    indicator: Indicator
    reading: Reading

    @property
    def words(self):
        """(text, whether it is Chinese beside another language): the source's own words, else the measure."""
        return said(self.indicator.label, get_language()) if self.indicator.label else (self.indicator.title, False)


class Front:
    """The parts of a home page, each with a fixed number of queries; a part that has nothing is empty."""

    def __init__(self, home):
        self.home = home

    @cached_property
    def _types(self):
        """The types that there are pages of, so that no others are asked for."""
        below = Page.objects.descendant_of(self.home).order_by().values_list("content_type", flat=True).distinct()
        return {ContentType.objects.get_for_id(pk).model_class() for pk in below}

    def _live(self, model):
        if model not in self._types:
            return model.objects.none()
        return model.objects.live().public().descendant_of(self.home).order_by("path")

    @cached_property
    def _sections(self):
        """The live children that are shown in menus, in order."""
        return list(self.home.get_children().live().public().in_menu().specific())

    @cached_property
    def course_index(self):
        """The first course index, or None."""
        return next((page for page in self._sections if isinstance(page, CourseIndexPage)), None)

    @cached_property
    def workshop_index(self):
        """The first workshop index, or None."""
        return next((page for page in self._sections if isinstance(page, WorkshopIndexPage)), None)

    @cached_property
    def others(self):
        """The other sections."""
        return [page for page in self._sections if page not in (self.course_index, self.workshop_index)]

    @cached_property
    def courses(self):
        """The featured courses, or else the first ones, as `outline.courses` gives them."""
        return _chosen(outline.courses(self.course_index), COURSES) if self.course_index else []

    @cached_property
    def _all_workshops(self):
        # Their streams are long, and a card shows none of them.
        return list(self._live(WorkshopPage).select_related("locale").defer_streamfields())

    @cached_property
    def workshops(self):
        """The featured workshops, or else the first ones."""
        return _chosen(self._all_workshops, WORKSHOPS)

    @cached_property
    def map(self):
        """Where all workshops lie, each leading to its page; None without any."""
        return Map(places_of(self._all_workshops)) if self._all_workshops else None

    @cached_property
    def figures(self):
        """The first result, or else target, of each measure that a featured page reports."""
        found = {}
        with rows_read_once():
            for model in REPORTING:
                for page in self._live(model).filter(is_featured=True).select_related("source", "locale")[:WORKSHOPS]:
                    for indicator in figures_of(page):
                        found.setdefault(indicator.measure, Figure(page, indicator, indicator.latest))
        return list(found.values())[:FIGURES]

    @cached_property
    def happenings(self):
        """The last exchanges, events and competitions, the newest first; those without a date come last."""
        found = []
        for model in (EventPage, ExchangePage, CompetitionPage):
            found += self._live(model).order_by("-start", "path").defer_streamfields()[:HAPPENINGS]
        return sorted(found, key=_age)[:HAPPENINGS]

    @cached_property
    def stories(self):
        """The featured stories, then the others."""
        return list(self._live(StoryPage).order_by("-is_featured", "path")[:STORIES])


def _chosen(pages, count):
    featured = [page for page in pages if page.is_featured]
    return featured or pages[:count]


def _age(page):
    day = dates.last_day(page.end or page.start)
    return -day.toordinal() if day else 0
