"""Files and feeds of a language: figures as CSV, activities as a calendar, what is new."""

from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from . import calendars, feeds, tables
from .readable import language, page_or_none, pages_of, types

# How long somebody between us and the reader may keep a file, in seconds.
KEPT_FOR = 300
FEEDS = {"rss": feeds.NewsAsRss(), "atom": feeds.NewsAsAtom()}
_WITH_FIGURES = {"indicators", "facilities", "people"}


def _file(content, kind, name):
    response = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    return response


def _page(key, models):
    page = page_or_none(key, models, language())
    if page is None:
        raise Http404
    return page


@require_safe
def figures(request):
    """The figures of all pages of a language."""
    pages = pages_of(types(having=_WITH_FIGURES), language())
    return _file(tables.figures_csv(pages, request), "text/csv", f"figures-{language()}.csv")


@require_safe
def figures_of_page(request, key):
    """The figures of one page. key: its translation key."""
    page = _page(key, types(having=_WITH_FIGURES))
    return _file(tables.figures_csv([page], request), "text/csv", f"figures-{page.slug}-{language()}.csv")


@require_safe
def calendar(request):
    """All activities of a language."""
    pages = pages_of(calendars.ACTIVITIES, language())
    return _file(calendars.ics(pages, request, _("Events")), "text/calendar", f"events-{language()}.ics")


@require_safe
def calendar_of_page(request, key):
    """One activity; an answer of 404 where not even its month is known. key: its translation key."""
    page = _page(key, calendars.ACTIVITIES)
    if not calendars.days_of(page):
        raise Http404
    return _file(calendars.ics([page], request, page.title), "text/calendar", f"{page.slug}-{language()}.ics")


@require_safe
def news(request, kind):
    """What is new. kind: "rss" or "atom"."""
    if kind not in FEEDS:
        raise Http404
    response = FEEDS[kind](request)
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    return response
