"""Delete the enquiries that were kept for a year."""

from django.core.management.base import BaseCommand

from workshops.enquiries.sending import delete_old


class Command(BaseCommand):
    """For a site without the timer of this one, which does the same every day."""

    help = "Delete the enquiries to workshops that are older than a year."

    def handle(self, *args, **options):
        """Delete, and say how many."""
        deleted = delete_old()
        if options["verbosity"]:
            self.stdout.write(f"{deleted} enquiries deleted.")
