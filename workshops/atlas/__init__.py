"""Where places lie: checks of coordinates, and the maps that are drawn of them."""

from .coordinates import check
from .maps import Map, Place, places_of

__all__ = ["Map", "Place", "check", "places_of"]
