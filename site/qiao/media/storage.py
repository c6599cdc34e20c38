"""Where uploaded files lie on this machine: each of them whole, or not at all."""

import shutil
import tempfile
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

RESERVE = 100 * 1024 * 1024
"""Bytes that stay free: a full disk would stop the smaller pictures that are made for pages, too."""


class MediaStorage(FileSystemStorage):
    """A folder in which a file appears when its last byte is written."""

    def _save(self, name, content):
        Path(self.location).mkdir(parents=True, exist_ok=True)
        descriptor, path = tempfile.mkstemp(dir=self.location, prefix=".unfinished-")
        try:
            with open(descriptor, "wb") as unfinished:
                for chunk in content.chunks():
                    unfinished.write(chunk if isinstance(chunk, bytes) else chunk.encode())
            # Django moves what has a path.
            content.temporary_file_path = lambda: path
            return super()._save(name, content)
        finally:
            content.__dict__.pop("temporary_file_path", None)
            Path(path).unlink(missing_ok=True)


def check_room(file):
    """Raise ValidationError with the code full where a new file would leave less than the reserve on the disk.

    file: a FieldFile that is not stored yet. Other storages than folders have room.
    """
    if not isinstance(file.storage, FileSystemStorage):
        return
    folder = Path(file.storage.location)
    while not folder.exists():
        folder = folder.parent
    if shutil.disk_usage(folder).free < file.size + RESERVE:
        message = _(
            "There is no room left on the server for a file of %(size)s: nothing was saved. Tell those who run it, and "
            "try again later."
        )
        raise ValidationError(message % {"size": filesizeformat(file.size)}, code="full")
