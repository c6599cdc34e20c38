"""What the rows of the translation desk say."""

from django import template
from django.utils.translation import gettext as _

from ..models import Unconfirmed

register = template.Library()


@register.filter
def state_words(row):
    """The state of a row in words."""
    if row.reason:
        return Unconfirmed.Reason(row.reason).label
    return {
        "empty": _("Not translated yet"),
        "outdated": _("Out of date"),
        "error": _("Saved, but it can't be published"),
        "done": _("Translated"),
    }.get(row.state, "")
