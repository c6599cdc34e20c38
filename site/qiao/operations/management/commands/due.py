"""Run what is due: the one command that a timer calls, every few minutes."""

from django.core.management.base import BaseCommand, CommandError

from qiao.operations import api


class Command(BaseCommand):
    """Safe to be called at any time, also while it runs already; says nothing where nothing was done."""

    help = "Run every job that is due. Exit code 1 where one of them failed; the others are run all the same."

    def add_arguments(self, parser):
        """Names of jobs, to run them now."""
        parser.add_argument("names", nargs="*", metavar="JOB", help="run these alone, due or not")

    def handle(self, *args, **options):
        """Run them and say what was done."""
        try:
            outcomes = api.run_due(options["names"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        for outcome in outcomes:
            if outcome.state != "waiting" or options["verbosity"] > 1:
                self.stdout.write(f"{outcome.name}: {outcome.state}")
        failed = [f"{outcome.name} failed: {outcome.error}" for outcome in outcomes if outcome.state == "failed"]
        if failed:
            raise CommandError("\n".join(failed))
