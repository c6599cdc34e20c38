"""Read settings from the environment, each with an embedded default."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name, default=""):
    """The variable's value, or the default where it is not set."""
    return os.environ.get(name, default)


def flag(name, default=False):
    """A yes/no variable.

    Raises ImproperlyConfigured for a word that is neither.
    """
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no: use one of {sorted(TRUE | FALSE - {''})}.")


def words(name, default=()):
    """A comma-separated list, without empty entries."""
    value = os.environ.get(name)
    return list(default) if value is None else [word.strip() for word in value.split(",") if word.strip()]


def languages(name, default):
    """Django's setting of languages from codes separated by commas, or the default, {code: its name}.

    A language that the default has not is called as Django calls it. Raises ImproperlyConfigured for a code that Django
    does not know.
    """
    names = {code: gettext_lazy(info["name"]) for code, info in LANG_INFO.items() if "name" in info} | default
    codes = list(dict.fromkeys(code.lower() for code in words(name) or default))
    if unknown := [code for code in codes if code not in names]:
        raise ImproperlyConfigured(
            f"{name} has {', '.join(unknown)}, which Django does not know: use codes such as {', '.join(default)}."
        )
    return [(code, names[code]) for code in codes]


def database(name, default):
    """Django's database setting from a URL: `sqlite:///path` or `postgres://user:password@host:port/name?option=value`.

    Raises ImproperlyConfigured where the URL names another engine or no database.
    """
    url = os.environ.get(name) or default
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = Path(unquote(parts.path[1:]))
        path.parent.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"} and parts.path.strip("/"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ImproperlyConfigured(
        f"{name} must be sqlite:///path/to/file or postgres://user:password@host:port/name, not {url!r}."
    )


def storage(name, default):
    """Django's storage setting from a URL, or the default where the variable is not set.

    `s3://bucket/folder?endpoint=https://host&region=name&domain=host`: all but the bucket may be left out. The keys
    come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or wherever else boto3 finds them. domain: the host that
    readers get files from. Raises ImproperlyConfigured for another kind of URL or an unknown option.
    """
    url = os.environ.get(name)
    if not url:
        return default
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.netloc or set(options) - {"endpoint", "region", "domain"}:
        raise ImproperlyConfigured(
            f"{name} must be s3://bucket/folder?endpoint=https://host&region=name&domain=host, not {url!r}."
        )
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": unquote(parts.path.strip("/")),
            "endpoint_url": options.get("endpoint"),
            "region_name": options.get("region"),
            "custom_domain": options.get("domain"),
            # The addresses in kept pages must hold; who may read what is said by the bucket's policy.
            "querystring_auth": False,
            "file_overwrite": False,
        },
    }
