"""Events as iCalendar (RFC 5545), no more exact than their source.

What has a day is entered on its days. Of what has only a month the whole month is entered, and the entry says that the
days are not stated. What has only a year is left out: an entry over a year would tell nobody anything.
"""

import datetime

import icalendar
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.jsonld import absolute, tag, text

from .. import dates
from ..pages.activities import CompetitionPage, EventPage, ExchangePage

__all__ = ["ACTIVITIES", "days_of", "ics"]

ACTIVITIES = (EventPage, ExchangePage, CompetitionPage)
_DAY = len("2025-06-21")
_MONTH = len("2025-06")


def days_of(page):
    """(first day, last day, whether these are the days and not only their month) of an activity; None without a month.

    Where no last day is stated, it is the first, or what the number of its days makes of it.
    """
    if len(page.start) < _MONTH:
        return None
    first, end = dates.first_day(page.start), page.end if len(page.end) >= _MONTH else ""
    exact = len(page.start) == _DAY and len(end) in (0, _DAY)
    if exact and not end and getattr(page, "days", None):
        return first, first + datetime.timedelta(days=page.days - 1), True
    return first, dates.last_day(end or page.start), exact


def ics(pages, request, name):
    """A calendar of some activities, as the bytes of a file. name: of the calendar, as programs show it."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//{getattr(settings, 'WAGTAIL_SITE_NAME', '') or 'Qiao'}//workshops//")
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    for page in pages:
        if days_of(page):
            calendar.add_component(_entry(page, request))
    return calendar.to_ical()


def _entry(page, request):
    first, last, exact = days_of(page)
    code = page.locale.language_code
    published = page.last_published_at or page.latest_revision_created_at
    entry = icalendar.Event()
    # One entry, in whatever language it is fetched.
    entry.add("uid", f"{page.translation_key}@{request.get_host()}")
    entry.add("dtstamp", published or timezone.now())
    if published:
        entry.add("last-modified", published)
    entry.add("summary", page.title, parameters={"language": tag(code)})
    time = getattr(page, "start_time", None)
    if exact and time:
        # Local time of the place, whatever that is: a floating one.
        entry.add("dtstart", datetime.datetime.combine(first, time))
        if last > first:
            entry.add("dtend", datetime.datetime.combine(last, datetime.time(23, 59)))
    else:
        entry.add("dtstart", first)
        entry.add("dtend", last + datetime.timedelta(days=1))
    entry.add("transp", "OPAQUE" if exact and time else "TRANSPARENT")
    note = "" if exact else _("The exact days are not stated.")
    described = "\n\n".join(filter(None, [note, text(page.summary, code)]))
    if described:
        entry.add("description", described)
    place = text(getattr(page, "place", []), code, fallback=True)
    where = ", ".join(filter(None, [place, getattr(page, "country_name", "")]))
    if where:
        entry.add("location", where)
    if getattr(page, "latitude", None) is not None and page.longitude is not None:
        entry.add("geo", (page.latitude, page.longitude))
    entry.add("url", absolute(request, page.get_url(request)))
    return entry
