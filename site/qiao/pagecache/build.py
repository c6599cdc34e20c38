"""The build: a token that differs whenever the code, a template, a style or an interface text does."""

import hashlib
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from django.apps import apps
from django.conf import settings

SUFFIXES = {".css", ".html", ".js", ".mo", ".py", ".tsv"}


@cache
def build():
    """Of this process's code: a process that started with older files answers with its own kept pages alone."""
    digest = hashlib.sha256()
    for name in sorted(f"{each.name} {each.version}" for each in distributions()):
        digest.update(name.encode())
    for folder in _folders():
        for path in sorted(folder.rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _folders():
    """Of the site itself; an installed package is known by its version."""
    own = [Path(config.path) for config in apps.get_app_configs() if "site-packages" not in config.path]
    templates = [Path(folder) for engine in settings.TEMPLATES for folder in engine["DIRS"]]
    static = [Path(folder[1] if isinstance(folder, tuple) else folder) for folder in settings.STATICFILES_DIRS]
    static = [folder for folder in static if "node_modules" not in folder.parts]
    return [folder for folder in [*own, *templates, *static, *map(Path, settings.LOCALE_PATHS)] if folder.is_dir()]
