"""The Chinese pages that everything is translated from, each with the pages that it lies in."""

from wagtail.models import Page

from . import api
from .pages import BilingualPage


def walk(pages=None):
    """Each Chinese page of a query, or of the whole tree, with the list of its ancestors, in the order of the tree.

    pages: a query that has the ancestors of its pages too. Only pages that say themselves where they are offered are
    read in full: the bodies of lessons are long. `trees.is_offered` costs no further query.
    """
    source = api.source_locale()
    pages = Page.objects.filter(locale=source, depth__gt=1) if pages is None else pages
    found = list(pages.order_by("path").specific(defer=True))
    full = {}
    for model in {type(page) for page in found}:
        if getattr(model, "offered_languages", None) not in (None, BilingualPage.offered_languages):
            full |= model.objects.in_bulk([page.pk for page in found if isinstance(page, model)])
    line = []
    for page in found:
        page = full.get(page.pk, page)
        page.locale = source
        while line and not page.path.startswith(line[-1].path):
            line.pop()
        if line and line[-1].depth == page.depth - 1:
            page._cached_parent_obj = line[-1]  # treebeard's own cache of get_parent()
        yield page, list(line)
        line.append(page)
