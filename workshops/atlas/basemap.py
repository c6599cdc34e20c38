"""The base map that is kept with the program; `outlines` makes it."""

import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "data" / "basemap.json"


@cache
def load():
    """The base map, as `outlines.make` describes it."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def country(code):
    """[west, south, east, north, longitude, latitude] of a country in degrees; None where it is not known."""
    return load()["countries"].get(code)
