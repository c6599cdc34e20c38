"""XLIFF 1.2: one `file` for each page or term, one `trans-unit` a text, whose id is its path in the page.

Markup is the inline HTML of the page, escaped, and not `g` or `ph`: xliff2po and every tool that makes plain texts of
the units drop such elements, and then the links and the bold words of the page with them. Escaped text survives all.

A text without a translation has no `target`, so that a tool which fills in the words and leaves the rest alone has not
left "needs-translation" standing beside them. Confirmed texts are `translated` and approved, uncertain ones
`needs-review-translation`; an earlier translation of Chinese that changed since is in `alt-trans`.
"""

import io
import xml.etree.ElementTree as ET
from collections import Counter

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from .files import Entry, File, FileError
from .units import plain

CONTENT_TYPE, SUFFIX = "application/xliff+xml", "xlf"

_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DONE = {"translated", "signed-off", "final"}
# Elements that stand for markup which is not in the text.
_PLACEHOLDERS = {"g", "x", "bx", "ex"}


def write(units, *, source_language, language):
    """The XLIFF file of some Units, as bytes. source_language, language: codes of Wagtail's."""
    root = ET.Element("xliff", {"version": "1.2", "xmlns": _NAMESPACE})
    bodies, ids = {}, Counter()
    for unit in units:
        original = str(unit.translation.source.object_id)
        if original not in bodies:
            attributes = {
                "original": original,
                "source-language": _tag(source_language),
                "target-language": _tag(language),
                "datatype": "html",
            }
            bodies[original] = ET.SubElement(ET.SubElement(root, "file", attributes), "body")
        ids[unit.place] += 1
        _write_unit(bodies[original], unit, ids[unit.place])
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _write_unit(body, unit, number):
    path = unit.segment.context.path
    # Formatted text has several sentences in one place: the Chinese tells which is meant, the number that they differ.
    attributes = {"id": path if number == 1 else f"{path}#{number}", "resname": path, _SPACE: "preserve"}
    element = ET.SubElement(body, "trans-unit", attributes)
    if unit.is_confirmed:
        element.set("approved", "yes")
    _write_text(element, "source", unit.source)
    if unit.target:
        state = "needs-review-translation" if unit.is_uncertain else "translated"
        _write_text(element, "target", unit.target, state=state)
    # Where xliff2po reads the reference from.
    group = ET.SubElement(element, "context-group", {"name": "place", "purpose": "location"})
    _write_text(group, "context", unit.place, **{"context-type": "sourcefile"})
    _write_text(element, "note", "\n".join(filter(None, [unit.label, unit.reason])), **{"from": "developer"})
    if unit.change:
        earlier = ET.SubElement(element, "alt-trans", {"alttranstype": "previous-version", _SPACE: "preserve"})
        _write_text(earlier, "source", unit.change.before)
        _write_text(earlier, "target", unit.change.earlier)


def _write_text(parent, tag, text, **attributes):
    ET.SubElement(parent, tag, attributes).text = plain(text)


def _tag(code):
    """A code of Wagtail's as BCP 47 writes it: zh-Hans."""
    language, *rest = code.split("-")
    return "-".join([language, *(part.title() if len(part) == 4 else part.upper() for part in rest)])


def read(data):
    """The File that some bytes are. Raises FileError, also for what names entities or a document type."""
    entries, language, original, path = [], "", "", []
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            name = _name(element)
            if event == "start":
                path.append(name)
                if len(path) == 1:
                    _check_root(element)
                elif name == "file":
                    original = element.get("original", "")
                    stated = element.get("target-language", "")
                    if language and stated and stated != language:
                        raise FileError(_("The file has texts in more than one language: export one of them."))
                    language = language or stated
                continue
            path.pop()
            if name == "trans-unit" and element.get("restype") != "x-gettext-domain-header":
                entries.append(_entry(element, original, len(entries) + 1))
            if name in ("trans-unit", "file"):
                element.clear()
    except DefusedXmlException as error:
        raise FileError(
            _("The file has a DOCTYPE or entities, which are not read here: export it as plain XLIFF 1.2.")
        ) from error
    except ET.ParseError as error:
        raise FileError(
            _("Line %(line)d is not XML: the file is damaged. Export it from your tool once more.")
            % {"line": error.position[0]}
        ) from error
    except (ValueError, LookupError) as error:
        raise FileError(_("The encoding of the file can't be read: save it as UTF-8 in your tool.")) from error
    return File("XLIFF", language, entries)


def _check_root(element):
    if _name(element) != "xliff":
        raise FileError(_("This is XML, but not XLIFF: export it as XLIFF 1.2."))
    if element.get("version", "1.2").startswith("2"):
        raise FileError(_("This is XLIFF 2: export it as XLIFF 1.2."))


def _name(element):
    return element.tag.rpartition("}")[2]


def _entry(element, original, number):
    parts = {_name(child): child for child in reversed(element)}
    target = parts.get("target")
    path = element.get("id", "").partition("#")[0]
    reference = next((each.text or "" for each in element.iter() if each.get("context-type") == "sourcefile"), "")
    if "/" in reference:
        original, _slash, path = reference.strip().partition("/")
    state = target.get("state") if target is not None else None
    texts = [part for part in (parts.get("source"), target) if part is not None]
    replaced = any(_name(each) in _PLACEHOLDERS for text in texts for each in text.iter())
    return Entry(
        where=_("unit %(number)d") % {"number": number},
        key=original,
        path=path,
        source="".join(parts["source"].itertext()) if "source" in parts else "",
        target="".join(target.itertext()) if target is not None else "",
        is_fuzzy=state not in _DONE if state else element.get("approved") == "no",
        fault=_("The tool put codes in the place of the markup: write the tags as text.") if replaced else "",
    )
