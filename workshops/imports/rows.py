"""What becomes of a line of a table."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lessons import sheets
from lessons.sheets import TableError
from lessons.table_imports import REFUSED, UNCHANGED

from .cells import read_header

MOST_ROWS = 500
"""Lines of a file below its headings."""


@dataclass
class Row:
    """What becomes of one line.

    line: its number in the file, from 1 with the headings. name: what it is about, for people. state: "new",
    "changed", "unchanged" or "refused". reasons: why it is refused. notes: what to look at. changes: (column, before,
    after). values: {code of a column: what was read}.
    """

    line: int
    name: str = ""
    state: str = UNCHANGED
    reasons: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    values: dict = field(default_factory=dict)

    def refuse(self, column, errors):
        """Refuse the line because of a column's cell. errors: sentences."""
        self.state = REFUSED
        self.reasons += [f"{column}: {error}" for error in errors]


def read(file, filename, columns):
    """The lines of a CSV or XLSX file as [(line, {code: text})], without what columns it has not. Raises TableError."""
    (_first, head), *rest = sheets.lines(file, filename)
    header = read_header(head, columns)
    if not rest:
        raise TableError(_("There is nothing below the names of the columns."))
    if len(rest) > MOST_ROWS:
        raise TableError(_("The file has more than %(limit)d lines: divide it.") % {"limit": MOST_ROWS})
    return sheets.cells(rest, header)
