"""What was typed into a page while its translation was switched off becomes its translation when it is switched on."""

import copy

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import StringSegment
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from qiao.bilingual.fields import SentencesField

from . import texts
from .texts import Text, is_unconfirmed


@transaction.atomic
def take_over(translation, *, user=None):
    """Store the page's own texts as its string translations; returns how many differed from what was stored.

    Raises ValidationError, with nothing stored, where the page has texts that its Chinese source has no place for:
    switching synchronisation on would throw them away.
    """
    target = translation.get_target_instance()
    segments = {
        (segment.context.path, segment.string.data): segment
        for segment in StringSegment.objects.filter(source=translation.source).select_related("context", "string")
    }
    own = _texts(_with_translations(target))
    originals = _texts(target)
    paths = {path for path, _string in segments}
    foreign = [text for (path, text) in own if path not in paths]
    if foreign or len(own) != len(originals):
        raise ValidationError(
            _(
                "This page has texts that its Chinese source has no place for, and switching synchronisation on would"
                " delete them: %(texts)s. Copy them elsewhere and take them out first."
            )
            % {"texts": "; ".join(foreign[:5]) or "…"}
        )
    source_strings = dict(segments.keys())
    stored = {segment.pk: segment.stored for segment in texts.segments_of(translation)}
    taken = {}
    for (path, original), (_path, text) in zip(originals, own, strict=True):
        segment = segments.get((path, original)) or segments.get((path, source_strings[path]))
        if not text or text == segment.string.data:
            continue
        before = stored[segment.pk]
        # What a person typed over a machine's text, or left standing on the page, is a person's.
        if before is None or before.data != text or is_unconfirmed(before):
            taken[segment] = Text(text)
    return texts.store(translation, taken, user=user)


def _texts(instance):
    """(path, text) of every string of an instance, in order."""
    return [
        (value.path, value.string.data) for value in extract_segments(instance) if isinstance(value, StringSegmentValue)
    ]


def _with_translations(instance):
    """A copy of the instance in which every sentence's Chinese is replaced by its translation."""
    changed = copy.copy(instance)
    for translatable in get_translatable_fields(type(instance)):
        field = translatable.get_field(type(instance))
        if isinstance(field, StreamField):
            raw = field.stream_block.get_prep_value(getattr(instance, field.name))
            setattr(changed, field.name, field.stream_block.to_python(_translated(raw)))
        elif isinstance(field, SentencesField):
            setattr(changed, field.name, _translated(getattr(instance, field.name)))
    return changed


def _translated(value):
    if isinstance(value, list):
        return [_translated(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "zh" in value and "translation" in value:
        return {**value, "zh": value["translation"] or value["zh"]}
    return {name: _translated(item) for name, item in value.items()}
