"""How a field of a page behaves in translation, beside what wagtail-localize knows."""

from wagtail_localize.fields import BaseTranslatableField, get_translatable_fields


class LocalField(BaseTranslatableField):
    """A field that each language fills for itself: neither translated nor copied."""


def local_fields(model):
    """Names of the fields that each language fills for itself, such as who reviewed its wording; not the address."""
    return [
        field.field_name
        for field in get_translatable_fields(model)
        if isinstance(field, LocalField) and field.field_name != "slug"
    ]
