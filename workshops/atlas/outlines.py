"""The base map, made of Natural Earth's countries as the npm package `world-atlas` has them."""

import json
from collections import Counter, defaultdict
from itertools import pairwise
from math import hypot

import icu

from .projection import REGION, WORLD

CREDIT = "Natural Earth, public domain"
FILE = ("world-atlas", "countries-50m.json")
WORLD_FILE = ("world-atlas", "countries-110m.json")
MARGIN = 4
"""Units that shapes reach beyond the picture, so that no cut edge is seen."""

LARGE = 0.006
"""A country that fills this part of the region's picture is named and marked there, wherever its middle is."""

COUNTED_WITH = {"Somaliland": "SO", "N. Cyprus": "CY"}
"""Areas that Natural Earth has without a code of ISO 3166-1, and the box that covers them too."""


def make(folder):
    """The base map as a dict that JSON can hold. folder: a Path to node_modules.

    region, world: {land, borders: the `d` of an SVG path, in the units of `projection`}. countries: {two letters of
    ISO 3166-1: [west, south, east, north, longitude, latitude]}, the box around the country and a point in its widest
    part, in degrees; east is over 180 where the country goes across that meridian.
    """
    near, far = (_Topology(json.loads(folder.joinpath(*name).read_text())) for name in (FILE, WORLD_FILE))
    return {
        "credit": CREDIT,
        "region": {
            "land": _land(near, REGION, tolerance=0.8, smallest=6),
            "borders": _borders(near, REGION, tolerance=0.8),
        },
        "world": {"land": _land(far, WORLD, tolerance=1.0, smallest=6)},
        "countries": _countries(near),
    }


class _Topology:
    """TopoJSON with its arcs in degrees."""

    def __init__(self, source):
        (scale_x, scale_y), (left, top) = source["transform"]["scale"], source["transform"]["translate"]
        self.arcs = []
        for arc in source["arcs"]:
            x = y = 0
            points = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                points.append((x * scale_x + left, y * scale_y + top))
            self.arcs.append(points)
        self.countries = source["objects"]["countries"]["geometries"]
        self.land = source["objects"]["land"]["geometries"]

    def rings(self, geometry, arcs=None):
        """The rings of a shape, each a list of points; the first of a polygon goes around it, the others are holes."""
        arcs = arcs or self.arcs
        found = []
        for polygon in _polygons(geometry):
            for number, ring in enumerate(polygon):
                points = []
                for arc in ring:
                    part = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
                    points.extend(part[1:] if points else part)
                found.append((number > 0, points))
        return found


def _polygons(geometry):
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    return geometry["arcs"] if geometry["type"] == "MultiPolygon" else []


def _projected(topology, window, tolerance):
    return [_simplified([window.project(*point) for point in arc], tolerance) for arc in topology.arcs]


def _land(topology, window, *, tolerance, smallest):
    """The `d` of all land. tolerance: units; smallest: square units of an island that is still drawn."""
    arcs = _projected(topology, window, tolerance)
    parts = []
    for geometry in topology.land:
        for _is_hole, ring in topology.rings(geometry, arcs):
            unrolled = _unrolled(ring, window.scale)
            for shift in (-window.scale, 0, window.scale):
                clipped = _clipped([(x + shift, y) for x, y in unrolled], window)
                if abs(_area(clipped)) >= smallest:
                    parts.append(_path(clipped, closed=True))
    return "".join(parts)


def _borders(topology, window, *, tolerance):
    """The `d` of the lines that two countries share."""
    arcs = _projected(topology, window, tolerance)
    used = Counter()
    for geometry in topology.countries:
        used.update({arc if arc >= 0 else ~arc for polygon in _polygons(geometry) for ring in polygon for arc in ring})
    lines = [line for arc, count in used.items() if count > 1 for line in _cut(arcs[arc], window)]
    return "".join(_path(line, closed=False) for line in _joined(lines))


def _unrolled(ring, around):
    """A ring that goes over the edge of the world and comes in on the other side, without that leap.

    around: the whole world from west to east, in what the ring is measured in.
    """
    unrolled, shift = ring[:1], 0
    for (before, _y), (x, y) in pairwise(ring):
        shift -= around * round((x - before) / around)
        unrolled.append((x + shift, y))
    return unrolled


def _simplified(points, tolerance):
    """Douglas and Peucker's line: no point of the old one is further from it than `tolerance`."""
    if len(points) < 3:
        return points
    if points[0] == points[-1]:
        # A ring by itself is halved where it is furthest from its beginning.
        half = max(range(len(points)), key=lambda n: hypot(points[n][0] - points[0][0], points[n][1] - points[0][1]))
        if 0 < half < len(points) - 1:
            return _simplified(points[: half + 1], tolerance)[:-1] + _simplified(points[half:], tolerance)
    keep, open_parts = {0, len(points) - 1}, [(0, len(points) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        distances = ((_distance(points[n], points[first], points[last]), n) for n in range(first + 1, last))
        furthest, n = max(distances, default=(0, 0))
        if furthest > tolerance:
            keep.add(n)
            open_parts += [(first, n), (n, last)]
    return [points[n] for n in sorted(keep)]


def _distance(point, start, end):
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = max(0, min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length)) if length else 0
    return hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))


def _sides(window):
    """(index of the coordinate, limit, sign) of each side of a picture and its margin."""
    return [
        (0, -MARGIN, 1),
        (0, window.width + MARGIN, -1),
        (1, -MARGIN, 1),
        (1, window.height + MARGIN, -1),
    ]


