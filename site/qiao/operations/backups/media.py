"""Every uploaded file, through the storage that keeps it: a folder or an object store."""

import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, storages

from .archive import BackupError

# Beside the files while they are exchanged, so that moving them is renaming.
EXCHANGE = ".exchange-"


def aliases():
    """Names of the storages that hold what people uploaded."""
    return [alias for alias in settings.STORAGES if alias != "staticfiles"]


def names(alias, folder=""):
    """Yield the name of every file of a storage, folder by folder."""
    try:
        folders, files = storages[alias].listdir(folder)
    except FileNotFoundError:
        return
    # Some object stores list a folder among its files, without a name.
    for name in sorted(files):
        if name and (folder or not _is_foreign(name)):
            yield f"{folder}{name}"
    for name in sorted(folders):
        if name and (folder or not _is_foreign(name)):
            yield from names(alias, f"{folder}{name}/")


def opened(alias, name):
    """A file for reading; None where it was deleted since it was listed."""
    try:
        return storages[alias].open(name)
    except FileNotFoundError:
        return None


@contextmanager
def exchanged(archive, parts):
    """Put an archive's files in the place of those that are there, for as long as nothing fails within.

    parts: {alias: {name of a file: name of its part}}. Where anything fails, all storages are as they were; otherwise
    the former files are deleted at the end.
    """
    with ExitStack() as stack:
        for alias in aliases():
            exchange = _folder if isinstance(storages[alias], FileSystemStorage) else _objects
            stack.enter_context(exchange(alias, archive, parts.get(alias, {})))
        yield


@contextmanager
def _folder(alias, archive, parts):
    storage = storages[alias]
    root = Path(storage.location)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=EXCHANGE, ignore_cleanup_errors=True) as exchange:
        fresh, former = Path(exchange) / "fresh", Path(exchange) / "former"
        fresh.mkdir()
        former.mkdir()
        for name, part in parts.items():
            target = fresh / name
            archive.extract(part, target)
            if storage.file_permissions_mode is not None:
                target.chmod(storage.file_permissions_mode)
        moved = []
        try:
            for source, target in ((root, former), (fresh, root)):
                for entry in list(source.iterdir()):
                    if not _is_foreign(entry.name):
                        entry.rename(target / entry.name)
                        moved.append((entry, target / entry.name))
            yield
        except BaseException:
            for was, now in reversed(moved):
                now.rename(was)
            raise


def _is_foreign(name):
    # What is unfinished, and a file system's own folder: no part of a backup.
    return name.startswith(".") or name == "lost+found"


@contextmanager
def _objects(alias, archive, parts):
    storage = storages[alias]
    before = set(names(alias))
    touched = []
    with tempfile.TemporaryDirectory() as folder:
        former = Path(folder)
        try:
            for name, part in parts.items():
                if name in before:
                    target = former / name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with storage.open(name) as source, target.open("xb") as file:
                        shutil.copyfileobj(source, file)
                touched.append(name)
                with archive.open(part) as source:
                    _store(storage, name, source)
            yield
        except BaseException:
            for name in touched:
                storage.delete(name)
                if name in before:
                    with (former / name).open("rb") as source:
                        _store(storage, name, source)
            raise
    for name in before.difference(parts):
        storage.delete(name)


def _store(storage, name, source):
    storage.delete(name)
    saved = storage.save(name, File(source, name=name))
    if saved != name:
        storage.delete(saved)
        raise BackupError(f"The storage would keep {name} as {saved}. Nothing was changed.")
