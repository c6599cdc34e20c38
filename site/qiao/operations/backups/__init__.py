"""Backup and restore of the whole site: database and uploaded files, in one archive."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from wagtail.models import Page

from qiao.pagecache import generation

from . import archive, databases, media
from .archive import BackupError

__all__ = ["BackupError", "backup", "restore"]


def backup(path):
    """Write database and media into one archive, and return its path; the site may go on meanwhile.

    path: the archive, which must not exist, or a folder, in which it gets a name with the time. The database is that of
    one moment; files are read after it, so that what it names is there. Raises BackupError, and then leaves no file.
    """
    path = Path(path)
    if path.is_dir():
        path /= f"qiao-{timezone.localtime():%Y-%m-%d-%H%M%S}.zip"
    part = databases.part()
    with archive.written(path) as writer:
        dumped = writer.folder / part
        databases.dump(dumped)
        with dumped.open("rb") as file:
            # PostgreSQL's own format is compressed already.
            writer.add(part, file, compress=connection.vendor == "sqlite")
        dumped.unlink()
        files = 0
        for alias in media.aliases():
            for name in media.names(alias):
                file = media.opened(alias, name)
                if file is not None:
                    with file:
                        writer.add(f"media/{alias}/{name}", file)
                    files += 1
        writer.finish(
            {
                "engine": connection.vendor,
                "migrations": sorted(map(list, _loader().applied_migrations)),
                "counts": {
                    "pages": Page.objects.count(),
                    "people": get_user_model().objects.count(),
                    "files": files,
                },
            }
        )
    return path


def restore(path, *, replace=False):
    """Bring back what `backup` wrote, as a whole or not at all, and return the archive's manifest.

    replace: also where the site has content, which is then lost. Afterwards every cache is empty; processes that were
    running are to be started anew. Raises BackupError, and then has changed nothing.
    """
    with archive.opened(path) as found, tempfile.TemporaryDirectory() as folder:
        parts = _parts(found)
        _check_fits(found.manifest)
        if not replace and _has_content():
            raise BackupError("This site has content already: it is replaced only with --replace.")
        dumped = Path(folder) / databases.part()
        try:
            found.extract(dumped.name, dumped)
            with media.exchanged(found, parts):
                databases.load(dumped)
        except OSError as error:
            raise BackupError(f"Nothing was changed: {error.strerror or error}.") from error
        for alias in settings.CACHES:
            caches[alias].clear()
        generation.advance()
        return found.manifest


def pending_migrations():
    """Names of the migrations that this release has and the database lacks."""
    loader = _loader()
    return sorted(f"{app}.{name}" for app, name in set(loader.graph.nodes) - set(loader.applied_migrations))


def _loader():
    return MigrationLoader(connection)


def _parts(found):
    """{alias of a storage: {name of a file: name of its part}}."""
    parts = {}
    for name in found.names:
        if name != databases.part():
            kind, alias, file = (*name.split("/", 2), "", "")[:3]
            if kind != "media" or alias not in media.aliases() or not file:
                raise BackupError(f"This site has no place for {name}. Nothing was changed.")
            parts.setdefault(alias, {})[file] = name
    return parts


def _check_fits(manifest):
    if manifest["engine"] != connection.vendor:
        raise BackupError(
            f"The archive holds a database of {manifest['engine']} and this site has {connection.vendor}: name one of "
            "its kind in DATABASE_URL."
        )
    unknown = {tuple(each) for each in manifest["migrations"]} - set(_loader().disk_migrations)
    if unknown:
        names = ", ".join(sorted(f"{app}.{name}" for app, name in unknown)[:5])
        raise BackupError(
            f"The archive was made by a later release, whose migrations this one does not know ({names}): restore it "
            "with the release that made it."
        )


def _has_content():
    """Whether there is a person, a page below the home pages or a file."""
    if any(next(media.names(alias), None) for alias in media.aliases()):
        return True
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    rows = (get_user_model().objects.all(), Page.objects.filter(depth__gt=2))
    return any(each.model._meta.db_table in tables and each.exists() for each in rows)
