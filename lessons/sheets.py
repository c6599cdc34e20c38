"""Tables that come in: CSV or XLSX as lines of texts, whatever program saved them, and the words that cells are chosen
from.
"""

import csv
import datetime
import io
import zipfile
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.styles.numbers import is_date_format

from qiao.bilingual import sentences
from qiao.languages.conf import source_language

from .words.tables import languages, plain

MOST_BYTES = 5 * 1024**2
MOST_UNPACKED = 50 * 1024**2

# Rows and columns that a sheet may have beside what is asked for: some are padded with empty ones.
_ROWS_READ, _COLUMNS_READ = 5_000, 60
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class TableError(Exception):
    """A file that can't be taken; the message is one sentence for the person who chose it."""


def lines(file, filename):
    """The lines of a CSV or XLSX file that are not empty, as [(number from 1, [text of each cell])].

    A day is written 2025-06-21, or 2025-06 and 2025 where the cell shows no more; a number has a point and no spaces; a
    formula is its result, or itself where the program that saved the file left none. Raises TableError.
    """
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        limit = {"megabytes": MOST_BYTES // 1024**2}
        raise TableError(_("The file has more than %(megabytes)d MB: divide it.") % limit)
    if data.startswith(_OLE):
        raise TableError(
            _("This is an old .xls file, or one with a password: save it as .xlsx without a password, or as CSV UTF-8.")
        )
    found = _sheet(data) if data.startswith(b"PK") else _csv(_decoded(data))
    found = [(number, row) for number, row in enumerate(found, 1) if any(row)]
    if not found:
        raise TableError(_("“%(name)s” is empty.") % {"name": filename})
    return found


def cells(rows, header):
    """Lines as [(number, {column: text})], a column that a line does not reach being "". Raises TableError."""
    if wide := next((number for number, row in rows if any(row[len(header) :])), None):
        raise TableError(
            _("Line %(line)d has more cells than there are columns: is there a comma without quotation marks?")
            % {"line": wide}
        )
    return [(number, dict(zip(header, [*row, *[""] * len(header)], strict=False))) for number, row in rows]


def known_words(choices):
    """{a code or its name in any language of the site, folded: the code}.

    choices: (code, name) of all, with lazy names, or a function that gives them in the active language.
    """
    found = {}
    for code in (source_language(), *languages()):
        with override(code):
            offered = choices() if callable(choices) else choices
            found |= {str(label).casefold(): value for value, label in offered if value}
    offered = choices() if callable(choices) else choices
    return found | {value.casefold(): value for value, _label in offered if value}


def _decoded(data):
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TableError(
            _(
                "The file is not written in UTF-8 but perhaps in Windows-1251 or GBK, which can't hold Chinese and all "
                "languages of this site together: save it in Excel as “CSV UTF-8” or as .xlsx."
            )
        ) from error


def _csv(text):
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return [[_text(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise _unreadable() from error


def _sheet(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
                raise TableError(_("The file unpacks to far more than it should: it is refused."))
        rows = _cells(data, results=False)
        if any(_is_formula(cell) for row in rows for cell in row):
            with_results = _cells(data, results=True)
            rows = [
                [result if result.value is not None else cell for cell, result in zip(row, results, strict=True)]
                for row, results in zip(rows, with_results, strict=True)
            ]
        return [[_text(_value(cell)) for cell in row] for row in rows]
    except TableError:
        raise
    except Exception as error:
        # A file can be spoiled in more ways than openpyxl tells; the person who chose it needs the sentence.
        raise _unreadable() from error


def _cells(data, *, results):
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=results)
    return list(book.worksheets[0].iter_rows(max_row=_ROWS_READ, max_col=_COLUMNS_READ))


def _is_formula(cell):
    return isinstance(cell, ReadOnlyCell) and cell.data_type == "f"


def _value(cell):
    value = cell.value
    if isinstance(value, datetime.date):
        return _day(value, cell.number_format)
    if isinstance(value, float):
        # As many digits as the cell was given: 0.1, not 0.1000000000000000055.
        value = Decimal(repr(value))
        if "%" in cell.number_format:
            return f"{_plain_number(value * 100)}%"
        return _plain_number(value)
    if isinstance(value, int) and not isinstance(value, bool) and "%" in cell.number_format:
        return f"{value * 100}%"
    return value


def _plain_number(value):
    return format(value.normalize(), "f")


def _day(value, number_format):
    """A day as far as its cell shows it: whoever writes 2025-06 into Excel gets the first of June, shown as a month."""
    shown = number_format.lower()
    if not is_date_format(number_format) or "d" in shown or ("m" not in shown and "y" not in shown):
        return value.strftime("%Y-%m-%d")
    return value.strftime("%Y-%m" if "m" in shown else "%Y")


def _unreadable():
    return TableError(_("The file can't be read as a table: save it once more as .xlsx or as CSV UTF-8."))


def _text(value):
    text = "" if value is None else str(value)
    rows = [" ".join(row.split()) for row in sentences.clean_text(text).strip().split("\n")]
    return plain("\n".join(rows))
