"""A lesson that was written in Word or PowerPoint, read into blocks: looked at first, then made into a draft.

    package   the file as a zip archive: what is refused before anything of it is read
    reading   what both formats are read into, and what is said of the rest
    word      .docx        slides    .pptx
    tables    which tables are Chinese beside a translation
    lesson    lines, tables and pictures into the blocks of a lesson
    pictures  what can be shown of a picture, and its way into the library
    drafts    the draft lesson, made in one transaction

The formats are read with the standard library and defusedxml. What matters here (tracked changes, pinyin guides, text
boxes, formulas) is what the libraries for writing such files pass over, and they load every part of a file at once.
"""

from .api import open_lesson
from .drafts import make_draft
from .package import DocumentError

__all__ = ["DocumentError", "make_draft", "open_lesson"]
