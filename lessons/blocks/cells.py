"""The cells of a table: a text box whose lines are rows, and whose every cell is a sentence of its own."""

import json
import re
import uuid

from django.core.exceptions import ValidationError
from django.http import HttpResponseBadRequest, JsonResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.compare import diff_text
from wagtail.admin.telepath import register

from qiao.bilingual import render, sentences, validation, views, widgets
from qiao.bilingual.blocks import SentencesBlock, SentencesComparison, segments_of
from qiao.bilingual.forms import SentencesFormField
from qiao.bilingual.glossary import terms

MOST_COLUMNS = 12
MOST_ROWS = 100

# A cell of a spreadsheet with a line break in it is pasted in quotation marks.
_BROKEN_CELL = re.compile(r'(?:^|(?<=\t))"((?:[^"\t]|"")*\n(?:[^"\t]|"")*)"(?=\t|\n|$)', re.MULTILINE)
_PIPE = re.compile(r"[|｜]")
_RULE = re.compile(r"[|｜\s:]*-{2,}[|｜\s:-]*")


# The value: a list of sentences like any other, so that translation, content files and what follows the source treat
# it as one. A sentence that starts a paragraph starts a row; an empty cell is a sentence without Chinese.


def read(text):
    """The rows of a text box, as lists of strings.

    A tab between cells, as a table from Word or a spreadsheet is pasted, or "|" where there is no tab. Empty rows and
    the ruled line of Markdown are left out.
    """
    text = sentences.clean_text(text)
    text = _BROKEN_CELL.sub(lambda match: " ".join(match[1].replace('""', '"').split()), text)
    has_tabs = "\t" in text
    rows = []
    for line in text.split("\n"):
        cells = line.split("\t") if has_tabs else _piped(line)
        cells = [" ".join(cell.split()) for cell in cells]
        if any(cells):
            rows.append(cells)
    return rows


def _piped(line):
    line = line.strip()
    if _RULE.fullmatch(line):
        return []
    cells = _PIPE.split(line)
    if len(cells) > 2 and not cells[0] and not cells[-1]:
        return cells[1:-1]
    return cells


def build(rows, *, previous=(), glossary=None):
    """The cells of rows, as sentences.

    rows: the text of a box, or a list of rows, each a list of what `sentences.build` takes: strings, pairs of Chinese
    and translation, dicts. previous: the cells that were there before; as there, one that did not change keeps its id.
    """
    rows = read(rows) if isinstance(rows, str) else [list(row) for row in rows]
    filled = sentences.build(
        [cell for row in rows for cell in row if _has_text(cell)],
        previous=[cell for cell in previous if cell["zh"]],
        glossary=glossary,
    )
    filled, built = iter(filled), []
    for row_number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sentence = next(filled) if _has_text(cell) else _empty(f"{row_number}/{column}")
            built.append({**sentence, "starts_paragraph": column == 0})
    return built


def normalise(value):
    """Whole cells made of a stored value, whatever it is; the empty ones stay, because they keep a place."""
    if isinstance(value, str):
        return build(value)
    cells, taken = [], set()
    for place, item in enumerate(value if isinstance(value, list | tuple) else ()):
        if not isinstance(item, dict):
            continue
        zh = item["zh"] if isinstance(item.get("zh"), str) else ""
        # Sentences without a text are no sentences anywhere else.
        [cell] = sentences.normalise([{**item, "zh": zh or "—"}])
        if not zh:
            cell |= {"zh": "", "pinyin": [], "words": [], "translation": ""}
        if cell["id"] != item.get("id") or cell["id"] in taken:
            cell["id"] = str(uuid.uuid5(sentences.NAMESPACE, f"cell {place}\n{zh}"))
        taken.add(cell["id"])
        cell["starts_paragraph"] = bool(item.get("starts_paragraph")) or not cells
        cells.append(cell)
    return cells


def rows_of(cells):
    """The cells as a list of rows."""
    rows = []
    for cell in cells:
        if cell["starts_paragraph"] or not rows:
            rows.append([])
        rows[-1].append(cell)
    return rows


def to_text(cells):
    """The text of the box that `build` makes these cells of."""
    has_pipe = any(_PIPE.search(cell["zh"]) for cell in cells)
    lines = []
    for row in rows_of(cells):
        texts = [cell["zh"] for cell in row]
        if has_pipe:
            lines.append("\t".join(texts))
        else:
            line = " | ".join(texts)
            lines.append(line if texts[0] and texts[-1] else f"| {line} |")
    return "\n".join(lines)


def problems(cells):
    """What is wrong with the shape of a table, as a list of translated strings."""
    rows = rows_of(cells)
    if not rows:
        return []
    columns = max(map(len, rows))
    if columns > MOST_COLUMNS:
        return [
            _("This table has %(count)d columns; a lesson shows %(limit)d at most.")
            % {"count": columns, "limit": MOST_COLUMNS}
        ]
    if len(rows) > MOST_ROWS:
        return [
            _("This table has %(count)d rows; a lesson shows %(limit)d at most.")
            % {"count": len(rows), "limit": MOST_ROWS}
        ]
    if columns == 1:
        return [_("This table has one column: write | or a tab between the cells of a row.")]
    expected = len(rows[0])
    uneven = next((number for number, row in enumerate(rows, 1) if len(row) != expected), None)
    if uneven:
        given = len(rows[uneven - 1])
        return [
            ngettext(
                "Row %(row)d has %(count)d cell and the first row has %(columns)d: give every row as many.",
                "Row %(row)d has %(count)d cells and the first row has %(columns)d: give every row as many.",
                given,
            )
            % {"row": uneven, "count": given, "columns": expected}
        ]
    return []


