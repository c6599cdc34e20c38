"""In a template: |grouped, for whole numbers."""

from decimal import Decimal

from django import template

from .. import figures

register = template.Library()


@register.filter
def grouped(value):
    """A number with the separators of the reader's language; "" for None."""
    return "" if value is None else figures.number(Decimal(value))
