"""The pages that may be written out: live, open to everybody, in one language."""

from django.db.models import prefetch_related_objects
from wagtail.models import Locale, Page

from qiao.languages.conf import languages

from ..base import ShowcasePage

__all__ = ["language", "page_or_none", "pages_of", "types"]


def types(*, having=None):
    """Every type of page about workshops, by name; having: those alone that have one of these fields."""
    found = [model for model in _below(ShowcasePage) if not model._meta.abstract]
    if having:
        found = [model for model in found if having & {field.name for field in model._meta.get_fields()}]
    return sorted(found, key=lambda model: model.__name__)


def _below(model):
    for each in model.__subclasses__():
        yield each
        yield from _below(each)


def pages_of(models, code):
    """The pages of some types in a language, with their sources, in the order of the tree; a query or two a type."""
    found = []
    for model in models:
        pages = list(model.objects.live().public().filter(locale__language_code=code).select_related("locale"))
        prefetch_related_objects(pages, "source")
        found += pages
    return sorted(found, key=lambda page: page.path)


def page_or_none(key, models, code, *, fallback=False):
    """The page with a translation key in a language, if it is of one of some types; else None.

    fallback: where that language lacks it, in the first language of the site that has it.
    """
    pages = Page.objects.live().public().filter(translation_key=key).select_related("locale").specific()
    found = {page.locale.language_code: page for page in pages if isinstance(page, tuple(models))}
    if code in found or not fallback:
        return found.get(code)
    return next((found[each] for each in languages() if each in found), None)


def language():
    """The code of the active language's tree; the source language where the active one has none."""
    return Locale.get_active().language_code
