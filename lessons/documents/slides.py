"""Reads a .pptx: PresentationML (ISO/IEC 29500-1, clause 19), slide after slide."""

from django.utils.translation import gettext as _

from .reading import Grid, Line, Picture, Reading

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"

TITLES = ("title", "ctrTitle")
RUNNING = ("dt", "ftr", "sldNum", "hdr")
TRUE = ("1", "true")
MEDIA = ("videoFile", "audioFile", "audioCd", "wavAudioFile", "quickTimeFile")

NOTES_HEADING = "讲解"
"""The heading over what a teacher says about a slide: Chinese, because it becomes text of the lesson."""


def read(package, *, notes):
    """The Reading of a presentation. notes: whether the speaker notes belong to it."""
    found = Reading()
    relations = package.relations(package.main)
    number = 0
    for entry in package.xml(package.main).iter(f"{P}sldId"):
        relation = relations.get(entry.get(f"{R}id"))
        root = package.xml(relation.target) if relation else None
        if root is None:
            continue
        number += 1
        place = _("slide %(number)d") % {"number": number}
        slide = _Slide(package, relation.target, root, place, found)
        if root.get("show") in ("0", "false"):
            found.note("hidden_slide", place, slide.title())
            continue
        slide.read(is_first=number == 1)
        slide.read_notes(notes)
    return found


class _Slide:
    def __init__(self, package, name, root, place, found):
        self.package, self.name, self.root, self.place, self.found = package, name, root, place, found

    def title(self):
        for shape in self.root.iter(f"{P}sp"):
            if _placeholder(shape) in TITLES:
                return " ".join(_lines_of(shape))
        return ""

    def read(self, *, is_first):
        if title := self.title():
            self.found.add(Line(title, self.place, "title" if is_first else "heading", None, 1))
        tree = self.root.find(f"{P}cSld/{P}spTree")
        if tree is not None:
            self._shapes(tree)

    def read_notes(self, wanted):
        for name in self.package.related(self.name, "notesSlide"):
            root = self.package.xml(name)
            shapes = [each for each in root.iter(f"{P}sp") if _placeholder(each) == "body"] if root is not None else []
            lines = [line for shape in shapes for line in _lines_of(shape)]
            if not lines:
                continue
            if not wanted:
                self.found.note("notes", self.place, lines[0])
                continue
            self.found.add(Line(NOTES_HEADING, self.place, "heading", None, 9))
            for line in lines:
                self.found.add(Line(line, self.place))

    def _shapes(self, parent):
        for shape in parent:
            tag = shape.tag
            if tag == f"{P}sp":
                self._text(shape)
            elif tag == f"{P}pic":
                self._picture(shape)
            elif tag == f"{P}graphicFrame":
                self._frame(shape)
            elif tag == f"{P}grpSp":
                self._shapes(shape)
            elif tag == f"{P}contentPart":
                self.found.note("drawing", self.place)
            elif tag == f"{MC}AlternateContent":
                choice = shape.find(f"{MC}Choice")
                self._shapes(choice if choice is not None else shape.find(f"{MC}Fallback") or ())

    def _text(self, shape):
        kind = _placeholder(shape)
        if kind in TITLES:
            return
        body = shape.find(f"{P}txBody")
        if kind in RUNNING:
            if kind != "sldNum" and (lines := _lines_of(shape)):
                self.found.note("header", self.place, lines[0])
            return
        if body is not None:
            numbers = {}
            for paragraph in body.iter(f"{A}p"):
                self._paragraph(paragraph, numbers)
        for blip in shape.iter(f"{A}blip"):
            self._blip(shape, blip)

    def _paragraph(self, paragraph, numbers):
        if paragraph.find(f".//{M}oMath") is not None:
            self.found.note("formula", self.place, "".join(each.text or "" for each in paragraph.iter(f"{M}t")))
        properties = paragraph.find(f"{A}pPr")
        level = int(properties.get("lvl", "0")) if properties is not None else 0
        counted = properties.find(f"{A}buAutoNum") if properties is not None else None
        for other in [other for other in numbers if other > level or (other == level and counted is None)]:
            del numbers[other]
        if paragraph.find(f".//{A}hlinkClick[@{R}id]") is not None:
            self.found.note("link", self.place, _text_of(paragraph))
        lines = [line.strip() for line in _text_of(paragraph).split("\n") if line.strip()]
        if lines and counted is not None:
            start = int(counted.get("startAt", "1"))
            numbers[level] = numbers.get(level, start - 1) + 1
        for place, line in enumerate(lines):
            is_item = counted is not None and place == 0
            kind, number = ("number", numbers[level]) if is_item else ("text", None)
            self.found.add(Line(line, self.place, kind, number, level))

    def _picture(self, shape):
        if any(shape.find(f".//{A}{name}") is not None for name in MEDIA):
            self.found.note("media", self.place, _alt(shape)[0])
            return
        blip = shape.find(f".//{A}blip")
        if blip is not None:
            self._blip(shape, blip)

    def _blip(self, shape, blip):
        relation = self.package.relations(self.name).get(blip.get(f"{R}embed"))
        alt, decorative = _alt(shape)
        if relation is None or relation.external:
            if relation is not None or blip.get(f"{R}link"):
                self.found.note("linked", self.place, alt)
            return
        name = relation.target
        self.found.add(Picture(name, lambda: self.package.read(name), self.place, alt, decorative))

    def _frame(self, frame):
        table = frame.find(f".//{A}tbl")
        if table is not None:
            rows = [
                [_cell(cell) for cell in row.iter(f"{A}tc") if cell.get("hMerge") not in TRUE]
                for row in table.iter(f"{A}tr")
            ]
            if any(text for row in rows for text, *_merged in row):
                self.found.add(Grid.of(rows, self.place))
            return
        data = frame.find(f".//{A}graphicData")
        uri = data.get("uri", "").rsplit("/", 1)[-1] if data is not None else ""
        kind = {"chart": "chart", "chartex": "chart", "diagram": "smartart"}.get(uri, "object")
        self.found.note(kind, self.place, _alt(frame)[0])


def _placeholder(shape):
    mark = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
    return mark.get("type", "obj") if mark is not None else None


def _alt(shape):
    properties = shape.find(f".//{P}cNvPr")
    if properties is None:
        return "", False
    mark = properties.find(f".//{DECORATIVE}")
    return " ".join((properties.get("descr") or "").split()), mark is not None and mark.get("val") not in ("0", "false")


def _cell(cell):
    """(text, how many columns it covers, whether it goes on from the cell above) of a cell of a table."""
    columns = cell.get("gridSpan", "1")
    goes_on = cell.get("vMerge") in TRUE
    return "" if goes_on else "\n".join(_lines_of(cell)), int(columns) if columns.isdecimal() else 1, goes_on


def _text_of(paragraph):
    parts = []
    for each in paragraph.iter():
        if each.tag == f"{A}t":
            parts.append(each.text or "")
        elif each.tag == f"{A}br":
            parts.append("\n")
    return "".join(parts).replace("\v", "\n")


def _lines_of(shape):
    lines = (line.strip() for paragraph in shape.iter(f"{A}p") for line in _text_of(paragraph).split("\n"))
    return [line for line in lines if line]
