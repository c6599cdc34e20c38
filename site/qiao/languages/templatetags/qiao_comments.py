"""How many comments of translators wait for the author of a page."""

from django import template

from .. import api, comments

register = template.Library()


@register.simple_tag
def open_comments(page):
    """The number of open comments in all languages on a Chinese page; 0 for any other."""
    return comments.open_on(page).count() if page.pk and page.locale_id == api.source_locale().pk else 0
