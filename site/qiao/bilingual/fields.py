"""The model field of sentences, for what a page says outside its StreamField."""

from django.db import models
from django.db.models.fields.json import KeyTransform
from wagtail.blocks import ListBlock, RichTextBlock, StreamValue, StructBlock
from wagtail.blocks.list_block import ListValue
from wagtail.fields import StreamField
from wagtail.rich_text import get_text_for_indexing
from wagtail_localize.fields import TranslatableField

from qiao import chinese

from . import glossary, render, sentences, validation
from .blocks import SentencesBlock, references, searchable, segments_of, with_segments
from .forms import SentencesFormField


class SentencesField(models.JSONField):
    """A list of sentences, edited in one text box.

    dialogue, single, max_length: as in SentencesBlock. required=True is another way to write blank=False.
    """

    def __init__(self, *args, dialogue=False, single=False, required=None, **kwargs):
        self.dialogue = dialogue
        self.single = single
        if required is not None:
            kwargs["blank"] = not required
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if self.dialogue:
            kwargs["dialogue"] = True
        if self.single:
            kwargs["single"] = True
        return name, path, args, kwargs

    def normalise(self, value):
        """`value` as a list of sentences, whatever it was."""
        return sentences.normalise(value, dialogue=self.dialogue, single=self.single)

    def from_db_value(self, value, expression, connection):
        value = super().from_db_value(value, expression, connection)
        return value if isinstance(expression, KeyTransform) else self.normalise(value)

    def to_python(self, value):
        return self.normalise(super().to_python(value))

    def get_prep_value(self, value):
        if hasattr(value, "resolve_expression"):
            return value
        return super().get_prep_value(glossary.complete(self.normalise(value)))

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        validation.validate(value, self.max_length or sentences.MAX_LENGTH)

    def value_from_object(self, obj):
        return self.normalise(super().value_from_object(obj))

    def value_to_string(self, obj):
        return self.value_from_object(obj)

    def formfield(self, **kwargs):
        options = {
            "form_class": SentencesFormField,
            "dialogue": self.dialogue,
            "single": self.single,
            "max_length": self.max_length,
            # A callable default would add a hidden copy of the value to the form.
            "show_hidden_initial": False,
        }
        return models.Field.formfield(self, **(options | kwargs))

    def get_searchable_content(self, value):
        """Strings for a search index."""
        return searchable(self.normalise(value))

    def extract_references(self, value):
        """The recordings of the sentences, for Wagtail's list of where a medium is used."""
        return references(self.normalise(value))

    def get_translatable_segments(self, value):
        """The strings to translate, for wagtail-localize."""
        return segments_of(self.normalise(value))

    def restore_translated_segments(self, value, segments):
        """The value with the translations that wagtail-localize hands back."""
        return with_segments(self.normalise(value), segments)


def sentences_of(page):
    """All sentences that a page says, in its own fields and in its blocks, however deep."""
    for field in page._meta.get_fields():
        if isinstance(field, SentencesField | StreamField):
            yield from _sentences(getattr(page, field.name))


def _sentences(value):
    if isinstance(value, StreamValue):
        value = [child.value for child in value]
    if isinstance(value, dict) and "zh" in value:
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _sentences(each)
    elif isinstance(value, list | tuple | ListValue):
        for each in value:
            yield from _sentences(each)


def passages_of(instance):
    """(sentence, anchor) for all that an instance says, in order, its formatted texts too, sentence by sentence.

    anchor: the id of the element of its page that shows the sentence, or else of the block around it; "" without one.
    """
    for field in instance._meta.get_fields():
        if isinstance(field, SentencesField):
            yield from _anchored(field.normalise(getattr(instance, field.name)), "" if field.single else None)
        elif isinstance(field, StreamField):
            for child in getattr(instance, field.name):
                yield from _passages(child.block, child.value, f"b-{child.id}")


def _passages(block, value, anchor):
    if isinstance(block, SentencesBlock):
        yield from _anchored(value, None if block.has_anchors else anchor)
    elif isinstance(block, StructBlock) and isinstance(value, dict):
        for name, child in block.child_blocks.items():
            yield from _passages(child, value.get(name), anchor)
    elif isinstance(block, ListBlock):
        for child in value:
            yield from _passages(block.child_block, child, anchor)
    elif isinstance(block, RichTextBlock) and value:
        text = " ".join(get_text_for_indexing(value.source).split())
        # Text of one language has no translation beside it.
        is_chinese = chinese.has_hanzi(text)
        for said in chinese.split_line(text) if is_chinese else sentences.split_translation(text):
            yield {"zh": "", "translation": "", "zh" if is_chinese else "translation": said}, anchor


def _anchored(value, anchor):
    for sentence in value:
        yield sentence, render.anchor(sentence) if anchor is None else anchor


class SentencesTranslatable(TranslatableField):
    """Sentences as a field to translate.

    They are copied before they are translated, as a StreamField is, so that a text that was cleared or put in another
    order reaches the translations too. Name it in `override_translatable_fields`.
    """

    def is_synchronized(self, source):
        return True

    def is_overridable(self, source):
        return False

    def __repr__(self):
        return f"<SentencesTranslatable {self.field_name}>"
