"""Which pages stand on the board: each plugin registers its own types."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page


@dataclass(frozen=True)
class Kind:
    """A page type with rows on the board."""

    model: type[Page]
    with_below: bool
    filters: tuple


_kinds = {}


def register(model, *, with_below=False, filters=()):
    """Give every Chinese page of a type a row on the board; called from the `ready` of the plugin's app.

    with_below: the row sums up the page and all pages below it, whatever their type, and opens onto them. filters:
    names of fields with choices, or of foreign keys, that the board is filtered by; types share a filter of one name.
    """
    _kinds[model] = Kind(model, with_below, tuple(filters))


def kinds():
    """The registered Kinds by the key of their content type."""
    types = ContentType.objects.get_for_models(*_kinds)
    return {types[model].pk: kind for model, kind in _kinds.items()}


def filter_fields():
    """{name: [model fields]} of what the board is filtered by."""
    fields = {}
    for kind in _kinds.values():
        for name in kind.filters:
            fields.setdefault(name, []).append(kind.model._meta.get_field(name))
    return fields


def summed_up():
    """Keys of the content types whose rows sum up what is below them."""
    return {key for key, kind in kinds().items() if kind.with_below}
