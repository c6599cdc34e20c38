"""A draft in Chinese as the readers of another language would see it; nothing is stored."""

import json

from wagtail.models import Page
from wagtail_localize.models import SegmentOverride, StringTranslation
from wagtail_localize.segments import (
    OverridableSegmentValue,
    RelatedObjectSegmentValue,
    StringSegmentValue,
)
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.ingest import ingest_segments
from wagtail_localize.strings import StringValue

from .api import local_fields
from .texts import fault_of


def in_language(page, locale):
    """An unsaved copy of a Chinese page for the readers of a language, translated as far as its texts are.

    page: a draft, saved or not; the copy stands where its translation does or would. A text that waits for a person to
    confirm it is shown; one without a translation, or with broken markup, stays Chinese, which readers see marked.
    """
    # Copies of their own: wagtail-localize writes into the original's blocks.
    content = page.serializable_data()
    original, translated = page.with_content_json(content), page.with_content_json(content)
    translated.locale = locale
    target = page.get_translation_or_none(locale)
    target = target and target.specific
    for name in local_fields(type(page)):
        value = getattr(target, name) if target else page._meta.get_field(name).get_default()
        setattr(translated, name, value)
    _place(translated, page, target, locale)
    ingest_segments(original, translated, page.locale, locale, _segments(original, locale))
    return translated


def _place(translated, page, target, locale):
    if target is not None:
        for name in ("pk", "path", "depth", "url_path"):
            setattr(translated, name, getattr(target, name))
        return
    above = Page.objects.ancestor_of(page).filter(depth__gt=1).order_by("-depth")
    for ancestor in above:
        parent = ancestor.get_translation_or_none(locale)
        if parent is not None:
            translated.path, translated.depth = parent.path + page.path[-Page.steplen :], parent.depth + 1
            translated.url_path = f"{parent.url_path}{page.slug}/"
            return


def _segments(page, locale):
    strings = {
        (path, source): text
        for path, source, text, has_error in StringTranslation.objects.filter(
            context__object_id=page.translation_key, locale=locale
        ).values_list("context__path", "translation_of__data", "data", "has_error")
        if not has_error or not fault_of(source, text)
    }
    overrides = dict(
        SegmentOverride.objects.filter(context__object_id=page.translation_key, locale=locale).values_list(
            "context__path", "data_json"
        )
    )
    for value in extract_segments(page):
        if isinstance(value, StringSegmentValue):
            text = strings.get((value.path, value.string.data), value.string.data)
            yield StringSegmentValue(value.path, StringValue(text), attrs=value.attrs, order=value.order)
        elif isinstance(value, OverridableSegmentValue):
            if value.path in overrides:
                yield OverridableSegmentValue(value.path, json.loads(overrides[value.path]), order=value.order)
        elif isinstance(value, RelatedObjectSegmentValue):
            model = value.content_type.model_class()
            if model.objects.filter(translation_key=value.translation_key, locale=locale).exists():
                yield value
        else:
            yield value
