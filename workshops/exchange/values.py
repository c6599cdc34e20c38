"""What the API says of a page: plain lists, mappings, texts and numbers made of its fields.

Each function takes a page and the name of one of its fields. Codes are the same in every language; a sentence is
{"zh", "translation"}, a number a text such as "0.5", a date as exact as its source.
"""

from decimal import Decimal

from wagtail.blocks import StreamValue
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from qiao.accounts.models import Institution
from qiao.bilingual.sentences import is_untranslated
from qiao.languages.conf import source_language

from .. import figures
from ..sources import Source
from .tables import plain as plain_number

__all__ = ["indicators", "institution", "key", "merged_into", "partners", "plain", "rows", "said", "source"]


def key(page, name):
    """What a page is called in all languages."""
    return str(page.translation_key)


def plain(page, name):
    """The value of a field as it is stored."""
    return getattr(page, name)


def said(page, name):
    """The sentences of a field: one, or None, where it has a single one; else a list."""
    sentences = [_sentence(each, page) for each in getattr(page, name)]
    if page._meta.get_field(name).single:
        return sentences[0] if sentences else None
    return sentences


def source(page, name):
    """What the page is taken from, or None."""
    return _source(page.source)


def institution(page, name):
    """The institution that a page is about or belongs to, or None."""
    return _institution(page.institution, page)


def merged_into(row):
    """The key of the institution that another one was merged into, or None."""
    return row.merged_into.key if row.merged_into_id else None


def partners(page, name):
    """Who takes part, each with its role ("" where none is stated)."""
    found = [(block.value["institution"], block.value["role"] or "") for block in page.partners]
    return [{**_institution(row, page), "role": role} for row, role in found if row]


def indicators(page, name):
    """The figures that were reported, also those of other fields, with the values of each, the oldest first."""
    return [
        {
            "measure": str(each.measure),
            "words": [_sentence(sentence, page) for sentence in each.label],
            "unit": str(each.unit),
            "values": [
                {
                    "nature": str(reading.nature),
                    "bound": str(reading.bound),
                    "value": plain_number(reading.value),
                    "start": reading.start,
                    "end": reading.end,
                    "as_of": reading.as_of or (reading.source.as_of if reading.source else ""),
                    "source": _source(reading.source),
                    "reference": reading.reference,
                }
                for reading in each.readings
            ],
        }
        for each in figures.of(page)
    ]


def rows(page, name):
    """The values of the blocks of a stream."""
    return _value(getattr(page, name), page)


def _value(value, page):
    if isinstance(value, StreamValue):
        return [_value(block.value, page) for block in value]
    if isinstance(value, dict):
        return _sentence(value, page) if "zh" in value else {name: _value(each, page) for name, each in value.items()}
    if isinstance(value, Institution):
        return _institution(value, page)
    if isinstance(value, Source):
        return _source(value)
    if isinstance(value, Page):
        return {"key": str(value.translation_key)}
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, AbstractDocument):
        return {"title": value.title, "url": value.url}
    if value is None or isinstance(value, str | int | float):
        return value
    if hasattr(value, "file"):
        return {"title": value.title, "url": value.url}
    return [_value(each, page) for each in value]


def _sentence(sentence, page):
    in_source_language = page.locale.language_code == source_language()
    missing = in_source_language or is_untranslated(sentence)
    return {"zh": sentence["zh"], "translation": "" if missing else sentence["translation"]}


def _institution(row, page):
    if row is None:
        return None
    row, code = row.current, page.locale.language_code
    return {"key": row.key, "country": row.country, "name": row.name_in(code), "confirmed": row.is_confirmed(code)}


def _source(row):
    if row is None:
        return None
    return {name: getattr(row, name) for name in ("key", "kind", "title", "publisher", "url", "as_of")}
