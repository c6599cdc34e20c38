"""Recordings of sentences, found for a whole page at once."""

from wagtailmedia.models import get_media_model

from .fields import sentences_of


def recordings(ids):
    """{id: media item} of those among `ids` that are there and are sound; one query, none without ids."""
    # A form may send any number.
    ids = {each for each in ids if each and 0 < each < 2**63}
    return get_media_model().objects.filter(type="audio").in_bulk(ids) if ids else {}


def load(page):
    """Give each recorded sentence in the fields of `page` its media item as `sound`; return whether there is any."""
    recorded = [each for each in sentences_of(page) if each["audio"]]
    found = recordings(each["audio"] for each in recorded)
    for each in recorded:
        each["sound"] = found.get(each["audio"])
    return bool(found)
