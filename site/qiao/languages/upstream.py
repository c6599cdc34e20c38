"""Where wagtail-localize is worked around; each remedy names its issue and has a test that fails once it is not needed.

- #932: extracting segments costs several queries for each of them: `refresh_segments` below does it in bulk.
- A translated title goes into `draft_title` at any length, which PostgreSQL answers with an error: `_set_draft_title`
  cuts it; publishing then says that the title is too long.
"""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models.signals import post_save
from wagtail.models import Page
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    String,
    StringSegment,
    StringTranslation,
    Template,
    TemplateSegment,
    TranslatableObject,
    TranslationContext,
    TranslationSource,
    post_save_string_translation,
)
from wagtail_localize.segments import (
    OverridableSegmentValue,
    RelatedObjectSegmentValue,
    StringSegmentValue,
    TemplateSegmentValue,
)
from wagtail_localize.segments.extract import extract_segments

from . import changes


def apply():
    """Put the remedies in place; called once, when Django is ready."""
    if TranslationSource.refresh_segments is not refresh_segments:
        TranslationSource.upstream_refresh_segments = TranslationSource.refresh_segments
        TranslationSource.refresh_segments = refresh_segments
    post_save.disconnect(post_save_string_translation, sender=StringTranslation)
    post_save.connect(_set_draft_title, sender=StringTranslation, dispatch_uid="qiao_languages.draft_title")


def _set_draft_title(sender, instance, **kwargs):
    if instance.context is not None and instance.context.path == "title":
        length = Page._meta.get_field("draft_title").max_length
        Page.objects.filter(translation_key=instance.context.object_id, locale_id=instance.locale_id).update(
            draft_title=instance.data[:length]
        )


@transaction.atomic
def refresh_segments(source):
    """Make a source's segments those of its content, with the same number of queries for one sentence and for 200.

    Rows that stay keep their keys, so translations, which hang on string and context, are not touched.
    """
    instance = source.as_instance()
    values = extract_segments(instance)
    contexts = _contexts(source, instance, {value.path for value in values})

    strings = _strings(source.locale, {v.string.data for v in values if isinstance(v, StringSegmentValue)})
    before, after = changes.strings_of(source), {}
    for value in values:
        if isinstance(value, StringSegmentValue):
            text = value.string.data
            after.setdefault(contexts[value.path], []).append((strings[text], text))
    changes.record(instance, before, after)
    _replace(
        StringSegment,
        source,
        (
            {
                "context_id": contexts[value.path],
                "order": value.order,
                "string_id": strings[value.string.data],
                "attrs": json.dumps(value.attrs, cls=DjangoJSONEncoder),
            }
            for value in values
            if isinstance(value, StringSegmentValue)
        ),
    )
    _replace(
        TemplateSegment,
        source,
        (
            {
                "context_id": contexts[value.path],
                "order": value.order,
                "template_id": Template.from_value(value).pk,
            }
            for value in values
            if isinstance(value, TemplateSegmentValue)
        ),
    )
    related = [value for value in values if isinstance(value, RelatedObjectSegmentValue)]
    _related_objects(related)
    _replace(
        RelatedObjectSegment,
        source,
        (
            {"context_id": contexts[value.path], "order": value.order, "object_id": value.translation_key}
            for value in related
        ),
    )
    _replace(
        OverridableSegment,
        source,
        (
            {
                "context_id": contexts[value.path],
                "order": value.order,
                "data_json": json.dumps(value.data, cls=DjangoJSONEncoder),
            }
            for value in values
            if isinstance(value, OverridableSegmentValue)
        ),
    )


def _contexts(source, instance, paths):
    """{path: primary key} of the translation contexts, made where they are missing."""
    ids = {TranslationContext._get_path_id(path): path for path in paths}
    known = TranslationContext.objects.filter(object_id=source.object_id)
    found = {path_id: pk for path_id, pk in known.values_list("path_id", "pk") if path_id in ids}
    missing = [
        TranslationContext(object_id=source.object_id, path_id=path_id, path=path)
        for path_id, path in ids.items()
        if path_id not in found
    ]
    for context in missing:
        # get_field_path() saves what it finds; here it is stored with the row itself.
        context.save = lambda **kwargs: None
        context.get_field_path(instance)
        del context.save
    if missing:
        TranslationContext.objects.bulk_create(missing)
        found |= {context.path_id: context.pk for context in missing}
    return {path: found[path_id] for path_id, path in ids.items()}


def _strings(locale, texts):
    """{text: primary key} of the strings in the source's language, made where they are missing."""
    hashes = {String._get_data_hash(text): text for text in texts}

    def stored():
        return dict(
            String.objects.filter(locale=locale, data_hash__in=list(hashes)).values_list("data_hash", "pk"),
        )

    found = stored()
    missing = [key for key in hashes if key not in found]
    if missing:
        String.objects.bulk_create(
            [String(locale=locale, data_hash=key, data=hashes[key]) for key in missing], ignore_conflicts=True
        )
        found = stored()
    return {text: found[key] for key, text in hashes.items()}


def _related_objects(values):
    """Make the translatable objects that the values refer to and that are not there yet."""
    known = set(
        TranslatableObject.objects.filter(pk__in=[value.translation_key for value in values]).values_list(
            "pk", flat=True
        )
    )
    missing = {value.translation_key: value.content_type for value in values if value.translation_key not in known}
    TranslatableObject.objects.bulk_create(
        [TranslatableObject(translation_key=key, content_type=kind) for key, kind in missing.items()],
        ignore_conflicts=True,
    )


def _replace(model, source, wanted):
    """Make the source's rows of one kind of segment those that are wanted, keeping the rows that are already there."""
    wanted = list(wanted)
    names = list(wanted[0]) if wanted else []
    rows = {}
    surplus = []
    for row in model.objects.filter(source=source):
        key = tuple(getattr(row, name) for name in names)
        if not names or key in rows:
            surplus.append(row.pk)
        else:
            rows[key] = row.pk
    keep = {tuple(fields.values()) for fields in wanted}
    surplus += [pk for key, pk in rows.items() if key not in keep]
    if surplus:
        model.objects.filter(pk__in=surplus).delete()
    model.objects.bulk_create(
        [model(source=source, **fields) for fields in wanted if tuple(fields.values()) not in rows]
    )
