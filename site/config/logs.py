"""How production logs, server and site alike: one JSON object a line, with the traceback inside."""

from pythonjsonlogger.core import RESERVED_ATTRS


def configuration(level):
    """The dictionary for `logging.config.dictConfig`; level: the least level that is logged."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "qiao.operations.logs.RequestId"}},
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "format": "%(levelname)s %(name)s %(message)s",
                "rename_fields": {"levelname": "level", "name": "logger"},
                "timestamp": "time",
                "json_ensure_ascii": False,
                # Django passes the request itself, which has the address and what was sent.
                "reserved_attrs": [*RESERVED_ATTRS, "request", "server_time"],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # They bring handlers of their own.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            "gunicorn.error": {"handlers": [], "level": level, "propagate": True},
            # The site's own line of a request says it, too.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # A line for each word that goes into the search index.
            "django_tasks": {"level": "WARNING"},
        },
    }
