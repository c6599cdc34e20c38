"""Checks of coordinates, so that a place which is written wrongly does not turn up on another continent."""

from math import isfinite

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lessons.institutions import country_name

from . import basemap

LEEWAY = 1
"""Degrees that a place may lie outside the box around its country: the box is that of a simplified outline."""


def check(country, latitude, longitude):
    """Raise ValidationError where coordinates are half, or lie outside the country, or are written the wrong way round.

    country: two letters of ISO 3166-1, or "". latitude, longitude: degrees, or None. Without a country that the base
    map knows, only what can be no place at all is refused; the fields refuse numbers beyond 90 and 180 degrees.
    """
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        raise ValidationError({missing: _("Coordinates are two numbers: write both or neither.")})
    if latitude is None:
        return
    given = {"latitude": latitude, "longitude": longitude}
    if endless := [name for name, number in given.items() if not isfinite(number)]:
        raise ValidationError({name: _("Write a number of degrees, such as 41.31.") for name in endless})
    outside = _outside(country, latitude, longitude)
    if not outside:
        return
    named = {"country": country_name(country), "latitude": longitude, "longitude": latitude}
    if not _outside(country, longitude, latitude):
        message = _(
            "Latitude and longitude are exchanged. For a place in this country (%(country)s) write %(latitude)s as "
            "latitude and %(longitude)s as longitude."
        )
        raise ValidationError({"latitude": message % named})
    messages = {
        "latitude": _(
            "Latitudes of this country (%(country)s) lie between %(first)s and %(last)s. Correct the number or the "
            "country."
        ),
        "longitude": _(
            "Longitudes of this country (%(country)s) lie between %(first)s and %(last)s. Correct the number or the "
            "country."
        ),
    }
    raise ValidationError({name: messages[name] % {**named, **limits} for name, limits in outside.items()})


def _outside(country, latitude, longitude):
    """{name of a coordinate: its limits as texts} of those that lie outside the country; none where it is not known."""
    known = basemap.country(country)
    if known is None:
        return {}
    west, south, east, north, *_point = known
    found = {}
    if not south - LEEWAY <= latitude <= north + LEEWAY:
        found["latitude"] = (south, north)
    if not any(west - LEEWAY <= longitude + turn <= east + LEEWAY for turn in (0, 360)):
        found["longitude"] = (west, east if east <= 180 else east - 360)
    return {name: {"first": f"{first:.1f}", "last": f"{last:.1f}"} for name, (first, last) in found.items()}
