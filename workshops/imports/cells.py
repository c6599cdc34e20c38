"""What is written in a cell: a number with whatever separators, a date, a word that is chosen, a heading."""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from lessons.sheets import TableError, known_words
from lessons.words.tables import languages
from qiao.languages.conf import source_language

from .. import dates
from ..fields import LARGEST, PLACES

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’]")
_PLAIN = re.compile(r"\d+")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?P<mark>[.,])\d{3}((?P=mark)\d{3})*")
_DECIMAL = re.compile(r"(?P<whole>\d+|[1-9]\d{0,2}([.,])\d{3}(\2\d{3})*)(?P<mark>[.,])(?P<rest>\d+)")
_DATES = [
    re.compile(r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})月?"),
    re.compile(r"(?P<month>\d{1,2})\.(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})年?"),
]


@dataclass(frozen=True)
class Column:
    """A column of a table.

    code: its name in files. label: its heading, lazily translated. choices: (code, name) of what may be written there,
    or a function that gives them; None where anything may. required: whether the column must be there.
    """

    code: str
    label: str
    choices: object = None
    required: bool = False

    @property
    def offered(self):
        """(code, name) of all that may be chosen, in the active language."""
        return [each for each in (self.choices() if callable(self.choices) else self.choices or ()) if each[0]]

    @property
    def heading(self):
        """The heading in the active language with the code."""
        return f"{self.label} ({self.code})"


def read_header(cells, columns):
    """The codes of the columns that a first line names: by code, by heading in any language, or both. Raises
    TableError.
    """
    known = {}
    for language in (*languages(), source_language()):
        with override(language):
            known |= {_folded(str(column.label)): column.code for column in columns}
    known |= {_folded(column.code): column.code for column in columns}
    cells = list(cells)
    while cells and not cells[-1]:
        cells.pop()
    found = [_heading(cell, known) for cell in cells]
    offered = {"known": ", ".join(column.code for column in columns)}
    if unknown := [cell or "—" for cell, code in zip(cells, found, strict=True) if code is None]:
        sentence = _("These columns are not known: %(unknown)s. The columns are: %(known)s.")
        raise TableError(sentence % {"unknown": ", ".join(unknown), **offered})
    if missing := [column.code for column in columns if column.required and column.code not in found]:
        sentence = _("These columns are missing: %(missing)s. The columns are: %(known)s.")
        raise TableError(sentence % {"missing": ", ".join(missing), **offered})
    if doubled := [code for code, count in Counter(found).items() if count > 1]:
        raise TableError(_("This column is there twice: %(column)s.") % {"column": ", ".join(doubled)})
    return found


def _heading(cell, known):
    if found := known.get(_folded(cell)):
        return found
    inside = re.search(r"[(（]([^()（）]+)[)）]\s*$", cell)
    return known.get(_folded(inside[1])) if inside else None


def _folded(text):
    return re.sub(r"[\W_]+", "_", text.casefold()).strip("_")


def read_number(text, *, percent=False):
    """A Decimal of “1500”, “1 500”, “1,500.5” or “1 500,5”. Raises ValidationError.

    percent: whether a sign of per cent may follow. Three digits behind one separator are thousands: no figure has three
    decimals.
    """
    bare = _SPACES.sub("", text)
    if percent:
        bare = bare.removesuffix("%")
    if _PLAIN.fullmatch(bare):
        value = Decimal(bare)
    elif _GROUPED.fullmatch(bare):
        value = Decimal(re.sub(r"[.,]", "", bare))
    elif (found := _DECIMAL.fullmatch(bare)) and (found[2] is None or found[2] != found["mark"]):
        value = Decimal(re.sub(r"[.,]", "", found["whole"]) + "." + found["rest"]).normalize()
    else:
        raise ValidationError(
            _("“%(value)s” is no number that can be taken: write 1500, 1 500 or 1500.5.") % {"value": text}
        )
    if -value.as_tuple().exponent > PLACES:
        raise ValidationError(
            _("%(value)s has more than %(places)d decimals: round it.") % {"value": text, "places": PLACES}
        )
    if value > LARGEST:
        raise ValidationError(_("%(value)s is more than can be stored.") % {"value": text})
    return value


def read_date(text):
    """A date as `dates` describes it, of “2025”, “2025-06”, “06.2025”, “21.06.2025”, “2025年6月”; "" of nothing.
    Raises ValidationError.
    """
    found = next(filter(None, (pattern.fullmatch(text) for pattern in _DATES)), None)
    if found:
        parts = found.groupdict()
        text = "-".join([parts["year"], *(parts[name].zfill(2) for name in ("month", "day") if parts.get(name))])
    if text:
        dates.validate(text)
    return text


class Words:
    """What may be chosen in a column, by code or by name in any language of the site."""

    def __init__(self, column):
        self.column = column
        self.known = known_words(column.choices)

    def read(self, text):
        """The code of a word; "" of nothing. Raises ValidationError."""
        code = self.known.get(text.casefold(), None if text else "")
        if code is None:
            offered = self.column.offered
            shown = ", ".join(value for value, _label in offered[:20])
            message = (
                _("“%(text)s” is not known: write one of %(known)s.")
                if len(offered) <= 20
                else _("“%(text)s” is not known: write a code, such as %(known)s …")
            )
            raise ValidationError(message % {"text": text, "known": shown})
        return code
