"""Fail where locale/ lacks a string of the code, has one that is gone, or leaves one untranslated or fuzzy."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]


def main():
    """Extract the strings anew beside a copy of the catalogues and compare."""
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "qiao"
        ignore = shutil.ignore_patterns(".*", "node_modules", "var", "__pycache__", "tests", "dist", "build")
        shutil.copytree(ROOT, copy, ignore=ignore)
        subprocess.run(
            [sys.executable, "manage.py", "makemessages", "--all", "--no-location", "--verbosity", "0"],
            cwd=copy,
            check=True,
        )
        for path in sorted((copy / "locale").glob("*/LC_MESSAGES/django.po")):
            fresh = polib.pofile(str(path))
            kept = polib.pofile(str(ROOT / path.relative_to(copy)))
            name = path.parts[-3]
            wanted, have = _ids(fresh), _ids(kept)
            problems += [f"{name}: missing: {one}" for one in sorted(wanted - have)]
            problems += [f"{name}: no longer used: {one}" for one in sorted(have - wanted)]
            problems += [f"{name}: untranslated: {entry.msgid}" for entry in kept.untranslated_entries()]
            problems += [f"{name}: fuzzy: {entry.msgid}" for entry in kept.fuzzy_entries()]
    print("\n".join(problems[:200]) or "Every interface text is translated.")
    if problems:
        print(f"{len(problems)} problems. Run `make messages`, then translate what is new in locale/.")
    sys.exit(bool(problems))


def _ids(catalogue):
    return {str((entry.msgctxt, entry.msgid, entry.msgid_plural)) for entry in catalogue if not entry.obsolete}


if __name__ == "__main__":
    main()
