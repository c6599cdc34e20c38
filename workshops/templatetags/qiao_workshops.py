"""In a template: |partial_date, |country_name."""

from django import template

from lessons import institutions

from .. import dates

register = template.Library()

register.filter("partial_date", dates.shown)
register.filter("country_name", institutions.country_name)
