"""In a template: {% page_jsonld %}, {% exchange_address "figures" %}, |has_days."""

from django import template

from ..exchange import calendars, jsonld
from ..exchange.addresses import address

register = template.Library()

register.simple_tag(address, name="exchange_address")


@register.filter
def has_days(page):
    """Whether a calendar can hold an activity: its month is known at least."""
    return calendars.days_of(page) is not None


@register.simple_tag(takes_context=True)
def page_jsonld(context):
    """The page about workshops, for machines."""
    page = context["page"]
    return jsonld.page_script(page, context["request"], context["showcase"]) if page.pk else ""
