"""Draw the base map anew."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workshops.atlas import basemap, outlines


class Command(BaseCommand):
    """Needs `manage.py frontend --dev`. What it writes is kept with the program, so that a site needs no npm for it."""

    help = "Draw workshops/data/basemap.json of Natural Earth's countries, from the npm package world-atlas."
    requires_system_checks = []

    def handle(self, *args, **options):
        """Write the file and say how large its drawings are."""
        try:
            drawn = outlines.make(Path(getattr(settings, "QIAO_NODE_MODULES", "node_modules")))
        except FileNotFoundError as error:
            raise CommandError(f"{error.filename} is missing: run `manage.py frontend --dev` first.") from error
        basemap.FILE.write_text(written(drawn), encoding="utf-8")
        sizes = {name: sum(map(len, drawn[name].values())) for name in ("region", "world")}
        self.stdout.write(f"{basemap.FILE}: " + ", ".join(f"{name} {size:,} bytes" for name, size in sizes.items()))


def written(drawn):
    """The text of the file: one line a country, so that a change can be read."""
    return (
        json.dumps(drawn, separators=(",", ":")).replace('"countries":{', '"countries":{\n').replace("],", "],\n")
        + "\n"
    )
