"""One line of the log for each request, and one name that all lines of a request share."""

import logging
import re
import secrets
import time
from contextvars import ContextVar

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
# What a proxy may call a request; anything else could be meant for whoever reads the log.
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current = ContextVar("qiao_request_id", default=None)


class RequestId(logging.Filter):
    """Gives every line that is logged while a request is answered its `request_id`."""

    def filter(self, record):
        """Add the id, and let everything through."""
        if request_id := _current.get():
            record.request_id = request_id
        return True


def log_requests(get_response):
    """Middleware: names the request, or takes over the proxy's name of it, and logs how it was answered.

    Logged are method, path, status and duration: no query, no address, no person. Of an address that is a secret itself
    its pattern is logged.
    """

    def middleware(request):
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        token = _current.set(request_id)
        started = time.perf_counter()
        try:
            response = get_response(request)
            response.headers[HEADER] = request_id
            if logger.isEnabledFor(logging.INFO):
                facts = {
                    "method": request.method,
                    "path": _path(request),
                    "status": response.status_code,
                    "duration_ms": round(1000 * (time.perf_counter() - started), 1),
                }
                logger.info("%(method)s %(path)s %(status)s", facts, extra=facts)
            return response
        finally:
            _current.reset(token)

    return middleware


def _path(request):
    match = request.resolver_match
    return f"/{match.route}" if match and "token" in match.kwargs else request.path
