"""Tiles of a server that a site names by `QIAO_MAP_TILES`, in place of the outlines that the program brings along."""

from math import ceil, floor
from typing import NamedTuple

from django.conf import settings

from .projection import mercator


class Tile(NamedTuple):
    """A picture and where it lies, in units of its window."""

    address: str
    x: float
    y: float
    size: float


def template():
    """The address of a tile with {z}, {x} and {y}, "" where the site has none."""
    return getattr(settings, "QIAO_MAP_TILES", "")


def credit():
    """Whom the tiles are from, as the server asks for it."""
    return getattr(settings, "QIAO_MAP_TILES_CREDIT", "")


def cover(window, zoom):
    """The tiles of a zoom level that a window shows; none where the site names no server."""
    address = template()
    if not address:
        return []
    count = 2**zoom
    size = window.scale / count
    left, top = mercator(window.west, window.north)
    right, bottom = left + window.width / window.scale, mercator(0, window.south)[1]
    return [
        Tile(
            address.replace("{z}", str(zoom)).replace("{x}", str(x % count)).replace("{y}", str(y)),
            round((x / count - left) * window.scale, 1),
            round((y / count - top) * window.scale, 1),
            round(size, 1),
        )
        for y in range(floor(top * count), ceil(bottom * count))
        for x in range(floor(left * count), ceil(right * count))
    ]
