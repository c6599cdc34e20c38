"""How a field of a page behaves in translation, beside what wagtail-localize knows."""

from wagtail_localize.fields import BaseTranslatableField


class LocalField(BaseTranslatableField):
    """A field that each language fills for itself: neither translated nor copied."""
