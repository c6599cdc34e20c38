"""The content generation: a token that every change of content replaces, seen by every process.

It lies in the cache named `pages` where that one is shared, and otherwise in a file that all processes of a machine
read. It is random and not a counter, so that neither a restarted cache nor a clock that jumps can bring back a
generation that was.
"""

import logging
import secrets
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache

logger = logging.getLogger(__name__)

KEY = "generation"
# How long a shared cache that did not answer is left alone, in seconds.
PAUSE = 2

# What this process had from the shared cache; the generation, asked for each time, says whether it still holds.
near = LocMemCache("qiao-pagecache-near", {"TIMEOUT": 3600, "OPTIONS": {"MAX_ENTRIES": 1000}})

_away_until = 0.0
_advance_owed = False


def pages():
    """The cache of pages; the default one where none is named so."""
    return caches["pages" if "pages" in settings.CACHES else "default"]


def is_shared():
    """Whether other processes see the same cache."""
    return not isinstance(pages(), LocMemCache)


def look_up(key):
    """(generation, what is kept under `key`, of whatever generation); (None, None) where it can't be known."""
    if not is_shared():
        return _from_file(), pages().get(key)
    if _advance_owed and not advance():
        return None, None
    generation = attempt(_shared_token)
    if generation is None:
        return None, None
    value = near.get(key)
    if not value or value[0] != generation:
        value = attempt(lambda: pages().get(key))
        if value:
            near.set(key, value)
    return generation, value


def keep(key, value, timeout):
    """Keep a value, a tuple that begins with its generation, for `timeout` seconds at most.

    Where the cache does not answer nothing is kept.
    """
    if is_shared():
        attempt(lambda: pages().set(key, value, timeout))
    else:
        pages().set(key, value, timeout)


def advance():
    """Begin a new generation; returns whether it is known to all.

    What could not be written is owed: this process answers without kept pages until it was.
    """
    global _advance_owed
    told = bool(attempt(_to_cache, patient=True)) if is_shared() else _to_file()
    if not told:
        logger.error("Content changed, and the kept pages could not be told")
    _advance_owed = not told
    return told


def attempt(call, *, patient=False):
    """What a call to the shared cache returns; None where it failed, and until `PAUSE` has passed since.

    patient: try although it failed a moment ago.
    """
    global _away_until
    if not patient and time.monotonic() < _away_until:
        return None
    try:
        return call()
    except Exception as error:
        # Each back end has its own exceptions, and none of them may break a page.
        logger.warning("The cache of pages does not answer, pages are rendered: %s", error)
        _away_until = time.monotonic() + PAUSE
        return None


def _shared_token():
    token = pages().get(KEY)
    if token is None:
        # add() leaves the token of whoever came first.
        pages().add(KEY, _token(), None)
        token = pages().get(KEY)
    return token


def _to_cache():
    pages().set(KEY, _token(), None)
    return True


def _token():
    return secrets.token_urlsafe(9)


def _file():
    # A site that names no file keeps no pages.
    path = getattr(settings, "QIAO_PAGECACHE_STAMP", None)
    return Path(path) if path else None


def _from_file():
    if _file() is None or (_advance_owed and not advance()):
        return None
    try:
        return _file().read_text() or None
    except FileNotFoundError:
        return _from_file() if _to_file(replace=False) else None
    except OSError as error:
        logger.warning("The content generation can't be read, pages are rendered: %s", error)
        return None


def _to_file(*, replace=True):
    file = _file()
    if file is None:
        return True
    fresh = file.with_name(f"{file.name}.{_token()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(_token())
        if replace:
            fresh.replace(file)
        else:
            # Of several that begin at once, the first one's token counts.
            with suppress(FileExistsError):
                file.hardlink_to(fresh)
            fresh.unlink()
    except OSError:
        # On a full disk a file can still be taken away; without one nothing is kept.
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
            file.unlink(missing_ok=True)
        return False
    return True
