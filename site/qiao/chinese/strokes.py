"""How a hanzi is written: its strokes in order, from the files of the npm package hanzi-writer-data.

That data comes from Make Me a Hanzi and Arphic Technology, under the Arphic Public License.
"""

import json
import math
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from .hanzi import is_hanzi

# The eight directions, anticlockwise from the right, each with its middle at a multiple of 45°.
DIRECTIONS = ("right", "up-right", "up", "up-left", "left", "down-left", "down", "down-right")

# Of 1024 units a side: how far a stroke may stray from a line and still count as one, and what is too short to count,
# such as the press of the brush where a stroke begins.
STRAY = 45
SHORT = 110
# In degrees: a bend of more than this is a corner.
CORNER = 60


@lru_cache(maxsize=1024)
def read(folder, hanzi):
    """The strokes of one hanzi as hanzi-writer wants them: {"strokes": [SVG path …], "medians": [[[x, y] …] …]}.

    folder: where the package lies. Raises LookupError where there is no data, because the package is not installed
    or does not know the hanzi.
    """
    if not is_hanzi(hanzi):
        raise LookupError(f"{hanzi!r} is not a hanzi.")
    try:
        return json.loads((Path(folder) / f"{hanzi}.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise LookupError(f"There is no stroke data for {hanzi}.") from error


def directions(median):
    """Where a stroke goes, as a list of `DIRECTIONS`: 横 is ["right"], the second stroke of 口 ["right", "down"].

    median: the points [x, y] of the line in its middle, y upwards.
    """
    first, *rest = map(_angle, _legs(median))
    names = [_first(first), *map(_name, rest)]
    return [name for name, before in zip(names, [None, *names], strict=False) if name != before]


def beginnings(median):
    """The directions that may be said of how a stroke begins, the likeliest first.

    More than one where it begins near the border between two, and where it bends without a corner: the 撇 of 亻 goes
    down and then to the left, and down to the left as a whole.
    """
    legs = _legs(median)
    angle = _angle(legs[0])
    end = legs[0][1]
    for before, leg in pairwise(legs):
        if abs((_angle(leg) - _angle(before) + 180) % 360 - 180) > CORNER:
            break
        end = leg[1]
    whole = _angle((legs[0][0], end))
    return list(dict.fromkeys(_first(each) for each in (angle, angle - 9, angle + 9, whole)))


def _first(angle):
    """No stroke begins upwards or to the left: a flat 撇 goes down to the left, and a 提 up to the right."""
    name = _name(angle)
    return {"left": "down-left", "up": "up-right", "up-left": "up-right"}.get(name, name)


def _name(angle):
    return DIRECTIONS[round(angle / 45) % 8]


def _legs(median):
    """The straight parts of a line; a dot is short as a whole."""
    corners = _corners([tuple(point) for point in median])
    legs = list(pairwise(corners))
    enough = min(SHORT, max(map(_length, legs)))
    return [leg for leg in legs if _length(leg) >= enough]


def _corners(points):
    """The points of a line without those that lie near the line between their neighbours (Douglas and Peucker)."""
    if len(points) < 3:
        return points
    strays = [_distance(point, points[0], points[-1]) for point in points]
    farthest = max(range(len(points)), key=strays.__getitem__)
    if strays[farthest] <= STRAY:
        return [points[0], points[-1]]
    return [*_corners(points[: farthest + 1])[:-1], *_corners(points[farthest:])]


def _distance(point, start, end):
    length = math.dist(start, end)
    if not length:
        return math.dist(point, start)
    (x, y), (x1, y1), (x2, y2) = point, start, end
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length


def _length(leg):
    return math.dist(*leg)


def _angle(leg):
    """In degrees, anticlockwise from the right."""
    (x1, y1), (x2, y2) = leg
    return math.degrees(math.atan2(y2 - y1, x2 - x1))
