"""The one way from a file to a lesson that is not stored yet."""

import logging
import zlib
from contextlib import contextmanager
from zipfile import BadZipFile

from django.utils.translation import gettext as _

from . import pictures, slides, word
from .lesson import compose
from .package import DocumentError, Package

logger = logging.getLogger(__name__)


@contextmanager
def open_lesson(file, filename, *, notes=True):
    """The lesson that a file would become; its pictures can be read until the context ends.

    file: an open binary file. filename: as it was uploaded. notes: whether a presentation's speaker notes belong to
    the lesson. Raises DocumentError, whose message is one sentence for the person who chose the file.
    """
    try:
        package = Package(file, filename)
    except (BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _damaged(filename) from error
    with package:
        try:
            found = word.read(package) if package.kind == "word" else slides.read(package, notes=notes)
            lesson = compose(found, package.name)
            pictures.check(lesson)
        except DocumentError:
            raise
        except Exception as error:
            # A file can be spoiled in more ways than can be foreseen; the person who chose it needs the sentence.
            logger.exception("A %s file could not be read", package.kind)
            raise _damaged(filename) from error
        yield lesson


def _damaged(filename):
    return DocumentError(
        _("“%(name)s” is damaged and can't be read: open it in Word or PowerPoint and save it once more.")
        % {"name": filename}
    )
