"""The fields of one page or snippet as plain data and back."""

import datetime

from django.db import models
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, TranslatableMixin
from wagtail_localize.fields import get_translatable_fields

from qiao.bilingual.fields import SentencesField

from ..fields import LocalField
from .codec import Encoder
from .errors import ProblemError

# What every page has and a file says in its head; `heading` follows from the title, but its pinyin may be corrected.
HEAD = ("title", "seo_title", "search_description", "show_in_menus")


def own_fields(model):
    """The fields that a model adds to Wagtail's and people fill: what stands under `fields` in a file, in order."""
    inherited = {field.name for field in Page._meta.get_fields()} if issubclass(model, Page) else set()
    inherited |= {"id", "locale", "translation_key", "page_ptr"}
    return [
        field
        for field in model._meta.get_fields()
        if field.concrete and field.editable and not field.many_to_many and field.name not in inherited
    ]


def is_translated(model, name):
    """Whether a field's text is translated."""
    if not issubclass(model, TranslatableMixin):
        return False
    field = next((each for each in get_translatable_fields(model) if each.field_name == name), None)
    return field is not None and field.is_translated(model())


def encode(instance, names, encoder):
    """{name: plain value} of some fields; empty ones are left out."""
    model = type(instance)
    coded = {}
    for name in names:
        field = model._meta.get_field(name)
        value = field.value_from_object(instance)
        if isinstance(field, StreamField):
            raw = field.stream_block.get_prep_value(getattr(instance, name))
            coded[name] = encoder.block(field.stream_block, raw, name)
        elif isinstance(field, SentencesField):
            coded[name] = encoder.sentences(value, name, dialogue=field.dialogue, single=field.single)
        elif isinstance(field, models.ForeignKey):
            coded[name] = encoder.assets.reference(field.related_model, value)
        elif isinstance(field, RichTextField):
            coded[name] = encoder.rich_text(value, name)
        elif isinstance(field, models.CharField | models.TextField) and is_translated(model, name):
            coded[name] = encoder.text(value, name)
        elif isinstance(value, datetime.date):
            coded[name] = value.isoformat()
        else:
            coded[name] = value
    return {name: value for name, value in coded.items() if value not in (None, "", [], {})}


def encode_local(instance, encoder):
    """{name: plain value} of what a language fills for itself, without what is as it was made."""
    model = type(instance)
    fields = [model._meta.get_field(name) for name in local_names(model)]
    filled = [field.name for field in fields if field.value_from_object(instance) != field.get_default()]
    return encode(instance, filled, Encoder(encoder.texts, encoder.assets, own=True))


def local_names(model):
    """Names of the fields that each language fills for itself; of a home page its address is one."""
    return [each.field_name for each in get_translatable_fields(model) if isinstance(each, LocalField)]


def decode(model, data, names, decoder, place):
    """{attribute: value to set} of some fields; what the data leave out gets the field's default.

    Raises ProblemError where a value does not fit its field, or the data name a field that is not there.
    """
    unknown = data.keys() - set(names)
    if unknown:
        raise ProblemError(place, f"unknown: {', '.join(sorted(unknown))}. Known here: {', '.join(names)}.")
    values = {}
    for name in names:
        field = model._meta.get_field(name)
        here = f"{place}.{name}" if place else name
        coded = data.get(name)
        if isinstance(field, StreamField):
            values[name] = field.stream_block.to_python(decoder.block(field.stream_block, coded, name, here))
        elif isinstance(field, SentencesField):
            values[name] = decoder.sentences(coded, name, here, dialogue=field.dialogue, single=field.single)
        elif coded is None:
            values[field.attname] = field.get_default()
        elif isinstance(field, models.ForeignKey):
            values[field.attname] = decoder.assets.resolve(field.related_model, coded, here)
        elif isinstance(field, RichTextField):
            values[name] = decoder.rich_text(coded, name, here)
        elif isinstance(field, models.CharField | models.TextField) and is_translated(model, name):
            values[name] = decoder.text(coded, name, here)
        elif isinstance(coded, bool) and isinstance(field, models.CharField | models.TextField):
            raise ProblemError(
                here, "Write this text in quotes: without them YAML reads NO, ON and the like as yes or no."
            )
        else:
            try:
                values[name] = field.to_python(coded)
            except Exception as error:
                raise ProblemError(here, f"“{coded}” does not fit this field.") from error
    return values


def differs(instance, values):
    """Whether setting these values would change the instance."""
    for name, value in values.items():
        current = getattr(instance, name)
        field = type(instance)._meta.get_field(name.removesuffix("_id")) if name.endswith("_id") else None
        if field is None and isinstance(type(instance)._meta.get_field(name), StreamField):
            block = type(instance)._meta.get_field(name).stream_block
            if block.get_prep_value(current) != block.get_prep_value(value):
                return True
        elif current != value:
            return True
    return False


def name_of(model):
    """How a file names a type: app label and class."""
    return f"{model._meta.app_label}.{model.__name__}"
