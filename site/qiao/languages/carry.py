"""Copy into a translation what is not text: corrected pinyin, pictures, sound, order. Its strings are left alone."""

from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, get_translatable_fields
from wagtail_localize.models import SegmentOverride

from qiao.bilingual.blocks import SentencesBlock
from qiao.bilingual.fields import SentencesField

TEXT_BLOCKS = (blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock, blocks.BlockQuoteBlock)


def follow(source, target):
    """Make what is not text in `target` that of `source`, which is the same object in the source language.

    A sentence whose Chinese has changed stays as it is, Chinese and translation together, until the translation is
    published anew; so do blocks that were added or removed, but for those of lists in which nothing is translated, such
    as partners. Returns whether anything changed; nothing is saved.
    """
    overridden = set(
        SegmentOverride.objects.filter(
            locale_id=target.locale_id, context__object_id=target.translation_key
        ).values_list("context__path", flat=True)
    )
    changed = False
    for translatable in get_translatable_fields(type(source)):
        if translatable.field_name in overridden:
            continue
        field = translatable.get_field(type(source))
        if isinstance(translatable, SynchronizedField):
            if field.is_relation and not field.concrete:
                continue
            changed |= _assign(target, field.attname, getattr(source, field.attname))
        elif isinstance(field, StreamField) and translatable.is_translated(source):
            old = _raw(target, field)
            new = _merge(
                field.stream_block, _raw(source, field), old, _Merge(target.locale, overridden), path=field.name
            )
            if new != old:
                setattr(target, field.name, field.stream_block.to_python(new))
                changed = True
        elif isinstance(field, SentencesField) and translatable.is_translated(source):
            changed |= _assign(
                target, field.name, _merge_sentences(getattr(source, field.name), getattr(target, field.name))
            )
    return changed


def _assign(target, name, value):
    if getattr(target, name) == value:
        return False
    setattr(target, name, value)
    return True


def _raw(instance, field):
    return field.stream_block.get_prep_value(getattr(instance, field.name))


class _Merge:
    """What a merge needs to know of the translation: its language, and the paths that it overrides."""

    def __init__(self, locale, overridden):
        self.locale = locale
        self.overridden = overridden


def _merge(block, source, target, merge, path):
    """The stored form of `target` with everything that is not text taken from `source`."""
    if path in merge.overridden:
        return target
    if isinstance(block, SentencesBlock):
        return _merge_sentences(source, target)
    if isinstance(block, blocks.StreamBlock | blocks.ListBlock) and not _is_translated_within(block):
        return source
    if isinstance(block, blocks.StreamBlock):
        return _merge_items(source, target, merge, path, lambda item: block.child_blocks.get(item["type"]))
    if isinstance(block, blocks.ListBlock):
        return _merge_items(source, target, merge, path, lambda item: block.child_block)
    if isinstance(block, blocks.StructBlock):
        if not (isinstance(source, dict) and isinstance(target, dict)):
            return source
        return {
            name: _merge(child, source.get(name), target.get(name), merge, f"{path}.{name}")
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, TEXT_BLOCKS):
        return target
    if isinstance(block, blocks.ChooserBlock) and _is_translated_snippet(block.model_class):
        return _in_locale(block.model_class, source, merge.locale)
    return source


def _is_translated_within(block):
    """Whether anything in a kind of block differs between languages."""
    if isinstance(block, blocks.BaseStreamBlock | blocks.BaseStructBlock):
        return any(map(_is_translated_within, block.child_blocks.values()))
    if isinstance(block, blocks.ListBlock):
        return _is_translated_within(block.child_block)
    if isinstance(block, blocks.ChooserBlock):
        return _is_translated_snippet(block.model_class)
    return isinstance(block, (SentencesBlock, *TEXT_BLOCKS))


def _merge_items(source, target, merge, path, block_of):
    """Items are matched by id; the source's order holds where both sides have the same ones."""
    theirs = {item["id"]: item for item in source}
    ours = {item["id"]: item for item in target}
    merged = []
    for key in theirs if theirs.keys() == ours.keys() else ours:
        item, original = ours[key], theirs.get(key)
        if original and original["type"] == item["type"] and (block := block_of(item)):
            value = _merge(block, original["value"], item["value"], merge, f"{path}.{key}")
            item = {**item, "value": value}
        merged.append(item)
    return merged


def _merge_sentences(source, target):
    theirs = {sentence["id"]: sentence for sentence in source}
    ours = {sentence["id"]: sentence for sentence in target}
    merged = []
    for key in theirs if theirs.keys() == ours.keys() else ours:
        sentence, original = ours[key], theirs.get(key)
        if original and original["zh"] == sentence["zh"]:
            taken = {name: original[name] for name in ("pinyin", "audio", "starts_paragraph") if name in original}
            sentence = {**sentence, **taken}
        merged.append(sentence)
    return merged


def _is_translated_snippet(model):
    return issubclass(model, TranslatableMixin) and not issubclass(model, Page)


def _in_locale(model, pk, locale):
    """The key of the same object in a language, or of the source's where that language has none."""
    if pk is None:
        return None
    key = model.objects.filter(pk=pk).values_list("translation_key", flat=True).first()
    return model.objects.filter(translation_key=key, locale=locale).values_list("pk", flat=True).first() or pk
