"""What keeps robots away without a riddle for people: how old a form is, and how many come from one address."""

import ipaddress
import logging
import time
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.utils.crypto import salted_hmac

__all__ = ["AN_HOUR", "MOST_AN_HOUR", "OLDEST", "QUICKEST", "Stamp", "is_one_too_many", "new_stamp", "read_stamp"]

QUICKEST = 3
"""Seconds that a person takes at least."""

OLDEST = 24 * 3600
"""Seconds that a form is good for."""

MOST_AN_HOUR = 5
AN_HOUR = 3600
_SALT = "qiao.workshops.enquiries"
# The part of an address of IPv6 that one household has.
_HOUSEHOLD = 64

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stamp:
    """Of a form: its number and its age in seconds."""

    form: uuid.UUID
    age: float


def new_stamp(page_key, *, now=None):
    """The stamp of a form that is shown now, signed. now: seconds of the clock, for tests."""
    return signing.dumps([str(page_key), str(uuid.uuid4()), time.time() if now is None else now], salt=_SALT)


def read_stamp(text, page_key):
    """The Stamp that a form came back with; None for one that we never wrote, or wrote for another page."""
    try:
        key, form, made = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    return Stamp(uuid.UUID(form), time.time() - made) if key == str(page_key) else None


def is_one_too_many(request):
    """Count one more from the address of a request; whether that is more than an hour allows.

    The address is kept as a keyed digest, in the cache, for an hour. A cache that does not answer refuses nobody.
    """
    key = f"enquiries-{salted_hmac(_SALT, _address(request)).hexdigest()}"
    try:
        cache.add(key, 0, AN_HOUR)
        return cache.incr(key) > MOST_AN_HOUR
    except Exception as error:
        logger.warning("Enquiries can't be counted, the cache does not answer: %s", error)
        return False


def _address(request):
    address = request.META.get("REMOTE_ADDR", "")
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        # The proxy that ends TLS is believed in this too: it writes the last one.
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, _HOUSEHOLD), strict=False)) if parsed.version == 6 else str(parsed)
