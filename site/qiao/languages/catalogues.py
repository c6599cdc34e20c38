"""Compile the interface translations without gettext."""

from pathlib import Path

import polib


def compile_catalogues(root):
    """Write a .mo beside every .po below `root` that is newer than it; returns the files that were written."""
    written = []
    for source in sorted(Path(root).glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written.append(target)
    return written
