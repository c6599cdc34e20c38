"""A system check for text blocks whose default wagtail-localize cannot read."""

from django.apps import apps
from django.core.checks import Error
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock

TEXT_BLOCKS = (blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock)


def check_text_defaults(app_configs, **kwargs):
    """One error for every text block of a StreamField whose default is None.

    A block that is added to a StructBlock later reads its default where older content has nothing, and wagtail-localize
    raises TypeError for a text that is None (its issue 918).
    """
    models = apps.get_models() if app_configs is None else [m for app in app_configs for m in app.get_models()]
    errors = []
    for model in models:
        for field in model._meta.get_fields():
            # A StreamField is checked where it is declared, not again in each child.
            if isinstance(field, StreamField) and field.model is model:
                errors.extend(_errors(field, field.stream_block, field.name))
    return errors


def _errors(field, block, path):
    if isinstance(block, TEXT_BLOCKS):
        if _is_none(block.get_default()):
            yield Error(
                f"The default of the text block “{path}” is None.",
                hint='Give it default="", or use CharBlock and PlainTextBlock of qiao.bilingual.blocks.',
                obj=field,
                id="qiao_bilingual.E001",
            )
    elif not isinstance(block, ImageBlock):  # wagtail-localize reads its parts with care
        for child in _children(block):
            yield from _errors(field, child, f"{path}.{child.name or 'item'}")


def _is_none(default):
    return default is None or getattr(default, "source", "") is None


def _children(block):
    if child := getattr(block, "child_block", None):
        return [child]
    return getattr(block, "child_blocks", {}).values()
