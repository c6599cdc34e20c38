"""What the parts of a page or term are called in its editor, in the language of whoever looks."""

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.fields import StreamField


def of(model, context):
    """(key, heading, label) of the block or field of a model that a TranslationContext lies in; label: of the part of
    the block. Without a heading where the model has no such field any more.
    """
    name, *steps = (context.field_path or context.path.partition(".")[0]).split(".")
    try:
        model_field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name, "", ""
    if not isinstance(model_field, StreamField):
        # What hangs on a page in rows of its own has a name as a model.
        label = getattr(model_field, "verbose_name", None) or model_field.related_model._meta.verbose_name
        return name, capfirst(str(label)), ""
    block, labels = model_field.stream_block, []
    for step in steps:
        if isinstance(block, blocks.ListBlock):
            block = block.child_block
        elif isinstance(block, blocks.StructBlock | blocks.StreamBlock) and step in block.child_blocks:
            block = block.child_blocks[step]
            labels.append(capfirst(str(block.label)))
        else:
            break
    key = ".".join(context.path.split(".")[:2])
    if not labels:
        return key, capfirst(str(model_field.verbose_name)), ""
    return key, labels[0], labels[-1] if len(labels) > 1 else ""
