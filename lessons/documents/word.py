"""Reads a .docx: WordprocessingML (ISO/IEC 29500-1, clause 17) as a person sees it with all changes accepted."""

import re

from django.utils.translation import gettext as _

from .reading import Grid, Line, Picture, Reading

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"

SHORT_HEADING = 40
"""Characters of the longest line in bold that is taken for a heading."""

# What only wraps text, so that its content counts.
WRAPPERS = {
    f"{W}{name}"
    for name in ("smartTag", "sdtContent", "customXml", "fldSimple", "dir", "bdo", "ins", "moveTo", "hyperlink", "sdt")
}
SENTENCE_END = re.compile(r"[。！？!?；;：:，,]\s*$")
_HEADING = re.compile(r"heading (\d)$")


def read(package):
    """The Reading of a Word document."""
    return _Document(package).read()


class _Document:
    def __init__(self, package):
        self.package = package
        self.found = Reading()
        self.styles = _Styles(package)
        self.lists = _Lists(package)
        self.root = package.xml(package.main)
        self.has_pages = self.root.find(f".//{W}lastRenderedPageBreak") is not None
        self.page, self.paragraph = 1, 0
        self.broken = None  # the start of a paragraph whose end was deleted
        self.footnotes = {kind: self._notes(kind) for kind in ("footnote", "endnote", "comment")}

    def read(self):
        body = self.root.find(f"{W}body")
        if body is not None:
            self._blocks(body)
        if self.broken:
            self.found.add(Line(self.broken, self.place()))
        self._running_titles()
        return self.found

    def place(self):
        """Where the reader is now, for people."""
        values = {"page": self.page, "paragraph": self.paragraph}
        if self.has_pages:
            return _("page %(page)d, paragraph %(paragraph)d") % values
        return _("paragraph %(paragraph)d") % values

    def _blocks(self, parent):
        for child in parent:
            if child.tag == f"{W}p":
                self._line(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag == f"{W}sdt":
                gallery = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                if gallery is not None and gallery.get(f"{W}val") == "Table of Contents":
                    self.found.note("contents", self.place())
                else:
                    self._blocks(child)
            elif child.tag in WRAPPERS:
                self._blocks(child)
            elif child.tag == f"{MC}AlternateContent":
                self._blocks(_chosen(child))
            elif child.tag in (f"{W}del", f"{W}moveFrom"):
                self._deleted(child)
            elif child.tag == f"{W}altChunk":
                self.found.note("inserted", self.place())

    def _line(self, element):
        self.paragraph += 1
        style = self.styles.of(element)
        if style.is_contents:
            self.found.note("contents", self.place())
            return
        said = _Said()
        self._inline(element, said)
        text = said.text()
        if self.broken is not None:
            text, self.broken = self.broken + text, None
        if element.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            self.found.note("tracked", self.place())
            self.broken = text
            text = ""
        lines = [line for line in text.split("\n") if line.strip()]
        if not lines and not said.pictures:
            return
        place = self.place()
        kind, number, level = self._kind(element, style, lines, said, place)
        for line in lines:
            self.found.add(Line(line.strip(), place, kind, number, level))
            if kind == "number":
                kind, number = "text", None
        for picture in said.pictures:
            self.found.add(picture)

    def _kind(self, element, style, lines, said, place):
        if style.is_title:
            return "title", None, 0
        if style.outline and lines:
            return "heading", None, style.outline
        if style.is_caption:
            return "caption", None, 0
        numbering = self.lists.of(element, style)
        if numbering:
            return numbering
        text = "".join(lines)
        if said.is_bold and len(lines) == 1 and len(text) <= SHORT_HEADING and not SENTENCE_END.search(text):
            self.found.note("bold", place, text)
            return "heading", None, 9
        return "text", None, 0

    def _inline(self, parent, said):
        for child in parent:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, said)
            elif tag in WRAPPERS:
                if tag in (f"{W}ins", f"{W}moveTo"):
                    self.found.note("tracked", self.place())
                elif tag == f"{W}hyperlink" and child.get(f"{R}id"):
                    self.found.note("link", self.place(), _text(child))
                self._inline(child, said)
            elif tag in (f"{W}del", f"{W}moveFrom"):
                self._deleted(child)
            elif tag in (f"{M}oMath", f"{M}oMathPara"):
                self.found.note("formula", self.place(), "".join(each.text or "" for each in child.iter(f"{M}t")))
            elif tag == f"{MC}AlternateContent":
                self._inline(_chosen(child), said)

    def _deleted(self, element):
        self.found.note("tracked", self.place())
        text = "".join(each.text or "" for each in element.iter() if each.tag in (f"{W}delText", f"{W}t"))
        if text.strip():
            self.found.note("deleted", self.place(), text)

    def _run(self, run, said):
        properties = run.find(f"{W}rPr")
        if _is_on(properties, "vanish"):
            if text := _text(run).strip():
                self.found.note("hidden", self.place(), text)
            return
        bold = _is_on(properties, "b")
        for child in run:
            self._piece(child, said, bold)

    def _piece(self, child, said, bold):
        tag = child.tag
        if tag == f"{W}t":
            said.add(child.text or "", bold)
        elif tag in (f"{W}tab", f"{W}ptab"):
            said.add("\t", bold)
        elif tag in (f"{W}cr", f"{W}br"):
            said.add("\n", bold)
        elif tag == f"{W}noBreakHyphen":
            said.add("-", bold)
        elif tag == f"{W}lastRenderedPageBreak":
            self.page += 1
        elif tag == f"{W}sym":
            self.found.note("symbol", self.place(), said.text())
        elif tag == f"{W}ruby":
            self.found.note("pinyin", self.place(), _text(child.find(f"{W}rubyBase")))
            base = child.find(f"{W}rubyBase")
            if base is not None:
                self._inline(base, said)
        elif tag == f"{W}instrText":
            if re.match(r"\s*EQ\b", child.text or ""):
                self.found.note("formula", self.place(), child.text)
        elif tag == f"{W}drawing":
            self._drawing(child, said)
        elif tag in (f"{W}pict", f"{W}object"):
            self._legacy_drawing(child, said)
        elif tag == f"{MC}AlternateContent":
            for each in _chosen(child):
                self._piece(each, said, bold)
        else:
            for kind, texts in self.footnotes.items():
                if tag == f"{W}{kind}Reference":
                    text = texts.get(child.get(f"{W}id"), "")
                    self.found.note("comment" if kind == "comment" else "footnote", self.place(), text)

    # Pictures and what is drawn

    def _drawing(self, drawing, said):
        properties = drawing.find(f".//{WP}docPr")
        alt, decorative = "", False
        if properties is not None:
            alt = properties.get("descr") or ""
            mark = properties.find(f".//{DECORATIVE}")
            decorative = mark is not None and mark.get("val") not in ("0", "false")
        blips = list(drawing.iter(f"{A}blip"))
        for blip in blips:
            self._picture(blip.get(f"{R}embed"), blip.get(f"{R}link"), alt, decorative, said)
        uris = {each.get("uri", "").rsplit("/", 1)[-1] for each in drawing.iter(f"{A}graphicData")}
        boxes = list(drawing.iter(f"{W}txbxContent"))
        if boxes:
            self.found.note("textbox", self.place(), " ".join(map(_text, boxes)))
        elif uris & {"diagram"}:
            self.found.note("smartart", self.place(), alt)
        elif uris & {"chart", "chartex"}:
            self.found.note("chart", self.place(), alt)
        elif not blips:
            self.found.note("drawing", self.place(), alt)

    def _legacy_drawing(self, element, said):
        thing = element.find(f".//{O}OLEObject")
        if thing is not None:
            is_formula = thing.get("ProgID", "").startswith("Equation")
            self.found.note("formula" if is_formula else "object", self.place(), said.text())
            return
        boxes = list(element.iter(f"{W}txbxContent"))
        if boxes:
            self.found.note("textbox", self.place(), " ".join(map(_text, boxes)))
        images = list(element.iter(f"{V}imagedata"))
        for image in images:
            shape = element.find(f".//{V}shape")
            alt = (shape.get("alt") or "") if shape is not None else ""
            self._picture(image.get(f"{R}id"), image.get(f"{R}href"), alt, False, said)
        if not boxes and not images:
            self.found.note("object" if element.tag == f"{W}object" else "drawing", self.place())

    def _picture(self, embedded, linked, alt, decorative, said):
        relation = self.package.relations(self.package.main).get(embedded)
        if relation is None or relation.external:
            if linked or relation is not None:
                self.found.note("linked", self.place(), alt)
            return
        name = relation.target
        said.pictures.append(
            Picture(name, lambda: self.package.read(name), self.place(), " ".join(alt.split()), decorative)
        )

    # Tables

    def _table(self, table):
        rows, pictures, start = [], [], self.paragraph + 1
        for row in _children(table, f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                self._deleted(row)
                continue
            cells = []
            for cell in _children(row, f"{W}tc"):
                said = _Said()
                self._cell(cell, said)
                text = "\n".join(line.strip() for line in said.text().split("\n") if line.strip())
                cells.append((text, *_merging(cell)))
                pictures += said.pictures
            rows.append(cells)
        place = _("the table at paragraph %(paragraph)d") % {"paragraph": start}
        if rows and max(map(len, rows)) == 1:
            # A frame around text.
            for line in "\n".join(text for row in rows for text, *_merged in row).split("\n"):
                if line:
                    self.found.add(Line(line, place))
        elif any(text for row in rows for text, *_merged in row):
            self.found.add(Grid.of(rows, place))
        for picture in pictures:
            self.found.add(picture)

    def _cell(self, cell, said):
        for child in cell:
            if child.tag == f"{W}p":
                self.paragraph += 1
                self._inline(child, said)
                said.add("\n", False)
            elif child.tag == f"{W}tbl":
                self.found.note("nested", self.place(), _text(child))
                for row in _children(child, f"{W}tr"):
                    for inner in _children(row, f"{W}tc"):
                        self._cell(inner, said)
            elif child.tag in WRAPPERS:
                self._cell(child, said)
            elif child.tag in (f"{W}del", f"{W}moveFrom"):
                self._deleted(child)

    # Other parts

    def _notes(self, kind):
        """{id: text} of the footnotes, endnotes or comments."""
        texts = {}
        for name in self.package.related(self.package.main, f"{kind}s"):
            root = self.package.xml(name)
            for each in root if root is not None else ():
                texts[each.get(f"{W}id")] = _text(each)
        return texts

    def _running_titles(self):
        for kind, place in (("header", _("the top of the pages")), ("footer", _("the foot of the pages"))):
            for name in self.package.related(self.package.main, kind):
                root = self.package.xml(name)
                if root is None:
                    continue
                text = _text(root).strip()
                if (text and not text.isdigit()) or root.find(f".//{A}blip") is not None:
                    self.found.note("header", place, text)


class _Said:
    """What a paragraph says, while it is read."""

    def __init__(self):
        self.parts, self.pictures, self.is_bold = [], [], True

    def add(self, text, bold):
        self.parts.append(text)
        if text.strip() and not bold:
            self.is_bold = False

    def text(self):
        return "".join(self.parts)


class _Style:
    """What matters of a paragraph style, those that it is based on included."""

    is_title = is_caption = is_contents = False
    outline = 0
    numbering = None


class _Styles:
    def __init__(self, package):
        self.elements, self.known, self.default = {}, {}, None
        for name in package.related(package.main, "styles"):
            root = package.xml(name)
            for style in root.iter(f"{W}style") if root is not None else ():
                if style.get(f"{W}type", "paragraph") == "paragraph":
                    self.elements[style.get(f"{W}styleId")] = style

    def of(self, paragraph):
        """The _Style of a paragraph, its own outline level included."""
        properties = paragraph.find(f"{W}pPr")
        named = properties.find(f"{W}pStyle") if properties is not None else None
        key = named.get(f"{W}val") if named is not None else None
        if key not in self.known:
            self.known[key] = self._made(key)
        style = self.known[key]
        own = _outline(properties)
        if own is not None and own != style.outline:
            style = _copy(style)
            style.outline = own
        return style

    def _made(self, key):
        made, seen, outline, numbering = _Style(), set(), None, None
        while key in self.elements and key not in seen:
            seen.add(key)
            element = self.elements[key]
            name = (_value(element, "name") or "").lower()
            if match := _HEADING.match(name):
                outline = int(match[1]) if outline is None else outline
            made.is_title = made.is_title or name == "title"
            made.is_caption = made.is_caption or name == "caption"
            made.is_contents = made.is_contents or name.startswith(("toc ", "table of figures"))
            properties = element.find(f"{W}pPr")
            if outline is None:
                outline = _outline(properties)
            if numbering is None and properties is not None and properties.find(f"{W}numPr") is not None:
                numbering = properties.find(f"{W}numPr")
            key = _value(element, "basedOn")
        made.outline, made.numbering = outline or 0, numbering
        return made


class _Lists:
    """Counts the items of lists as Word shows them."""

    def __init__(self, package):
        self.levels, self.counts = {}, {}
        for name in package.related(package.main, "numbering"):
            root = package.xml(name)
            if root is not None:
                self._load(root)

    def _load(self, root):
        abstract = {each.get(f"{W}abstractNumId"): each for each in root.iter(f"{W}abstractNum")}
        for num in root.iter(f"{W}num"):
            levels = {}
            base = abstract.get(_value(num, "abstractNumId"))
            for level in base.iter(f"{W}lvl") if base is not None else ():
                levels[level.get(f"{W}ilvl")] = (_value(level, "numFmt"), _integer(_value(level, "start"), 1))
            for change in num.iter(f"{W}lvlOverride"):
                key = change.get(f"{W}ilvl")
                form, start = levels.get(key, (None, 1))
                levels[key] = (form, _integer(_value(change, "startOverride"), start))
            self.levels[num.get(f"{W}numId")] = levels

    def of(self, paragraph, style):
        """(kind, number, level) of an item of a list, None for what is none."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        number_id = (_value(own, "numId") if own is not None else None) or (
            _value(style.numbering, "numId") if style.numbering is not None else None
        )
        if not number_id or number_id == "0":
            return None
        level = _integer(_value(own, "ilvl") if own is not None else None, 0)
        form, start = self.levels.get(number_id, {}).get(str(level), ("bullet", 1))
        if form in (None, "bullet", "none"):
            return "bullet", None, level
        for key in [key for key in self.counts if key[0] == number_id and key[1] > level]:
            del self.counts[key]
        number = self.counts[number_id, level] = self.counts.get((number_id, level), start - 1) + 1
        return "number", number, level


def _copy(style):
    copy = _Style()
    copy.__dict__.update(style.__dict__)
    return copy


def _outline(properties):
    value = _value(properties, "outlineLvl") if properties is not None else None
    level = _integer(value, 9)
    if value is None:
        return None
    return level + 1 if 0 <= level < 9 else 0


def _value(element, name):
    child = element.find(f"{W}{name}") if element is not None else None
    return child.get(f"{W}val") if child is not None else None


def _integer(text, default):
    try:
        return int(text)
    except (TypeError, ValueError):
        return default


def _merging(cell):
    """(how many columns a cell of a table covers, whether it goes on from the cell above)."""
    properties = cell.find(f"{W}tcPr")
    vertical = properties.find(f"{W}vMerge") if properties is not None else None
    goes_on = vertical is not None and vertical.get(f"{W}val", "continue") == "continue"
    return max(1, _integer(_value(properties, "gridSpan"), 1)), goes_on


def _is_on(properties, name):
    child = properties.find(f"{W}{name}") if properties is not None else None
    return child is not None and child.get(f"{W}val") not in ("0", "false", "off")


def _children(parent, tag):
    """Children of a table or a row, also those in content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in WRAPPERS:
            yield from _children(child, tag)


def _chosen(alternatives):
    """What to read of AlternateContent: the first choice, or else the fallback."""
    choice = alternatives.find(f"{MC}Choice")
    if choice is None:
        choice = alternatives.find(f"{MC}Fallback")
    return choice if choice is not None else ()


def _text(element):
    return "".join(each.text or "" for each in element.iter(f"{W}t")) if element is not None else ""
