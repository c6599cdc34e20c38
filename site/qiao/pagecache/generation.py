"""The content generation: a token that every change of content replaces, seen by every process.

It lies in the cache named `pages` where that one is shared, and otherwise in a file that all processes of a machine
read. It is random and not a counter, so that neither a restarted cache nor a clock that jumps can bring back a
generation that was.
"""

import hashlib
import logging
import os
import secrets
import threading
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
# How long a process goes by what it had from the shared cache, in seconds.
NEAR = 3600
# How many values a process holds itself; those of earlier generations go first.
AT_HAND = 2000
# A file that is younger is read each time: within one tick of the clock two of them can look alike. In nanoseconds.
SETTLED = 100_000_000

_away_until = 0.0
_advance_owed = False
# {key: (when it ends, value)} of this process; the generation, asked for each time, says whether a value still holds.
_at_hand = {}
_at_hand_lock = threading.Lock()
# (what the file looked like, the token in it) when it was last read.
_read = None, None


def pages():
    """The cache of pages; the default one where none is named so."""
    return caches["pages" if "pages" in settings.CACHES else "default"]


def is_shared():
    """Whether other processes see the same cache."""
    return not isinstance(pages(), LocMemCache)


def look_up(key):
    """(generation, what is kept in it under `key` or None); the generation is None where it can't be known."""
    shared = is_shared()
    if _advance_owed and not advance():
        return None, None
    generation = attempt(_shared_token) if shared else _from_file()
    if generation is None:
        return None, None
    ends, value = _at_hand.get(key, (0, None))
    if value and value[0] == generation and time.monotonic() < ends:
        return generation, value
    value = attempt(lambda: pages().get(_short(key))) if shared else None
    if not value or value[0] != generation:
        return generation, None
    _hold(key, value, NEAR)
    return generation, value


def keep(key, value, timeout):
    """Keep a value, a tuple that begins with its generation, for `timeout` seconds at most.

    key: of any length. Where a shared cache does not answer, this process alone keeps it.
    """
    _hold(key, value, timeout)
    if is_shared():
        attempt(lambda: pages().set(_short(key), value, timeout))


def my_turn(key, seconds):
    """Whether no other process has the turn for a key; None where that can't be known. It ends after `seconds`."""
    return attempt(lambda: pages().add(f"{_short(key)}-turn", 1, seconds))


def end_turn(key):
    """Let others have the turn."""
    attempt(lambda: pages().delete(f"{_short(key)}-turn"))


def forget():
    """Drop what this process holds."""
    with _at_hand_lock:
        _at_hand.clear()


def _hold(key, value, timeout):
    with _at_hand_lock:
        if len(_at_hand) >= AT_HAND:
            current = [(name, held) for name, held in _at_hand.items() if held[1][0] == value[0]]
            _at_hand.clear()
            _at_hand.update(current[-AT_HAND // 2 :])
        _at_hand[key] = time.monotonic() + timeout, value


def _short(key):
    return f"page-{hashlib.sha256(key.encode()).hexdigest()[:40]}"


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
    cache = pages()
    # A cache that tells of changes need not be asked each time.
    ask = getattr(cache, "watched", cache.get)
    token = ask(KEY)
    if token is None:
        # add() leaves the token of whoever came first.
        cache.add(KEY, _token(), None)
        token = cache.get(KEY)
    return token


def _to_cache():
    cache = pages()
    if hasattr(cache, "set_and_tell"):
        cache.set_and_tell(KEY, _token())
    else:
        cache.set(KEY, _token(), None)
    return True


def _token():
    return secrets.token_urlsafe(9)


def _file():
    # A site that names no file keeps no pages.
    return getattr(settings, "QIAO_PAGECACHE_STAMP", None)


def _from_file():
    global _read
    file = _file()
    if file is None:
        return None
    try:
        found = os.stat(file)
        looks = file, found.st_ino, found.st_mtime_ns, found.st_ctime_ns
        looked, token = _read
        if looks != looked:
            token = Path(file).read_text()
            if time.time_ns() - found.st_mtime_ns > SETTLED:
                _read = looks, token
    except FileNotFoundError:
        return _from_file() if _to_file(replace=False) else None
    except OSError as error:
        logger.warning("The content generation can't be read, pages are rendered: %s", error)
        return None
    return token or None


def _to_file(*, replace=True):
    if _file() is None:
        return True
    file = Path(_file())
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
