"""Figures of one page from a table: a line for each value; stored, they are a new draft that nobody reads yet."""

import uuid
from collections import Counter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from lessons.table_imports import CHANGED, NEW, REFUSED
from qiao.bilingual import sentences
from qiao.bilingual.blocks import LABEL_LENGTH
from qiao.bilingual.glossary import terms as glossary

from .. import dates
from ..figures import number
from ..sources import Source
from ..vocabulary import Bound, Measure, Nature, Unit
from .cells import Column, Words, read_date, read_number
from .rows import Row

COLUMNS = [
    Column("measure", gettext_lazy("What"), Measure.choices, required=True),
    Column("label", gettext_lazy("In the words of the source")),
    Column("unit", gettext_lazy("Unit"), Unit.choices),
    Column("nature", gettext_lazy("Result or target"), Nature.choices),
    Column("bound", gettext_lazy("Bound"), Bound.choices),
    Column("value", gettext_lazy("Value"), required=True),
    Column("start", gettext_lazy("From")),
    Column("end", gettext_lazy("Until")),
    Column("as_of", gettext_lazy("As of")),
    Column("source", gettext_lazy("Source")),
    Column("reference", gettext_lazy("Where in it")),
]
LONGEST_REFERENCE = 100
# Which value of an indicator it is; the rest is what is said of it.
_WHICH = ("nature", "start", "end", "as_of", "source")
_SAID = ("bound", "value", "reference")


def plan(rows, page):
    """What becomes of each line for a page, as a list of Row; nothing is stored. rows: as from `rows.read`."""
    return _Planner(rows, page).run()


class _Planner:
    def __init__(self, rows, page):
        self.rows = rows
        self.words = {column.code: Words(column) for column in COLUMNS if column.choices}
        self.sources = {source.key.casefold(): source for source in Source.objects.all()}
        self.known = {
            (_indicator_key(block.value), _reading_key(reading)): reading
            for block in page.indicators
            for reading in block.value["readings"]
        }

    def run(self):
        seen, planned = {}, []
        for line, cells in self.rows:
            row = Row(line, self._name(cells))
            self._read(row, cells)
            if row.state != REFUSED:
                self._compare(row, seen)
            if row.state == REFUSED:
                row.changes, row.values = [], {}
            planned.append(row)
        return planned

    def _name(self, cells):
        measure = self.words["measure"].known.get(cells.get("measure", "").casefold())
        named = str(Measure(measure).label) if measure else cells.get("measure", "")
        return " · ".join(filter(None, [named, cells.get("label", "")]))

    def _read(self, row, cells):
        readers = {
            **{code: words.read for code, words in self.words.items()},
            **dict.fromkeys(("start", "end", "as_of"), read_date),
            "source": self._source,
        }
        for column in COLUMNS:
            text = cells.get(column.code, "")
            if column.code == "value":
                continue
            try:
                row.values[column.code] = readers.get(column.code, str)(text)
            except ValidationError as error:
                row.refuse(column.code, error.messages)
        values = row.values
        try:
            values["value"] = self._value(cells.get("value", ""), values.get("unit"))
        except ValidationError as error:
            row.refuse("value", error.messages)
        written = cells.get("value", "")
        if "value" in values and ("," in written or "." in written):
            row.notes.append(
                _("“%(text)s” was read as %(number)s.") % {"text": written, "number": number(values["value"])}
            )
        if values.get("measure") == "":
            row.refuse("measure", [_("Say what is counted: write one of the codes of the template.")])
        if values.get("measure") == Measure.OTHER and not values["label"]:
            row.refuse("label", [_("Say in words what is counted.")])
        for code, limit in (("label", LABEL_LENGTH), ("reference", LONGEST_REFERENCE)):
            if len(values[code]) > limit:
                row.refuse(code, [_("More than %(limit)d characters: shorten it.") % {"limit": limit}])
        if "start" in values and "end" in values:
            try:
                dates.in_order(values["start"], values["end"])
            except ValidationError as error:
                row.refuse("end", error.messages)
        values["nature"] = values.get("nature") or Nature.RESULT.value
        values["bound"] = values.get("bound") or Bound.EXACTLY.value

    def _value(self, text, unit):
        if not text:
            raise ValidationError(_("There is no number."))
        if text.startswith("="):
            raise ValidationError(_("The formula %(formula)s has no result: write the number.") % {"formula": text})
        return read_number(text, percent=unit == Unit.PERCENT)

    def _source(self, text):
        if text and text.casefold() not in self.sources:
            raise ValidationError(
                _("There is no source with the key “%(key)s”: add it under Sources first.") % {"key": text}
            )
        return self.sources[text.casefold()] if text else None

    def _compare(self, row, seen):
        values = row.values
        key = (_indicator_key(values), _reading_key(values))
        if key in seen:
            row.refuse("value", [_("Line %(line)d has this value already.") % {"line": seen[key]}])
            return
        seen[key] = row.line
        known = self.known.get(key)
        if not values["source"] and not values["as_of"]:
            row.notes.append(_("It names no source and no day: readers take it for the source of the page."))
        if known is None:
            row.state = NEW
            return
        for code in _SAID:
            before, after = known[code], values[code]
            if code == "bound":
                before = before or Bound.EXACTLY.value
            if before != after:
                row.changes.append((code, _shown(code, before), _shown(code, after)))
        if row.changes:
            row.state = CHANGED


