"""Recordings of sentences, found for a whole page at once."""

from wagtail.blocks import BoundBlock
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import StreamValue
from wagtail.fields import StreamField
from wagtailmedia.models import get_media_model

from .fields import SentencesField


def recordings(ids):
    """{id: media item} of those among `ids` that are there and are sound; one query, none without ids."""
    ids = set(ids) - {None}
    return get_media_model().objects.filter(type="audio").in_bulk(ids) if ids else {}


def load(page):
    """Give each recorded sentence in the fields of `page` its media item as `sound`; return whether there is any."""
    fields = [field for field in page._meta.get_fields() if isinstance(field, SentencesField | StreamField)]
    recorded = [each for field in fields for each in _sentences(getattr(page, field.name)) if each["audio"]]
    found = recordings(each["audio"] for each in recorded)
    for each in recorded:
        each["sound"] = found.get(each["audio"])
    return bool(found)


def _sentences(value):
    """The sentences in the value of a field or a block, however deep."""
    if isinstance(value, BoundBlock):
        value = value.value
    if isinstance(value, dict) and "zh" in value:
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _sentences(each)
    elif isinstance(value, list | tuple | ListValue | StreamValue):
        for each in value:
            yield from _sentences(each)
