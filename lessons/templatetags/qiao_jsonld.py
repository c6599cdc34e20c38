"""In a template: {% course_jsonld %}."""

from django import template

from .. import jsonld

register = template.Library()


@register.simple_tag(takes_context=True)
def course_jsonld(context):
    """The course of the page, for machines."""
    page, request = context["page"], context["request"]
    return jsonld.script([jsonld.course(page, request)]) if page.pk else ""
