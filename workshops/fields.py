"""Columns and blocks for what is the same in every language: codes, numbers, dates, names of institutions."""

import datetime
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail import blocks

from . import dates

LARGEST = 10**12
PLACES = 2


class CodesField(models.JSONField):
    """A list of codes, chosen from check boxes. choices_of: a function that gives (code, label) of all."""

    def __init__(self, *args, choices_of=None, **kwargs):
        self.choices_of = choices_of
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value, model_instance):
        """Refuse what is no list of known codes."""
        super().validate(value, model_instance)
        if not self.choices_of:
            return
        known = dict(self.choices_of())
        if not isinstance(value, list) or (unknown := [str(code) for code in value if code not in known]):
            unknown = ", ".join(unknown) if isinstance(value, list) else value
            message = _("%(unknown)s: not known here. Known: %(known)s.")
            raise ValidationError(message % {"unknown": unknown, "known": ", ".join(known)}, code="unknown")

    def formfield(self, **kwargs):
        """Check boxes."""
        return forms.MultipleChoiceField(
            choices=self.choices_of,
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )

    def labels(self, codes):
        """The labels of some codes, in the order of all."""
        return [str(label) for code, label in self.choices_of() if code in codes]


class Same:
    """A block whose value no language translates: wagtail-localize takes it from the Chinese page as it is."""

    def get_translatable_segments(self, value):
        """None."""
        return []

    def restore_translated_segments(self, value, segments):
        """The value of the Chinese page."""
        return value


class PlainBlock(Same, blocks.FieldBlock):
    """A short text that is the same in every language, such as a version or a page number."""

    def __init__(self, required=False, help_text=None, max_length=100, **kwargs):
        self.options = {"required": required, "help_text": help_text, "max_length": max_length}
        super().__init__(**kwargs)

    @cached_property
    def field(self):
        """Of one line."""
        return forms.CharField(**self.options)

    def get_prep_value(self, value):
        """A text."""
        return value or ""

    class Meta:
        default = ""


class DateBlock(PlainBlock):
    """A date as precise as its source; its value is the text, as `dates` describes it."""

    def __init__(self, required=False, help_text=dates.HELP, **kwargs):
        super().__init__(required=required, help_text=help_text, max_length=10, **kwargs)

    @cached_property
    def field(self):
        """Of ten characters."""
        return forms.CharField(validators=[dates.validate], **self.options)

    def to_python(self, value):
        """A text, also of the number or the date that a file of content gives."""
        if isinstance(value, datetime.date):
            return value.isoformat()
        return "" if value is None else str(value)

    class Meta:
        icon = "date"
        default = ""


class NumberBlock(Same, blocks.FieldBlock):
    """A number from 0 to a million millions with at most two decimals: a Decimal, stored as text, or None."""

    def __init__(self, required=True, help_text=None, **kwargs):
        self.options = {"required": required, "help_text": help_text}
        super().__init__(**kwargs)

    @cached_property
    def field(self):
        """A number that is not negative."""
        return forms.DecimalField(
            min_value=0, max_value=LARGEST, decimal_places=PLACES, widget=forms.TextInput, localize=True, **self.options
        )

    def to_python(self, value):
        """A Decimal of what is stored or what a file of content gives."""
        if value in (None, ""):
            return None
        try:
            return Decimal(str(value))
        except InvalidOperation as error:
            raise ValidationError(_("“%(value)s” is no number.") % {"value": value}) from error

    def get_prep_value(self, value):
        """As text, so that nothing is rounded: 0.1 stays 0.1; what somebody has just typed as it is."""
        if value is None or isinstance(value, str):
            return value
        plain = format(value.normalize(), "f")
        return plain or "0"

    class Meta:
        icon = "order"
        default = None
