"""Compile the interface translations without gettext, and say what stands where one is missing."""

from pathlib import Path

import polib
from django.utils.translation import trans_real
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


def fall_back_to_english():
    """Let a text that a language's catalogue lacks stand in English, as it is written, instead of in Chinese.

    Django takes it from the default language, which is the one that lessons are written in.
    """
    trans_real.DjangoTranslation._add_fallback = lambda self, localedirs=None: None
    trans_real._translations.clear()
    trans_real._default = None
