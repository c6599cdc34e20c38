"""Carry pages in and out as files: `load` and `dump` a folder of YAML, all languages in one file a page.

The format is described in docs/content-format.md.
"""

from .dump import dump
from .errors import ContentError
from .load import Report, load

__all__ = ["ContentError", "Report", "dump", "load"]
