"""Compile the interface translations without gettext."""

from pathlib import Path

import polib
from django.utils.translation.reloader import translation_file_changed


def compile_catalogues(root):
    """Write a .mo beside every .po below `root` that is newer than it; returns the files that were written.

    What this process has loaded of them already is loaded anew, as Django's development server does it.
    """
    written = []
    for source in sorted(Path(root).glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            translation_file_changed(None, target)
            written.append(target)
    return written
