"""What must be set for maps to be drawn; refused at start-up instead of met as an empty map."""

from django.core import checks

from .atlas import tiles


@checks.register("qiao_workshops")
def check_tiles(app_configs, **kwargs):
    """E001: an address of tiles that does not say which tile is meant. W001: tiles that nobody is credited for."""
    address = tiles.template()
    if not address:
        return []
    found = []
    if missing := [part for part in ("{z}", "{x}", "{y}") if part not in address]:
        found.append(
            checks.Error(
                f"QIAO_MAP_TILES has no {', '.join(missing)}.",
                hint="Write an address such as https://tiles.example.org/{z}/{x}/{y}.png.",
                id="qiao_workshops.E001",
            )
        )
    if not tiles.credit():
        found.append(
            checks.Warning(
                "QIAO_MAP_TILES_CREDIT is empty.",
                hint="Say whom the map is from, in the words that the tile server asks for.",
                id="qiao_workshops.W001",
            )
        )
    return found
