"""The file that a backup is: a zip archive of database and media whose manifest has the checksum of every part."""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from django.utils import timezone

FORMAT = "qiao-backup"
VERSION = 1
MANIFEST = "manifest.json"
PIECE = 1024 * 1024


class BackupError(Exception):
    """Why a site can't be backed up or restored, in a sentence for whoever runs it."""


class Writer:
    """An archive that is being written; `folder` is a place for files that are only needed meanwhile."""

    def __init__(self, file, folder):
        self._zip = file
        self.folder = folder
        self.parts = {}

    def add(self, name, source, *, compress=False):
        """Add what can be read from `source`, an open binary file, under a path with slashes."""
        info = zipfile.ZipInfo(name, date_time=timezone.localtime().timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as target:
            while piece := source.read(PIECE):
                digest.update(piece)
                size += target.write(piece)
        self.parts[name] = {"size": size, "sha256": digest.hexdigest()}

    def finish(self, facts):
        """Write the manifest: facts about the site, and every part with its size and checksum."""
        manifest = {"format": FORMAT, "version": VERSION, "made": timezone.now().isoformat(), **facts}
        self._zip.writestr(MANIFEST, json.dumps({**manifest, "parts": self.parts}, indent=1, ensure_ascii=False))


@contextmanager
def written(path):
    """Yield a Writer; the archive appears under `path` when it is whole and on the disk, or not at all.

    Only its owner may read it. Raises BackupError where the file exists or can't be written.
    """
    path = Path(path)
    if path.exists():
        raise BackupError(f"{path} exists already: name another file, or a folder to get a name with the time in it.")
    try:
        # Beside its place, so that it can be moved there in one step.
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            unfinished = Path(folder) / "archive"
            with unfinished.open("xb") as file:
                os.fchmod(file.fileno(), 0o600)
                with zipfile.ZipFile(file, "w", allowZip64=True) as zipped:
                    yield Writer(zipped, Path(folder))
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
    except OSError as error:
        raise BackupError(f"Nothing was written to {path}: {error.strerror or error}.") from error


class Archive:
    """A whole and unharmed archive: `manifest` (dict), `names` of its parts."""

    def __init__(self, zipped, manifest):
        self._zip = zipped
        self.manifest = manifest
        self.names = list(manifest["parts"])

    def open(self, name):
        """A part as a binary file."""
        return self._zip.open(name)

    def extract(self, name, target):
        """Write a part to a path whose folder is made where it is missing."""
        target = Path(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with self.open(name) as source, target.open("xb") as file:
            shutil.copyfileobj(source, file, PIECE)


@contextmanager
def opened(path):
    """Yield the Archive at `path` after every checksum was compared.

    Raises BackupError for what is no backup of this platform, is damaged, or was made by a later version of it.
    """
    try:
        with zipfile.ZipFile(path) as zipped:
            manifest = _manifest(zipped, path)
            _check_parts(zipped, manifest, path)
            yield Archive(zipped, manifest)
    except FileNotFoundError as error:
        raise BackupError(f"{path} does not exist.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BackupError(f"{path} is damaged or no backup: {error}. Nothing was changed.") from error


def _manifest(zipped, path):
    try:
        manifest = json.loads(zipped.read(MANIFEST))
        is_ours = manifest["format"] == FORMAT and isinstance(manifest["parts"], dict)
    except (KeyError, TypeError, ValueError):
        is_ours = False
    if not is_ours:
        raise BackupError(f"{path} is no backup of this platform: it has no {MANIFEST} of its kind.")
    if manifest["version"] != VERSION:
        raise BackupError(
            f"{path} has version {manifest['version']} of the format, and this release reads version {VERSION}: "
            "restore it with the release that made it."
        )
    return manifest


def _check_parts(zipped, manifest, path):
    parts = manifest["parts"]
    names = [name for name in zipped.namelist() if name != MANIFEST]
    if sorted(names) != sorted(parts):
        raise BackupError(f"{path} is damaged: its parts are not those of its manifest. Nothing was changed.")
    for name, facts in parts.items():
        pure = PurePosixPath(name)
        if pure.is_absolute() or ".." in pure.parts or "\\" in name or str(pure) != name:
            raise BackupError(f"{path} is not to be trusted: a part is named {name!r}. Nothing was changed.")
        with zipped.open(name) as part:
            found = hashlib.file_digest(part, "sha256").hexdigest()
        if found != facts["sha256"]:
            raise BackupError(f"{path} is damaged: {name} is not what was backed up. Nothing was changed.")
