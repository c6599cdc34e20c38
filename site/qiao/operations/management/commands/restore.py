"""Bring back a whole site from what `backup` wrote."""

from django.core.management.base import BaseCommand, CommandError

from qiao.operations import api
from qiao.operations.backups import pending_migrations


class Command(BaseCommand):
    """For a site that is stopped; its database may be empty of tables."""

    help = "Replace database and media by those of an archive, as a whole or not at all. Stop the site first."
    # They ask the database, which may be empty.
    requires_system_checks = []

    def add_arguments(self, parser):
        """From where, and whether content may be lost."""
        parser.add_argument("path", help="the archive")
        parser.add_argument("--replace", action="store_true", help="although this site has content, which is then lost")

    def handle(self, *args, **options):
        """Restore, and say what came back and what is to be done next."""
        try:
            manifest = api.restore(options["path"], replace=options["replace"])
        except api.BackupError as error:
            raise CommandError(str(error)) from error
        counts = manifest["counts"]
        self.stdout.write(
            f"Restored what was backed up at {manifest['made']}: {counts['pages']} pages, {counts['people']} people, "
            f"{counts['files']} files."
        )
        if pending_migrations():
            self.stdout.write("The backup is of an earlier release: run `manage.py migrate` before starting the site.")