def _shown(code, value):
    if code == "value":
        return "" if value is None else number(value)
    return str(Bound(value).label) if code == "bound" else value


def _indicator_key(values):
    label = values["label"]
    words = label if isinstance(label, str) else sentences.to_text(label)
    return values["measure"], words, values["unit"] or ""


def _reading_key(values):
    source = values["source"]
    return (*((values[code] or "") for code in _WHICH[:-1]), source.pk if source else None)


@transaction.atomic
def store(rows, page, *, user):
    """Store what `rows` bring into a new draft of a page, all of it or nothing; returns {state: how many}.

    rows: as from `rows.read`; they are compared anew with the draft as it is now.
    """
    locked = Page.objects.select_for_update().get(pk=page.pk).specific
    draft = locked.get_latest_revision_as_object()
    planned = plan(rows, draft)
    taken = [row for row in planned if row.state in (NEW, CHANGED)]
    if taken:
        field = draft._meta.get_field("indicators")
        draft.indicators = field.to_python(_merged(draft.indicators.get_prep_value(), taken))
        draft.save_revision(user=user, log_action=True)
    return Counter(row.state for row in planned)


def _merged(stored, rows):
    """The stored form of all indicators with the values of some rows in it."""
    found = {_indicator_key(_comparable(block["value"])): block["value"] for block in stored}
    for row in rows:
        values = row.values
        key = _indicator_key(values)
        if key not in found:
            found[key] = {
                "measure": values["measure"],
                "label": sentences.build_label(values["label"], glossary=glossary()),
                "unit": values["unit"],
                "readings": [],
            }
            stored.append({"type": "indicator", "id": str(uuid.uuid4()), "value": found[key]})
        source = values["source"].pk if values["source"] else None
        reading = {code: values[code] for code in (*_WHICH, "bound", "reference")}
        reading |= {"value": format(values["value"], "f"), "source": source}
        items = found[key]["readings"]
        same = next((each for each in items if _stored_key(each) == _stored_key({"value": reading})), None)
        if same:
            same["value"] = {**same["value"], **reading}
        else:
            items.append({"type": "item", "id": str(uuid.uuid4()), "value": reading})
    return stored


def _comparable(value):
    return {**value, "label": sentences.normalise(value.get("label"))}


def _stored_key(item):
    value = item["value"]
    return (*((value.get(code) or "") for code in _WHICH[:-1]), value.get("source"))