def _crossing(one, other, axis, limit):
    part = (limit - one[axis]) / (other[axis] - one[axis])
    return tuple(one[n] + part * (other[n] - one[n]) for n in (0, 1))


def _clipped(ring, window):
    """What of a ring lies in the picture, by Sutherland and Hodgman: a ring again, empty where nothing does."""
    for axis, limit, sign in _sides(window):
        kept = []
        for one, other in pairwise([*ring, *ring[:1]]):
            is_in, comes_in = (one[axis] - limit) * sign >= 0, (other[axis] - limit) * sign >= 0
            if is_in:
                kept.append(one)
            if is_in != comes_in:
                kept.append(_crossing(one, other, axis, limit))
        ring = kept
    return ring


def _cut(line, window):
    """The pieces of a line that lie in the picture."""
    pieces = [line]
    for axis, limit, sign in _sides(window):
        kept = []
        for piece in pieces:
            current = []
            for one, other in pairwise(piece):
                is_in, comes_in = (one[axis] - limit) * sign >= 0, (other[axis] - limit) * sign >= 0
                if is_in and not current:
                    current = [one]
                if is_in != comes_in:
                    crossing = _crossing(one, other, axis, limit)
                    current = [crossing] if comes_in else [*current, crossing]
                if comes_in:
                    current.append(other)
                elif current:
                    kept.append(current)
                    current = []
            if current:
                kept.append(current)
        pieces = kept
    return pieces


def _joined(lines):
    """The same lines, one written on from where another ends, as far as they meet."""
    lines = [[(round(x), round(y)) for x, y in line] for line in lines]
    at = defaultdict(list)
    for number, line in enumerate(lines):
        at[line[0]].append(number)
        at[line[-1]].append(number)
    left, joined = set(range(len(lines))), []
    for number in range(len(lines)):
        if number not in left:
            continue
        left.discard(number)
        chain = lines[number]
        for _end in (1, 2):
            while following := next((each for each in at[chain[-1]] if each in left), None):
                left.discard(following)
                line = lines[following]
                chain = chain + (line if line[0] == chain[-1] else line[::-1])[1:]
            chain = chain[::-1]
        joined.append(chain)
    return joined


def _area(ring):
    """Square units, signed by the direction of the ring."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*ring, *ring[:1]])) / 2


def _path(points, *, closed):
    """The `d` of a line in whole units, as short as SVG allows; "" for what is less than a line."""
    points = [(round(x), round(y)) for x, y in points]
    points = [point for number, point in enumerate(points) if not number or point != points[number - 1]]
    if closed and points[0] == points[-1]:
        points.pop()
    if len(points) < (3 if closed else 2):
        return ""
    steps = [points[0], *((x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(points))]
    numbers = "".join(f" {number}" if number >= 0 else str(number) for step in steps[1:] for number in step)
    return f"M{steps[0][0]} {steps[0][1]}l{numbers.lstrip()}{'z' if closed else ''}"


def _countries(topology):
    found = defaultdict(list)
    for geometry in topology.countries:
        code = COUNTED_WITH.get(geometry["properties"]["name"]) or _code(geometry.get("id"))
        if code:
            found[code] += [_unrolled(ring, 360) for is_hole, ring in topology.rings(geometry) if not is_hole]
    return {code: [*_box(rings), *_middle(rings)] for code, rings in sorted(found.items())}


def _code(number):
    """Two letters of ISO 3166-1 for its three digits, "" without them."""
    return icu.Region.getInstance(int(number)).getRegionCode() if number else ""


def _box(rings):
    """[west, south, east, north]: the shortest way around that holds all of it."""
    spans = sorted((min(x for x, _y in ring), max(x for x, _y in ring)) for ring in rings)
    first, reach = spans[0]
    widest, west, east = 0, first, reach
    for start, end in spans[1:]:
        if start - reach > widest:
            widest, west, east = start - reach, start, reach + 360
        reach = max(reach, end)
    if first + 360 - reach >= widest:
        west, east = first, reach
    east = max(east, reach)
    latitudes = [y for ring in rings for _x, y in ring]
    return [round(number, 1) for number in (west, min(latitudes), east, max(latitudes))]


def _middle(rings):
    """[longitude, latitude] in the middle of the widest stretch at the height of the centre of the largest part.

    Of a country that reaches into the region, that is its part there.
    """
    projected = [[REGION.project(*point) for point in ring] for ring in rings]
    inside = [ring for ring in (_clipped(ring, REGION) for ring in projected) if len(ring) > 2]
    share = sum(abs(_area(ring)) for ring in inside) / (REGION.width * REGION.height)
    ring = max(inside if share > LARGE else projected, key=lambda ring: abs(_area(ring)))
    area = _area(ring)
    pairs = list(pairwise([*ring, *ring[:1]]))
    height = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs) / (6 * area)
    crossed = sorted(
        x1 + (height - y1) / (y2 - y1) * (x2 - x1) for (x1, y1), (x2, y2) in pairs if (y1 > height) != (y2 > height)
    )
    start, end = max(zip(crossed[::2], crossed[1::2], strict=True), key=lambda pair: pair[1] - pair[0])
    longitude, latitude = REGION.unproject((start + end) / 2, height)
    return [round((longitude + 180) % 360 - 180, 1), round(latitude, 1)]
