"""Tables to fill: headings in the reader's language with their codes, and a second sheet with what may be written."""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

_BOLD = Font(bold=True)
_TEXT = "@"
_ROWS = 100


def workbook(columns):
    """The bytes of an XLSX file with nothing but headings, and a sheet of the words that each column takes."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("Table to fill")[:31]
    sheet.freeze_panes = "A2"
    sheet.append([column.heading for column in columns])
    words = book.create_sheet(_("What may be written")[:31])
    words.append([_("Column"), _("Code"), _("Meaning")])
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        sheet.cell(1, place).font = _BOLD
        sheet.column_dimensions[letter].width = max(14, len(column.heading) + 2)
        # Otherwise a spreadsheet makes a day of a month and a number of a key.
        for line in range(2, _ROWS + 2):
            sheet.cell(line, place).number_format = _TEXT
        for code, label in column.offered:
            words.append([column.code, code, str(label)])
    for cell in words[1]:
        cell.font = _BOLD
    for letter in "ABC":
        words.column_dimensions[letter].width = 30
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
