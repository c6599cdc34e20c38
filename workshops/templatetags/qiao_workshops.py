"""In a template: dates, numbers and the words for codes as filters, and {% chart %}."""

from decimal import Decimal

from django import template
from django.conf import settings

from lessons import institutions
from lessons.vocabulary import vocational_fields

from .. import charts, dates, figures
from ..vocabulary import Status

register = template.Library()

register.filter("partial_date", dates.shown)
register.filter("country_name", institutions.country_name)
register.simple_tag(charts.chart, name="chart")


@register.filter
def figure(value):
    """A number with the separators of the reader's language; "" for None."""
    return "" if value is None else figures.number(Decimal(value))


@register.filter
def period(start, end):
    """Two partial dates in words; one where they are the same or only one is known."""
    return " – ".join(dict.fromkeys(filter(None, [dates.shown(start), dates.shown(end)])))


@register.filter
def status_name(code):
    """The word for a status."""
    return Status(code).label


@register.filter
def field_name(code):
    """The name of a vocational field; the code itself where it is none of this site."""
    return dict(vocational_fields()).get(code, code)


@register.filter
def names_by_language(institution):
    """(code of a language, name, whether it is confirmed) of all that an institution has, in the site's order."""
    return [
        (code, institution.names[code], code not in institution.names_to_confirm)
        for code in dict(settings.LANGUAGES)
        if institution.names.get(code)
    ]
