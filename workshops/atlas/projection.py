"""Web Mercator, as tile servers draw it, cut to a window and measured in whole units."""

from dataclasses import dataclass
from math import asinh, atan, degrees, pi, radians, sinh, tan

STEEPEST = 85.05
"""Degrees of latitude beyond which Web Mercator draws nothing."""


def mercator(longitude, latitude):
    """A place in the square world of tile servers: both from 0 to 1, from the west and from the north."""
    latitude = max(-STEEPEST, min(STEEPEST, latitude))
    return 0.5 + longitude / 360, 0.5 - asinh(tan(radians(latitude))) / (2 * pi)


def degrees_of(x, y):
    """(longitude, latitude) of a place in the square world."""
    return (x - 0.5) * 360, degrees(atan(sinh((0.5 - y) * 2 * pi)))


@dataclass(frozen=True)
class Window:
    """A part of the world as a picture. Its edges are degrees; width, and everything that it projects, is in units."""

    west: float
    south: float
    east: float
    north: float
    width: int

    @property
    def scale(self):
        """Units to the whole world from west to east."""
        return self.width / (self.east - self.west) * 360

    @property
    def height(self):
        """Whole units."""
        return round((mercator(0, self.south)[1] - mercator(0, self.north)[1]) * self.scale)

    def project(self, longitude, latitude):
        """(x, y) in units from the upper left corner, whether inside or not."""
        x, y = mercator(longitude, latitude)
        left, top = mercator(self.west, self.north)
        return (x - left) * self.scale, (y - top) * self.scale

    def unproject(self, x, y):
        """(longitude, latitude) of a place in the picture."""
        left, top = mercator(self.west, self.north)
        return degrees_of(left + x / self.scale, top + y / self.scale)

    def holds(self, longitude, latitude):
        """Whether a place lies inside."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north


REGION = Window(west=44, south=21, east=124, north=57, width=1600)
"""Central Asia, China, Pakistan, and a part of their neighbours."""

WORLD = Window(west=-170, south=-56, east=190, north=75, width=700)
"""Everywhere else; what lies in the far east of Siberia is drawn where the picture begins."""
