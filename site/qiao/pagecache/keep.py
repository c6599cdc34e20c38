"""A view around Wagtail's that gives out whole answers before anything is routed.

Nothing of a person is kept: an answer that looked at the session, asked for a CSRF token or set a cookie is rendered
each time, and so is a page with a view restriction on it or above it. Whatever asks for access to a page later asks in
`_give`, the one place where a kept answer leaves the house.
"""

import gzip
import hashlib
import re
import threading
import time
from contextlib import contextmanager
from functools import wraps
from typing import NamedTuple
from weakref import WeakValueDictionary

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from . import generation
from .build import build

# A page that was kept is rendered anew after so many seconds, should a change ever go unheard.
TIMEOUT = 3600
# How long one request waits for another that renders the same page, in seconds.
PATIENCE = 10
POLL = 0.02


class Kept(NamedTuple):
    """One answer. body: gzipped, or None for a page that is not to be kept; headers: {name: value} without ETag."""

    generation: str
    body: bytes | None = None
    etag: str = ""
    headers: dict = {}


_ACCEPTS_GZIP = re.compile(r"\bgzip\b")
_turns = WeakValueDictionary()
_turns_lock = threading.Lock()


def kept(view):
    """Wrap a view of pages, `view(request, path)`, so that the answers for open pages are kept."""

    @wraps(view)
    def answer(request, path):
        if not _may_keep(request):
            return view(request, path)
        key = _key(request)
        current, entry = generation.look_up(key)
        if entry is None and current is not None:
            with _my_turn(key):
                current, entry = generation.look_up(key)
                if entry is None:
                    response = view(request, path)
                    if hasattr(response, "render"):
                        response = response.render()
                    if current is None:
                        return response
                    entry = _entry(request, response, current)
                    generation.keep(key, entry, TIMEOUT)
                    if not entry.body:
                        return response
        if entry is None or not entry.body:
            return view(request, path)
        return _give(request, entry)

    return answer


def open_page(page, request):
    """Tell that a page is served to everyone alike; called once for each page before it is rendered."""
    restrictions = page.get_view_restrictions()
    request.qiao_open_page = not restrictions
    # Wagtail asks this object for the same in a moment.
    page.get_view_restrictions = lambda: restrictions


def _may_keep(request):
    return (
        request.method in ("GET", "HEAD")
        and not request.META.get("QUERY_STRING")
        and not getattr(request, "is_preview", False)
        and not getattr(request, "is_dummy", False)
    )


def _key(request):
    return f"{build()} {request.scheme} {request.get_host()} {request.path}"


@contextmanager
def _my_turn(key):
    """One renders: threads of this process wait in line, other processes until the page is there or the lock gone."""
    with _turns_lock:
        turn = _turns.setdefault(key, threading.Lock())
    acquired = turn.acquire(timeout=PATIENCE)
    mine = _lock_among_processes(key)
    try:
        yield
    finally:
        if mine:
            generation.end_turn(key)
        if acquired:
            turn.release()


def _lock_among_processes(key):
    if not generation.is_shared():
        return False
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        taken = generation.my_turn(key, PATIENCE)
        if taken is None or taken:
            return bool(taken)
        if generation.look_up(key)[1] is not None:
            return False
        time.sleep(POLL)
    return False


def _entry(request, response, current):
    personal = (
        response.status_code != 200
        or response.streaming
        or response.cookies
        or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        or getattr(getattr(request, "session", None), "accessed", False)
        or not getattr(request, "qiao_open_page", False)
    )
    if personal:
        return Kept(current)
    body = response.content
    # A browser may keep the page, and asks each time whether it is still the same.
    response.headers.setdefault("Cache-Control", "no-cache")
    patch_vary_headers(response, ["Accept-Encoding"])
    # The time would make two processes' answers differ.
    return Kept(
        current, gzip.compress(body, mtime=0), hashlib.sha256(body).hexdigest()[:32], dict(response.headers.items())
    )


def _give(request, entry):
    zipped = bool(_ACCEPTS_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))
    etag = f'"{entry.etag}{"-gzip" if zipped else ""}"'
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    # A proxy on the way may have made the tag a weak one.
    if asked and etag in (tag.removeprefix("W/") for tag in parse_etags(asked)):
        response = HttpResponseNotModified(headers={name: entry.headers[name] for name in ("Cache-Control", "Vary")})
    elif zipped:
        response = HttpResponse(entry.body, headers=entry.headers)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(entry.body), headers=entry.headers)
    response.headers["ETag"] = etag
    return response
