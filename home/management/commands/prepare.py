"""Make a checkout ready to be served: interface texts, database, demo. Quick where nothing has changed."""

import hashlib
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from qiao.languages.catalogues import compile_catalogues

from .demo import CONTENT
from .frontend import missing


class Command(BaseCommand):
    """For development; a production server runs `migrate` and `collectstatic` itself."""

    help = "Compile the interface texts, migrate the database and build the demo, as far as that is not done yet."

    def add_arguments(self, parser):
        """--quiet for programs."""
        parser.add_argument("--quiet", action="store_true", help="do not print addresses and logins")
        parser.add_argument("--serve", metavar="ADDRESS", help="then serve the site there, in the same process")

    def handle(self, *args, **options):
        """Do what is missing."""
        for path in settings.LOCALE_PATHS:
            compile_catalogues(path)
        if not options["quiet"] and missing():
            self._install_packages(wait=not options["serve"])
        executor = MigrationExecutor(connection)
        fresh = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if fresh:
            self.stdout.write("Preparing the database …")
            call_command("migrate", verbosity=0)
        call_command("dictionary", verbosity=0)
        stamp = settings.QIAO_VAR_DIR / "demo.stamp"
        state = self._state()
        if fresh or not stamp.exists() or stamp.read_text() != state:
            self.stdout.write("Building the demo …")
            call_command("demo", stdout=self.stdout if not options["quiet"] else _Nowhere())
            stamp.parent.mkdir(parents=True, exist_ok=True)
            stamp.write_text(state)
        elif not options["quiet"]:
            call_command("demo", tell=True, stdout=self.stdout)
        if options["serve"]:
            call_command("runserver", options["serve"], use_reloader=False)

    def _install_packages(self, *, wait):
        """Fetch what a few pages use; none of the others waits for it, and neither does the server."""
        if wait:
            self.stdout.write("Installing front-end packages …")
            try:
                call_command("frontend")
            except CommandError as error:
                self.stderr.write(str(error))
            return
        log = settings.QIAO_VAR_DIR / "frontend.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        self.stdout.write(f"Installing front-end packages in the background; what npm says is in {log}.")
        with log.open("w") as file:
            subprocess.Popen([sys.executable, *sys.argv[:1], "frontend"], stdout=file, stderr=file)

    def _state(self):
        digest = hashlib.sha256(str(settings.DATABASES["default"]["NAME"]).encode())
        for path in sorted(Path(CONTENT).rglob("*")):
            if path.is_file():
                digest.update(path.read_bytes())
        return digest.hexdigest()


class _Nowhere:
    """A stream for what nobody reads."""

    def write(self, text):
        """Forget it."""
