"""The form field behind the block and the model field: one text box, many sentences."""

from django import forms

from . import glossary, sentences, validation
from .widgets import SentencesWidget


class SentencesFormField(forms.Field):
    """A text box whose value is a list of sentences.

    dialogue: lines begin with who speaks. single: one line that is never split. max_length: characters of the box.
    """

    widget = SentencesWidget

    def __init__(self, *, dialogue=False, single=False, max_length=None, **kwargs):
        self.dialogue = dialogue
        self.single = single
        self.max_length = max_length or sentences.MAX_LENGTH
        super().__init__(**kwargs)
        self.widget.configure(dialogue=dialogue, single=single, max_length=self.max_length)

    def prepare_value(self, value):
        return sentences.normalise(value, dialogue=self.dialogue, single=self.single)

    def to_python(self, value):
        return self.prepare_value(value)

    def validate(self, value):
        super().validate(value)
        validation.validate(value, self.max_length)

    def clean(self, value):
        # Pinyin last: a text that is far too long is refused before anything is computed.
        return glossary.complete(super().clean(value))

    def has_changed(self, initial, data):
        return not self.disabled and self.to_python(initial) != self.to_python(data)
