"""Carry content in and out as files."""

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Page

from qiao.languages import api, content


class Command(BaseCommand):
    """`content import PATH` and `content export PATH`."""

    help = "Import pages from a folder of YAML files, or export them into one, with every language."

    def add_arguments(self, parser):
        """import PATH, or export PATH with the page to begin at."""
        actions = parser.add_subparsers(dest="action", required=True)
        take = actions.add_parser("import", help="take a folder into the site, or refuse it whole")
        take.add_argument("path")
        give = actions.add_parser("export", help="write pages into a new folder")
        give.add_argument("path")
        give.add_argument("--page", help="translation key or primary key of the page to begin at (default: home)")

    def handle(self, *args, action, path, **options):
        """Do the one or the other, and say what was done."""
        if action == "import":
            try:
                report = content.load(path)
            except content.ContentError as error:
                raise CommandError("Nothing was imported.\n" + "\n".join(error.problems)) from error
            self.stdout.write(
                f"{len(report.created)} created, {len(report.updated)} updated, {len(report.unchanged)} unchanged."
            )
        else:
            try:
                count = content.dump(path, page=self._page(options["page"]))
            except FileExistsError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"{count} pages written to {path}.")

    def _page(self, name):
        if not name:
            return None
        pages = Page.objects.filter(pk=name) if name.isdigit() else Page.objects.filter(translation_key=name)
        page = pages.filter(locale=api.source_locale()).first()
        if page is None:
            raise CommandError(f"There is no Chinese page {name}.")
        return page.specific
