"""What a document or a presentation is read into, and what is said of everything else that it holds."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .package import DocumentError

MOST_CHARACTERS = 200_000
MOST_PICTURES = 200
MOST_COLUMNS = 16
"""Columns that one merged cell is believed to cover: what a file says of it may be any number."""

EXCERPT = 24  # characters that show which line is meant

LEFT_OUT = {
    "header": gettext_lazy("Headers and footers: they repeat on every page of paper."),
    "footnote": gettext_lazy("Footnotes and endnotes: a lesson has none. Put what matters into the text."),
    "comment": gettext_lazy("Comments: they are between those who write."),
    "textbox": gettext_lazy("Text boxes: they stand beside the text. Put what matters into the text."),
    "smartart": gettext_lazy("Diagrams (SmartArt): save them as a picture and add it."),
    "chart": gettext_lazy("Charts: save them as a picture and add it."),
    "formula": gettext_lazy("Formulas: type them again in the lesson."),
    "object": gettext_lazy("Embedded objects, such as a spreadsheet in the text: add the file itself."),
    "drawing": gettext_lazy("Drawn shapes and lines: save the drawing as a picture and add it."),
    "vector": gettext_lazy("Pictures in EMF or WMF, which no browser shows: save them as PNG and add them."),
    "linked": gettext_lazy("Pictures that the file only links to: nothing is fetched from other addresses."),
    "unreadable": gettext_lazy("Pictures that can't be read: save them as PNG or JPEG and add them."),
    "large": gettext_lazy("Pictures that are too large: make them smaller and add them."),
    "rights": gettext_lazy("Pictures: you may not add any to the library. Ask somebody who may."),
    "media": gettext_lazy("Sound and film: add them to the media library."),
    "deleted": gettext_lazy("Deleted text of tracked changes."),
    "hidden": gettext_lazy("Hidden text."),
    "contents": gettext_lazy("The table of contents: a lesson makes its own."),
    "link": gettext_lazy("The addresses of links; their words are kept."),
    "symbol": gettext_lazy("Signs of a symbol font, which other devices don't have."),
    "inserted": gettext_lazy("Documents that are inserted as a whole: import them by themselves."),
    "pinyin": gettext_lazy("Pinyin above or beside the characters: Qiao makes its own."),
    "numbering": gettext_lazy("Columns of numbers in a table."),
    "table_head": gettext_lazy("Head rows of tables with a translation."),
    "translation": gettext_lazy("Translations that could not be matched with the Chinese of their row."),
    "notes": gettext_lazy("Speaker notes, as you chose."),
    "hidden_slide": gettext_lazy("Hidden slides."),
}
"""What a lesson does not take over, and why, by kind."""

CHANGED = {
    "tracked": gettext_lazy("Tracked changes are read as if all of them were accepted."),
    "bold": gettext_lazy("Short lines in bold became headings."),
    "grid": gettext_lazy("Tables became tables of the lesson, cell by cell, without colours and widths."),
    "merged": gettext_lazy("Merged cells of a table were taken apart: their text stands in each of the cells."),
    "table": gettext_lazy("Tables that only arrange text became text, one line for each row."),
    "table_large": gettext_lazy(
        "Tables of more than 12 columns or 100 rows became text, one line for each row: no screen shows them. Divide"
        " them and paste them in."
    ),
    "nested": gettext_lazy("A table inside a table became lines of the cell that it stands in."),
    "swapped": gettext_lazy("In these tables the translation stood first; the columns were exchanged."),
    "bullets": gettext_lazy("Lists became one paragraph for each item, numbers kept."),
    "steps": gettext_lazy("Numbered steps became a procedure."),
    "dialogue": gettext_lazy("Lines that begin with who speaks became a dialogue."),
    "no_chinese": gettext_lazy("Lines without Chinese were kept as they stand."),
    "traditional": gettext_lazy("Traditional characters were kept as they are written."),
    "long": gettext_lazy("Sentences of enormous length were cut."),
}
"""What became something else, by kind."""


@dataclass(frozen=True)
class Note:
    """One thing that was left out or changed: its kind, where it stands, and how it begins."""

    kind: str
    place: str
    excerpt: str = ""


@dataclass
class Line:
    """One line of text.

    kind: "title", "heading", "text", "bullet", "number" or "caption". number: what an item of a list counts, or None.
    level: depth in the list, from 0.
    """

    text: str
    place: str
    kind: str = "text"
    number: int | None = None
    level: int = 0


@dataclass
class Grid:
    """A table: rows of cells, each a text with its lines.

    square: the same with as many cells in every row, merged ones written out. is_merged: whether there were any.
    """

    rows: list
    place: str
    square: list
    is_merged: bool = False
    caption: str = ""

    @classmethod
    def of(cls, cells, place):
        """The Grid of rows of cells: (text, how many columns it covers, whether it goes on from the cell above)."""
        square, is_merged = _squared(cells)
        return cls([[text for text, _columns, _goes_on in row] for row in cells], place, square, is_merged)


@dataclass
class Picture:
    """A picture of the file.

    read: gives its bytes while the file is open. name: of its part, the same for each place where it stands.
    """

    name: str
    read: Callable[[], bytes]
    place: str
    alt: str = ""
    decorative: bool = False
    caption: str = ""
    preview: str = ""  # a small copy as a data address


@dataclass
class Reading:
    """The lines, tables and pictures of a file in their order, and notes on the rest."""

    items: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    characters: int = 0
    pictures: int = 0

    def add(self, item):
        """Append a Line, Grid or Picture; raises DocumentError where a file has more than one lesson can take."""
        if isinstance(item, Picture):
            self.pictures += 1
            if self.pictures > MOST_PICTURES:
                raise DocumentError(
                    _("The file has more than %(limit)d pictures: divide it into several lessons.")
                    % {"limit": MOST_PICTURES}
                )
        else:
            texts = [item.text] if isinstance(item, Line) else [cell for row in item.rows for cell in row]
            self.characters += sum(map(len, texts))
            if self.characters > MOST_CHARACTERS:
                raise DocumentError(
                    _("The file has more than %(limit)d characters: divide it into several lessons.")
                    % {"limit": MOST_CHARACTERS}
                )
        self.items.append(item)

    def note(self, kind, place, text=""):
        """Note what was left out or changed; `text` is how it begins."""
        self.notes.append(Note(kind, place, excerpt(text)))


def _squared(cells):
    """Rows of one length: what covers several cells stands in each of them, so that every row can be read by itself.

    A cell as wide as the table is a heading between the rows; it stands once.
    """
    cells = [[(text, min(columns, MOST_COLUMNS), goes_on) for text, columns, goes_on in row] for row in cells]
    width = max((sum(columns for _text, columns, _goes_on in row) for row in cells), default=0)
    square, is_merged = [], False
    for row in cells:
        line = []
        for text, columns, goes_on in row:
            if goes_on and square:
                text = square[-1][len(line)]
            line += [text, *([""] if columns == width else [text]) * (columns - 1)]
            is_merged = is_merged or columns > 1 or goes_on
        square.append(line + [""] * (width - len(line)))
    return square, is_merged


def excerpt(text):
    """The beginning of a text, short enough to be quoted."""
    text = " ".join(text.split())
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…"


def report(notes, kinds):
    """The notes of some kinds for people: [(sentence, [Note …])], in the order of `kinds`."""
    found = {}
    for note in dict.fromkeys(notes):
        found.setdefault(note.kind, []).append(note)
    return [(sentence, found[kind]) for kind, sentence in kinds.items() if kind in found]
