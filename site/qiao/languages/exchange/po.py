"""Gettext PO: one entry a text, its place in `msgctxt` and, for tools that drop that, in the reference.

An uncertain text is fuzzy. Where the Chinese changed, the earlier translation is given as fuzzy with the earlier
Chinese beside it (`#| msgid`), as msgmerge does it. Markup is the inline HTML of the page, as text.
"""

import re
import tempfile

import polib
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from .files import Entry, File, FileError

CONTENT_TYPE, SUFFIX = "text/x-gettext-translation; charset=utf-8", "po"

_CHARSET = re.compile(rb"charset=([\w.:-]+)", re.IGNORECASE)
_LINE_OF_ERROR = re.compile(r"line (\d+)")
# polib cuts off the last character where the quotation mark is missing.
_LINE = re.compile(r'(#.*|(msg\w+(\[\d+\])?\s*)?".*")?')
# Encodings that hold Chinese beside Cyrillic.
_WITH_CHINESE = ("gb18030", "gbk", "gb2312")


def write(units, *, source_language, language):
    """The PO file of some Units, as bytes. source_language, language: codes of Wagtail's."""
    file = polib.POFile(wrapwidth=100)
    now = timezone.localtime().strftime("%Y-%m-%d %H:%M%z")
    file.metadata = {
        "Project-Id-Version": settings.WAGTAIL_SITE_NAME,
        "POT-Creation-Date": now,
        "PO-Revision-Date": now,
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": source_language,
    }
    for unit in units:
        earlier = unit.change.earlier if unit.change and not unit.target else ""
        file.append(
            polib.POEntry(
                msgctxt=unit.place,
                msgid=unit.source,
                msgstr=unit.target or earlier,
                previous_msgid=unit.change.before if unit.change else None,
                flags=["fuzzy"] if unit.is_uncertain or earlier else [],
                comment="\n".join(filter(None, [unit.label, unit.reason])),
                occurrences=[(unit.place, "")],
            )
        )
    return str(file).encode()


def read(data):
    """The File that some bytes are. Raises FileError."""
    text = _decoded(data)
    for number, line in enumerate(re.split("\r\n|\r|\n", text), 1):
        if not _LINE.fullmatch(line.strip()):
            raise FileError(_damaged(number))
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".po") as file:
        # polib takes a text for the name of a file where there is one of this name, and splits others at more than
        # the ends of lines.
        file.write(text)
        file.flush()
        try:
            found = polib.pofile(file.name, encoding="utf-8")
        except (OSError, ValueError, IndexError) as error:
            line = _LINE_OF_ERROR.search(str(error))
            if line is None:
                raise FileError(_("This is not a whole PO file: export it from your tool once more.")) from error
            raise FileError(_damaged(line[1])) from error
    entries = [_entry(entry) for entry in found if not entry.obsolete]
    return File("PO", found.metadata.get("Language", ""), entries)


def _damaged(line):
    return _("Line %(line)s is not as PO has it: a quotation mark or a word such as msgid is missing there.") % {
        "line": line
    }


def _entry(entry):
    references = [path for path, _line in entry.occurrences]
    place = entry.msgctxt if "/" in (entry.msgctxt or "") else next((path for path in references if "/" in path), "")
    key, _slash, path = place.strip().partition("/")
    return Entry(
        where=_("line %(number)d") % {"number": entry.linenum},
        key=key,
        path=path,
        source=entry.msgid,
        target=entry.msgstr,
        is_fuzzy=entry.fuzzy,
    )


def _decoded(data):
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        named = "utf-16"
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            charset = _CHARSET.search(data[:10_000])
            named = charset[1].decode("ascii").lower() if charset else ""
    if named not in ("utf-16", *_WITH_CHINESE):
        named = "" if named in ("", "utf-8", "utf8", "charset") else named
        raise FileError(
            _("The file is written in %(charset)s, which has no Chinese: save it as UTF-8 in your tool.")
            % {"charset": named}
            if named
            else _(
                "The file says that it is written in UTF-8 and is not, perhaps in Windows-1251: save it as UTF-8 in "
                "your tool."
            )
        )
    try:
        return data.decode(named)
    except UnicodeDecodeError as error:
        raise FileError(
            _("The file says that it is written in %(charset)s and is not: save it as UTF-8 in your tool.")
            % {"charset": named}
        ) from error
