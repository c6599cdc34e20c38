"""What a reviewer is shown of the checks."""

from django import template
from django.urls import reverse
from wagtail.models import Page

from .. import checking
from ..conf import source_language

register = template.Library()


@register.inclusion_tag("qiao/languages/admin/_passed.html", takes_context=True)
def passed_over(context, translation, instance):
    """The warnings that were passed over when a page was submitted, for those who may publish it, while it is reviewed.

    translation: a Translation. instance: its page; a snippet has no review.
    """
    if not (
        isinstance(instance, Page)
        and instance.workflow_in_progress
        and instance.permissions_for_user(context["request"].user).can_publish()
    ):
        return {}
    return {
        "passed": checking.passed(translation),
        "edit_url": reverse("wagtailadmin_pages:edit", args=[instance.pk]),
        "source_language": source_language(),
    }
