"""Where places lie: checks of coordinates, and the maps that are drawn of them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def check(country, latitude, longitude):
    """Raise ValidationError where coordinates are half, or lie outside the country, or are written the wrong way round.

    country: two letters of ISO 3166-1, or "". latitude, longitude: degrees, or None.
    """
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        raise ValidationError({missing: _("Coordinates are two numbers: write both or neither.")})
