"""A map of places: where each is drawn, which stand so close that one marker does for all, and which are on no map."""

from dataclasses import dataclass, field
from math import hypot, isfinite

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.institutions import country_name

from . import basemap, tiles
from .projection import REGION, WORLD

TOUCH = 26
"""Pixels from the middle of a marker to that of the next one: the least that two fingertips need, and a little more."""

WIDE, NARROW, INSET = 640, 288, 288
"""Pixels that a wide map, a narrow one and the inset take at least."""

NAMED = 3
"""Places that a marker of several names."""

BELOW = 40
"""Units from the point in a country, where its marker may stand, to its name."""

ZOOM = {REGION: 4, WORLD: 1}
"""Zoom levels of the tiles: four to five of them side by side."""


@dataclass(frozen=True)
class Place:
    """Something on a map.

    name: in the language of the page. url: where it leads. country: two letters of ISO 3166-1, or "". latitude,
    longitude: degrees, None where only the country is known. group_url: where a marker of several leads, its own url
    without one.
    """

    name: str
    url: str
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    group_url: str = ""

    @property
    def is_known(self):
        """Whether more than the country is known."""
        return all(number is not None and isfinite(number) for number in (self.latitude, self.longitude))

    @property
    def position(self):
        """(longitude, latitude): its own, else a point in its country; None without both."""
        if self.is_known:
            return self.longitude, self.latitude
        known = basemap.country(self.country)
        return tuple(known[4:]) if known else None


@dataclass
class Marker:
    """One or more places in one spot. x, y: units of the window."""

    window: object
    x: float
    y: float
    places: list = field(default_factory=list)

    @property
    def left(self):
        """Per cent of the picture's width, as CSS writes it."""
        return f"{self.x / self.window.width * 100:.2f}%"

    @property
    def top(self):
        """Per cent of the picture's height."""
        return f"{self.y / self.window.height * 100:.2f}%"

    @property
    def side(self):
        """Where there is room for its name: names of classes."""
        across = "ends" if self.x > self.window.width * 0.6 else "begins" if self.x < self.window.width * 0.4 else ""
        return f"{across} {'below' if self.y < self.window.height * 0.4 else ''}".strip()

    @property
    def count(self):
        """How many places it stands for."""
        return len(self.places)

    @property
    def is_known(self):
        """Whether more than the country of one of them is known."""
        return any(place.is_known for place in self.places)

    @property
    def url(self):
        """Where it leads: to its place, or to where the first of several begin."""
        first = self.places[0]
        return first.url if self.count == 1 else first.group_url or first.url

    @property
    def name(self):
        """What it is called, in the active language."""
        if self.count == 1:
            return self.places[0].name
        names = "; ".join([place.name for place in self.places[:NAMED]] + ["…"] * (self.count > NAMED))
        message = ngettext("%(count)s place: %(names)s", "%(count)s places: %(names)s", self.count)
        return message % {"count": self.count, "names": names}


@dataclass(frozen=True)
class Label:
    """The name of a country, in units of the region's window."""

    text: str
    x: float
    y: float


class Map:
    """Places as `workshops/_map.html` draws them: {% include "workshops/_map.html" with map=… %}.

    places: a list of `Place`, in the order of the list that stands beside the map and says the same.
    """

    region, world = REGION, WORLD

    def __init__(self, places):
        self.places = places

    @cached_property
    def wide(self):
        """The markers of a wide map."""
        return _markers(self._in_region, REGION, WIDE)

    @cached_property
    def narrow(self):
        """The markers of a narrow map, fewer; None where they are the same."""
        markers = _markers(self._in_region, REGION, NARROW)
        return markers if len(markers) < len(self.wide) else None

    @cached_property
    def further(self):
        """The markers of the inset: what lies outside the region."""
        return _markers(self._in_world, WORLD, INSET)

    @cached_property
    def unplaced(self):
        """The places that are on no map."""
        return [place for place in self.places if _window(place) is None]

    @property
    def has_known(self):
        """Whether a place on the map is known."""
        return any(place.is_known for place in self._in_region + self._in_world)

    @property
    def has_countries(self):
        """Whether of a place on the map only the country is known."""
        return any(not place.is_known for place in self._in_region + self._in_world)

    @cached_property
    def labels(self):
        """The names of the countries that places of the region lie in."""
        found = []
        for code in dict.fromkeys(place.country for place in self._in_region):
            known = basemap.country(code)
            if known and REGION.holds(*known[4:]):
                x, y = REGION.project(*known[4:])
                found.append(Label(country_name(code), round(x), round(y) + BELOW))
        return found

    @property
    def outlines(self):
        """The base map that the program brings along."""
        return basemap.load()

    @cached_property
    def region_tiles(self):
        """The tiles of the region; none where the base map is drawn."""
        return tiles.cover(REGION, ZOOM[REGION])

    @cached_property
    def world_tiles(self):
        """The tiles of the inset."""
        return tiles.cover(WORLD, ZOOM[WORLD])

    @property
    def credit(self):
        """Whom the map is from."""
        return tiles.credit() if tiles.template() else _("Base map: Natural Earth, public domain")

    @property
    def region_frame(self):
        """(x, y, width, height) of the region in the inset, in its units."""
        left, top = WORLD.project(REGION.west, REGION.north)
        right, bottom = WORLD.project(REGION.east, REGION.south)
        return round(left), round(top), round(right - left), round(bottom - top)

    @cached_property
    def _in_region(self):
        return [place for place in self.places if _window(place) is REGION]

    @cached_property
    def _in_world(self):
        return [place for place in self.places if _window(place) is WORLD]


def places_of(pages, url=None):
    """The `Place` of each page that is `Placed`. url: a function of a page that says where its marker leads."""
    url = url or (lambda page: page.get_url())
    return [Place(page.title, url(page), page.country, page.latitude, page.longitude) for page in pages]


def _window(place):
    """The picture that a place is drawn on, or None."""
    if place.position is None:
        return None
    longitude, latitude = place.position
    if REGION.holds(longitude, latitude):
        return REGION
    return WORLD if WORLD.holds(_in_view(longitude), latitude) else None


def _in_view(longitude):
    return longitude + 360 if -180 <= longitude < WORLD.west else longitude


def _markers(places, window, pixels):
    """Markers that are all `TOUCH` pixels apart in a picture that is `pixels` wide."""
    apart = TOUCH / pixels * window.width
    markers = []
    for place in places:
        longitude, latitude = place.position
        markers.append(Marker(window, *window.project(_in_view(longitude), latitude), [place]))
    while (fewer := _gathered(markers, apart)) is not markers:
        markers = fewer
    return markers


def _gathered(markers, apart):
    """The markers, each taken into the first one that it stands too close to; the same list where none does."""
    kept = []
    for marker in markers:
        near = next((other for other in kept if hypot(other.x - marker.x, other.y - marker.y) < apart), None)
        if near is None:
            kept.append(marker)
        else:
            count = near.count + marker.count
            near.x += (marker.x - near.x) * marker.count / count
            near.y += (marker.y - near.y) * marker.count / count
            near.places += marker.places
    return kept if len(kept) < len(markers) else markers
