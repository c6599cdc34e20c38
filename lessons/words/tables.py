"""The glossary as tables: of one language for readers, of all languages for editors, as CSV and XLSX.

A cell never starts a formula. The editors' table is the one that `imports` reads.
"""

import csv
import io

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from qiao.bilingual import sentences
from qiao.languages.conf import source_language

from ..vocabulary import Origin

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# What spreadsheets take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

CEDICT = "CC-CEDICT, CC BY-SA 4.0"
"""What a file says of a meaning that was taken from the dictionary."""

MAIN_COLUMNS = ("hanzi", "pinyin", "part_of_speech", "field")


def languages():
    """Codes of the languages that a meaning is written in."""
    return [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code != source_language()]


def columns():
    """The names of the columns of the editors' table; a Chinese word has no meaning but itself."""
    meanings = [f"meaning_{code}" for code in languages()]
    return [*MAIN_COLUMNS, *meanings, "explanation_zh", *(f"explanation_{code}" for code in languages())]


def explained(term):
    """The translation of a term's explanation, a line for each sentence; "" where a sentence is not translated."""
    if any(map(sentences.is_untranslated, term.explanation)):
        return ""
    return "\n".join(each["translation"] for each in term.explanation)


def of_terms(terms):
    """The editors' table of Chinese terms, a list of rows with the header first."""
    from ..models import Term

    keys = [term.translation_key for term in terms]
    translations = {
        (term.translation_key, term.locale.language_code): term
        for term in Term.objects.filter(translation_key__in=keys).select_related("locale")
    }
    rows = [columns()]
    for term in terms:
        own = {code: translations.get((term.translation_key, code)) for code in languages()}
        rows.append(
            [
                *(getattr(term, name) for name in MAIN_COLUMNS),
                *(each.meaning if each and each.is_translated else "" for each in own.values()),
                sentences.to_text(term.explanation),
                *(explained(each) if each else "" for each in own.values()),
            ]
        )
    return rows


def of_list(words):
    """The readers' table of a WordList, in their language."""
    translated = words.language != source_language()
    header = [_("Chinese"), _("Pinyin"), _("Part of speech")]
    header += [_("Meaning")] if translated else []
    header += [_("Explanation in Chinese")]
    header += [_("Explanation"), _("Source of the meaning")] if translated else []
    rows = [[*header, _("Lessons")]]
    for entry in words.sorted_entries:
        term = entry.term
        row = [term.hanzi, term.pinyin, str(term.get_part_of_speech_display())]
        row += [term.meaning if term.is_translated else ""] if translated else []
        row += [sentences.to_text(term.explanation)]
        row += [explained(term), CEDICT if term.origin == Origin.CEDICT else ""] if translated else []
        rows.append([*row, "; ".join(lesson.title for lesson in entry.lessons)])
    return rows


def csv_file(rows):
    """Rows as the bytes of a CSV file; the mark at its start tells Excel that it is UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(rows):
    """Rows as the bytes of an XLSX file, every cell a text."""
    book = Workbook()
    sheet = book.active
    sheet.freeze_panes = "B2"
    for number, row in enumerate(rows, 1):
        for place, text in enumerate(row, 1):
            cell = sheet.cell(number, place)
            cell.value = _harmless(text)
            cell.data_type = "s"
            if number == 1:
                cell.font = Font(bold=True)
    for column in sheet.columns:
        sheet.column_dimensions[column[0].column_letter].width = 24
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _harmless(text):
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(text):
    """What a cell says, without the mark that keeps it from being a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
