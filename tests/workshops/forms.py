"""What the form of a page posts, made of a page; and what a form said against it."""

from django.db.models import Model
from wagtail.blocks import ListBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.test.utils.form_data import inline_formset

from qiao.bilingual import sentences
from qiao.bilingual.blocks import SentencesBlock
from qiao.bilingual.fields import SentencesField


def form(page):
    """{name: value} that publishes such a page."""
    names = set(page.get_edit_handler().get_form_class().base_fields)
    data = {"comments": inline_formset([]), "action-publish": "1"}
    for field in page._meta.get_fields():
        if field.name in names:
            data[field.name] = _field(field, getattr(page, field.name))
    return dict(_flat(data | {"heading": ""}))


def faults(response):
    """What was refused, for the message of a test that fails."""
    return [
        (name, getattr(error, "block_errors", error))
        for name, errors in response.context["form"].errors.items()
        for error in errors.as_data()
    ]


def _field(field, value):
    if isinstance(field, StreamField):
        return _items([{"type": each.block_type, "value": _block(each.block, each.value)} for each in value])
    if isinstance(field, SentencesField):
        return sentences.to_text(field.normalise(value))
    return value.pk if isinstance(value, Model) else value


def _block(block, value):
    if isinstance(block, SentencesBlock):
        return sentences.to_text(value)
    if isinstance(block, ImageBlock):
        return {"image": value.pk, "alt_text": value.contextual_alt_text}
    if isinstance(block, StructBlock):
        return {name: _block(child, value[name]) for name, child in block.child_blocks.items()}
    if isinstance(block, ListBlock):
        return _items([{"value": _block(block.child_block, each)} for each in value])
    return value.pk if isinstance(value, Model) else value


def _items(items):
    numbered = {str(place): {"id": "", "order": place, "deleted": "", **item} for place, item in enumerate(items)}
    return {"count": len(items), **numbered}


def _flat(data, prefix=""):
    for name, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}-")
        elif isinstance(value, list):
            yield f"{prefix}{name}", [str(each) for each in value]
        elif value is not False:
            # A box that is not ticked is not posted.
            yield f"{prefix}{name}", "" if value is None else str(value)