def _has_text(cell):
    if isinstance(cell, dict):
        cell = cell.get("zh") or ""
    elif not isinstance(cell, str):
        cell = cell[0]
    return bool(cell.strip())


def _empty(name):
    return {
        "id": str(uuid.uuid5(sentences.NAMESPACE, f"cell {name}")),
        "zh": "",
        "pinyin": [],
        "words": [],
        "translation": "",
        "audio": None,
        "starts_paragraph": False,
    }


def from_posted(text, entries):
    """The cells of a text box and of what the hidden field keeps about those that were there before."""
    text = text if isinstance(text, str) else ""
    if len(text) > widgets.FAR_TOO_LONG:
        return sentences.normalise([{"zh": sentences.clean_text(text)}])
    previous = []
    for entry in entries:
        for known in sentences.normalise([{**entry, "pinyin": []}]):
            given = entry.get("corrections")
            previous.append(sentences.correct(known, given) if isinstance(given, list) and any(given) else known)
    return build(text, previous=previous, glossary=terms())


class CellsWidget(widgets.SentencesWidget):
    """The editor of sentences, for the cells of a table."""

    is_recorded = False

    def value_from_datadict(self, data, files, name):
        return from_posted(data.get(name), widgets.read_state(data.get(f"{name}-sentences")))

    def format_value(self, value):
        value = normalise(value)
        return {"text": to_text(value), "sentences": widgets.state([cell for cell in value if cell["zh"]])}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["url"] = reverse("qiao_lessons_table_preview")
        return context


register(widgets.SentencesWidgetAdapter(), CellsWidget)


class CellsFormField(SentencesFormField):
    """A text box whose value is the cells of a table."""

    widget = CellsWidget

    def prepare_value(self, value):
        return normalise(value)

    def validate(self, value):
        super().validate(value)
        if wrong := problems(value):
            raise ValidationError(wrong, code="shape")


class CellsComparison(SentencesComparison):
    """The cells of two versions as text."""

    def htmlvalue(self, val):
        return escape(to_text(val))

    def htmldiff(self):
        return diff_text(to_text(self.val_a), to_text(self.val_b)).to_html()


class CellsBlock(SentencesBlock):
    """The cells of a table in one text box, each translated by itself; numbers are not translated."""

    # Content files keep the place of an empty cell.
    keeps_empty = True
    has_anchors = False

    @cached_property
    def field(self):
        return CellsFormField(**self.field_options)

    def get_default(self):
        return sentences.complete(self.normalize(self.meta.default))

    def normalize(self, value):
        return normalise(value)

    def get_comparison_class(self):
        return CellsComparison

    def get_translatable_segments(self, value):
        return segments_of([cell for cell in value if is_said(cell)])

    def render_basic(self, value, context=None):
        return escape(to_text(value))

    class Meta:
        icon = "table"
        label = gettext_lazy("Cells")
        preview_value = "颜色 | 意义\n红 | 停车"


def is_said(cell):
    """Whether a cell has words, which another language has other words for; 3.5 and ≥ 20 are the same everywhere."""
    return any(char.isalpha() for char in cell["zh"])


def shown(cells, *, header_row, header_column):
    """The rows of a table for its template: lists of dicts with html, and scope "col", "row" or ""."""
    rows = []
    for row_number, row in enumerate(rows_of(cells)):
        rows.append([])
        for column, cell in enumerate(row):
            scope = "col" if header_row and row_number == 0 else "row" if header_column and column == 0 else ""
            # A header without a text names nothing, and is no header.
            html = render.label(cell) if cell["zh"] else ""
            rows[-1].append({"html": html, "scope": scope if html else ""})
    return rows


@require_POST
def preview(request):
    """How a text box will be read as a table; asked and answered like the preview of sentences."""
    if len(request.body) > views.BODY_LIMIT:
        return HttpResponseBadRequest(_("The text is too long to be shown here."))
    try:
        posted = json.loads(request.body)
        text, entries = posted["text"], posted.get("sentences")
        if not isinstance(text, str):
            raise TypeError
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return HttpResponseBadRequest(_("Send the text as JSON."))
    entries = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    cells = from_posted(text, entries)
    filled = [cell for cell in cells if cell["zh"]]
    errors = problems(cells)
    length = len(to_text(cells))
    if length > sentences.MAX_LENGTH:
        errors.append(validation.too_long(length, sentences.MAX_LENGTH))
    return JsonResponse(
        {
            # A text that is far too long is refused above all; its cells would only fill the screen.
            "sentences": [] if length > widgets.FAR_TOO_LONG else [views.shown(cell) for cell in filled],
            "state": widgets.state(filled),
            "summary": _summary(cells),
            "errors": errors,
        }
    )


def _summary(cells):
    rows = rows_of(cells)
    if not rows:
        return ""
    columns = max(map(len, rows))
    unsure = sum(not syllable["certain"] for cell in cells for syllable in cell["pinyin"])
    said = [
        ngettext("%(count)d row", "%(count)d rows", len(rows)) % {"count": len(rows)},
        ngettext("%(count)d column", "%(count)d columns", columns) % {"count": columns},
    ]
    if unsure:
        said.append(ngettext("%(count)d syllable to check", "%(count)d syllables to check", unsure) % {"count": unsure})
    return " · ".join(said)


@hooks.register("register_admin_urls")
def register_admin_urls():
    return [path("qiao/table/preview/", preview, name="qiao_lessons_table_preview")]
