"""A file of translations that came back from somebody's tool, whatever kind it is."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_BYTES = 20 * 1024**2


class FileError(Exception):
    """A file that can't be taken; the message is one sentence for the person who chose it."""


@dataclass(frozen=True)
class Entry:
    """One text of a file.

    where: for people. key: the translation key of the page or term, as text; path: the place in it; both empty where
    the file names none. source, target: inline HTML. fault: why its markup can't be read.
    """

    where: str
    key: str
    path: str
    source: str
    target: str
    is_fuzzy: bool
    fault: str = ""


@dataclass(frozen=True)
class File:
    """kind: "PO" or "XLIFF". language: the code that it says it is translated into, or empty."""

    kind: str
    language: str
    entries: list


def read(file):
    """The File that an open binary file is. Raises FileError."""
    from . import po, xliff

    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise FileError(too_large())
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    start = data[:2000].decode(encoding, errors="replace").lstrip()
    if start.startswith("<"):
        found = xliff.read(data)
    elif start.startswith("PK"):
        raise FileError(_("This is a packed file: unpack it and choose the .po or .xlf file in it."))
    elif "msgid" in start or "msgid" in data[:100_000].decode(encoding, errors="replace"):
        found = po.read(data)
    else:
        raise FileError(_("This is neither a PO file nor XLIFF 1.2."))
    if not found.entries:
        raise FileError(_("There are no texts in this file."))
    return found


def too_large():
    """What is said of a file that has too many bytes."""
    return _("The file has more than %(megabytes)d MB: export fewer pages at a time.") % {
        "megabytes": MOST_BYTES // 1024**2
    }
