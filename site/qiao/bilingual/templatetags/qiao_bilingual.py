"""In a template: {% sentence %}, {% sentences %}, {% label %}, {% listen %}, {% picture %}, and the filter |ruby."""

from django import template
from django.utils.safestring import mark_safe

from .. import pictures, render

register = template.Library()

register.simple_tag(render.sentence, name="sentence")
register.simple_tag(render.sentences, name="sentences")
register.simple_tag(render.label, name="label")
register.simple_tag(render.listen, name="listen")
register.simple_tag(pictures.picture, name="picture")


@register.filter
def ruby(value):
    """The Chinese of a sentence, or of a list of them, with pinyin."""
    if not value:
        return ""
    if isinstance(value, dict):
        return render.ruby(value)
    return mark_safe("".join(render.ruby(sentence) for sentence in value))
