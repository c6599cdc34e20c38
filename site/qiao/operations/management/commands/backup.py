"""Back up the whole site: database and uploaded files."""

from django.core.management.base import BaseCommand, CommandError

from qiao.operations import api


class Command(BaseCommand):
    """The site may go on meanwhile."""

    help = "Write database and media into one archive with checksums. Keep it as secret as the site: it has everything."

    def add_arguments(self, parser):
        """Where to."""
        parser.add_argument("path", help="the archive, which must not exist, or a folder to put it into")

    def handle(self, *args, **options):
        """Write it, and say where it lies."""
        try:
            self.stdout.write(str(api.backup(options["path"])))
        except api.BackupError as error:
            raise CommandError(str(error)) from error
