"""A .docx or .pptx file as a zip archive of XML, checked before anything is unpacked."""

import os
import posixpath
import re
import struct
import zipfile
from dataclasses import dataclass
from urllib.parse import unquote

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

MOST_BYTES = 50 * 1024**2
"""Bytes of a file."""

MOST_UNPACKED = 200 * 1024**2
"""Bytes of everything in a file, unpacked."""

MOST_XML = 40 * 1024**2
"""Bytes of one XML part, unpacked."""

# A page of text takes some hundred tags; a part with more than this is made to fill the memory.
MOST_TAGS = 1_500_000
MOST_PARTS = 10_000
MOST_DIRECTORY = 4 * 1024**2
# Text packs to a tenth, a picture not at all; only what was made for it packs to a thousandth.
MOST_RATIO = 300
RATIO_FROM = 10 * 1024**2

SUFFIXES = {".docx": "word", ".pptx": "slides"}
MAIN_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "word",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "slides",
}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRICT = "http://purl.oclc.org/ooxml/"
_DIRECTORY_END = b"PK\x05\x06"


class DocumentError(Exception):
    """A file that can't become a lesson; the message says why, and what to do."""


@dataclass(frozen=True)
class Relation:
    """A reference from one part to another, or to an address outside, which is never fetched."""

    kind: str
    target: str
    external: bool


class Package:
    """An open file: `kind` is "word" or "slides", `main` the name of its main part. Raises DocumentError."""

    def __init__(self, file, filename):
        self.filename = filename
        self.name, self.suffix = os.path.splitext(os.path.basename(filename))
        self._check_outside(file)
        self._zip = zipfile.ZipFile(file)
        self._check_members()
        self._relations = {}
        self.kind, self.main = self._main_part()

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self._zip.close()

    def names(self):
        """Names of all parts."""
        return self._zip.namelist()

    def size(self, name):
        """Bytes of a part, unpacked."""
        return self._zip.getinfo(name).file_size

    def read(self, name):
        """A part as bytes; KeyError where it is missing."""
        return self._zip.read(name)

    def xml(self, name):
        """A part as an element, or None where it is missing. Raises DocumentError for XML that is no Office file's."""
        if name not in self._zip.NameToInfo:
            return None
        if self.size(name) > MOST_XML:
            raise self._error(_("“%(name)s” unpacks to far more than it should: it is refused."))
        data = self.read(name)
        if data.count(b"<") > MOST_TAGS:
            raise self._error(_("“%(name)s” unpacks to far more than it should: it is refused."))
        try:
            return ElementTree.fromstring(data, forbid_dtd=True)
        except DefusedXmlException as error:
            raise self._error(
                _("“%(name)s” declares entities, which no Word or PowerPoint file does: it is refused.")
            ) from error
        except ElementTree.ParseError as error:
            raise ValueError(f"{name}: {error}") from error

    def relations(self, part):
        """{id: Relation} of a part."""
        if part not in self._relations:
            folder, name = posixpath.split(part)
            root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
            self._relations[part] = {
                each.get("Id", ""): Relation(
                    each.get("Type", "").rsplit("/", 1)[-1],
                    _target(folder, each.get("Target", "")),
                    each.get("TargetMode") == "External",
                )
                for each in (root if root is not None else ())
            }
        return self._relations[part]

    def related(self, part, kind):
        """Names of the parts that a part refers to as `kind`, such as "styles"."""
        return [each.target for each in self.relations(part).values() if each.kind == kind and not each.external]

    def _error(self, sentence):
        return DocumentError(sentence % {"name": self.filename})

    def _check_outside(self, file):
        file.seek(0, os.SEEK_END)
        size = file.tell()
        if size > MOST_BYTES:
            raise DocumentError(
                _("“%(name)s” has %(size)s, and %(limit)s is the most: make its pictures smaller, or divide it.")
                % {"name": self.filename, "size": filesizeformat(size), "limit": filesizeformat(MOST_BYTES)}
            )
        if self.suffix.lower() in (".docm", ".dotm", ".pptm", ".potm", ".ppsm"):
            raise self._has_macros()
        file.seek(0)
        start = file.read(8)
        if start == _OLE:
            file.seek(0)
            if "EncryptedPackage".encode("utf-16-le") in file.read():
                raise self._has_password()
            raise self._error(
                _("“%(name)s” is in the old format of Word or PowerPoint: open it there and save it as .docx or .pptx.")
            )
        file.seek(max(0, size - 65_557))
        end = file.read()
        place = end.rfind(_DIRECTORY_END)
        if start[:2] != b"PK" or place < 0 or len(end) < place + 22:
            raise self._error(_("“%(name)s” is not a Word or PowerPoint file: choose a .docx or a .pptx."))
        if struct.unpack_from("<I", end, place + 12)[0] > MOST_DIRECTORY:
            raise self._error(_("“%(name)s” unpacks to far more than it should: it is refused."))

    def _check_members(self):
        members = self._zip.infolist()
        if any(member.flag_bits & 1 for member in members):
            raise self._has_password()
        packed, unpacked = sum(m.compress_size for m in members), sum(m.file_size for m in members)
        too_dense = unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1)
        if len(members) > MOST_PARTS or unpacked > MOST_UNPACKED or too_dense:
            raise self._error(_("“%(name)s” unpacks to far more than it should: it is refused."))
        if any(posixpath.basename(member.filename).lower() == "vbaproject.bin" for member in members):
            raise self._has_macros()

    def _has_macros(self):
        return self._error(_("“%(name)s” contains macros: save it as .docx or .pptx, which leaves them out."))

    def _has_password(self):
        return self._error(_("“%(name)s” is protected with a password: take the password off and save it again."))

    def _main_part(self):
        types = self.xml("[Content_Types].xml")
        mains = self.related("", "officeDocument")
        if types is None or not mains:
            raise self._error(_("“%(name)s” is not a Word or PowerPoint file: choose a .docx or a .pptx."))
        main = mains[0]
        content_type = next(
            (each.get("ContentType", "") for each in types if each.get("PartName", "").lstrip("/") == main), ""
        )
        if "macroenabled" in content_type.lower():
            raise self._has_macros()
        kind = MAIN_TYPES.get(content_type)
        if kind is None:
            raise self._error(_("“%(name)s” is neither a document nor a presentation: save it as .docx or .pptx."))
        if SUFFIXES.get(self.suffix.lower()) != kind:
            sentence = (
                _("“%(name)s” is a Word document under another name: let the name end in .docx.")
                if kind == "word"
                else _("“%(name)s” is a presentation under another name: let the name end in .pptx.")
            )
            raise self._error(sentence)
        root = self.xml(main)
        if root is None:
            raise ValueError(f"{main} is missing")
        if root.tag.startswith(f"{{{_STRICT}"):
            raise self._error(
                _("“%(name)s” is saved as Strict Open XML: save it as an ordinary .docx or .pptx, without “Strict”.")
            )
        return kind, main


def _target(folder, target):
    if re.match(r"[a-z][a-z0-9+.-]*:", target, re.I):
        return target
    return posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
