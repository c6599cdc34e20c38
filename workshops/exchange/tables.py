"""The figures of pages as CSV: a row for each value, for spreadsheets and for programs."""

import csv
import io

from lessons.jsonld import text
from qiao.languages.conf import source_language

from .. import figures
from ..together import rows_read_once

__all__ = ["COLUMNS", "cell", "figures_csv", "plain"]

COLUMNS = [
    "page", "institutions", "country", "measure", "words", "nature", "bound", "value", "unit",
    "start", "end", "as_of", "source", "reference", "url",
]  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula; some do after spaces too.
_BEGIN_FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# Spreadsheets read UTF-8 where a file begins so.
_MARK = "\ufeff"


def cell(value):
    """A text as a cell: one that would begin a formula begins with an apostrophe."""
    value = "" if value is None else str(value)
    return f"'{value}" if value.lstrip().startswith(_BEGIN_FORMULAS) or value[:1] in ("\t", "\r", "\n") else value


def plain(value):
    """A Decimal as a machine reads it: 1000, 0.5."""
    return format(value.normalize(), "f")


def figures_csv(pages, request):
    """Every value that some pages report, as the bytes of a file; codes are the same in every language."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    with rows_read_once():
        for page in pages:
            for row in _rows(page, request):
                writer.writerow([cell(each) for each in row])
    return f"{_MARK}{file.getvalue()}".encode()


def _rows(page, request):
    code = page.locale.language_code
    url = request.build_absolute_uri(page.get_url(request))
    names = "; ".join(
        block.value["institution"].current.name_in(code)
        for block in getattr(page, "partners", ())
        if block.value["institution"]
    )
    for indicator in figures.of(page):
        words = text(indicator.label, code) or text(indicator.label, source_language())
        for reading in indicator.readings:
            source = reading.source
            yield [
                page.title,
                names,
                getattr(page, "country", ""),
                indicator.measure,
                words,
                reading.nature,
                reading.bound,
                plain(reading.value),
                indicator.unit,
                reading.start,
                reading.end,
                reading.as_of or (source.as_of if source else ""),
                source.key if source else "",
                reading.reference,
                url,
            ]
