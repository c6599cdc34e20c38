"""A file between its dry run and what is made of it: kept an hour at most, under a name that only its owner's page
knows. The forms that take a file in two steps share it, those of the lessons too.
"""

import contextlib
import secrets
from datetime import timedelta

from django.core import signing
from django.core.files.storage import default_storage
from django.utils import timezone

FOLDER = "imports"
KEPT_SECONDS = 3600

_SALT = "qiao.languages.uploads"


class GoneError(Exception):
    """The file is not there any more, or was never this person's."""


def keep(file, *, filename, user, place, options):
    """Store a file for an hour; returns the token that brings it back.

    place: what the file is for, such as the primary key of a page. options: JSON to come back with it.
    """
    forget_old()
    file.seek(0)
    # No suffix: whatever serves the storage must not take it for a document to show.
    name = default_storage.save(f"{FOLDER}/{secrets.token_urlsafe(32)}", file)
    kept = {"name": name, "filename": filename, "user": str(user.pk), "place": str(place), **options}
    return signing.dumps(kept, salt=_SALT, compress=True)


def find(token, *, user, place):
    """What `keep` was told, as a dict with name, filename and the options. Raises GoneError."""
    try:
        kept = signing.loads(token, salt=_SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature as error:
        raise GoneError from error
    if (kept["user"], kept["place"]) != (str(user.pk), str(place)):
        raise GoneError
    return kept


def open_file(kept):
    """The kept file, open for reading. Raises GoneError."""
    if not default_storage.exists(kept["name"]):
        raise GoneError
    return default_storage.open(kept["name"], "rb")


def forget(kept):
    """Delete a kept file."""
    default_storage.delete(kept["name"])


def forget_old():
    """Delete every file that was kept for its hour."""
    oldest = timezone.now() - timedelta(seconds=KEPT_SECONDS)
    # A storage without the folder has nothing to forget.
    with contextlib.suppress(FileNotFoundError, NotImplementedError):
        for name in default_storage.listdir(FOLDER)[1]:
            path = f"{FOLDER}/{name}"
            with contextlib.suppress(FileNotFoundError):
                if default_storage.get_modified_time(path) < oldest:
                    default_storage.delete(path)
